"""Feedback that comes after its interview: sent by the client, stored by the service."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.dashboard_page import eventually
from tests.support.frontend_page import OUTCOME, SAVE, rows_of, waiting

FEEDBACK = {"overallScore": 8, "strengths": ["Clear"]}
OTHER_FEEDBACK = {"overallScore": 5, "strengths": ["Calm"]}
ADD = f"([id, feedback, options]) => ({OUTCOME})(client.addFeedback(id, feedback, options))"


class Watcher:
    """The requests of a page that add feedback, on their way to the service."""

    def __init__(self, page):
        self.requests = []
        page.context.on("request", self.note)

    def note(self, request):
        address = urlsplit(request.url)
        if request.method == "PUT" and address.path.endswith("/feedback"):
            self.requests.append(
                {
                    "id": address.path.split("/")[-2],
                    "query": parse_qs(address.query),
                    "body": json.loads(request.post_data),
                    "token": request.headers.get("authorization"),
                }
            )


@pytest.fixture
def unscored(finished):
    return finished | {"feedback": None}


@pytest.fixture
def stored_feedback(db, unscored):
    """The feedback and the overall score of the one row that there is of the interview."""

    def stored_feedback():
        (row,) = rows_of(db, unscored)
        return row["feedback"].get("strengths"), row["overall_score"]

    return stored_feedback


def test_a_person_adds_the_feedback_with_their_token(
    frontend, service, unscored, alice, stored_feedback
):
    page = frontend(service, alice.token)
    watcher = Watcher(page)
    saved = page.evaluate(SAVE, unscored)
    assert page.evaluate(ADD, [saved["id"], FEEDBACK, {}])["id"] == saved["id"]
    assert watcher.requests == [
        {"id": saved["id"], "query": {}, "body": FEEDBACK, "token": f"Bearer {alice.token}"}
    ]
    assert waiting(page) == []
    assert stored_feedback() == (["Clear"], 8)


def test_the_claim_token_of_an_anonymous_save_is_used(frontend, service, unscored, stored_feedback):
    page = frontend(service)
    saved = page.evaluate(SAVE, unscored)
    page.close()
    page = frontend(service)
    watcher = Watcher(page)
    page.evaluate(ADD, [saved["id"], FEEDBACK, {}])
    (request,) = watcher.requests
    assert request["body"] == {"claim_token": saved["claimToken"], "feedback": FEEDBACK}
    assert request["token"] is None
    assert stored_feedback() == (["Clear"], 8)


def test_a_claim_token_that_the_caller_gives_is_used(frontend, service, unscored, stored_feedback):
    page = frontend(service)
    saved = page.evaluate(SAVE, unscored)
    page.evaluate("localStorage.clear()")
    page.close()
    page = frontend(service)
    page.evaluate(ADD, [saved["id"], FEEDBACK, {"claimToken": saved["claimToken"]}])
    assert stored_feedback() == (["Clear"], 8)


def test_an_interview_that_was_claimed_gets_its_feedback_by_token(
    frontend, service, unscored, bob, stored_feedback
):
    page = frontend(service)
    watcher = Watcher(page)
    saved = page.evaluate(SAVE, unscored)
    page.evaluate(
        "([token, claim]) => { window.token = token; return client.claimInterview(claim); }",
        [bob.token, saved["claimToken"]],
    )
    assert page.evaluate("client.unclaimedInterviews()") == []
    page.evaluate(ADD, [saved["id"], FEEDBACK, {}])
    assert watcher.requests[0]["token"] == f"Bearer {bob.token}"
    assert stored_feedback() == (["Clear"], 8)


def test_feedback_that_waits_goes_to_the_person_who_claims_its_interview(
    frontend, service, unscored, bob, stored_feedback
):
    page = frontend(service)
    saved = page.evaluate(SAVE, unscored)
    page.route("**/feedback", lambda route: route.abort())
    assert page.evaluate(ADD, [saved["id"], FEEDBACK, {}])["kept"]
    page.evaluate(
        "([token, claim]) => { window.token = token; return client.claimInterview(claim); }",
        [bob.token, saved["claimToken"]],
    )
    page.unroute_all()
    page.evaluate("client.sendUnsent()")
    assert waiting(page) == []
    assert stored_feedback() == (["Clear"], 8)


def test_feedback_that_is_there_is_refused_kept_and_replaced_on_request(
    frontend, service, unscored, alice, stored_feedback
):
    page = frontend(service, alice.token)
    saved = page.evaluate(SAVE, unscored)
    page.evaluate(ADD, [saved["id"], FEEDBACK, {}])

    outcome = page.evaluate(ADD, [saved["id"], OTHER_FEEDBACK, {}])
    assert (outcome["code"], outcome["kept"]) == ("feedback_exists", True)
    (entry,) = waiting(page)
    assert entry["refused"]["code"] == "feedback_exists"
    assert stored_feedback() == (["Clear"], 8)

    page.evaluate(ADD, [saved["id"], OTHER_FEEDBACK, {"replace": True}])
    assert stored_feedback() == (["Calm"], 5)
    page.evaluate("(key) => client.resend(key)", entry["key"])
    assert waiting(page) == []


@pytest.mark.parametrize("signed_in", [True, False])
@pytest.mark.parametrize("reloaded", [True, False])
def test_a_key_still_names_the_interview_when_a_later_page_has_sent_it(
    frontend, service, unscored, alice, stored_feedback, signed_in, reloaded
):
    token = alice.token if signed_in else None
    page = frontend(service, token)
    page.context.set_offline(True)
    key = page.evaluate(SAVE, unscored)["key"]
    page.close()

    page.context.set_offline(False)
    page = frontend(service, token)
    assert eventually(lambda: waiting(page) == [])
    if reloaded:
        page.close()
        page = frontend(service, token)
    assert "id" in page.evaluate(ADD, [key, FEEDBACK, {}])
    assert stored_feedback() == (["Clear"], 8)


def test_feedback_follows_an_interview_that_another_tab_has_sent(
    frontend, service, unscored, alice, stored_feedback
):
    page = frontend(service, alice.token)
    page.route("**/api/interviews/save", lambda route: route.abort())
    key = page.evaluate(SAVE, unscored)["key"]
    other_tab = frontend(service, alice.token)
    assert eventually(lambda: waiting(other_tab) == [])
    assert "id" in page.evaluate(ADD, [key, FEEDBACK, {}])
    assert stored_feedback() == (["Clear"], 8)


def test_feedback_is_discarded_with_the_interview_that_it_waits_for(frontend, service, unscored):
    page = frontend(service)
    page.context.set_offline(True)
    key = page.evaluate(SAVE, unscored)["key"]
    page.evaluate(ADD, [key, FEEDBACK, {}])
    assert len(waiting(page)) == 2
    page.evaluate("(key) => client.discard(key)", key)
    assert waiting(page) == []


def test_feedback_that_cannot_be_sent_is_kept_and_sent_later(
    frontend, service, unscored, alice, stored_feedback
):
    page = frontend(service, alice.token)
    saved = page.evaluate(SAVE, unscored)
    page.context.set_offline(True)
    outcome = page.evaluate(ADD, [saved["id"], FEEDBACK, {}])
    assert (outcome["mayPass"], outcome["kept"]) == (True, True)
    (entry,) = waiting(page)
    assert (entry["interviewId"], entry["interview"]) == (saved["id"], {"feedback": FEEDBACK})
    page.close()

    page.context.set_offline(False)
    page = frontend(service, alice.token)
    assert eventually(lambda: waiting(page) == [])
    assert stored_feedback() == (["Clear"], 8)


def test_feedback_waits_for_its_person(frontend, service, unscored, alice, bob, stored_feedback):
    page = frontend(service, alice.token)
    saved = page.evaluate(SAVE, unscored)
    watcher = Watcher(page)
    page.evaluate("window.token = null")
    outcome = page.evaluate(ADD, [saved["id"], FEEDBACK, {}])
    assert (outcome["code"], outcome["kept"]) == ("sign_in_needed", True)
    page.evaluate("(token) => { window.token = token; return client.sendUnsent(); }", bob.token)
    assert watcher.requests == []
    assert [entry["waitingFor"] for entry in waiting(page)] == ["sign-in"]

    page.evaluate("(token) => { window.token = token; return client.sendUnsent(); }", alice.token)
    assert eventually(lambda: waiting(page) == [])
    assert stored_feedback() == (["Clear"], 8)


@pytest.mark.parametrize("signed_in", [True, False])
def test_feedback_follows_its_interview_that_is_still_unsent(
    frontend, service, unscored, alice, stored_feedback, signed_in
):
    page = frontend(service, alice.token if signed_in else None)
    watcher = Watcher(page)
    page.context.set_offline(True)
    saved = page.evaluate(SAVE, unscored)
    assert saved["kept"] is True
    outcome = page.evaluate(ADD, [saved["key"], FEEDBACK, {}])
    assert (outcome["code"], outcome["kept"]) == ("interview_unsent", True)
    page.close()
    page.context.set_offline(False)
    page = frontend(service, alice.token if signed_in else None)
    assert eventually(lambda: waiting(page) == [])
    assert stored_feedback() == (["Clear"], 8)
    assert ("claim_token" in watcher.requests[-1]["body"]) is not signed_in


def test_feedback_can_be_given_to_an_interview_that_is_finished(
    frontend, service, unscored, alice, stored_feedback
):
    page = frontend(service, alice.token)
    watcher = Watcher(page)
    finished_id = page.evaluate(
        """async ({ messages, ...setup }) => {
          window.interview = client.startInterview(setup);
          for (const message of messages) interview.say(message);
          return (await interview.finish()).data.id;
        }""",
        unscored,
    )
    page.evaluate("(feedback) => interview.finish(feedback)", FEEDBACK)
    assert [(one["id"], one["body"]) for one in watcher.requests] == [(finished_id, FEEDBACK)]
    assert stored_feedback() == (["Clear"], 8)
