"""An interview that goes on survives what happens to its page, and belongs to one tab at a time."""

import pytest
from playwright.sync_api import Error

from tests.support.dashboard_page import eventually
from tests.support.frontend_page import (
    FILL_LOCAL_STORAGE,
    MINUTES_LATER,
    NO_DATABASE,
    NO_LOCAL_STORAGE,
    NO_LOCKS,
    OUTCOME,
    kept_names,
    rows_of,
    waiting,
)

BEGIN = """async ([setup, texts]) => {
  window.interview = client.startInterview(setup);
  let kept;
  for (const [i, content] of texts.entries()) {
    kept = await interview.say({ role: i % 2 ? "user" : "interviewer", content });
  }
  return kept;
}"""
FINISH = f"(interview) => ({OUTCOME})(interview.finish({{ overallScore: 7 }}))"
RESUME = "async () => { [window.interview] = await client.unfinishedInterviews(); }"
UNFINISHED = """async () => (await client.unfinishedInterviews()).map(
  ({ jobRole, messages }) => ({ jobRole, said: messages.map(({ content }) => content) }))"""
SAID = ["Design a queue.", "With one table."]
LOCKS = pytest.mark.parametrize("before", ["", NO_LOCKS], ids=["locks", "heartbeats"])


def begin(page, finished, said=SAID):
    setup = {name: finished[name] for name in ("jobRole", "experience", "interviewType")}
    return page.evaluate(BEGIN, [setup, said])


def unfinished(page):
    return page.evaluate(UNFINISHED)


def crash(page):
    """End the page's process, as a lack of memory does."""
    with page.expect_event("crash"), pytest.raises(Error):
        page.goto("chrome://crash", timeout=5_000)
    page.close()


def test_it_is_saved_as_it_was_said(frontend, service, finished, db, alice):
    page = frontend(service, alice.token)
    assert begin(page, finished) is True
    page.evaluate("interview.finish({ overallScore: 7 }, 5)")
    (row,) = rows_of(db, finished)
    assert [message["content"] for message in row["conversation"]] == SAID
    assert (str(row["user_id"]), row["overall_score"], row["question_count"]) == (alice.id, 7, 5)
    assert (kept_names(page), unfinished(page)) == ([], [])


@LOCKS
@pytest.mark.parametrize("end", ["reload", "close", "crash"])
def test_it_survives_the_end_of_its_page(frontend, service, finished, db, end, before):
    page = frontend(service, before=before)
    begin(page, finished)
    later = 0
    if end == "reload":
        page.reload()
    elif end == "close":
        page.close(run_before_unload=False)
        later = 2  # without Web Locks the last heartbeat must have become old
    else:
        crash(page)
        later = 2
    page = frontend(service, before=before)
    if end != "reload" and before == NO_LOCKS:
        page.evaluate(MINUTES_LATER, later)
    expected = [{"jobRole": finished["jobRole"], "said": SAID}]
    assert eventually(lambda: unfinished(page) == expected)

    page.evaluate(RESUME)
    page.evaluate("interview.say({ role: 'interviewer', content: 'And then?' })")
    page.evaluate("interview.finish()")
    (row,) = rows_of(db, finished)
    assert [message["content"] for message in row["conversation"]] == [*SAID, "And then?"]
    assert row["question_count"] == 2
    assert (kept_names(page), unfinished(page)) == ([], [])


def test_a_reload_of_the_same_tab_without_locks_gives_it_back_at_once(frontend, service, finished):
    page = frontend(service, before=NO_LOCKS)
    begin(page, finished)
    page.evaluate("addEventListener('pagehide', (event) => event.stopImmediatePropagation(), true)")
    page.reload()
    page.evaluate(
        "async (url) => { const m = await import(`${url}/static/dashboard/django-client.js`);"
        " window.client = m.djangoClient({ apiUrl: url }); }",
        service,
    )
    assert len(unfinished(page)) == 1


