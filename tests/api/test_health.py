"""/api/health and /api/health/ready: the state of Supabase, and what it is read from."""

from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
from django.test import Client

from backend import __version__
from llm_api.supabase_client import health
from tests.support import ROOT
from tests.support.scripted_upstream import (
    SELECT,
    STATUS,
    RefusingPort,
    ScriptedUpstream,
    answer,
    close,
    hang,
    http_bytes,
    in_time,
    raw,
    reset,
    trickle,
)

MIGRATION = ROOT / "supabase_migration.sql"
HEALTH, READY = "/api/health", "/api/health/ready"
SERVICE_KEY = "sb_secret_for_the_tests"
LEGACY_ANON_KEY = jwt.encode({"iss": "supabase", "role": "anon"}, "s" * 32, "HS256")

OK = answer(200, [])
MIGRATED = {
    "schema_version": health.SCHEMA_VERSION,
    "privileges": {"interviews:service_role": ["INSERT"]},
}


@pytest.fixture
def upstream(settings):
    with ScriptedUpstream() as upstream:
        settings.SUPABASE_URL = upstream.url
        settings.SUPABASE_SERVICE_ROLE_KEY = SERVICE_KEY
        upstream.script(SELECT, OK)
        upstream.script(STATUS, answer(200, MIGRATED))
        yield upstream


