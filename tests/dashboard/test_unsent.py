"""What waits in this browser: shown on the dashboard, with what can be done."""

import json
import os
import uuid
from pathlib import Path

import pytest

from tests.support.dashboard_page import SESSION_KEY
from tests.support.interviews import INTERVIEW

KEEP = """([key, owner, interview, refused]) => localStorage.setItem(
  `interview-storage.unsent.${key}`,
  JSON.stringify({ key, owner, body: JSON.stringify(interview), refused }),
)"""
REFUSED_FOR_ITS_LEVEL = {
    "status": 400,
    "code": "invalid_request",
    "message": "experience_level: Not a level.",
    "errors": [{"field": "experience_level", "code": "invalid_choice", "message": "Not a level."}],
}


@pytest.fixture
def wait_in_the_browser(signed_in, session):
    """Puts an interview among the unsent ones of the visitor's browser; its key."""

    def wait_in_the_browser(refused=None, owner=session["user"]["id"], **changes):
        key = str(uuid.uuid4())
        signed_in.page.evaluate(KEEP, [key, owner, INTERVIEW | changes, refused])
        return key

    return wait_in_the_browser


def kept_names(page):
    return page.evaluate("Object.keys(localStorage).filter((name) => name.includes('storage.un'))")


def test_a_refused_interview_is_announced_corrected_and_saved(
    signed_in, wait_in_the_browser, db, session
):
    wait_in_the_browser(REFUSED_FOR_ITS_LEVEL, experience_level="Principal")
    page = signed_in.page
    page.reload()
    page.get_by_text("1 interview could not be saved").wait_for()
    page.get_by_role("link", name="See what you can do").click()
    page.get_by_text("Level: Not a level.").wait_for()

    page.get_by_label("Level").select_option("Senior")
    page.get_by_role("button", name="Send again").click()
    page.get_by_text("Nothing waits here").wait_for()
    (row,) = db.execute(
        "select * from interviews where user_id = %s", [session["user"]["id"]]
    ).fetchall()
    assert row["experience_level"] == "Senior"
    page.get_by_role("link", name="All interviews").click()
    page.get_by_role("link", name="Software Engineer").wait_for()
    assert page.locator(".unsent-notice").inner_text() == ""


def test_a_refusal_of_a_late_send_is_shown(signed_in, wait_in_the_browser):
    wait_in_the_browser(question_count=5000)
    signed_in.refusals_expected = True
    signed_in.open("/data")
    signed_in.page.get_by_text("1 interview could not be saved").wait_for()
    signed_in.open("/unsent")
    signed_in.page.get_by_label("Questions").fill("5")
    signed_in.page.get_by_role("button", name="Send again").click()
    signed_in.page.get_by_text("Nothing waits here").wait_for()


def test_a_refusal_of_the_former_version_is_shown_with_its_reason(signed_in, wait_in_the_browser):
    wait_in_the_browser("Half of a surrogate pair is not a character.")
    signed_in.open("/unsent")
    signed_in.page.get_by_text("Half of a surrogate pair is not a character.").wait_for()


def test_a_refused_interview_can_be_downloaded_and_discarded(signed_in, wait_in_the_browser):
    wait_in_the_browser(REFUSED_FOR_ITS_LEVEL)
    page = signed_in.page
    signed_in.open("/unsent")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download JSON").click()
    taken = json.loads(Path(coming.value.path()).read_text())
    assert taken["messages"] == INTERVIEW["conversation"]

    page.get_by_role("button", name="Discard").click()
    dialog = page.get_by_role("dialog", name="Discard this interview?")
    dialog.get_by_role("button", name="Keep it").click()
    assert len(kept_names(page)) == 1
    page.get_by_role("button", name="Discard").click()
    dialog.get_by_role("button", name="Discard for good").click()
    page.get_by_text("Nothing waits here").wait_for()
    assert kept_names(page) == []


def test_an_unsent_interview_can_be_sent_by_hand(signed_in, wait_in_the_browser):
    signed_in.refusals_expected = True
    page = signed_in.page
    wait_in_the_browser()
    page.route("**/api/interviews/save", lambda route: route.abort())
    page.reload()
    page.get_by_text("1 interview could not be sent yet").wait_for()
    signed_in.open("/unsent")
    page.get_by_text("as soon as the service can be reached").wait_for()
    page.unroute_all()
    page.get_by_role("button", name="Send it now").click()
    page.get_by_text("Nothing waits here").wait_for()