def test_what_was_interrupted_is_saved_with_the_time_of_its_last_message(
    frontend, service, finished, db
):
    page = frontend(service)
    begin(page, finished)
    page.close()
    page = frontend(service)
    assert eventually(lambda: len(unfinished(page)) == 1)
    page.evaluate(RESUME)
    changed_at = page.evaluate("interview.changedAt")
    page.evaluate("interview.finish()")
    (row,) = rows_of(db, finished)
    assert row["completed_at"].isoformat().startswith(changed_at.removesuffix("Z"))


def test_what_was_interrupted_can_be_discarded(frontend, service, finished):
    page = frontend(service)
    begin(page, finished)
    page.reload()
    page = frontend(service)
    page.evaluate(RESUME)
    page.evaluate("interview.discard()")
    assert (kept_names(page), unfinished(page)) == ([], [])


def test_nothing_is_kept_of_an_interview_in_which_nothing_was_said(frontend, service, finished):
    page = frontend(service)
    begin(page, finished, said=[])
    assert (kept_names(page), unfinished(page)) == ([], [])


# Tabs -----------------------------------------------------------------------------------


@LOCKS
def test_what_is_open_in_another_tab_is_not_offered(frontend, service, finished, before):
    page = frontend(service, before=before)
    begin(page, finished)
    other = frontend(service, before=before)
    assert unfinished(other) == []
    assert len(unfinished(page)) == 1


def test_two_tabs_keep_two_interviews(frontend, service, finished, db):
    pages = [frontend(service), frontend(service)]
    for page, text in zip(pages, ["one", "other"], strict=True):
        begin(page, finished, [text])
    for page in pages:
        page.evaluate("interview.say({ role: 'user', content: 'answer' })")
        page.evaluate("interview.finish()")
    said = {row["conversation"][0]["content"] for row in rows_of(db, finished)}
    assert said == {"one", "other"}
    assert kept_names(pages[0]) == []


def test_two_tabs_that_go_on_with_the_same_interview_lose_neither(frontend, service, finished, db):
    page = frontend(service)
    begin(page, finished)
    page.reload()
    page.close()
    pages = [frontend(service), frontend(service)]
    for page in pages:
        page.evaluate(RESUME)
    for page, text in zip(pages, ["one", "other"], strict=True):
        page.evaluate("(content) => interview.say({ role: 'user', content })", text)
    for page in pages:
        page.evaluate("interview.finish()")
    said = {row["conversation"][-1]["content"] for row in rows_of(db, finished)}
    assert said == {"one", "other"}


def test_two_tabs_that_save_the_same_interrupted_interview_save_it_once(
    frontend, service, finished, db
):
    page = frontend(service)
    begin(page, finished)
    page.close()
    pages = [frontend(service), frontend(service)]
    for page in pages:
        assert eventually(lambda page=page: len(unfinished(page)) == 1)
        page.evaluate(RESUME)
    for page in pages:
        page.evaluate("interview.finish({ overallScore: 7 })")
    assert len(rows_of(db, finished)) == 1
    assert waiting(pages[0]) == waiting(pages[1]) == []


# Storage --------------------------------------------------------------------------------


@pytest.mark.parametrize("obstacle", [NO_LOCAL_STORAGE, FILL_LOCAL_STORAGE], ids=["off", "full"])
def test_with_local_storage_unusable_it_survives_in_the_database(
    frontend, service, finished, db, obstacle
):
    page = frontend(service, before=obstacle)
    assert begin(page, finished) is True
    page.close()
    page = frontend(service, before=obstacle)
    assert eventually(lambda: [one["said"] for one in unfinished(page)] == [SAID])
    page.evaluate(RESUME)
    page.evaluate("interview.finish()")
    assert len(rows_of(db, finished)) == 1
    assert unfinished(page) == []


