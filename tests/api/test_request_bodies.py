"""How bodies arrive at the running service: in chunks, too long, or not at all."""

import contextlib
import json
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support.assertions import ERROR
from tests.support.interviews import COLUMNS

SAVE = "/api/interviews/save"
LIMIT = 2 * 1024 * 1024


@contextlib.contextmanager
def sending(service: str, headers: str, body: bytes = b"") -> Iterator[socket.socket]:
    """A connection over which a save has begun."""
    address = urlsplit(service)
    head = f"POST {SAVE} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}"
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.sendall(f"{head}\r\n\r\n".encode() + body)
        yield connection


def answer_to(connection: socket.socket) -> httpx.Response:
    """The answer, which has a Content-Length, whether or not the connection is closed."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536) or pytest.fail(f"no answer: {received!r}")
    head, _, content = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("ascii").split("\r\n")
    headers = [tuple(line.split(": ", 1)) for line in lines]
    while len(content) < int(dict(headers).get("Content-Length", 0)):
        content += connection.recv(65536)
    return httpx.Response(int(first.split()[1]), headers=headers, content=content)


def chunk(content: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(content), content)


CHUNKED = "Transfer-Encoding: chunked"


def assert_refused(response: httpx.Response, status: int, code: str) -> None:
    assert response.status_code == status
    body = response.json()
    assert set(body) - {"errors"} == ERROR
    assert body["code"] == code
    assert response.headers["X-Request-ID"] == body["request_id"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"


# In chunks ----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 100, 100_000])
def test_a_body_in_chunks_is_saved(live_service, interview, alice, size):
    raw = json.dumps(interview).encode()
    pieces = (raw[place : place + size] for place in range(0, len(raw), size))

    response = httpx.post(
        live_service + SAVE,
        content=pieces,
        headers={"Content-Type": "application/json", **alice.headers},
    )

    assert response.status_code == 201
    assert set(response.json()["data"]) == COLUMNS
    assert response.json()["data"]["conversation"] == interview["conversation"]


def test_feedback_in_chunks_is_added(live_service, interview, alice):
    row_id = httpx.post(
        live_service + SAVE, json=interview | {"feedback": None}, headers=alice.headers
    ).json()["data"]["id"]

    response = httpx.put(
        f"{live_service}/api/interviews/{row_id}/feedback",
        content=iter([b'{"overall', b'Score": 8}']),
        headers={"Content-Type": "application/json", **alice.headers},
    )

    assert response.status_code == 200
    assert response.json()["data"]["overall_score"] == 8


def test_chunks_with_extensions_and_trailers_are_read(live_service, interview):
    raw = json.dumps(interview).encode()
    body = b"%X;name=value\r\n%b\r\n0\r\nX-Trailer: a\r\n\r\n" % (len(raw), raw)

    with sending(live_service, CHUNKED, body) as connection:
        assert answer_to(connection).status_code == 201


def test_a_connection_serves_on_after_a_body_in_chunks(live_service, interview):
    body = chunk(json.dumps(interview).encode()) + chunk(b"")

    with sending(live_service, CHUNKED, body) as connection:
        assert answer_to(connection).status_code == 201
        connection.sendall(b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert answer_to(connection).status_code == 200


def test_a_body_in_chunks_of_just_the_limit_is_read_and_one_over_it_is_a_413(
    live_service, interview
):
    raw = json.dumps(interview).encode()

    def post(length: int) -> httpx.Response:
        content = iter([raw, b" " * (length - len(raw))])
        headers = {"Content-Type": "application/json"}
        return httpx.post(live_service + SAVE, content=content, headers=headers, timeout=30)

    assert post(LIMIT).status_code == 201
    assert_refused(post(LIMIT + 1), 413, "body_too_large")


def test_a_body_in_chunks_that_passes_the_limit_is_refused_before_it_ends(live_service):
    body = b"".join([chunk(b" " * 65_536)] * 33)

    with sending(live_service, CHUNKED, body) as connection:
        assert_refused(answer_to(connection), 413, "body_too_large")


@pytest.mark.parametrize(
    "body",
    [
        b"zz\r\n{}\r\n0\r\n\r\n",
        b"-2\r\n{}\r\n0\r\n\r\n",
        b"2\r\n{}}}}\r\n0\r\n\r\n",
        b"\r\n\r\n",
        b"0x2\r\n{}\r\n0\r\n\r\n",
        b"2;\x00\r\n{}\r\n0\r\n\r\n",
        b"2\r\n{}\r\n0\r\nno colon\r\n\r\n",
        b"2\r\n{}\r\n0\r\nbare: lf\n\r\n\r\n",
        b"1" * 9_000,
        b"ffffffffffffffffffffffff\r\n" + b" " * 3 * 1024 * 1024,
    ],
    ids=lambda body: repr(body[:20]),
)
def test_malformed_chunks_are_a_400_in_our_shape(live_service, body):
    with sending(live_service, f"{CHUNKED}\r\nX-Request-ID: mine", body) as connection:
        response = answer_to(connection)

    status, code = (413, "body_too_large") if b"ffff" in body else (400, "bad_request")
    assert_refused(response, status, code)
    assert response.json()["request_id"] == "mine"


@pytest.mark.parametrize(
    "headers", [CHUNKED + "\r\nContent-Length: 2", "Transfer-Encoding: chunked, chunked"]
)
def test_two_ways_to_say_the_length_are_refused(live_service, headers):
    """Proxies could take them for another request (RFC 9112, 6.1)."""
    with sending(live_service, headers, b"2\r\n{}\r\n0\r\n\r\n") as connection:
        assert answer_to(connection).status_code in (400, 501)


def test_no_chunks_at_all_are_an_empty_body(live_service):
    with sending(live_service, CHUNKED, b"0\r\n\r\n") as connection:
        response = answer_to(connection)

    assert response.status_code == 400
    assert {error["code"] for error in response.json()["errors"]} == {"required"}


@pytest.mark.parametrize("how", ["closed", "reset", "closed for writing"])
@pytest.mark.parametrize("sent", [b"", b"5", b"5\r\n{", b"2\r\n{}\r\n"])
def test_a_body_that_breaks_off_is_no_bug_and_the_service_serves_on(
    live_service, interview, how, sent
):
    with sending(live_service, CHUNKED, sent) as connection:
        if how == "closed for writing":
            connection.shutdown(socket.SHUT_WR)
            assert_refused(answer_to(connection), 400, "bad_request")
        elif how == "reset":
            linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    assert httpx.post(live_service + SAVE, json=interview).status_code == 201


# With a length ------------------------------------------------------------------------


@pytest.mark.parametrize("length", [LIMIT + 1, 50_000_000, 10**30])
def test_a_declared_length_over_the_limit_is_answered_at_once(live_service, length):
    """The client sends one byte and waits; so would the service, if it read the body."""
    with sending(live_service, f"Content-Length: {length}", b"{") as connection:
        connection.settimeout(5)
        assert_refused(answer_to(connection), 413, "body_too_large")


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "9" * 5_000])
def test_a_length_that_is_none_is_a_400(live_service, length):
    with sending(live_service, f"Content-Length: {length}", b"{}") as connection:
        assert_refused(answer_to(connection), 400, "bad_request")


def test_a_body_shorter_than_its_length_is_no_interview(live_service, interview):
    raw = json.dumps(interview).encode()

    with sending(live_service, f"Content-Length: {len(raw)}", raw[:-1]) as connection:
        connection.shutdown(socket.SHUT_WR)
        response = answer_to(connection)

    assert response.status_code == 400


def test_what_comes_without_a_length_has_no_body(live_service):
    with sending(live_service, "X-Nothing: 1") as connection:
        assert answer_to(connection).status_code == 400
