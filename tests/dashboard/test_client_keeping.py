"""An interview that was given to the client is in the browser until the service has it."""

import pytest

from tests.support.dashboard_page import eventually
from tests.support.frontend_page import (
    FILL_LOCAL_STORAGE,
    MINUTES_LATER,
    NO_DATABASE,
    NO_LOCAL_STORAGE,
    OUTCOME,
    SAVE,
    kept_names,
    rows_of,
    waiting,
)

SAVED = "**/api/interviews/save"
IMPATIENT = f"""async (interview) => {{
  const begun = performance.now();
  const outcome = await ({OUTCOME})(client.saveInterview(interview));
  return {{ ...outcome, seconds: (performance.now() - begun) / 1000 }};
}}"""


def unreachable(page):
    page.route(SAVED, lambda route: route.abort())


def answering(page, status, body, content_type="application/json"):
    headers = {"Access-Control-Allow-Origin": "*"}
    page.route(
        SAVED,
        lambda route: route.fulfill(
            status=status, body=body, headers=headers, content_type=content_type
        ),
    )


# Kept first -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "access_token",
    [
        "() => new Promise(() => {})",
        "async () => { throw new Error('lock timeout'); }",
        "() => { throw new Error('not even a promise'); }",
        "async () => 'sb_publishable_x'",
        "async () => 'a.b.c'",
    ],
    ids=["hangs", "rejects", "throws", "is no JWT", "is a JWT of nothing"],
)
def test_a_token_that_cannot_be_read_costs_no_interview(
    frontend, service, finished, db, access_token
):
    page = frontend(service, options=f"{{ accessToken: {access_token} }}")
    outcome = page.evaluate(IMPATIENT, finished)
    assert (outcome["kept"], outcome["mayPass"], outcome["seconds"] < 3) == (True, True, True)
    assert outcome["code"] == "token_unreadable"
    assert kept_names(page) == [f"interview-storage.unsent.{outcome['key']}"]
    assert rows_of(db, finished) == []


def test_it_is_kept_before_the_token_is_asked_for(frontend, service, finished, alice):
    noting = """{ accessToken: () => {
      window.keptWhenAsked = Object.keys(localStorage).filter((name) => name.includes(".unsent."));
      return Promise.resolve(window.token);
    } }"""
    page = frontend(service, alice.token, options=noting)
    assert page.evaluate("keptWhenAsked") == []  # the client asks who is signed in when it starts
    page.evaluate(SAVE, finished)
    assert len(page.evaluate("keptWhenAsked")) == 1
    assert kept_names(page) == []


def test_it_is_kept_when_the_call_returns(frontend, service, finished):
    page = frontend(service)
    names = page.evaluate(
        """(interview) => {
          client.saveInterview(interview).catch(() => {});
          return Object.keys(localStorage).filter((name) => name.includes(".unsent."));
        }""",
        finished,
    )
    assert len(names) == 1


# Told in time ---------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["hangs", "refuses", "is busy", "is a network's sign-in page"])
def test_a_caller_hears_in_three_seconds_that_it_is_kept(frontend, service, finished, fault):
    page = frontend(service)
    if fault == "hangs":
        page.route(SAVED, lambda route: None)
    if fault == "refuses":
        unreachable(page)
    if fault == "is busy":
        answering(page, 503, '{"code": "supabase_unavailable"}')
    if fault == "is a network's sign-in page":
        answering(page, 200, "<html>Room number?</html>", "text/html")
    outcome = page.evaluate(IMPATIENT, finished)
    assert (outcome["name"], outcome["mayPass"], outcome["kept"]) == ("ApiError", True, True)
    assert outcome["seconds"] < 3
    (entry,) = waiting(page)
    assert (entry["key"], entry["waitingFor"]) == (outcome["key"], "connection")
    assert entry["interview"] == finished


def test_offline_it_is_said_at_once_and_sent_when_the_connection_is_back(
    frontend, service, finished, db, alice
):
    page = frontend(service, alice.token)
    page.context.set_offline(True)
    outcome = page.evaluate(IMPATIENT, finished)
    assert (outcome["kept"], outcome["seconds"] < 1) == (True, True)
    page.context.set_offline(False)
    assert eventually(lambda: len(rows_of(db, finished)) == 1)
    assert eventually(lambda: page.evaluate("late.length") == 1)
    assert waiting(page) == []


