"""What the server answers to bytes that are no request the application could see."""

import json
import socket
from urllib.parse import urlsplit

import pytest

from tests.refusals import ERROR

LONG = b"a" * 9000


def exchange(service: str, sent: bytes) -> tuple[int, dict[str, str], dict]:
    """Status, headers (names in lower case) and body of the answer to raw bytes."""
    address = urlsplit(service)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.sendall(sent)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("ascii").split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    return int(first.split()[1]), headers, json.loads(body)


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"HELLO\r\n\r\n", 400, "bad_request"),
        (b"GET /api/health HTTP/9.9\r\nHost: localhost\r\n\r\n", 400, "bad_request"),
        (b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n", 400, "bad_request"),
        (
            b"GET /api/health HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            400,
            "bad_request",
        ),
        (b"GET /api/health?%b HTTP/1.1\r\nHost: localhost\r\n\r\n" % LONG, 414, "uri_too_long"),
        (
            b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nX-Long: %b\r\n\r\n" % LONG,
            431,
            "headers_too_large",
        ),
        (
            b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nExpect: the-best\r\n\r\n",
            417,
            "expectation_failed",
        ),
    ],
)
def test_what_is_no_request_is_refused_in_the_error_shape(live_service, sent, status, code):
    got, headers, body = exchange(live_service, sent)

    assert (got, body["success"], body["code"]) == (status, False, code)
    assert set(body) == ERROR
    assert headers["content-type"] == "application/json"
    assert headers["x-request-id"] == body["request_id"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["connection"] == "close"
