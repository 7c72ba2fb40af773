"""What a refusal looks like, for the tests of every endpoint."""

from typing import Any

ERROR = {"success", "code", "message", "request_id"}


def assert_refused(response: Any, status: int, code: str) -> None:
    assert response.status_code == status, response.content
    assert set(response.json()) == ERROR
    assert response.json()["code"] == code


def assert_same_404(response: Any, missing: Any) -> None:
    """Not even a header tells whether the interview exists. Both need the same X-Request-ID."""
    assert_refused(missing, 404, "not_found")
    assert response.status_code == missing.status_code
    assert response.content == missing.content
    assert response.headers == missing.headers


def errors_of(response: Any) -> dict[str, str]:
    """The codes of what is invalid, by field."""
    assert response.status_code == 400, response.content
    body = response.json()
    assert set(body) == ERROR | {"errors"}
    assert body["success"] is False
    return {error["field"]: error["code"] for error in body["errors"]}
