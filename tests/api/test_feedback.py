"""PUT /api/interviews/<id>/feedback: the feedback comes after the interview was saved."""

import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from django.core import signing

from llm_api.auth.claim_tokens import SALT, make_claim_token
from tests.support.assertions import assert_refused, errors_of
from tests.support.interviews import COLUMNS, INTERVIEW, changed
from tests.support.scripted_upstream import (
    RefusingPort,
    ScriptedUpstream,
    answer,
    close,
    hang,
    relay,
    reset,
)

SET_FEEDBACK = ("POST", "/rest/v1/rpc/set_interview_feedback")
MISSING_ID = "0192a1b2-c3d4-4e5f-8000-000000000001"
DAY = 24 * 3600
FEEDBACK = INTERVIEW["feedback"]
OTHER = {
    **{"overallScore": 3, "communicationScore": 7.5, "strengths": ["Other"]},
    **{"areasForImprovement": [], "recommendations": [], "detailedFeedback": ""},
}
# Feedback that is none: what an application saves before its model has answered.
NONE_YET = [
    None,
    {},
    "",
    {"overallScore": None, "strengths": [], "detailedFeedback": ""},
    {"technicalScore": ""},
    {"overallScore": "N/A"},
    [1],
]


@pytest.fixture
def put(client, supabase):
    """Send this feedback for an interview, as this user or without a token."""

    def put(row_id: str, feedback: Any, user: Any = None, query: str = "", **headers: str) -> Any:
        return client.put(
            address(row_id, query),
            json.dumps(feedback),
            "application/json",
            headers={**(user.headers if user else {}), **headers},
        )

    return put


def address(row_id: str, query: str = "") -> str:
    return f"/api/interviews/{row_id}/feedback{'?' if query else ''}{query}"


@pytest.fixture
def waiting(save, interview, alice):
    """The row of an interview of Alice's that was saved without feedback."""
    return save(interview | {"feedback": None}, alice).json()["data"]


@pytest.fixture
def anonymous(save, interview):
    """The answer to a save without a token and without feedback."""
    return save(interview | {"feedback": {}}).json()


@pytest.fixture
def stored(db):
    def stored(row_id: str) -> dict[str, Any]:
        return db.execute("select * from interviews where id = %s", [row_id]).fetchone()

    return stored


def late(answered: dict[str, Any], feedback: Any = FEEDBACK) -> dict[str, Any]:
    return {"claim_token": answered["claim_token"], "feedback": feedback}


# The owner ----------------------------------------------------------------------------


@pytest.mark.parametrize("before", NONE_YET)
def test_the_owner_adds_the_feedback_and_its_columns_follow(
    put, save, interview, alice, stored, before
):
    row = save(interview | {"feedback": before}, alice).json()["data"]

    response = put(row["id"], FEEDBACK, alice)

    assert response.status_code == 200
    scores = {"overall_score": 8, "communication_score": 9, "technical_score": 7}
    assert response.json() == {"success": True, "data": row | scores | {"feedback": FEEDBACK}}
    assert response["Cache-Control"] == "no-store"
    assert stored(row["id"])["feedback"] == FEEDBACK
    assert stored(row["id"])["overall_score"] == 8


def test_the_feedback_is_read_as_in_a_save(put, save, interview, alice, waiting):
    sent = {"overall_score": "7,5", "strengths": "Clear", "technicalScore": 85, "note": "a\ud83d"}
    saved = save(interview | {"feedback": sent}).json()

    body = put(waiting["id"], sent, alice).json()

    assert set(body) == {"success", "data", "warnings"}
    assert set(body["data"]) == COLUMNS
    assert body["warnings"] == saved["warnings"]
    assert body["data"]["feedback"] == saved["data"]["feedback"]
    assert (body["data"]["overall_score"], body["data"]["technical_score"]) == (8, None)


