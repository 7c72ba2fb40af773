"""POST /api/interviews/claim: an interview that was saved before signing in finds its owner."""

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
from tests.support.interviews import count
from tests.support.scripted_upstream import (
    SELECT,
    ScriptedUpstream,
    answer,
    close,
    relay,
    reset,
)

CLAIM = "/api/interviews/claim"
UPDATE = ("PATCH", "/rest/v1/interviews")
DAY = 24 * 3600
MISSING = "0192a1b2-c3d4-4e5f-8000-000000000001"


@pytest.fixture
def anonymous(save, interview):
    """The answer to a save without a token."""
    return save(interview).json()


@pytest.fixture
def claim(client, supabase, alice):
    """Claim with this token, as Alice unless another user is given."""

    def claim(token: Any, user: Any = alice, query: str = "", **fields: Any) -> Any:
        body = {"claim_token": token, **fields}
        return client.post(f"{CLAIM}?{query}", body, "application/json", headers=user.headers)

    return claim


@pytest.fixture
def owner(anonymous, db):
    """Whose the interview is now."""
    query = "select user_id::text from interviews where id = %s"
    return lambda: db.execute(query, [anonymous["data"]["id"]]).fetchone()["user_id"]


# Who gets it -------------------------------------------------------------------------


def test_the_interview_becomes_the_claimants_and_stays_as_it_was(
    client, claim, anonymous, owner, sign_up
):
    saved = anonymous["data"]
    user = sign_up(f"{uuid.uuid4()}@example.com")

    response = claim(anonymous["claim_token"], user)

    assert response.status_code == 200
    claimed = saved | {"user_id": user.id}
    assert response.json() == {"success": True, "data": claimed}
    assert response["Cache-Control"] == "no-store"
    assert owner() == user.id
    detail = client.get(f"/api/interviews/{saved['id']}", headers=user.headers)
    assert detail.json()["data"] == claimed
    listed = client.get("/api/interviews/list", headers=user.headers).json()
    assert [item["id"] for item in listed["data"]] == [saved["id"]]
    stats = client.get("/api/interviews/stats", headers=user.headers).json()
    assert stats["data"]["total_interviews"] == 1


def test_the_same_user_may_claim_it_again_and_no_other(claim, anonymous, owner, alice, bob):
    first = claim(anonymous["claim_token"])

    assert claim(anonymous["claim_token"]).json() == first.json()
    assert_refused(claim(anonymous["claim_token"], bob), 404, "not_found")
    assert owner() == alice.id


def test_of_two_users_at_once_one_gets_it(live_service, anonymous, owner, alice, bob):
    def claim(user: Any) -> tuple[int, str]:
        body = {"claim_token": anonymous["claim_token"]}
        answer = httpx.post(live_service + CLAIM, json=body, headers=user.headers, timeout=30)
        return answer.status_code, user.id

    with ThreadPoolExecutor(8) as pool:
        claims = set(pool.map(claim, [alice, bob] * 4))

    assert sorted(status for status, _ in claims) == [200, 404]
    assert (200, owner()) in claims


def test_a_row_that_has_an_owner_is_never_changed(claim, save, interview, alice, bob, db):
    row_id = save(interview, alice).json()["data"]["id"]

    assert_refused(claim(make_claim_token(row_id), bob), 404, "not_found")
    assert count(db, id=row_id, user_id=alice.id) == 1


@pytest.mark.parametrize("deleted_by", ["its owner", "the operator"])
def test_an_interview_that_is_gone_is_a_404(client, claim, anonymous, alice, db, deleted_by):
    row_id = anonymous["data"]["id"]
    if deleted_by == "its owner":
        claim(anonymous["claim_token"])
        client.delete(f"/api/interviews/{row_id}", headers=alice.headers)
    else:
        db.execute("delete from interviews where id = %s", [row_id])

    assert_refused(claim(anonymous["claim_token"]), 404, "not_found")


def test_a_replayed_save_can_be_claimed_and_never_tells_by_whom(
    claim, save, interview, alice, bob, db
):
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first = save(interview, **key).json()

    assert claim(save(interview, **key).json()["claim_token"]).status_code == 200

    replayed = save(interview, **key)
    assert (replayed.status_code, replayed["Idempotent-Replayed"]) == (200, "true")
    assert set(replayed.json()) == set(first)
    assert replayed.json()["data"] == first["data"]
    assert alice.id not in replayed.content.decode()
    assert_refused(claim(replayed.json()["claim_token"], bob), 404, "not_found")
    assert count(db, id=first["data"]["id"], user_id=alice.id) == 1


