"""The way back to practising, in a Chromium."""

import json

import pytest

from tests.support.dashboard_page import SESSION_KEY
from tests.support.service import free_address, running_service


@pytest.fixture(scope="module")
def leading_back(local_supabase):
    """The service with PRACTICE_URL."""
    address = free_address()
    with running_service(local_supabase, address, PRACTICE_URL="https://app.example.com/practise"):
        yield f"http://{address}"


def test_the_header_leads_back_to_practising(leading_back, open_window, session):
    kept = [{"name": SESSION_KEY, "value": json.dumps(session)}]
    visitor = open_window(
        storage_state={"origins": [{"origin": leading_back, "localStorage": kept}]}
    )
    visitor.service = leading_back
    visitor.open()
    link = visitor.page.get_by_role("banner").get_by_role("link", name="Practise")
    assert link.get_attribute("href") == "https://app.example.com/practise"


def test_an_empty_list_leads_to_practising(leading_back, open_window, session):
    kept = [{"name": SESSION_KEY, "value": json.dumps(session)}]
    visitor = open_window(
        storage_state={"origins": [{"origin": leading_back, "localStorage": kept}]}
    )
    visitor.service = leading_back
    visitor.open()
    visitor.page.get_by_text("No interviews yet.").wait_for()
    link = visitor.page.get_by_role("main").get_by_role("link", name="Start practising")
    assert link.get_attribute("href") == "https://app.example.com/practise"


def test_an_interview_leads_to_the_next_one(leading_back, open_window, session, keep):
    kept = [{"name": SESSION_KEY, "value": json.dumps(session)}]
    visitor = open_window(
        storage_state={"origins": [{"origin": leading_back, "localStorage": kept}]}
    )
    visitor.service = leading_back
    visitor.open(f"/interviews/{keep()}")
    visitor.page.locator("article").wait_for()
    actions = visitor.page.locator("article .actions > *")
    assert actions.all_inner_texts() == ["Practise again", "PDF", "Markdown", "JSON", "Delete"]
    loudest = visitor.page.locator("article .primary")
    assert loudest.get_attribute("href") == "https://app.example.com/practise"


def test_without_an_address_there_is_no_link(signed_in):
    assert signed_in.page.get_by_role("link", name="Practise").count() == 0