@pytest.mark.parametrize(
    "text", ["You did well.", json.dumps(FEEDBACK), f"```json\n{json.dumps(FEEDBACK)}\n```"]
)
def test_the_body_may_be_a_text(put, alice, waiting, text):
    response = put(waiting["id"], text, alice)

    assert response.status_code == 200
    is_json = "{" in text
    expected = FEEDBACK if is_json else {"detailedFeedback": text}
    feedback = response.json()["data"]["feedback"]
    assert {key: feedback[key] for key in expected} == expected


def test_feedback_that_is_there_is_kept(put, save, interview, alice, stored):
    row_id = save(interview, alice).json()["data"]["id"]

    for other in (OTHER, {}, None, "text", {**FEEDBACK, "more": 1}):
        response = put(row_id, other, alice)
        assert_refused(response, 409, "feedback_exists")
        assert "replace=true" in response.json()["message"]
    assert stored(row_id)["feedback"] == FEEDBACK
    assert stored(row_id)["overall_score"] == 8


@pytest.mark.parametrize(
    "before",
    [
        {"problemSolvingScore": 3},
        {"detailedFeedback": "Well."},
        {"strengths": ["a"]},
        {"questions": []},
        {"further": None},
    ],
)
def test_anything_but_the_guides_keys_empty_is_feedback(put, save, interview, alice, before):
    row_id = save(interview | {"feedback": before}, alice).json()["data"]["id"]

    assert_refused(put(row_id, FEEDBACK, alice), 409, "feedback_exists")


def test_the_owner_replaces_it_when_they_say_so(put, save, interview, alice, stored):
    row_id = save(interview, alice).json()["data"]["id"]

    assert_refused(put(row_id, OTHER, alice, "replace=false"), 409, "feedback_exists")
    response = put(row_id, OTHER, alice, "replace=true")

    assert response.status_code == 200
    row = stored(row_id)
    assert row["feedback"] == OTHER
    assert [row[f"{name}_score"] for name in ("overall", "communication", "technical")] == [
        *(3, 8, None)
    ]


@pytest.mark.parametrize("sent", [FEEDBACK, {"overallScore": "8/10", "strengths": "a"}, "Well."])
def test_the_same_body_again_is_a_200_and_changes_nothing(put, alice, waiting, stored, sent):
    first = put(waiting["id"], sent, alice)
    before = stored(waiting["id"])

    again = put(waiting["id"], sent, alice)

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()
    assert stored(waiting["id"]) == before


@pytest.mark.parametrize("sent", [None, {}])
def test_nothing_where_nothing_is_is_a_200(put, alice, waiting, sent):
    response = put(waiting["id"], sent, alice)

    assert response.status_code == 200
    assert response.json()["data"]["overall_score"] is None
    assert put(waiting["id"], FEEDBACK, alice).status_code == 200


def test_what_reads_interviews_follows(client, put, save, interview, sign_up):
    user = sign_up(f"{uuid.uuid4()}@example.com")
    row_id = save(interview | {"feedback": None}, user).json()["data"]["id"]

    def get(path: str) -> Any:
        return client.get(f"/api/interviews/{path}", headers=user.headers).json()["data"]

    assert get("stats")["average_overall_score"] is None
    row = put(row_id, FEEDBACK, user).json()["data"]

    assert get(row_id) == row
    assert get("stats")["average_overall_score"] == 8
    assert get("progress")["points"][0]["overall_score"] == 8
    assert [item["id"] for item in get("list?min_overall_score=8")] == [row_id]
    assert [item["id"] for item in get("list?search=STAR")] == [row_id]


def test_a_save_that_is_repeated_gives_the_row_as_it_is_now(put, save, interview, alice):
    key = {"Idempotency-Key": str(uuid.uuid4())}
    body = interview | {"feedback": None}
    row = save(body, alice, **key).json()["data"]
    now = put(row["id"], FEEDBACK, alice).json()["data"]

    replayed = save(body, alice, **key)

    assert (replayed.status_code, replayed["Idempotent-Replayed"]) == (200, "true")
    assert replayed.json()["data"] == now
    assert now["overall_score"] == 8