def test_without_a_token_it_is_a_401_and_stays_unclaimed(client, anonymous, owner, alice):
    for query in ("", f"?user_id={alice.id}"):
        body = {"claim_token": anonymous["claim_token"]}
        response = client.post(CLAIM + query, body, "application/json")

        assert_refused(response, 401, "not_authenticated")
        assert response["WWW-Authenticate"] == "Bearer"
    assert owner() is None


@pytest.mark.parametrize("sent_in", ["query", "body"])
def test_another_user_id_is_a_403_and_it_stays_unclaimed(
    claim, anonymous, owner, alice, bob, sent_in
):
    def claim_for(user: Any) -> Any:
        if sent_in == "query":
            return claim(anonymous["claim_token"], query=f"user_id={user.id}")
        return claim(anonymous["claim_token"], user_id=user.id)

    assert_refused(claim_for(bob), 403, "user_id_mismatch")
    assert owner() is None
    assert claim_for(alice).status_code == 200


def test_an_account_that_is_gone_is_told_so_and_it_stays_unclaimed(
    claim, anonymous, owner, sign_up, db
):
    gone = sign_up(f"{uuid.uuid4()}@example.com")
    db.execute("delete from auth.users where id = %s", [gone.id])

    assert_refused(claim(anonymous["claim_token"], gone), 403, "account_not_found")
    assert owner() is None


# Looking before deciding --------------------------------------------------------------


@pytest.fixture
def preview(client, supabase, alice):
    """Ask what this token is for, as Alice unless another user is given."""

    def preview(token: Any, user: Any = alice, query: str = "") -> Any:
        body = {"claim_token": token}
        path = f"{CLAIM}/preview?{query}"
        return client.post(path, body, "application/json", headers=user.headers)

    return preview


def test_a_preview_names_the_interview_and_changes_nothing(
    preview, claim, anonymous, owner, alice, bob
):
    token, saved = anonymous["claim_token"], anonymous["data"]
    named = {
        key: saved[key]
        for key in [
            "id",
            "user_id",
            "job_role",
            "experience_level",
            "interview_type",
            "completed_at",
        ]
    }
    response = preview(token)
    assert (response.status_code, response.json()) == (200, {"success": True, "data": named})
    assert response["Cache-Control"] == "no-store"
    assert preview(token, bob).status_code == 200
    assert owner() is None

    assert claim(token).status_code == 200
    assert preview(token).json()["data"] == named | {"user_id": alice.id}
    assert_refused(preview(token, bob), 404, "not_found")


def test_a_preview_is_refused_as_the_claim_would_be(client, preview, anonymous, bob):
    token = anonymous["claim_token"]
    for forgery in FORGERIES.values():
        assert_refused(preview(forgery(anonymous["data"]["id"], token)), 404, "not_found")
    assert errors_of(preview(None)) == {"claim_token": "null"}
    assert errors_of(preview(token, query="force=1")) == {"force": "unknown_parameter"}
    assert_refused(preview(token, query=f"user_id={bob.id}"), 403, "user_id_mismatch")
    without = client.post(f"{CLAIM}/preview", {"claim_token": token}, "application/json")
    assert_refused(without, 401, "not_authenticated")


# Which tokens are good ---------------------------------------------------------------


@pytest.mark.parametrize(("age", "status"), [(30 * DAY - 60, 200), (30 * DAY + 60, 404)])
def test_a_token_is_good_for_30_days(claim, save, interview, monkeypatch, age, status):
    now = time.time
    with monkeypatch.context() as then:
        then.setattr(time, "time", lambda: now() - age)
        token = save(interview).json()["claim_token"]

    assert claim(token).status_code == status


def forged(row_id: str, **signer: str) -> str:
    return signing.TimestampSigner(**{"salt": SALT, **signer}).sign(row_id)