def test_it_is_sent_by_itself_while_the_page_stays_open(frontend, service, finished, db):
    page = frontend(service)
    unreachable(page)
    page.evaluate(SAVE, finished)
    page.unroute_all()
    assert eventually(lambda: len(rows_of(db, finished)) == 1)
    assert eventually(lambda: page.evaluate("late.length") == 1)
    (claim,) = page.evaluate("client.unclaimedInterviews()")
    assert claim["claimToken"] == page.evaluate("late[0].claim_token")


def test_it_is_sent_when_the_page_is_looked_at_again(frontend, service, finished, db):
    page = frontend(service)
    page.clock.install()
    unreachable(page)
    page.clock.resume()
    page.evaluate(SAVE, finished)
    page.clock.pause_at("2099-01-01")  # no timer of the client's runs from here on
    page.unroute_all()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert eventually(lambda: len(rows_of(db, finished)) == 1)


# Where it is kept -----------------------------------------------------------------------


@pytest.mark.parametrize("obstacle", [NO_LOCAL_STORAGE, FILL_LOCAL_STORAGE], ids=["off", "full"])
def test_with_local_storage_unusable_it_is_kept_in_the_database(
    frontend, service, finished, db, obstacle
):
    page = frontend(service, before=obstacle)
    unreachable(page)
    outcome = page.evaluate(SAVE, finished)
    assert (outcome["mayPass"], outcome["kept"]) == (True, True)
    page.close()

    page = frontend(service, before=obstacle)
    assert eventually(lambda: len(rows_of(db, finished)) == 1)
    assert eventually(lambda: waiting(page) == [])


def test_an_interview_that_local_storage_cannot_hold_is_kept_whole(frontend, service, finished):
    page = frontend(service)
    long = [{"role": "user", "content": "x" * 100_000} for _ in range(60)]
    unreachable(page)
    outcome = page.evaluate(SAVE, finished | {"messages": long})
    assert outcome["kept"] is True
    page.reload()
    page = frontend(service)
    unreachable(page)
    (entry,) = waiting(page)
    assert entry["interview"]["messages"] == long


def test_a_browser_that_keeps_nothing_says_so_and_still_sends(frontend, service, finished, db):
    page = frontend(service, before=NO_LOCAL_STORAGE + NO_DATABASE)
    unreachable(page)
    outcome = page.evaluate(IMPATIENT, finished)
    assert (outcome["mayPass"], outcome["kept"], outcome["seconds"] < 3) == (True, False, True)
    assert len(waiting(page)) == 1
    page.unroute_all()
    page.evaluate("client.sendUnsent()")
    assert len(rows_of(db, finished)) == 1
    assert waiting(page) == []


def test_a_database_that_never_opens_holds_nothing_up(frontend, service, finished, db):
    hanging = 'Object.defineProperty(window, "indexedDB", { value: { open: () => ({}) } });'
    page = frontend(service, before=hanging + NO_LOCAL_STORAGE)
    page.evaluate(SAVE, finished)
    assert eventually(lambda: len(rows_of(db, finished)) == 1)


def test_an_entry_that_is_not_readable_hides_no_other(frontend, service, finished, db):
    page = frontend(service)
    unreachable(page)
    page.evaluate("localStorage.setItem('interview-storage.unsent.broken', '{\"key\":')")
    page.evaluate("localStorage.setItem('interview-storage.unsent.null', 'null')")
    page.evaluate(SAVE, finished)
    assert [entry["interview"] for entry in waiting(page)] == [finished]
    page.unroute_all()
    page.evaluate("client.sendUnsent()")
    assert len(rows_of(db, finished)) == 1


# Refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, '{"code": "invalid_input", "message": "No.", "errors": []}'),
        (403, '{"code": "third_party_token", "message": "No."}'),
        (409, '{"code": "idempotency_key_reused", "message": "No."}'),
        (413, "<html>413 Request Entity Too Large</html>"),
        (415, '{"message": "No."}'),
    ],
)
def test_a_refusal_of_any_kind_keeps_the_interview(frontend, service, finished, db, status, body):
    page = frontend(service)
    answering(page, status, body)
    outcome = page.evaluate(SAVE, finished)
    assert (outcome["status"], outcome["mayPass"], outcome["kept"]) == (status, False, True)
    (entry,) = waiting(page)
    assert (entry["refused"]["status"], entry["waitingFor"]) == (status, "correction")
    page.evaluate("client.sendUnsent()")
    assert len(waiting(page)) == 1

    page.unroute_all()
    page.evaluate("(key) => client.resend(key)", entry["key"])
    assert waiting(page) == []
    assert len(rows_of(db, finished)) == 1


@pytest.mark.parametrize("status", [401, 404, 500, 503])
def test_what_is_no_judgement_of_the_interview_is_no_refusal(frontend, service, finished, status):
    page = frontend(service)
    answering(page, status, "<html>a proxy's own page</html>", "text/html")
    outcome = page.evaluate(SAVE, finished)
    assert outcome["kept"] is True
    (entry,) = waiting(page)
    assert "refused" not in entry


def test_a_refused_interview_can_be_corrected(frontend, service, finished, db):
    page = frontend(service)
    refused = page.evaluate(SAVE, finished | {"experience": "Principal"})
    (entry,) = waiting(page)
    assert entry["refused"]["errors"][0]["field"] == "experience_level"
    page.evaluate("(key) => client.resend(key, { experience: 'Senior' })", refused["key"])
    (row,) = rows_of(db, finished)
    assert row["experience_level"] == "Senior"
    assert row["conversation"] == finished["messages"]
    assert waiting(page) == []


def test_a_correction_that_is_refused_is_kept_too(frontend, service, finished):
    page = frontend(service)
    refused = page.evaluate(SAVE, finished | {"experience": "Principal"})
    status = page.evaluate(
        "(key) => client.resend(key, { experience: 'Chief' }).catch((error) => error.status)",
        refused["key"],
    )
    (entry,) = waiting(page)
    assert (status, entry["interview"]["experience"]) == (400, "Chief")


def test_a_refused_interview_can_be_discarded(frontend, service, finished, db):
    page = frontend(service)
    refused = page.evaluate(SAVE, finished | {"questionCount": 5000})
    page.evaluate("(key) => client.discard(key)", refused["key"])
    assert waiting(page) == []
    assert kept_names(page) == []


def test_what_is_discarded_while_it_is_sent_does_not_come_back(frontend, service, finished):
    page = frontend(service)
    held = []
    page.route(SAVED, lambda route: held.append(route))
    with page.expect_request(SAVED):
        page.evaluate(
            "(interview) => void client.saveInterview(interview).catch(() => {})", finished
        )
    (entry,) = waiting(page)
    page.evaluate("(key) => client.discard(key)", entry["key"])
    headers = {"Access-Control-Allow-Origin": "*"}
    with page.expect_response(SAVED):
        held[0].fulfill(status=400, headers=headers, json={"code": "invalid_input"})
    assert waiting(page) == []


def test_entries_of_the_former_version_are_shown_and_sent(frontend, service, finished, db):
    page = frontend(service)
    body = {
        "job_role": finished["jobRole"],
        "experience_level": finished["experience"],
        "interview_type": finished["interviewType"],
        "conversation": finished["messages"],
        "feedback": finished["feedback"],
        "question_count": 1,
        "completed_at": "2026-11-20T10:00:00.000Z",
    }
    page.evaluate(
        """(body) => {
          for (const [key, refused] of [["a", undefined], ["b", "It was too long."]]) {
            const entry = { key, owner: null, body: JSON.stringify(body), refused };
            localStorage.setItem(`interview-storage.unsent.${key}`, JSON.stringify(entry));
          }
        }""",
        body,
    )
    entries = waiting(page)
    assert [entry["interview"] for entry in entries] == [finished, finished]
    assert {entry["savedAt"] for entry in entries} == {body["completed_at"]}
    assert {entry.get("refused", {}).get("message") for entry in entries} == {
        None,
        "It was too long.",
    }
    page.evaluate("client.sendUnsent()")
    assert len(rows_of(db, finished)) == 1
    assert [entry["key"] for entry in waiting(page)] == ["b"]