def test_of_two_at_once_one_is_stored_and_the_other_is_told(live_service, waiting, alice, stored):
    def send(number: int) -> tuple[int, int]:
        feedback = {**FEEDBACK, "number": number}
        url = live_service + address(waiting["id"])
        return httpx.put(url, json=feedback, headers=alice.headers, timeout=30).status_code, number

    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(send, range(8)))

    assert sorted(status for status, _ in sent) == [200] + [409] * 7
    assert (200, stored(waiting["id"])["feedback"]["number"]) in sent


# Who may not --------------------------------------------------------------------------


def test_without_a_token_it_is_a_401(put, waiting, stored):
    for feedback in (FEEDBACK, None, "text", [1], {"feedback": FEEDBACK}):
        response = put(waiting["id"], feedback)
        assert_refused(response, 401, "not_authenticated")
        assert response["WWW-Authenticate"] == "Bearer"
    assert stored(waiting["id"])["feedback"] == {}


@pytest.mark.parametrize("token", ["x", "null", "undefined"])
def test_a_token_that_is_none_is_a_401_with_a_claim_token_too(put, anonymous, token):
    header = {"Authorization": f"Bearer {token}"}
    response = put(anonymous["data"]["id"], late(anonymous), **header)

    assert_refused(response, 401, "invalid_token")


@pytest.mark.parametrize("query", ["", "replace=true"])
def test_a_stranger_gets_the_same_404_as_for_a_missing_interview(put, waiting, bob, stored, query):
    same = {"X-Request-ID": "the-same"}
    theirs = put(waiting["id"], FEEDBACK, bob, query, **same)
    missing = put(MISSING_ID, FEEDBACK, bob, query, **same)

    assert_refused(theirs, 404, "not_found")
    assert theirs.content == missing.content
    assert stored(waiting["id"])["feedback"] == {}


def test_a_user_without_its_claim_token_adds_nothing_to_an_interview_without_an_owner(
    put, anonymous, bob
):
    assert_refused(put(anonymous["data"]["id"], FEEDBACK, bob), 404, "not_found")
    assert_refused(put(anonymous["data"]["id"], late(anonymous), bob), 404, "not_found")


@pytest.mark.parametrize("row_id", ["x", "optional-user-uuid", MISSING_ID.replace("-", "")])
def test_an_id_that_is_none_is_a_404(put, alice, anonymous, row_id):
    assert_refused(put(row_id, FEEDBACK, alice), 404, "not_found")
    assert_refused(put(row_id, late(anonymous)), 404, "not_found")


def test_another_user_id_is_a_403(put, waiting, alice, bob, stored):
    response = put(waiting["id"], FEEDBACK, alice, f"user_id={bob.id}")

    assert_refused(response, 403, "user_id_mismatch")
    assert stored(waiting["id"])["feedback"] == {}
    assert put(waiting["id"], FEEDBACK, alice, f"user_id={alice.id}").status_code == 200


def test_in_trusting_mode_the_user_id_of_the_query_is_the_caller(
    put, waiting, alice, bob, settings
):
    settings.DEBUG = settings.TRUST_CLIENT_USER_ID = True

    assert_refused(put(waiting["id"], FEEDBACK, query=f"user_id={bob.id}"), 404, "not_found")
    assert_refused(put(waiting["id"], FEEDBACK), 401, "not_authenticated")
    # A further key of the feedback proves nothing, and breaks nothing.
    for named in (alice.id, 5):
        body = FEEDBACK | {"user_id": named}
        assert_refused(put(waiting["id"], body), 401, "not_authenticated")
    assert put(waiting["id"], FEEDBACK, query=f"user_id={alice.id}").status_code == 200


# With a claim token -------------------------------------------------------------------


def test_an_interview_without_an_owner_gets_its_first_feedback_with_its_claim_token(
    put, anonymous, stored
):
    row = anonymous["data"]

    response = put(row["id"], late(anonymous))

    assert response.status_code == 200
    scores = {"overall_score": 8, "communication_score": 9, "technical_score": 7}
    assert response.json() == {"success": True, "data": row | scores | {"feedback": FEEDBACK}}
    assert stored(row["id"])["user_id"] is None