FORGERIES = {
    "of another key": lambda row_id, token: forged(row_id, key="another secret key"),
    "of another purpose": lambda row_id, token: forged(row_id, salt="llm_api.cursor"),
    "for another interview": lambda row_id, token: token.replace(row_id, MISSING),
    "of a missing interview": lambda row_id, token: make_claim_token(MISSING),
    "renewed": lambda row_id, token: ":".join([row_id, "zzzzzz", token.rpartition(":")[2]]),
    "cut off": lambda row_id, token: token[:-1],
    "in upper case": lambda row_id, token: token.upper(),
    "the id alone": lambda row_id, token: row_id,
    "nothing": lambda row_id, token: "",
    "white space": lambda row_id, token: " \t\n",
    "not ASCII": lambda row_id, token: "令牌:é:👍",
    "long": lambda row_id, token: token * 5_000,
}


@pytest.mark.parametrize("what", FORGERIES)
def test_a_token_that_is_none_gets_the_same_404(claim, anonymous, owner, bob, what):
    row_id, token = anonymous["data"]["id"], anonymous["claim_token"]

    response = claim(FORGERIES[what](row_id, token))

    assert_refused(response, 404, "not_found")
    assert owner() is None
    assert claim(token).status_code == 200
    taken = claim(token, bob).json()
    assert response.json() | {"request_id": ""} == taken | {"request_id": ""}


@pytest.mark.parametrize(
    ("token", "code"),
    [(None, "null"), (5, "invalid"), (True, "invalid"), (["a"], "invalid"), ({}, "invalid")],
)
def test_a_token_that_is_no_text_is_a_400(claim, token, code):
    assert errors_of(claim(token)) == {"claim_token": code}


@pytest.mark.parametrize(
    ("raw", "errors"),
    [
        (b"{}", {"claim_token": "required"}),
        (b'{"token": "x"}', {"claim_token": "required"}),
        (b"[]", {"body": "invalid"}),
        (b'"text"', {"body": "invalid"}),
        (b"", {"claim_token": "required"}),
        (b"{", {"body": "invalid_json"}),
        (b'{"claim_token": "a\\u0000b"}', {"claim_token": "null_character"}),
        (b'{"claim_token": "\\ud800"}', {"claim_token": "lone_surrogate"}),
    ],
)
def test_a_body_without_a_token_is_a_400(client, supabase, alice, raw, errors):
    response = client.post(CLAIM, raw, "application/json", headers=alice.headers)

    assert errors_of(response) == errors


def test_an_unknown_query_parameter_is_a_400(claim, anonymous):
    response = claim(anonymous["claim_token"], query="force=1")

    assert errors_of(response) == {"force": "unknown_parameter"}


def test_a_body_over_two_megabytes_is_a_413(claim):
    assert_refused(claim("x" * 2_097_152), 413, "body_too_large")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_what_does_not_say_it_is_json_is_a_415(client, supabase, anonymous, alice, content_type):
    body = json.dumps({"claim_token": anonymous["claim_token"]})
    response = client.generic("POST", CLAIM, body, content_type, headers=alice.headers)

    assert_refused(response, 415, "unsupported_media_type")


# Supabase fails ----------------------------------------------------------------------


@pytest.fixture
def upstream(anonymous, supabase, settings):
    """A server before the local Supabase, in which the interview is stored."""
    with ScriptedUpstream() as upstream:
        settings.SUPABASE_URL = upstream.url
        yield upstream


@pytest.mark.parametrize("loss", [reset, close, answer(503)])
@pytest.mark.parametrize("arrived", [True, False], ids=["it was changed", "it was not changed"])
def test_a_lost_answer_is_asked_for_again(
    claim, upstream, supabase, anonymous, owner, alice, loss, arrived
):
    lost = relay(supabase.url, keep=0, then=loss) if arrived else loss
    upstream.script(UPDATE, lost, relay(supabase.url))
    upstream.script(SELECT, relay(supabase.url))

    response = claim(anonymous["claim_token"])

    assert response.status_code == 200
    assert response.json()["data"] == anonymous["data"] | {"user_id": alice.id}
    assert owner() == alice.id


def test_an_owner_that_cannot_be_looked_up_is_a_503_and_not_a_404(
    claim, upstream, supabase, anonymous, settings
):
    settings.SUPABASE_TIMEOUT = 0.5
    upstream.script(UPDATE, answer(200, []))
    upstream.script(SELECT, answer(503))

    assert_refused(claim(anonymous["claim_token"]), 503, "supabase_unavailable")