@pytest.fixture
def clock(monkeypatch):
    """The status cache's own time, which stands still until a test moves it."""
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(health, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


def get(path: str) -> Any:
    return Client(raise_request_exception=False).get(path)


def assert_status(expected: str, **versions: int | None) -> None:
    """The health is a 200 that says so, and readiness the same body with its own status."""
    if expected == "not_migrated":
        versions = {
            "schema_version": None,
            "schema_version_needed": health.SCHEMA_VERSION,
        } | versions
    alive, ready = get(HEALTH), get(READY)

    ok = expected == "ok"
    assert alive.status_code == 200
    assert alive.json() == {
        "status": "ok" if ok else "degraded",
        "version": __version__,
        "supabase": {"status": expected, **versions},
    }
    assert ready.status_code == (200 if ok else 503)
    assert ready.json() == alive.json()
    assert ("Retry-After" in ready.headers) is not ok
    assert alive.headers["Cache-Control"] == ready.headers["Cache-Control"] == "no-store"


def test_all_is_well_with_a_migrated_supabase(supabase):
    assert_status("ok")


def test_the_look_asks_for_no_rows_and_for_the_privileges_as_the_service_role(upstream):
    assert_status("ok")

    look, _ = upstream.received
    assert upstream.count(SELECT) == upstream.count(STATUS) == 1
    assert look.headers["apikey"] == SERVICE_KEY
    assert look.headers["authorization"] == f"Bearer {SERVICE_KEY}"
    assert "limit=0" in look.query
    assert look.body == b""


def test_a_wrong_key_is_unauthorized(supabase, settings):
    settings.SUPABASE_SERVICE_ROLE_KEY = "sb_secret_of_another_project"
    assert_status("unauthorized")


def test_the_publishable_key_in_its_place_is_unauthorized(supabase, settings):
    settings.SUPABASE_SERVICE_ROLE_KEY = supabase.anon_key
    assert_status("unauthorized")


def test_the_legacy_anon_key_in_its_place_is_unauthorized(upstream, settings):
    settings.SUPABASE_SERVICE_ROLE_KEY = LEGACY_ANON_KEY
    assert_status("unauthorized")


@pytest.mark.parametrize("privilege", ["select", "insert"])
def test_a_service_role_without_a_privilege_that_saving_needs_is_not_ready(
    supabase, db, save, interview, privilege
):
    db.execute(f"revoke {privilege} on interviews from service_role")
    try:
        assert save(interview).status_code == 502
        assert_status("unauthorized")
    finally:
        db.execute(f"grant {privilege} on interviews to service_role")


OLDER, SAME, NEWER, NO_VERSION = (
    MIGRATED | {"schema_version": health.SCHEMA_VERSION - 1},
    MIGRATED,
    MIGRATED | {"schema_version": health.SCHEMA_VERSION + 1},
    {"privileges": MIGRATED["privileges"]},
)
SCHEMAS = {
    "older than the function": (answer(404, {"code": "PGRST202", "message": "none"}), 1),
    "older than versions": (answer(200, NO_VERSION), 1),
    "one version older": (answer(200, OLDER), health.SCHEMA_VERSION - 1),
    "without a privilege, too": (
        answer(200, OLDER | {"privileges": {}}),
        health.SCHEMA_VERSION - 1,
    ),
    "no answer that says a version": (answer(200, b"null"), 1),
}


@pytest.mark.parametrize("what", SCHEMAS)
def test_an_older_schema_is_not_migrated_and_both_versions_are_named(upstream, what):
    staged, version = SCHEMAS[what]
    upstream.script(STATUS, staged)

    assert_status("not_migrated", schema_version=version)


@pytest.mark.parametrize("schema", [SAME, NEWER], ids=["as needed", "one version newer"])
def test_over_the_schema_it_needs_and_the_next_one_the_service_is_ready(upstream, schema):
    upstream.script(STATUS, answer(200, schema))

    assert_status("ok")


def test_over_an_older_schema_a_save_works(supabase, db, client, save, interview, alice):
    status = "select pg_get_functiondef('interview_storage_status'::regproc) as sql"
    definition = db.execute(status).fetchone()["sql"]
    db.execute(definition.replace("'schema_version'", "'another key'"))
    try:
        assert_status("not_migrated", schema_version=1)
        saved = save(interview, alice)
        assert saved.status_code == 201
        address = f"/api/interviews/{saved.json()['data']['id']}"
        assert client.get(address, headers=alice.headers).status_code == 200
    finally:
        db.execute(definition)
    health._cache.clear()
    assert_status("ok")


STATUSES = {
    "may not insert": (
        answer(200, MIGRATED | {"privileges": {"interviews:service_role": []}}),
        "unauthorized",
    ),
    "says nothing of them": (answer(200, MIGRATED | {"privileges": {}}), "unauthorized"),
    "may not be asked": (answer(403, {"code": "42501", "message": "denied"}), "unauthorized"),
    "503": (answer(503), "unreachable"),
    "500": (answer(500, {"code": "XX000", "message": "internal"}), "unreachable"),
}


@pytest.mark.parametrize("what", STATUSES)
def test_what_the_database_says_of_the_privileges_counts(upstream, what):
    staged, expected = STATUSES[what]
    upstream.script(STATUS, staged)

    assert_status(expected)


ANSWERS = {
    "401 invalid key": (answer(401, {"message": "Invalid API key"}), "unauthorized"),
    "401 HTML": (answer(401, b"<html>"), "unauthorized"),
    "403": (answer(403, {"code": "42501", "message": "permission denied"}), "unauthorized"),
    "PGRST301": (answer(401, {"code": "PGRST301", "message": "No suitable key"}), "unauthorized"),
    "PGRST205": (answer(404, {"code": "PGRST205", "message": "no table"}), "not_migrated"),
    "42P01": (answer(404, {"code": "42P01", "message": "no relation"}), "not_migrated"),
    "42703": (answer(400, {"code": "42703", "message": "no column"}), "not_migrated"),
    "PGRST204": (answer(400, {"code": "PGRST204", "message": "no column"}), "not_migrated"),
    "another address": (answer(404, b"<!doctype html>", Content_Type="text/html"), "unreachable"),
    "the dashboard": (answer(200, b"<!doctype html>", Content_Type="text/html"), "unreachable"),
    "an object": (answer(200, {"hello": "world"}), "unreachable"),
    "redirect": (answer(302, Location="https://example.com/"), "unreachable"),
    "429": (answer(429), "unreachable"),
    "500": (answer(500), "unreachable"),
    "503": (answer(503), "unreachable"),
    "540 paused": (answer(540, {"message": "Project paused"}), "unreachable"),
    "deeply nested": (answer(200, b"[" * 100_000), "unreachable"),
    "no HTTP": (raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "unreachable"),
    "reset": (reset, "unreachable"),
    "close": (close, "unreachable"),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_what_supabase_answers_is_what_the_health_says(upstream, what):
    staged, expected = ANSWERS[what]
    upstream.script(SELECT, staged)

    assert_status(expected)
    assert upstream.count(SELECT) == 1


def test_a_refusing_port_is_unreachable(settings):
    with RefusingPort() as settings.SUPABASE_URL:
        assert_status("unreachable")


@pytest.mark.parametrize("name", ["SUPABASE_URL", "SUPABASE_SERVICE_ROLE_KEY"])
def test_without_a_configuration_supabase_is_unreachable(settings, name):
    setattr(settings, name, "")
    assert_status("unreachable")


@pytest.mark.parametrize(
    "staged",
    [hang, trickle(http_bytes(200, b"[" + b" " * 200 + b"]"), 40)],
    ids=["hang", "trickle"],
)
def test_many_probes_of_a_hanging_supabase_are_answered_in_time_by_one_request(upstream, staged):
    upstream.script(SELECT, staged)

    def get_eight() -> list[Any]:
        health._cache.clear()
        known = upstream.count(SELECT)
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(get, [HEALTH, READY] * 4))
        assert upstream.count(SELECT) == known + 1
        return answers

    answers = in_time(health.PROBE_TIMEOUT, get_eight)

    assert [response.status_code for response in answers] == [200, 503] * 4
    assert {response.json()["supabase"]["status"] for response in answers} == {"unreachable"}


def test_a_flood_of_probes_is_one_request_to_supabase(upstream, clock):
    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(lambda n: get((HEALTH, READY)[n % 2]).status_code, range(50)))

    assert statuses == [200] * 50
    assert upstream.count(SELECT) == 1


