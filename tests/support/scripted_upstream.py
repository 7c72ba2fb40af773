"""A server on loopback in Supabase's place, that answers as a test tells it to.

It speaks HTTP over plain sockets, so that it can also be slow, break off or answer malformed responses.
A request without a script is refused, and fails the test when the server closes.
"""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import Any, NamedTuple
from urllib.parse import urlsplit

INSERT = ("POST", "/rest/v1/interviews")
SELECT = ("GET", "/rest/v1/interviews")
STATUS = ("POST", "/rest/v1/rpc/interview_storage_status")
KEY_SET = ("GET", "/auth/v1/.well-known/jwks.json")

TRICKLE_PAUSE = 0.05  # seconds from one byte to the next


class Received(NamedTuple):
    method: str
    path: str
    query: str
    headers: dict[str, str]  # names in lower case
    body: bytes
    connection: int  # counts from 0

    def json(self) -> Any:
        return json.loads(self.body)


class Line(NamedTuple):
    """One accepted connection, as an answer sees it."""

    socket: socket.socket
    closing: threading.Event  # set when the server is told to end

    def reset(self) -> None:
        """End with RST instead of FIN."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


Answer = Callable[[Line, Received], None]


class ScriptedUpstream:
    """
    `script(INSERT, first, second)` sets the answers to a method and path; the last one repeats.
    `received` holds every request. `on_accept` takes the connection before anything is read,
    as a server that fails within the TLS handshake does.
    """

    def __init__(self, on_accept: Callable[[Line], None] | None = None) -> None:
        self.received: list[Received] = []
        self.unknown: list[tuple[str, str]] = []
        self._scripts: dict[tuple[str, str], list[Answer]] = {}
        self._on_accept = on_accept
        self._closing = threading.Event()
        self._change = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._lines: list[Line] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def script(self, request: tuple[str, str], *answers: Answer) -> None:
        self._scripts[request] = list(answers)

    def count(self, request: tuple[str, str]) -> int:
        return sum((got.method, got.path) == request for got in self.received)

    def wait_for(self, request: tuple[str, str], count: int = 1, seconds: float = 10) -> None:
        """Until that many such requests have come in."""
        with self._change:
            if not self._change.wait_for(lambda: self.count(request) >= count, seconds):
                raise TimeoutError(f"{request} did not come {count} times in {seconds} s")

    def __enter__(self) -> "ScriptedUpstream":
        self._run(self._accept)
        return self

    def __exit__(self, kind: Any, *_: Any) -> None:
        self._closing.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for line in list(self._lines):
            with suppress(OSError):
                line.socket.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join(10)
        if kind is None and self.unknown:
            raise AssertionError(f"requests without a script: {self.unknown}")

    def _run(self, target: Callable[..., None], *args: Any) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            line = Line(connection, self._closing)
            self._lines.append(line)
            self._run(self._serve, line, len(self._lines) - 1)

    def _serve(self, line: Line, number: int) -> None:
        with line.socket, suppress(OSError):
            if self._on_accept:
                self._on_accept(line)
                return
            while line.socket.fileno() >= 0 and (request := _read(line.socket, number)):
                self._next_answer(request)(line, request)

    def _next_answer(self, request: Received) -> Answer:
        with self._change:
            self.received.append(request)
            self._change.notify_all()
            answers = self._scripts.get((request.method, request.path), [])
            if not answers:
                self.unknown.append((request.method, request.path))
                return answer(404, b"no script")
            return answers.pop(0) if len(answers) > 1 else answers[0]


def _read(connection: socket.socket, number: int) -> Received | None:
    """A whole request, or None at the end of the connection."""
    head = b""
    while b"\r\n\r\n" not in head:
        chunk = connection.recv(65536)
        if not chunk:
            return None
        head += chunk
    head, body = head.split(b"\r\n\r\n", 1)
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    missing = int(headers.get("content-length", 0)) - len(body)
    while missing > 0:
        chunk = connection.recv(missing)
        if not chunk:
            return None
        body += chunk
        missing -= len(chunk)
    method, target, _ = first.split(" ")
    parts = urlsplit(target)
    return Received(method, parts.path, parts.query, headers, body, number)


# Answers -----------------------------------------------------------------------------


def http_bytes(status: int, body: Any = b"", **headers: str) -> bytes:
    """An answer as it goes over the wire; what is no bytes becomes JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    fields = {"Content-Type": "application/json", "Content-Length": str(len(content))}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Scripted\r\n{lines}\r\n".encode() + content


