"""What the server itself does: with bytes that are no request, and with more than it can serve."""

import contextlib
import json
import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support.assertions import ERROR
from tests.support.interviews import INTERVIEW
from tests.support.scripted_upstream import INSERT, SELECT, STATUS, ScriptedUpstream, answer, hang
from tests.support.service import free_address, running_service

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


UNFINISHED = {
    "half a request": b"GET /api/health HTTP/1.1\r\nHost: local",
    "a body that does not come": b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n",
}


@pytest.mark.parametrize("sent", UNFINISHED.values(), ids=UNFINISHED)
def test_unfinished_probes_do_not_block_other_probes(live_service, sent):
    address = urlsplit(live_service)
    with contextlib.ExitStack() as held:
        for _ in range(6):
            where = address.hostname, address.port
            held.enter_context(socket.create_connection(where, timeout=20)).sendall(sent)
        answers = [httpx.get(f"{live_service}/api/health", timeout=3) for _ in range(5)]

    assert [answered.status_code for answered in answers] == [200] * 5


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"no request\r\n\r\n",
    ],
    ids=["closed by the client's wish", "not HTTP"],
)
def test_clients_that_do_not_close_their_side_stop_nobody(live_service, sent):
    """gunicorn would wait two seconds for each of them, on the thread that accepts connections."""
    address = urlsplit(live_service)
    with contextlib.ExitStack() as held:
        connections = [
            held.enter_context(socket.create_connection((address.hostname, address.port), 5))
            for _ in range(10)
        ]
        for connection in connections:
            connection.sendall(sent)
        answers = [connection.recv(65536) for connection in connections]

        assert all(answer.startswith(b"HTTP/1.1 ") for answer in answers)
        assert httpx.get(f"{live_service}/api/health", timeout=5).status_code == 200


def test_requests_behind_hanging_saves_are_answered_within_a_clients_timeout(local_supabase):
    """64 at once for 16 threads, four rounds: with five seconds for each it would be 20."""
    address = free_address()
    settings = {"WEB_CONCURRENCY": "1", "SUPABASE_TIMEOUT": "5"}
    with ScriptedUpstream() as upstream:
        upstream.script(INSERT, hang)
        upstream.script(SELECT, answer(200, []))
        upstream.script(STATUS, answer(404, {"code": "PGRST202"}))
        with (
            running_service(local_supabase, address, SUPABASE_URL=upstream.url, **settings),
            ThreadPoolExecutor(64) as clients,
        ):
            url = f"http://{address}/api/interviews/save"
            told = list(
                clients.map(lambda _: httpx.post(url, json=INTERVIEW, timeout=17), range(64))
            )

    assert {(got.status_code, got.json()["code"]) for got in told} == {
        (503, "supabase_unavailable")
    }