def test_it_gets_no_second_feedback_so(put, anonymous, stored):
    row_id = anonymous["data"]["id"]
    put(row_id, late(anonymous))

    assert put(row_id, late(anonymous)).status_code == 200  # the same again
    for query in ("", "replace=true"):
        response = put(row_id, late(anonymous, OTHER), query=query)
        assert_refused(response, 409, "feedback_exists")
    assert stored(row_id)["feedback"] == FEEDBACK


@pytest.mark.parametrize("fields", [{}, {"feedback": None}, {"feedback": {}}])
def test_nothing_with_a_claim_token_is_a_200_where_nothing_is(put, anonymous, fields):
    body = {"claim_token": anonymous["claim_token"], **fields}

    assert put(anonymous["data"]["id"], body).status_code == 200
    assert put(anonymous["data"]["id"], late(anonymous)).status_code == 200


def test_other_fields_beside_a_claim_token_are_named_in_a_warning(put, anonymous):
    body = late(anonymous) | {"overallScore": 3, "a\x00\ud83d": 1}

    answered = put(anonymous["data"]["id"], body).json()

    assert answered["data"]["feedback"] == FEEDBACK
    assert len(answered["warnings"]) == 2
    assert '"overallScore"' in answered["warnings"][1]


def test_a_claim_token_beside_an_access_token_is_neither_used_nor_stored(
    client, put, anonymous, alice, stored
):
    """A client whose user has signed in, and claimed the interview, since the save."""
    row_id = anonymous["data"]["id"]
    claim = {"claim_token": anonymous["claim_token"]}
    client.post("/api/interviews/claim", claim, "application/json", headers=alice.headers)

    response = put(row_id, late(anonymous), alice)

    assert response.status_code == 200
    assert response.json()["data"]["feedback"] == FEEDBACK
    (warning,) = response.json()["warnings"]
    assert warning.startswith("claim_token was not used")


def test_a_replay_of_an_anonymous_save_shows_nothing_that_its_owner_added(
    client, put, save, interview, alice
):
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    answered = save(interview, **headers).json()
    claim = {"claim_token": answered["claim_token"]}
    client.post("/api/interviews/claim", claim, "application/json", headers=alice.headers)
    row_id = answered["data"]["id"]
    assert put(row_id, OTHER, alice, "replace=true").status_code == 200

    replayed = save(interview, **headers)

    assert replayed.headers["Idempotent-Replayed"] == "true"
    assert replayed.json()["data"] == answered["data"]


def test_its_owner_by_then_adds_it_with_their_own_token(client, put, anonymous, alice):
    row_id = anonymous["data"]["id"]
    claim = {"claim_token": anonymous["claim_token"]}
    client.post("/api/interviews/claim", claim, "application/json", headers=alice.headers)

    assert_refused(put(row_id, late(anonymous)), 404, "not_found")
    assert put(row_id, FEEDBACK, alice).status_code == 200


@pytest.mark.parametrize(("age", "status"), [(30 * DAY - 60, 200), (30 * DAY + 60, 404)])
def test_a_claim_token_is_good_for_30_days(put, save, interview, monkeypatch, age, status):
    now = time.time
    with monkeypatch.context() as then:
        then.setattr(time, "time", lambda: now() - age)
        answered = save(interview | {"feedback": None}).json()

    assert put(answered["data"]["id"], late(answered)).status_code == status


FORGERIES = {
    "of another key": lambda row_id, token: signing.TimestampSigner(
        key="another secret key", salt=SALT
    ).sign(row_id),
    "of another interview": lambda row_id, token: make_claim_token(MISSING_ID),
    "for another interview": lambda row_id, token: token.replace(row_id, MISSING_ID),
    "cut off": lambda row_id, token: token[:-1],
    "the id alone": lambda row_id, token: row_id,
    "nothing": lambda row_id, token: "",
    "not ASCII": lambda row_id, token: "令牌:é:👍",
    "NUL": lambda row_id, token: f"{token}\x00",
    "half of a surrogate pair": lambda row_id, token: f"{token}\ud83d",
    "a surrogate alone": lambda row_id, token: "a:b:\udfff",
    "long": lambda row_id, token: token * 5_000,
}


