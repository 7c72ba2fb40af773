"""What the server itself does: with bytes that are no request, and with more than it can serve."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest

from local_supabase.ports import free_port
from tests.support import ROOT
from tests.support.assertions import ERROR
from tests.support.interviews import INTERVIEW
from tests.support.scripted_upstream import INSERT, SELECT, STATUS, ScriptedUpstream, answer, hang
from tests.support.service import (
    copy_of_the_service,
    free_address,
    running_service,
    wait_until_it_answers,
)

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


@pytest.mark.parametrize(
    ("body", "announced"),
    [
        (b"Content-Length: 50000\r\n\r\n" + b"x" * 50_000, "keep-alive"),
        (b"Content-Length: 70000\r\n\r\n" + b"x" * 70_000, "close"),
        (b"Content-Length: 3000000\r\n\r\n" + b"x" * 3_000_000, "close"),
        (b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "keep-alive"),
        (
            b"Transfer-Encoding: chunked\r\n\r\n400000\r\n%b\r\n0\r\n\r\n" % (b"x" * 0x400000),
            "close",
        ),
    ],
    ids=["small", "large", "over the limit", "small in chunks", "over the limit in chunks"],
)
def test_a_response_says_whether_the_connection_stays_open(live_service, body, announced):
    """After a body that the application has not read, or not to its end."""
    address = urlsplit(live_service)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        head = b"POST /api/interviews/save HTTP/1.1\r\nHost: localhost\r\nAuthorization: x\r\n"
        with contextlib.suppress(OSError):  # It may be closed before all is sent.
            connection.sendall(head + body)
        first = next_response(connection)
        with contextlib.suppress(OSError):
            connection.sendall(b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try:
            second = next_response(connection).status
        except (http.client.RemoteDisconnected, ConnectionError):
            second = None

    assert first.headers["Connection"] == announced
    assert second == (200 if announced == "keep-alive" else None)


def next_response(connection: socket.socket) -> http.client.HTTPResponse:
    response = http.client.HTTPResponse(connection)
    response.begin()
    response.read()
    return response


def test_requests_behind_hanging_saves_are_answered_within_a_clients_timeout(local_supabase):
    """128 at once for 32 threads, four rounds: with five seconds for each it would be 20."""
    address = free_address()
    settings = {"WEB_CONCURRENCY": "1", "SUPABASE_TIMEOUT": "5"}
    with ScriptedUpstream() as upstream:
        upstream.script(INSERT, hang)
        upstream.script(SELECT, answer(200, []))
        upstream.script(STATUS, answer(404, {"code": "PGRST202"}))
        with (
            running_service(local_supabase, address, SUPABASE_URL=upstream.url, **settings),
            ThreadPoolExecutor(128) as clients,
        ):
            url = f"http://{address}/api/interviews/save"
            told = list(
                clients.map(lambda _: httpx.post(url, json=INTERVIEW, timeout=17), range(128))
            )

    assert {(got.status_code, got.json()["code"]) for got in told} == {
        (503, "supabase_unavailable")
    }


@pytest.fixture
def make_serve(tmp_path):
    """`make_serve(in_the_file, **environment)` in a copy, with that .env and these packages."""
    folder = copy_of_the_service(tmp_path / "service")
    shutil.copy(ROOT / "Makefile", folder)
    known = {name: os.environ[name] for name in ("PATH", "HOME")}

    def start(in_the_file: dict[str, str], **environment: str) -> subprocess.Popen[str]:
        lines = [f"{name}={text}\n" for name, text in in_the_file.items()]
        (folder / ".env").write_text("".join(lines))
        return subprocess.Popen(
            ["make", "serve", f"BIN={os.path.dirname(sys.executable)}"],
            cwd=folder,
            env=known | environment,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


def test_make_serve_reads_port_and_workers_from_the_file_and_the_environment_first(make_serve):
    import psutil

    port, other = str(free_port()), str(free_port())
    file = {"DEBUG": "true", "SUPABASE_URL": "http://127.0.0.1:9", "WEB_CONCURRENCY": "3"}
    for process, served in (
        (make_serve(file | {"PORT": port}), port),
        (make_serve(file | {"PORT": port}, PORT=other), other),
    ):
        try:
            wait_until_it_answers(f"http://127.0.0.1:{served}/api/health", process)
            [server] = psutil.Process(process.pid).children()
            assert len(server.children()) == 3
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=40)
        assert not server.is_running()


@pytest.mark.parametrize(
    ("name", "text"), [("PORT", "http"), ("PORT", "70000"), ("WEB_CONCURRENCY", "0")]
)
def test_make_serve_names_a_setting_that_it_cannot_read(make_serve, name, text):
    process = make_serve({"DEBUG": "true", name: text})

    _, said = process.communicate(timeout=40)

    assert process.returncode
    assert f"{name} is '{text}'. It must be a whole number from 1 to " in said
    assert "Traceback" not in said