def test_an_interview_that_outgrows_local_storage_moves_and_is_kept_once(
    frontend, service, finished
):
    page = frontend(service)
    begin(page, finished)
    assert len(kept_names(page)) == 1
    page.evaluate(FILL_LOCAL_STORAGE)
    long = "x" * 1000
    assert page.evaluate("(content) => interview.say({ role: 'user', content })", long) is True
    assert kept_names(page) == []
    page.close()
    page = frontend(service)
    assert eventually(lambda: [one["said"] for one in unfinished(page)] == [[*SAID, long]])


def test_a_browser_that_keeps_nothing_says_so(frontend, service, finished, db):
    page = frontend(service, before=NO_LOCAL_STORAGE + NO_DATABASE)
    assert begin(page, finished) is False
    page.evaluate("interview.finish()")
    assert len(rows_of(db, finished)) == 1


def test_a_full_storage_holds_the_finished_interview_in_the_place_of_the_unfinished(
    frontend, service, finished
):
    page = frontend(service, before=NO_DATABASE)
    begin(page, finished, ["x" * 100_000])
    page.evaluate(FILL_LOCAL_STORAGE)
    page.evaluate("localStorage.removeItem('fill-1024-0')")
    page.context.set_offline(True)
    outcome = page.evaluate("interview.finish().catch(({ kept }) => kept)")
    assert outcome is True
    (name,) = kept_names(page)
    assert name.startswith("interview-storage.unsent.")


# Whose it is ----------------------------------------------------------------------------


def test_it_stays_with_the_person_who_began_it(frontend, service, finished, db, alice, bob):
    page = frontend(service, alice.token)
    begin(page, finished)
    page.evaluate("client.signedOut()")
    page.evaluate("(token) => { window.token = token; }", bob.token)
    outcome = page.evaluate(f"({FINISH})(interview)")
    assert (outcome["code"], outcome["kept"]) == ("sign_in_needed", True)
    (entry,) = waiting(page)
    assert (entry["owner"], entry["own"]) == (alice.id, False)
    page.evaluate("(token) => { window.token = token; return client.sendUnsent(); }", alice.token)
    (row,) = rows_of(db, finished)
    assert str(row["user_id"]) == alice.id


def test_nobody_else_is_offered_it(frontend, service, finished, alice, bob):
    page = frontend(service, alice.token)
    begin(page, finished)
    page.close()
    page = frontend(service, bob.token)
    assert eventually(lambda: kept_names(page) != [])
    assert unfinished(page) == []
    page.evaluate("(token) => { window.token = token; }", alice.token)
    assert eventually(lambda: len(unfinished(page)) == 1)


def test_somebody_who_signs_in_meanwhile_has_it(frontend, service, finished, db, alice):
    page = frontend(service)
    begin(page, finished)
    page.evaluate("(token) => { window.token = token; }", alice.token)
    page.evaluate("interview.finish()")
    (row,) = rows_of(db, finished)
    assert str(row["user_id"]) == alice.id


# Finishing ------------------------------------------------------------------------------


def test_finishing_twice_saves_once(frontend, service, finished, db):
    page = frontend(service)
    begin(page, finished)
    ids = page.evaluate(
        "async () => (await Promise.all([interview.finish(), interview.finish()])).map(({ data }) => data.id)"
    )
    (row,) = rows_of(db, finished)
    assert ids == [str(row["id"])] * 2


def test_finished_offline_it_is_unsent_and_no_longer_unfinished(frontend, service, finished, db):
    page = frontend(service)
    begin(page, finished)
    page.context.set_offline(True)
    outcome = page.evaluate(f"({FINISH})(interview)")
    assert (outcome["mayPass"], outcome["kept"]) == (True, True)
    assert (len(waiting(page)), unfinished(page)) == (1, [])
    page.context.set_offline(False)
    assert eventually(lambda: len(rows_of(db, finished)) == 1)


def test_nothing_more_can_be_said_in_a_finished_interview(frontend, service, finished):
    page = frontend(service)
    begin(page, finished)
    page.evaluate("interview.finish()")
    said = page.evaluate(
        "interview.say({ role: 'user', content: 'x' }).catch(({ message }) => message)"
    )
    assert said == "This interview is finished."