# One interview is one save --------------------------------------------------------------


@pytest.mark.parametrize(
    "calls",
    [
        "Promise.all([client.saveInterview(one), client.saveInterview(one)])",
        "Promise.all([client.saveInterview(one), client.saveInterview(structuredClone(one))])",
        "client.saveInterview(one).then(() => client.saveInterview(structuredClone(one)))",
        "Promise.all(Array.from({ length: 20 }, () => client.saveInterview({ ...one })))",
        "Promise.all([client.saveInterview(one, 'k'), client.saveInterview(one, 'k')])",
    ],
    ids=["double click", "effect run twice", "again after it was saved", "twenty", "one key"],
)
def test_one_interview_is_one_row(frontend, service, finished, db, calls):
    page = frontend(service)
    page.evaluate(f"(one) => {calls}", finished)
    assert len(rows_of(db, finished)) == 1
    assert waiting(page) == []


def test_another_attempt_at_a_kept_interview_is_the_same_interview(frontend, service, finished, db):
    page = frontend(service)
    page.evaluate("(interview) => { window.interview = interview; }", finished)
    unreachable(page)
    page.evaluate("client.saveInterview(interview).catch(() => {})")
    page.evaluate(MINUTES_LATER, 60)
    page.evaluate("client.saveInterview({ ...interview }).catch(() => {})")
    assert len(waiting(page)) == 1
    page.unroute_all()
    page.evaluate("client.saveInterview({ ...interview })")
    assert len(rows_of(db, finished)) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"questionCount": 2},
        {"feedback": {"overallScore": 8}},
        {"messages": []},
        {"experience": "Junior"},
    ],
)
def test_interviews_that_differ_are_two(frontend, service, finished, changed):
    page = frontend(service)
    unreachable(page)
    page.evaluate(SAVE, finished)
    page.evaluate(SAVE, finished | changed)
    assert len(waiting(page)) == 2


def test_another_attempt_on_a_later_page_with_the_same_key_is_the_same_interview(
    frontend, service, finished, db
):
    save = f"(interview) => ({OUTCOME})(client.saveInterview(interview, 'k' + interview.jobRole.slice(9)))"
    page = frontend(service)
    page.route(SAVED, lambda route: (route.fetch(), route.abort()))  # stored, and the answer lost
    page.evaluate(save, finished)
    page.close()
    page = frontend(service)
    page.evaluate(save, finished)
    assert eventually(lambda: waiting(page) == [])
    assert len(rows_of(db, finished)) == 1


def test_a_reload_that_saves_again_with_the_same_key_has_the_same_interview(
    frontend, service, finished, db
):
    save = f"([interview, key]) => ({OUTCOME})(client.saveInterview(interview, key))"
    saved = [
        frontend(service).evaluate(save, [finished, finished["jobRole"][9:]]) for _ in range(2)
    ]
    (row,) = rows_of(db, finished)
    assert [one.get("id") for one in saved] == [str(row["id"])] * 2


def test_another_interview_with_the_same_key_has_its_own_time(frontend, service, finished, db):
    page = frontend(service)
    save = f"([interview, key]) => ({OUTCOME})(client.saveInterview(interview, key))"
    page.evaluate(save, [finished, finished["jobRole"][9:]])
    refused = page.evaluate(save, [finished | {"questionCount": 2}, finished["jobRole"][9:]])
    page.evaluate("(key) => client.resend(key)", refused["key"])
    first, second = sorted(rows_of(db, finished), key=lambda row: row["question_count"])
    assert first["completed_at"] < second["completed_at"]


def test_an_equal_interview_later_is_another_one(frontend, service, finished, db):
    page = frontend(service)
    page.evaluate(SAVE, finished)
    page.evaluate(MINUTES_LATER, 10)
    page.evaluate(SAVE, finished)
    assert len(rows_of(db, finished)) == 2


