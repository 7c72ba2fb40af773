"""Feedback that comes after its interview. The service's part is staged here."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.dashboard_page import eventually
from tests.support.frontend_page import OUTCOME, SAVE, rows_of, waiting

FEEDBACK = {"overallScore": 8, "strengths": ["Clear"]}
ADD = f"([id, feedback, options]) => ({OUTCOME})(client.addFeedback(id, feedback, options))"


class FeedbackEndpoint:
    """PUT /api/interviews/<id>/feedback, as section 3.10 of the contract has it."""

    def __init__(self, page):
        self.requests = []
        self.answer = 200, {}
        page.context.route("**/feedback*", self.handle)

    def handle(self, route):
        request = route.request
        address = urlsplit(request.url)
        interview_id = address.path.split("/")[-2]
        self.requests.append(
            {
                "method": request.method,
                "id": interview_id,
                "query": parse_qs(address.query),
                "body": json.loads(request.post_data),
                "token": request.headers.get("authorization"),
            }
        )
        status, body = self.answer
        return route.fulfill(
            status=status,
            json=body or {"success": True, "data": {"id": interview_id}},
            headers={"Access-Control-Allow-Origin": "*"},
        )


@pytest.fixture
def unscored(finished):
    return finished | {"feedback": None}


def test_a_person_adds_the_feedback_with_their_token(frontend, service, unscored, alice):
    page = frontend(service, alice.token)
    endpoint = FeedbackEndpoint(page)
    saved = page.evaluate(SAVE, unscored)
    assert page.evaluate(ADD, [saved["id"], FEEDBACK, {}])["id"] == saved["id"]
    assert endpoint.requests == [
        {
            "method": "PUT",
            "id": saved["id"],
            "query": {},
            "body": FEEDBACK,
            "token": f"Bearer {alice.token}",
        }
    ]
    assert waiting(page) == []


def test_the_claim_token_of_an_anonymous_save_is_used(frontend, service, unscored):
    page = frontend(service)
    endpoint = FeedbackEndpoint(page)
    saved = page.evaluate(SAVE, unscored)
    page.close()
    page = frontend(service)
    page.evaluate(ADD, [saved["id"], FEEDBACK, {}])
    (request,) = endpoint.requests
    assert request["body"] == {"claim_token": saved["claimToken"], "feedback": FEEDBACK}
    assert request["token"] is None


def test_a_claim_token_of_ones_own_is_used(frontend, service):
    page = frontend(service)
    endpoint = FeedbackEndpoint(page)
    page.evaluate(ADD, ["an-id", FEEDBACK, {"claimToken": "t"}])
    assert endpoint.requests[0]["body"] == {"claim_token": "t", "feedback": FEEDBACK}


def test_an_interview_that_was_claimed_gets_its_feedback_by_token(frontend, service, unscored, bob):
    page = frontend(service)
    endpoint = FeedbackEndpoint(page)
    saved = page.evaluate(SAVE, unscored)
    page.evaluate(
        "([token, claim]) => { window.token = token; return client.claimInterview(claim); }",
        [bob.token, saved["claimToken"]],
    )
    assert page.evaluate("client.unclaimedInterviews()") == []
    page.evaluate(ADD, [saved["id"], FEEDBACK, {}])
    assert endpoint.requests[0]["token"] == f"Bearer {bob.token}"


def test_feedback_is_replaced_only_on_request(frontend, service, alice):
    page = frontend(service, alice.token)
    endpoint = FeedbackEndpoint(page)
    page.evaluate(ADD, ["an-id", FEEDBACK, {"replace": True}])
    assert endpoint.requests[0]["query"] == {"replace": ["true"]}


def test_feedback_that_cannot_be_sent_is_kept_and_sent_later(frontend, service, alice):
    page = frontend(service, alice.token)
    endpoint = FeedbackEndpoint(page)
    page.context.set_offline(True)
    page.context.unroute_all()  # a route would answer offline, too
    outcome = page.evaluate(ADD, ["an-id", FEEDBACK, {}])
    assert (outcome["mayPass"], outcome["kept"]) == (True, True)
    (entry,) = waiting(page)
    assert (entry["interviewId"], entry["interview"]) == ("an-id", {"feedback": FEEDBACK})
    page.close()

    endpoint = FeedbackEndpoint(page)
    page.context.set_offline(False)
    page = frontend(service, alice.token)
    assert eventually(lambda: waiting(page) == [])
    assert {request["id"] for request in endpoint.requests} == {"an-id"}


def test_feedback_that_is_refused_is_kept_with_the_reason(frontend, service, alice):
    page = frontend(service, alice.token)
    endpoint = FeedbackEndpoint(page)
    endpoint.answer = 409, {"code": "feedback_exists", "message": "There is feedback already."}
    outcome = page.evaluate(ADD, ["an-id", FEEDBACK, {}])
    assert (outcome["code"], outcome["kept"]) == ("feedback_exists", True)
    (entry,) = waiting(page)
    assert entry["refused"]["code"] == "feedback_exists"
    endpoint.answer = 200, {}
    page.evaluate("(key) => client.resend(key)", entry["key"])
    assert waiting(page) == []


def test_feedback_waits_for_its_person(frontend, service, alice, bob):
    page = frontend(service, alice.token)
    endpoint = FeedbackEndpoint(page)
    page.evaluate("client.getStats()")
    page.evaluate("window.token = null")
    outcome = page.evaluate(ADD, ["an-id", FEEDBACK, {}])
    assert (outcome["code"], outcome["kept"]) == ("sign_in_needed", True)
    page.evaluate("(token) => { window.token = token; return client.sendUnsent(); }", bob.token)
    assert endpoint.requests == []
    assert [entry["waitingFor"] for entry in waiting(page)] == ["sign-in"]


@pytest.mark.parametrize("signed_in", [True, False])
def test_feedback_follows_its_interview_that_is_still_unsent(
    frontend, service, unscored, db, alice, signed_in
):
    page = frontend(service, alice.token if signed_in else None)
    endpoint = FeedbackEndpoint(page)
    page.context.set_offline(True)
    saved = page.evaluate(SAVE, unscored)
    assert saved["kept"] is True
    outcome = page.evaluate(ADD, [saved["key"], FEEDBACK, {}])
    assert (outcome["code"], outcome["kept"]) == ("interview_unsent", True)
    page.close()
    page.context.set_offline(False)
    page = frontend(service, alice.token if signed_in else None)
    assert eventually(lambda: waiting(page) == [])
    (row,) = rows_of(db, unscored)
    assert {request["id"] for request in endpoint.requests} == {str(row["id"])}
    assert ("claim_token" in endpoint.requests[0]["body"]) is not signed_in


def test_feedback_can_be_given_to_an_interview_that_is_finished(frontend, service, unscored, alice):
    page = frontend(service, alice.token)
    endpoint = FeedbackEndpoint(page)
    finished_id = page.evaluate(
        """async ({ messages, ...setup }) => {
          window.interview = client.startInterview(setup);
          for (const message of messages) interview.say(message);
          return (await interview.finish()).data.id;
        }""",
        unscored,
    )
    page.evaluate("(feedback) => interview.finish(feedback)", FEEDBACK)
    assert [(one["id"], one["body"]) for one in endpoint.requests] == [(finished_id, FEEDBACK)]