@pytest.mark.parametrize("what", FORGERIES)
def test_a_claim_token_that_is_not_this_interviews_is_a_404(put, anonymous, stored, what):
    row_id = anonymous["data"]["id"]
    body = late(anonymous) | {"claim_token": FORGERIES[what](row_id, anonymous["claim_token"])}

    assert_refused(put(row_id, body), 404, "not_found")
    assert stored(row_id)["overall_score"] is None


def test_a_good_claim_token_opens_no_other_interview(put, anonymous, waiting, stored):
    assert_refused(put(waiting["id"], late(anonymous)), 404, "not_found")
    assert stored(waiting["id"])["feedback"] == {}


@pytest.mark.parametrize(("token", "code"), [(5, "invalid"), (None, "null"), ([], "invalid")])
def test_a_claim_token_that_is_no_text_is_a_400(put, anonymous, token, code):
    response = put(anonymous["data"]["id"], late(anonymous) | {"claim_token": token})

    assert errors_of(response) == {"claim_token": code}


# Bodies and parameters ----------------------------------------------------------------


@pytest.mark.parametrize("signed_in", [True, False])
def test_an_empty_body_is_a_400(client, waiting, alice, signed_in):
    headers = alice.headers if signed_in else {}
    response = client.put(address(waiting["id"]), b"", "application/json", headers=headers)

    assert errors_of(response) == {"body": "required"}


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b" ", "invalid_json"),
        (b"{", "invalid_json"),
        (b"\xff", "invalid_json"),
        (b"[" * 100_000, "invalid_json"),
        (b"[" * 33 + b"]" * 33, "invalid_json"),
        (b'{"overallScore": NaN}', "not_finite"),
        (b'{"n": 9007199254740993}', "max_value"),
    ],
)
def test_a_body_that_is_no_json_is_a_400(client, waiting, alice, raw, code):
    response = client.put(address(waiting["id"]), raw, "application/json", headers=alice.headers)

    assert set(errors_of(response).values()) == {code}


def test_a_body_over_two_megabytes_is_a_413(client, waiting, alice):
    raw = b'{"detailedFeedback": "' + b"x" * 2_097_152 + b'"}'
    response = client.put(address(waiting["id"]), raw, "application/json", headers=alice.headers)

    assert_refused(response, 413, "body_too_large")


def test_a_body_of_another_kind_is_a_415(client, waiting, alice):
    response = client.put(address(waiting["id"]), b"{}", "text/plain", headers=alice.headers)

    assert_refused(response, 415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("replace=yes", {"replace": "invalid_choice"}),
        ("replace=true&replace=true", {"replace": "repeated_parameter"}),
        ("force=true", {"force": "unknown_parameter"}),
        ("user_id=optional-user-uuid", {"user_id": "invalid"}),
    ],
)
def test_a_wrong_parameter_is_a_400(put, waiting, alice, query, error):
    assert errors_of(put(waiting["id"], FEEDBACK, alice, query)) == error


def test_browsers_may_put_from_the_frontends_origin(client):
    response = client.options(
        address(MISSING_ID),
        headers={
            "Origin": "http://localhost:3000",
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": "authorization,content-type",
        },
    )

    assert response.status_code == 200
    assert "PUT" in response["Access-Control-Allow-Methods"].split(", ")


# Supabase down ------------------------------------------------------------------------


@pytest.fixture
def upstream(waiting, anonymous, supabase, settings):
    """A server before the local Supabase, in which the interviews are stored."""
    settings.SUPABASE_TIMEOUT = 1
    with ScriptedUpstream() as upstream:
        settings.SUPABASE_URL = upstream.url
        yield upstream


