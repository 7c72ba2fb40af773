"""A valid token that Supabase does not accept yet, because its clock is behind."""

import time
from typing import Any

import jwt
import pytest

from tests.support.assertions import assert_refused
from tests.support.scripted_upstream import ScriptedUpstream, answer, relay

BEHIND = {
    "PostgREST 14": {"code": "PGRST303", "message": "JWT issued at future"},
    "not before": {"code": "PGRST303", "message": "JWT not yet valid"},
    "PostgREST 12": {"code": "PGRST301", "message": "JWTIssuedAtFuture"},
}
LINES = {
    "list": ("POST", "/rest/v1/rpc/list_interviews"),
    "stats": ("POST", "/rest/v1/rpc/interview_exact_stats"),
    "detail": ("GET", "/rest/v1/interviews"),
    "delete": ("DELETE", "/rest/v1/interviews"),
    "save": ("POST", "/rest/v1/interviews"),
}


@pytest.fixture
def stored(save, interview, alice):
    return save(interview, alice).json()["data"]["id"]


@pytest.fixture
def pass_on(supabase):
    """An answer of the upstream: that of the local Supabase."""
    return relay(supabase.url)


@pytest.fixture
def upstream(stored, settings, pass_on):
    """A server between the service and the local Supabase, after an interview was saved."""
    with ScriptedUpstream() as upstream:
        settings.SUPABASE_URL = upstream.url
        yield upstream


@pytest.fixture
def ask(client, interview, alice, stored):
    """One request of Alice's to the endpoint of that name in LINES."""

    def ask(name: str) -> Any:
        if name == "save":
            return client.post(
                "/api/interviews/save", interview, "application/json", headers=alice.headers
            )
        if name == "delete":
            return client.delete(f"/api/interviews/{stored}", headers=alice.headers)
        path = stored if name == "detail" else name
        return client.get(f"/api/interviews/{path}", headers=alice.headers)

    return ask


@pytest.mark.parametrize("error", BEHIND)
@pytest.mark.parametrize("name", LINES)
def test_it_is_tried_again_until_the_clock_has_caught_up(upstream, pass_on, ask, name, error):
    upstream.script(LINES[name], answer(401, BEHIND[error]), pass_on)

    assert ask(name).status_code == (201 if name == "save" else 200)
    assert upstream.count(LINES[name]) == 2


@pytest.mark.parametrize("name", LINES)
def test_after_the_deadline_it_is_a_503_and_no_401(upstream, ask, settings, name):
    settings.SUPABASE_TIMEOUT = 1.2
    upstream.script(LINES[name], answer(401, BEHIND["PostgREST 14"]))

    response = ask(name)

    assert_refused(response, 503, "supabase_unavailable")
    assert int(response["Retry-After"]) >= 1
    assert upstream.count(LINES[name]) >= 2


def test_the_service_key_is_tried_again_too(upstream, pass_on, save, interview):
    upstream.script(LINES["save"], answer(401, BEHIND["PostgREST 14"]), pass_on)

    assert save(interview).status_code == 201


def test_health_calls_it_unreachable_and_not_unauthorized(upstream, client):
    upstream.script(LINES["detail"], answer(401, BEHIND["PostgREST 14"]))

    assert client.get("/api/health").json()["supabase"] == {"status": "unreachable"}


def test_a_token_from_a_clock_two_seconds_ahead_is_served(client, supabase, alice):
    claims = jwt.decode(alice.token, options={"verify_signature": False})
    ahead = jwt.encode(claims | {"iat": int(time.time()) + 2}, supabase.jwt_secret, "HS256")

    response = client.get("/api/interviews/list", headers={"Authorization": f"Bearer {ahead}"})

    assert response.status_code == 200
