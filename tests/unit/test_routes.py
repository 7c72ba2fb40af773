"""Rules for all routes. Each test walks the URLs, and reports all that break its rule."""

import re
from typing import Any

import pytest
from django.urls import URLPattern
from rest_framework.permissions import IsAuthenticated

from tests.support import ROOT
from tests.support.assertions import ERROR, assert_refused, errors_of
from tests.support.routes import PUBLIC, routes

UNDOCUMENTED = {"schema", "docs"}  # they are the documentation
API = [(path, route) for path, route in routes() if path.startswith("api/")]


def view_of(route: URLPattern) -> Any:
    return route.callback.cls  # type: ignore[attr-defined]


def methods_of(route: URLPattern) -> set[str]:
    view = view_of(route)
    return {name for name in view.http_method_names if hasattr(view, name)} - {"options"}


def address_of(path: str) -> str:
    return "/" + re.sub(r"<[^>]+>", "0192a1b2-c3d4-4e5f-8000-000000000001", path)


def test_every_route_has_a_name_of_its_own():
    names = [route.name or "" for _, route in routes()]

    assert len(API) >= 15
    assert [
        path
        for path, route in API
        if not re.fullmatch(r"[a-z]+(-[a-z]+)*", route.name or "")
        or names.count(route.name or "") != 1
        or path.endswith("/")
    ] == []


def test_every_route_is_public_by_decision_or_needs_a_user():
    public = {route.name for _, route in API if IsAuthenticated not in permissions_of(route)}

    assert public == PUBLIC
    assert [
        path
        for path, route in API
        if route.name not in PUBLIC
        and (
            permissions_of(route) != [IsAuthenticated] or not view_of(route).authentication_classes
        )
    ] == []


def permissions_of(route: URLPattern) -> list[Any]:
    return list(view_of(route).permission_classes)


def test_every_method_of_a_route_for_users_asks_for_a_token(client):
    answers = {
        f"{method} {path}": getattr(client, method)(address_of(path))
        for path, route in API
        if route.name not in PUBLIC
        for method in methods_of(route)
    }

    assert len(answers) > len(API) - len(PUBLIC)  # HEAD comes with GET
    assert {
        what: response.status_code
        for what, response in answers.items()
        if response.status_code != 401
        or not response.headers.get("WWW-Authenticate", "").startswith("Bearer")
    } == {}


def test_every_route_refuses_other_methods_before_it_looks_further(client):
    answers = {path: client.patch(f"{address_of(path)}?no=such") for path, _ in API}

    assert {
        path: response.content
        for path, response in answers.items()
        if response.status_code != 405
        or set(response.json()) != ERROR
        or response.json()["code"] != "method_not_allowed"
        or not response.headers.get("Allow")
    } == {}


def test_every_route_is_in_the_openapi_document(client):
    documented = client.get("/api/schema").json()["paths"]
    expected = {
        "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path): methods_of(route) - {"head"}
        for path, route in API
        if route.name not in UNDOCUMENTED
    }

    assert {path: set(methods) for path, methods in documented.items()} == expected


def test_every_route_is_in_the_description_of_the_api():
    """`/api/interviews/<id>` there, whatever the parameter is called in the code."""
    description = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    written = [re.sub(r"<(?:\w+:)?\w+>", "<id>", path) for path, _ in API]

    assert [
        path for path in written if not re.search(rf"/{re.escape(path)}(?![\w/<.-])", description)
    ] == []


@pytest.mark.parametrize("path", ["/api/schema", "/api/health", "/api/health/ready"])
def test_a_public_route_refuses_query_parameters_too(path, client):
    assert errors_of(client.get(f"{path}?format=yaml")) == {"format": "unknown_parameter"}


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nowhere"])
def test_an_unknown_address_is_a_404_in_our_shape(path, client):
    assert_refused(client.get(path), 404, "not_found")
