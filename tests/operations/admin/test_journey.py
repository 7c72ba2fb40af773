"""One walk through the admin in a Chromium, as somebody of the staff takes it."""

import json
import uuid

import pytest

from tests.support.admin_client import PASSWORD
from tests.support.dashboard_page import Visitor


@pytest.fixture
def visitor(browser, service):
    context = browser.new_context()
    yield Visitor(context, service)
    context.close()


@pytest.fixture
def role(db):
    """The job role of an interview that no other test has."""
    role = f"Engineer <b>{uuid.uuid4()}</b>"
    conversation = [
        {"role": "interviewer", "content": "<img src=x onerror=alert(1)>"},
        {"role": "user", "content": "Look:\n```\nx = 1\n```"},
    ]
    db.execute(
        "insert into interviews (job_role, experience_level, interview_type, conversation,"
        " feedback, overall_score) values (%s, 'Senior', 'System Design', %s, '{}', 2)",
        [role, json.dumps(conversation)],
    )
    return role


def test_staff_sign_in_filter_read_export_and_find_it_recorded(visitor, service, role):
    page = visitor.page
    faults = []

    page.goto(f"{service}/admin/")
    faults += visitor.faults_of_accessibility()
    page.get_by_label("Username").fill("root")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Interviews", exact=True).click()

    page.get_by_label("Search").fill(role)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="System Design").click()
    page.get_by_role("link", name="below 4").click()
    page.get_by_label("From").fill("2020-01-01")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**completed_from=2020-01-01**")
    assert page.locator("th.field-completed").count() == 1
    faults += visitor.faults_of_accessibility()

    page.get_by_label("Select this object").check()
    page.get_by_label("Action:").select_option("Export as CSV")
    with page.expect_download() as download:
        page.get_by_role("button", name="Go").click()
    assert download.value.suggested_filename == "interviews.csv"
    assert role in download.value.path().read_text()

    page.get_by_role("link", name=role).click()
    assert page.locator("h1").inner_text() == role
    assert page.locator(".turn h3").all_inner_texts() == ["Interviewer", "Candidate"]
    assert page.locator(".turn code").inner_text() == "x = 1"
    faults += visitor.faults_of_accessibility()

    page.get_by_role("link", name="Who has opened or exported it").click()
    page.get_by_role("heading", name="Access records").wait_for()
    assert page.locator("td.field-action").all_inner_texts() == ["Opened", "Exported"]
    faults += visitor.faults_of_accessibility()

    page.get_by_role("button", name="Log out").click()
    page.goto(f"{service}/admin/llm_api/interview/")
    assert page.get_by_label("Password").is_visible()
    assert faults == []
    assert visitor.complaints == []
