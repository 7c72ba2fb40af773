"""What every response carries: its request ID, and the headers for caches, sniffing and CORS."""

import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from rest_framework.settings import api_settings

from llm_api.rest import throttling
from tests.support.assertions import assert_refused, errors_of

ORIGIN = "http://localhost:3000"


EXPOSED = {"X-Request-ID", "Idempotent-Replayed", "Retry-After", "Content-Disposition"}


RESPONSES = {
    "a success": ("get", "/api/health", {}),
    "invalid input": ("post", "/api/interviews/save", {}),
    "no such address": ("get", "/api/nowhere", {}),
    "no such method": ("delete", "/api/health", {}),
    "a bad token": ("post", "/api/interviews/save", {"Authorization": "Bearer x"}),
    "a bad host": ("get", "/api/health", {"Host": "evil.example.com"}),
    "the documentation": ("get", "/api/docs", {}),
    "a preflight": (
        "options",
        "/api/interviews/save",
        {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"},
    ),
    "outside the API": ("get", "/nowhere", {}),
}


@pytest.fixture(params=RESPONSES)
def ask(request: pytest.FixtureRequest, client: Any) -> Any:
    """Provokes each kind of response in turn; arguments are further headers."""
    method, path, headers = RESPONSES[request.param]
    return lambda **more: getattr(client, method)(path, headers=headers | more)


@pytest.mark.parametrize(
    "sane", ["a", "5f3b7a52-7a0e-4d4b-9b1a-3a1f6f0a2b11", "x" * 128, "A.b:c_d-9"]
)
def test_a_sane_request_id_comes_back(ask, sane):
    assert ask(**{"X-Request-ID": sane})["X-Request-ID"] == sane


@pytest.mark.parametrize(
    "insane", ["", " ", "x" * 129, "a b", "a\tb", "é", "<b>", "a;b", "a\nb", "a\n"]
)
def test_an_insane_request_id_is_replaced_by_a_new_one(ask, insane):
    first, second = (ask(**{"X-Request-ID": insane})["X-Request-ID"] for _ in range(2))
    assert str(uuid.UUID(first)) == first
    assert first != second


def test_the_request_id_of_an_error_is_the_one_in_its_header(client):
    response = client.get("/api/nowhere", headers={"X-Request-ID": "mine"})
    assert (response.json()["request_id"], response["X-Request-ID"]) == ("mine", "mine")


def test_as_many_parameters_as_a_request_line_holds_are_invalid_input(client):
    response = client.get("/api/health?" + "&".join(["a"] * 4000))

    assert errors_of(response) == {"a": "unknown_parameter"}


def test_an_error_is_json_whatever_the_address_answers_otherwise(client):
    invalid = client.get("/api/schema?page=1")
    not_allowed = client.options("/api/docs")

    assert errors_of(invalid) == {"page": "unknown_parameter"}
    assert_refused(not_allowed, 405, "method_not_allowed")
    assert {invalid["Content-Type"], not_allowed["Content-Type"]} == {"application/json"}


def test_the_bare_address_leads_to_the_dashboard(client):
    response = client.get("/")
    assert (response.status_code, response["Location"]) == (302, "/dashboard")


@pytest.mark.parametrize(("passed", "told"), [(0, "60"), (0.4, "60"), (58.6, "2"), (60, "1")])
def test_retry_after_is_rounded_up_so_that_no_client_returns_too_early(
    client, monkeypatch, passed, told
):
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(throttling, "time", SimpleNamespace(time=lambda: clock.now))
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "save", "1/min")
    cache.clear()

    assert client.post("/api/interviews/save").status_code == 415
    clock.now += passed
    response = client.post("/api/interviews/save")

    assert response.status_code == 429
    assert set(response.json()) == {"success", "code", "message", "request_id"}
    assert response["Retry-After"] == told


def test_every_response_forbids_sniffing(ask):
    assert ask()["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("kind", sorted(RESPONSES.keys() - {"outside the API", "a preflight"}))
def test_every_response_of_the_api_stays_out_of_caches(client, kind):
    method, path, headers = RESPONSES[kind]
    assert getattr(client, method)(path, headers=headers)["Cache-Control"] == "no-store"


def test_a_saved_interview_stays_out_of_caches(save, interview, alice):
    response = save(interview, alice)
    assert response.status_code == 201
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/api/health", "/api/nowhere"])
def test_the_frontend_may_read_answers_and_their_headers(client, path):
    response = client.get(path, headers={"Origin": ORIGIN})
    assert response["Access-Control-Allow-Origin"] == ORIGIN
    assert set(response["Access-Control-Expose-Headers"].split(", ")) == EXPOSED
    assert "origin" in response["Vary"].lower()
    assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.parametrize(
    "foreign",
    [
        "https://evil.example.com",
        "http://localhost:3001",
        "https://localhost:3000",
        "http://localhost:3000.evil.example.com",
        "null",
    ],
)
@pytest.mark.parametrize("method", ["get", "options"])
def test_a_foreign_origin_may_read_nothing(client, foreign, method):
    headers = {"Origin": foreign, "Access-Control-Request-Method": "POST"}
    response = getattr(client, method)("/api/health", headers=headers)
    assert [name for name in response.headers if name.startswith("Access-Control-")] == []


def test_a_preflight_allows_what_the_frontend_sends(client):
    response = client.options(
        "/api/interviews/save",
        headers={
            "Origin": ORIGIN,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
        },
    )
    allowed = set(response["Access-Control-Allow-Headers"].split(", "))
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == ORIGIN
    assert {"authorization", "content-type", "idempotency-key", "x-request-id"} <= allowed
    assert {"GET", "POST", "PUT", "DELETE"} <= set(
        response["Access-Control-Allow-Methods"].split(", ")
    )