@pytest.mark.parametrize("broken", [answer(503), answer(401), reset])
def test_a_failure_is_remembered_too_and_for_as_long(upstream, clock, broken):
    upstream.script(SELECT, broken, OK)
    for _ in range(10):
        assert get(READY).status_code == 503
    assert upstream.count(SELECT) == 1

    clock.now += health.PROBE_LIFETIME
    assert get(READY).status_code == 200


def test_after_some_seconds_it_looks_again(upstream, clock):
    assert get(READY).status_code == 200
    upstream.script(SELECT, answer(503))

    clock.now += health.PROBE_LIFETIME - 0.1
    assert get(READY).status_code == 200
    clock.now += 0.1
    assert get(READY).status_code == 503
    assert upstream.count(SELECT) == 2
    assert health.PROBE_LIFETIME <= 10


def test_a_stale_status_is_answered_while_the_next_is_on_its_way(upstream, clock):
    assert get(READY).status_code == 200
    released = Event()

    def held_back(line: Any, request: Any) -> None:
        released.wait(10)
        answer(401)(line, request)

    upstream.script(SELECT, held_back)
    clock.now += health.PROBE_LIFETIME
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(get, READY)
        upstream.wait_for(SELECT, 2)
        meanwhile = get(READY)
        assert not asking.done()
        released.set()
        assert asking.result().json()["supabase"]["status"] == "unauthorized"

    assert meanwhile.json()["supabase"]["status"] == "ok"
    assert get(READY).status_code == 503
    assert upstream.count(SELECT) == 2


def test_an_expired_status_is_never_answered(upstream, clock):
    assert get(READY).status_code == 200
    released = Event()

    def held_back(line: Any, request: Any) -> None:
        released.wait(10)
        answer(503)(line, request)

    upstream.script(SELECT, held_back)
    clock.now += health.PROBE_LIFETIME + health.PROBE_TIMEOUT
    with ThreadPoolExecutor(2) as pool:
        asking = pool.submit(get, READY)
        upstream.wait_for(SELECT, 2)
        meanwhile = pool.submit(get, READY)
        assert wait([meanwhile], timeout=0.2).done == set()
        released.set()

    assert (asking.result().status_code, meanwhile.result().status_code) == (503, 503)
    assert upstream.count(SELECT) == 2


@pytest.mark.parametrize("path", [HEALTH, READY])
def test_an_unknown_query_parameter_is_a_400(upstream, path):
    response = get(f"{path}?verbose=1")

    assert response.status_code == 400
    body = response.json()
    assert set(body) == {"success", "code", "message", "errors", "request_id"}
    assert [set(error) for error in body["errors"]] == [{"field", "code", "message"}]
    assert body["errors"][0]["field"] == "verbose"
    assert upstream.received == []


@pytest.mark.parametrize("header", ["", "Bearer nonsense", "Basic eDp5"])
def test_a_probes_authorization_header_is_not_looked_at(upstream, header):
    assert Client().get(HEALTH, headers={"Authorization": header}).status_code == 200
    assert upstream.count(SELECT) == 1


def test_neither_answer_nor_log_holds_the_key_or_the_upstreams_words(upstream, caplog):
    caplog.set_level("DEBUG")
    upstream.script(SELECT, answer(401, {"message": "words of the upstream"}))

    said = get(READY).content.decode() + caplog.text
    assert "GET /api/health/ready 503" in said
    assert SERVICE_KEY not in said
    assert "words of the upstream" not in said