def test_what_waits_for_somebody_else_is_counted_and_not_shown(
    signed_in, wait_in_the_browser, alice
):
    wait_in_the_browser(owner=alice.id, job_role="Alice's secret role")
    wait_in_the_browser(REFUSED_FOR_ITS_LEVEL, owner=alice.id, job_role="Alice's secret role")
    for address in ["", "/data", "/unsent"]:
        signed_in.open(address)
        signed_in.page.get_by_text("2 interviews in this browser wait until").wait_for()
        assert "secret" not in signed_in.page.locator("body").inner_text()
    signed_in.page.get_by_role("button", name="Sign out").click()
    signed_in.page.get_by_text("2 interviews in this browser wait until").wait_for()
    assert "secret" not in signed_in.page.locator("body").inner_text()
    assert len(kept_names(signed_in.page)) == 2


def test_without_signing_in_only_what_is_nobodys_is_shown(
    visitor, signed_in, wait_in_the_browser, session
):
    wait_in_the_browser("Nothing of it.", owner=None, job_role="Nobody's role")
    wait_in_the_browser("Nothing of it.", job_role="My own role")
    signed_in.page.get_by_role("button", name="Sign out").click()
    signed_in.page.get_by_text("1 interview could not be saved").wait_for()
    signed_in.page.get_by_role("link", name="See what you can do").click()
    signed_in.page.get_by_role("heading", name="Nobody's role").wait_for()
    assert "My own role" not in signed_in.page.locator("body").inner_text()


def test_an_interrupted_interview_is_saved_as_it_is(signed_in, db, session):
    page = signed_in.page
    begun = {"jobRole": "Interrupted", "experience": "Senior", "interviewType": "Technical"}
    messages = [{"role": "interviewer", "content": "Why?"}, {"role": "user", "content": "Because."}]
    record = {**begun, "key": "k", "owner": session["user"]["id"], "messages": messages}
    record |= {"startedAt": "2026-11-01T10:00:00Z", "changedAt": "2026-11-01T10:05:00Z"}
    page.evaluate(
        "(record) => localStorage.setItem('interview-storage.unfinished.k', JSON.stringify(record))",
        record,
    )
    page.reload()
    page.get_by_text("1 interrupted interview").wait_for()
    page.get_by_role("link", name="See what you can do").click()
    page.get_by_role("button", name="Save it as it is").click()
    page.get_by_text("Nothing waits here").wait_for()
    (row,) = db.execute("select * from interviews where job_role = 'Interrupted'").fetchall()
    assert (str(row["user_id"]), row["question_count"]) == (session["user"]["id"], 1)
    assert row["completed_at"].isoformat() == "2026-11-01T10:05:00+00:00"
    assert kept_names(page) == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_what_waits_passes_axe_and_fits(
    open_window, live_service, session, alice, scheme, width, request
):
    kept = [{"name": SESSION_KEY, "value": json.dumps(session)}]
    state = {"origins": [{"origin": live_service, "localStorage": kept}]}
    window = open_window(
        storage_state=state, color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    page = window.page
    page.route("**/api/interviews/save", lambda route: route.abort())
    window.refusals_expected = True
    window.open()
    own = session["user"]["id"]
    page.evaluate(KEEP, ["a", own, INTERVIEW | {"job_role": "x" * 90}, REFUSED_FOR_ITS_LEVEL])
    page.evaluate(KEEP, ["b", own, INTERVIEW, None])
    page.evaluate(KEEP, ["c", alice.id, INTERVIEW, None])
    faults = {}
    for address in ["", "/data", "/unsent"]:
        window.open(address)
        window.settle()
        page.get_by_text("in this browser").first.wait_for()
        faults[address] = window.faults_of_accessibility()
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults[address].append("wider than the window")
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(
                path=f"{folder}/{scheme}{address.replace('/', '-')}.png", full_page=True
            )
    page.get_by_role("button", name="Discard").first.click()
    faults["discard"] = window.faults_of_accessibility()
    assert {name: found for name, found in faults.items() if found} == {}