def test_a_key_of_ones_own_wins(frontend, service, finished, db):
    page = frontend(service)
    page.evaluate(
        "(one) => Promise.all(['a', 'b'].map((key) => client.saveInterview(one, key + one.jobRole.slice(9))))",
        finished,
    )
    assert len(rows_of(db, finished)) == 2


@pytest.mark.parametrize(
    "key", ["", "Jörg at ten", "日本", "a \ud800 b", "50% off", pytest.param("x" * 300, id="long")]
)
def test_a_key_need_not_be_what_a_header_can_carry(frontend, service, finished, db, key):
    page = frontend(service)
    save = f"([interview, key]) => ({OUTCOME})(client.saveInterview(interview, key))"
    page.evaluate(save, [finished, key and finished["jobRole"][9:] + key])
    assert len(rows_of(db, finished)) == 1
    assert kept_names(page) == []


def test_long_keys_that_differ_at_their_end_are_two(frontend, service, finished, db):
    page = frontend(service)
    save = f"([interview, key]) => ({OUTCOME})(client.saveInterview(interview, key))"
    for last in "ab":
        page.evaluate(save, [finished, finished["jobRole"][9:] + "x" * 300 + last])
    assert len(rows_of(db, finished)) == 2


def test_a_key_that_is_given_to_two_interviews_loses_neither(frontend, service, finished, db):
    page = frontend(service)
    unreachable(page)
    save = f"([one, key]) => ({OUTCOME})(client.saveInterview(one, key))"
    other = finished | {"questionCount": 2}
    page.evaluate(save, [finished, "one-key"])
    page.evaluate(save, [other, "one-key"])
    assert [entry["interview"] for entry in waiting(page)] == [finished, other]
    page.unroute_all()
    page.evaluate("client.sendUnsent()")
    (entry,) = waiting(page)
    assert (entry["interview"], entry["refused"]["status"]) == (other, 409)
    page.evaluate("(key) => client.resend(key)", entry["key"])
    assert len(rows_of(db, finished)) == 2


# What language models and keyboards write -----------------------------------------------


@pytest.mark.parametrize("feedback", [None, "missing"])
def test_feedback_that_is_not_there_costs_no_interview(frontend, service, finished, db, feedback):
    page = frontend(service)
    del finished["feedback"]
    page.evaluate(SAVE, finished if feedback else finished | {"feedback": None})
    (row,) = rows_of(db, finished)
    assert row["conversation"] == finished["messages"]


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("'nice 👍'.slice(0, 6)", "nice \ufffd"),
        ("'\\udc4d half'", "\ufffd half"),
        ("'a\\0b'", "ab"),
        ("'whole 👍'", "whole 👍"),
    ],
)
def test_text_that_no_database_takes_is_mended(frontend, service, finished, db, sent, stored):
    page = frontend(service)
    page.evaluate(
        f"""(one) => client.saveInterview({{
          ...one, messages: [{{ role: "user", content: {sent} }}],
          feedback: {{ detailedFeedback: {sent}, strengths: [{sent}] }},
        }})""",
        finished,
    )
    (row,) = rows_of(db, finished)
    assert row["conversation"][0]["content"] == stored
    assert row["feedback"]["strengths"] == [stored]
    assert waiting(page) == []


# Browsers of the last three years -------------------------------------------------------


@pytest.mark.parametrize(
    "missing",
    [
        "delete Crypto.prototype.randomUUID;",
        "delete AbortSignal.any;",
        "delete URLSearchParams.prototype.size;",
        "delete String.prototype.toWellFormed; delete String.prototype.isWellFormed;",
        "delete window.structuredClone;",
        NO_DATABASE,
        'Object.defineProperty(navigator, "locks", { value: undefined });',
    ],
)
def test_nothing_is_needed_that_such_a_browser_lacks(
    frontend, service, finished, db, alice, missing
):
    page = frontend(service, alice.token, before=missing)
    page.evaluate(SAVE, finished)
    assert len(rows_of(db, finished)) == 1
    found = page.evaluate(
        """async (role) => {
          const { signal } = new AbortController();
          const { data } = await client.listInterviews({ job_role: role }, { signal });
          return [data.length, (await client.unfinishedInterviews()).length];
        }""",
        finished["jobRole"],
    )
    assert found == [1, 0]
