"""Tokens that Supabase's OAuth server issued to a third-party app, in the name of a user."""

import re

import httpx
import jwt
import pytest

from tests.support.assertions import assert_refused
from tests.support.routes import PUBLIC, routes

IDS = "0192a1b2-c3d4-4e5f-8000-000000000001"


@pytest.fixture
def app_headers(supabase, alice):
    """Alice's token, as an app would have it that she has allowed to act for her."""
    claims = jwt.decode(alice.token, options={"verify_signature": False})

    def app_headers(client_id: str | None = "9f3a1c52-1f3e-4c58-8a41-6d0f5a0e7b11") -> dict:
        token = jwt.encode(claims | {"client_id": client_id}, supabase.jwt_secret, "HS256")
        return {"Authorization": f"Bearer {token}"}

    return app_headers


def test_every_route_that_reads_tokens_rejects_them(client, app_headers):
    tried = []
    for path, route in routes():
        if not path.startswith("api/") or route.name in PUBLIC - {"interview-save"}:
            continue
        view = route.callback.cls
        url = "/" + re.sub(r"<[^>]+>", IDS, path)
        for method in {"get", "post", "put", "delete"} & set(dir(view)):
            response = getattr(client, method)(url, headers=app_headers())
            assert_refused(response, 403, "third_party_token")
            tried.append(route.name)
    assert {"interview-save", "interview-list", "interview-detail", "interview-pdf"} <= set(tried)


def test_health_does_not_read_them(client, app_headers):
    assert client.get("/api/health", headers=app_headers()).status_code == 200


def test_a_null_client_id_is_none(client, app_headers):
    assert client.get("/api/interviews/list", headers=app_headers(None)).status_code == 200


def test_row_level_security_rejects_them_too(supabase, save, interview, alice, app_headers):
    """What an app asks Supabase itself, past this service."""
    row_id = save(interview, alice).json()["data"]["id"]
    url = f"{supabase.url}/rest/v1/interviews?id=eq.{row_id}"
    key = {"apikey": supabase.anon_key}

    def read(headers: dict) -> list:
        return httpx.get(url, headers=key | headers).json()

    assert [row["id"] for row in read(alice.headers)] == [row_id]
    assert read(app_headers()) == []
    httpx.delete(url, headers=key | app_headers())
    assert [row["id"] for row in read(alice.headers)] == [row_id]