def answer(status: int, body: Any = b"", **headers: str) -> Answer:
    return raw(http_bytes(status, body, **headers))


def raw(content: bytes) -> Answer:
    return lambda line, request: line.socket.sendall(content)


def stored_row(request: Received) -> dict[str, Any]:
    return request.json() | {"created_at": datetime.now(UTC).isoformat()}


def store(line: Line, request: Received) -> None:
    """What PostgREST answers to an insert: the row."""
    line.socket.sendall(http_bytes(201, [stored_row(request)]))


def store_changed(change: Callable[[dict[str, Any]], Any]) -> Answer:
    """A 201 whose body is `change` of the row that was to be stored."""

    def changed(line: Line, request: Received) -> None:
        line.socket.sendall(http_bytes(201, change(stored_row(request))))

    return changed


def hang(line: Line, request: Received | None = None) -> None:
    line.closing.wait()


def close(line: Line, request: Received | None = None) -> None:
    """End in good order, without an answer."""
    line.socket.shutdown(socket.SHUT_RDWR)


def reset(line: Line, request: Received | None = None) -> None:
    line.reset()


def begin(content: bytes, then: Answer) -> Answer:
    """Send the beginning of an answer, then hang, close or reset."""

    def begun(line: Line, request: Received) -> None:
        line.socket.sendall(content)
        then(line, request)

    return begun


def trickle(content: bytes, at_once: int = 0) -> Answer:
    """Send all but the first bytes one at a time."""

    def trickled(line: Line, request: Received) -> None:
        line.socket.sendall(content[:at_once])
        for position in range(at_once, len(content)):
            if line.closing.wait(TRICKLE_PAUSE):
                return
            line.socket.sendall(content[position : position + 1])

    return trickled


def late(seconds: float, then: Answer) -> Answer:
    def delayed(line: Line, request: Received) -> None:
        if not line.closing.wait(seconds):
            then(line, request)

    return delayed


def relay(url: str, keep: int | None = None, then: Answer = reset) -> Answer:
    """Hand the request to the real server at `url` and give its answer back.

    With `keep`: only that many bytes of the answer, and `then`. The request has had its
    effect by that time.
    """

    def relayed(line: Line, request: Received) -> None:
        upstream = HTTPConnection(urlsplit(url).netloc, timeout=10)
        target = f"{request.path}?{request.query}" if request.query else request.path
        upstream.request(request.method, target, request.body, request.headers)
        got = upstream.getresponse()
        content = http_bytes(got.status, got.read(), Content_Type=got.headers["Content-Type"])
        upstream.close()
        line.socket.sendall(content[:keep])
        if keep is not None:
            then(line, request)

    return relayed


def read_slowly(line: Line) -> None:
    """Take in a request a little at a time. For `on_accept`."""
    while not line.closing.wait(TRICKLE_PAUSE):
        if not line.socket.recv(32768):
            return


def in_time(deadline: float, call: Callable[[], Any]) -> Any:
    """What `call` returns, which must keep a deadline of that many seconds.

    One of ten tries must end within one and a half times of it: a busy machine is late now
    and then, and what waits twice where it should wait once is late every time.
    """
    took = []
    for _ in range(10):
        began = time.monotonic()
        result = call()
        took.append(time.monotonic() - began)
        if took[-1] < 1.5 * deadline:
            return result
    raise AssertionError(f"took {took} s, for a deadline of {deadline} s")


class RefusingPort:
    """A port that refuses every connection, and that no other process can take meanwhile."""

    def __enter__(self) -> str:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __exit__(self, *_: Any) -> None:
        self._socket.close()


class SilentPort:
    """A port whose backlog is full: connecting to it hangs, as to a host behind a firewall.

    At every 127.x.x.x, so that a test can have several such addresses.
    """

    def __enter__(self) -> int:
        self._sockets = [socket.create_server(("", 0), backlog=0)]
        port = int(self._sockets[0].getsockname()[1])
        with suppress(TimeoutError):
            while True:
                self._sockets.append(socket.socket())
                self._sockets[-1].settimeout(0.2)
                self._sockets[-1].connect(("127.0.0.1", port))
        return port

    def __exit__(self, *_: Any) -> None:
        for opened in self._sockets:
            opened.close()
