"""Each error of Supabase that has a meaning of its own: what callers are told, and what operators.

docs/deployment.md has the same table for operators.
"""

from typing import Any

import pytest

from tests.support.assertions import assert_refused
from tests.support.scripted_upstream import KEY_SET, SELECT, STATUS, ScriptedUpstream, answer
from tests.support.tokens import EC, ISSUER, NEW, SERVICE_KEY, assert_invalid_token, key_set

FIND = ("POST", "/rest/v1/rpc/list_interviews")
CONTENT = "what the candidate said in confidence"

# (status, code, message) of Supabase's response; a code of None is none at all.
UNAVAILABLE = {
    "PostgREST has no connection": (503, "PGRST000", "Could not connect"),
    "PostgREST cannot connect": (503, "PGRST001", "Could not connect due to an internal error"),
    "PostgREST has no schema yet": (503, "PGRST002", "Could not query the database for the schema"),
    "PostgREST's pool is empty": (504, "PGRST003", "Timed out acquiring connection from pool"),
    "the connection broke in mid-statement": (400, "", ""),
    "the connection failed": (503, "08006", "connection failure"),
    "too many connections": (503, "53300", "too many connections for role"),
    "the server shuts down": (500, "57P01", "terminating connection"),
    "the server starts": (500, "57P03", "the database system is starting up"),
    "a statement timeout": (500, "57014", "canceling statement due to statement timeout"),
    "a serialization failure": (500, "40001", "could not serialize access"),
    "a deadlock": (500, "40P01", "deadlock detected"),
    "a lock timeout": (500, "55P03", "canceling statement due to lock timeout"),
    "read-only, for a full disk": (
        405,
        "25006",
        "cannot execute INSERT in a read-only transaction",
    ),
    **{f"status {n}": (n, None, "down") for n in (429, 502, 503, 504, *range(520, 525), 540, 544)},
}
REJECTED_KEY = {
    "the gateway knows no such key": (401, None, "Invalid API key"),
    "an expired key": (401, "PGRST303", "JWT expired"),
    "an expired key, of PostgREST 12": (401, "PGRST301", "JWT expired"),
    "a key of another project": (401, "PGRST301", "No suitable key or wrong key type"),
    "anonymous access is off": (401, "PGRST302", "Anonymous access is disabled"),
    "no privilege": (403, "42501", f"permission denied for {CONTENT}"),
}
NOT_MIGRATED = {
    "no table": (404, "PGRST205", "Could not find the table"),
    "no table, of PostgREST 12": (404, "42P01", "relation does not exist"),
    "no column": (400, "42703", "column does not exist"),
    "no column to write": (400, "PGRST204", "Could not find the column"),
    "no function": (404, "PGRST202", "Could not find the function"),
    "no function, of PostgreSQL": (404, "42883", "function does not exist"),
}
REFUSED = {
    "a constraint": (400, "23514", f"new row violates {CONTENT}"),
    "a value": (400, "22P02", f"invalid input syntax {CONTENT}"),
    "a bug": (500, "XX000", f"internal error {CONTENT}"),
    "a plan's quota": (402, None, "exceed_egress_quota"),
    "another status": (525, None, "SSL handshake failed"),
}
HEALTH = {
    **dict.fromkeys(UNAVAILABLE, "unreachable"),
    **dict.fromkeys(REJECTED_KEY, "unauthorized"),
    **dict.fromkeys(NOT_MIGRATED, "not_migrated"),
    **dict.fromkeys(REFUSED, "unreachable"),
}
ERRORS = UNAVAILABLE | REJECTED_KEY | NOT_MIGRATED | REFUSED
# What is the user's token's fault, where it is not the key's.
TOKEN_FAULTS = {name for name in REJECTED_KEY if ERRORS[name][1] in ("PGRST301", "PGRST303")}


def staged(name: str) -> Any:
    status, code, message = ERRORS[name]
    return answer(status, {"message": message} | ({} if code is None else {"code": code}))


@pytest.fixture
def upstream(settings):
    """A project that signs tokens with the key EC."""
    settings.SUPABASE_JWT_ISSUER = ISSUER
    settings.SUPABASE_SERVICE_ROLE_KEY = SERVICE_KEY
    settings.SUPABASE_TIMEOUT = 0.3
    with ScriptedUpstream() as upstream:
        settings.SUPABASE_URL = upstream.url
        upstream.script(KEY_SET, key_set(EC))
        upstream.script(STATUS, answer(200, {}))
        yield upstream


@pytest.fixture
def ask(client):
    """The list, as the user of a token that EC has signed."""

    def ask() -> Any:
        headers = {"Authorization": f"Bearer {EC.sign()}"}
        return client.get("/api/interviews/list", headers=headers)

    return ask


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_told_to_callers_by_its_meaning(upstream, ask, name):
    upstream.script(FIND, staged(name))

    response = ask()

    assert CONTENT not in response.content.decode()
    if name in TOKEN_FAULTS:
        assert_invalid_token(response)
    elif name in UNAVAILABLE:
        assert_refused(response, 503, "supabase_unavailable")
        assert upstream.count(FIND) > 1
    else:
        assert_refused(response, 502, "supabase_refused")
        assert upstream.count(FIND) == 1


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_told_to_operators_by_its_meaning(upstream, client, name):
    upstream.script(SELECT, staged(name))

    supabase = client.get("/api/health").json()["supabase"]

    assert supabase["status"] == HEALTH[name]


# A key that Supabase does not know ----------------------------------------------------

UNKNOWN_KEY = answer(401, {"code": "PGRST301", "message": "No suitable key or wrong key type"})
PAGE = answer(200, {"total": 0, "interviews": []})


def test_a_key_that_supabase_has_not_loaded_yet_is_tried_once_more(upstream, ask, settings):
    settings.SUPABASE_TIMEOUT = 5
    upstream.script(FIND, UNKNOWN_KEY, PAGE)

    assert ask().status_code == 200
    assert upstream.count(FIND) == 2


def test_a_revoked_key_is_a_401_and_is_dropped_at_the_next_look_at_the_key_set(
    upstream, ask, settings, monkeypatch
):
    settings.SUPABASE_TIMEOUT = 5
    monkeypatch.setattr("llm_api.auth.signing_keys.FETCH_INTERVAL", 0.0)
    upstream.script(FIND, UNKNOWN_KEY)
    upstream.script(KEY_SET, key_set(EC), key_set(NEW))

    assert_invalid_token(ask())
    asked = upstream.count(FIND)
    assert_invalid_token(ask())

    assert asked == 2
    assert upstream.count(FIND) == asked  # the second was refused at the door


def test_a_key_set_that_is_down_then_leaves_the_known_keys_valid(
    upstream, ask, settings, monkeypatch
):
    settings.SUPABASE_TIMEOUT = 5
    monkeypatch.setattr("llm_api.auth.signing_keys.FETCH_INTERVAL", 0.0)
    upstream.script(FIND, UNKNOWN_KEY, UNKNOWN_KEY, PAGE)
    upstream.script(KEY_SET, key_set(EC), answer(503))

    assert_invalid_token(ask())
    assert ask().status_code == 200