@pytest.mark.parametrize("failure", [hang, close, reset, *map(answer, (429, 502, 503, 504))])
def test_an_unreachable_supabase_is_a_503(put, upstream, waiting, alice, stored, failure):
    upstream.script(SET_FEEDBACK, failure)

    response = put(waiting["id"], FEEDBACK, alice)

    assert_refused(response, 503, "supabase_unavailable")
    assert 1 <= int(response["Retry-After"]) <= 60
    assert stored(waiting["id"])["feedback"] == {}


def test_a_closed_port_is_a_503(put, waiting, alice, settings):
    settings.SUPABASE_TIMEOUT = 0.5
    with RefusingPort() as settings.SUPABASE_URL:
        assert_refused(put(waiting["id"], FEEDBACK, alice), 503, "supabase_unavailable")


NONSENSE = {
    "400": answer(400, {"code": "PGRST202", "message": "no such function"}),
    "403": answer(403, {"code": "42501", "message": "permission denied"}),
    "500": answer(500, {"code": "XX000", "message": "internal"}),
    "HTML": answer(200, b"<!doctype html>", Content_Type="text/html"),
    "nothing": answer(204),
    "an empty body": answer(200),
    "null": answer(200, b"null"),
    "a list": answer(200, []),
    "no outcome": answer(200, {"interview": {}}),
    "an unknown outcome": answer(200, {"outcome": "maybe", "interview": None}),
    "no row": answer(200, {"outcome": "stored", "interview": None}),
    "the id alone": answer(200, {"outcome": "stored", "interview": {"id": MISSING_ID}}),
}


@pytest.mark.parametrize("what", NONSENSE)
def test_a_refusal_or_nonsense_is_a_502_and_no_404(put, upstream, waiting, alice, what):
    upstream.script(SET_FEEDBACK, NONSENSE[what])

    assert_refused(put(waiting["id"], FEEDBACK, alice), 502, "supabase_refused")


def test_another_row_than_the_one_asked_for_is_a_502(put, upstream, anonymous, waiting, alice):
    other = {"outcome": "stored", "interview": anonymous["data"]}
    upstream.script(SET_FEEDBACK, answer(200, other))

    assert_refused(put(waiting["id"], FEEDBACK, alice), 502, "supabase_refused")


@pytest.mark.parametrize("loss", [reset, close, answer(503)])
@pytest.mark.parametrize("arrived", [True, False], ids=["it was stored", "it was not stored"])
@pytest.mark.parametrize("claiming", [True, False])
def test_a_lost_answer_is_asked_for_again(
    put, upstream, supabase, waiting, anonymous, alice, stored, loss, arrived, claiming
):
    lost = relay(supabase.url, keep=0, then=loss) if arrived else loss
    upstream.script(SET_FEEDBACK, lost, relay(supabase.url))
    row_id = anonymous["data"]["id"] if claiming else waiting["id"]

    response = put(row_id, late(anonymous)) if claiming else put(row_id, FEEDBACK, alice)

    assert response.status_code == 200
    assert stored(row_id)["feedback"] == FEEDBACK == response.json()["data"]["feedback"]


def test_supabase_is_asked_as_the_owner_and_as_the_service_with_a_claim_token(
    put, upstream, supabase, waiting, anonymous, alice
):
    upstream.script(SET_FEEDBACK, relay(supabase.url))

    put(waiting["id"], FEEDBACK, alice)
    put(anonymous["data"]["id"], late(anonymous))

    assert [got.headers["authorization"] for got in upstream.received] == [
        f"Bearer {alice.token}",
        f"Bearer {supabase.service_role_key}",
    ]


def test_a_replaced_feedback_may_be_taken_away(put, save, interview, alice, stored):
    row_id = save(changed(interview, "feedback.overallScore", 9), alice).json()["data"]["id"]

    assert put(row_id, None, alice, "replace=true").status_code == 200
    assert stored(row_id)["feedback"] == {}
    assert stored(row_id)["overall_score"] is None
