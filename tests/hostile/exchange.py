"""One connection: the bytes that were sent, and the answers that came back."""

import contextlib
import socket
import struct
from typing import NamedTuple

import h11

from tests.hostile.drafts import Draft

PATIENCE = 30.0  # seconds for one read
FOLLOW_UP = b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: follow-up-%d\r\n\r\n"
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends a reset


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes


class Exchange(NamedTuple):
    draft: Draft
    sent: bytes
    received: bytes
    answers: list[Answer]
    faults: list[str]  # of the answers as HTTP


def exchange(draft: Draft) -> Exchange:
    """Send the draft and read until the server has closed the connection.

    The client closes its own side when it has sent everything, so that the server does not wait
    for the rest of a request that has none. Where the request is valid HTTP, some clients keep it
    open instead, and send a second request when they have read the answer.
    """
    sent = draft.serialized()
    with socket.create_connection(("127.0.0.1", draft.world.port), PATIENCE) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if draft.hangs_up:
            _hang_up(connection, draft, sent)
            return Exchange(draft, sent, b"", [], [])
        if not draft.may_be_no_http and draft.random.random() < 0.1:
            return _with_follow_up(connection, draft, sent)
        with contextlib.suppress(OSError):  # The server may have answered and closed already.
            _send(connection, draft, sent)
            connection.shutdown(socket.SHUT_WR)
        received, faults = _read_to_the_end(connection)
    answers, more = parse(received, draft)
    return Exchange(draft, sent, received, answers, faults + more)


def _hang_up(connection: socket.socket, draft: Draft, sent: bytes) -> None:
    if draft.random.random() < 0.5:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    connection.sendall(sent)


def _send(connection: socket.socket, draft: Draft, sent: bytes) -> None:
    size = -(-len(sent) // draft.pieces)
    for start in range(0, len(sent), size):
        connection.sendall(sent[start : start + size])


def _read_to_the_end(connection: socket.socket) -> tuple[bytes, list[str]]:
    received = bytearray()
    try:
        while chunk := connection.recv(1 << 16):
            received += chunk
    except TimeoutError:
        return bytes(received), ["nothing more came, and the connection stayed open"]
    except ConnectionResetError:
        pass  # What came before is judged like any other answer.
    return bytes(received), []


def _with_follow_up(connection: socket.socket, draft: Draft, sent: bytes) -> Exchange:
    faults = []
    with contextlib.suppress(OSError):
        _send(connection, draft, sent)
    received = _read_one(connection, draft)
    answers, more = parse(received, draft)
    if answers and answers[0].headers.get("connection") == "keep-alive":
        second = b""
        with contextlib.suppress(OSError):
            connection.sendall(FOLLOW_UP % draft.number)
            second = _read_one(connection, None)
        if b"follow-up-%d\r\n" % draft.number not in second or b" 200 OK" not in second[:20]:
            faults = [f"announced keep-alive, and then answered {second[:60]!r}"]
    return Exchange(draft, sent, received, answers, faults + more)


def _read_one(connection: socket.socket, draft: Draft | None) -> bytes:
    received = b""
    with contextlib.suppress(OSError):
        while chunk := connection.recv(1 << 16):
            received += chunk
            answers, faults = parse(received, draft)
            if answers and not faults:
                break
    return received


def parse(received: bytes, draft: Draft | None) -> tuple[list[Answer], list[str]]:
    """The answers in these bytes, to a draft or another GET, and why the rest of them is none."""
    if draft is None or draft.method != b"HEAD":
        return _parse(received, "GET")
    answers, faults = _parse(received, "HEAD")
    if faults and b"\r\nConnection: close\r\n" in received:
        return _parse(received, "GET")  # The server's own errors have a body, whatever was asked.
    return answers, faults


def _parse(received: bytes, method: str) -> tuple[list[Answer], list[str]]:
    answers: list[Answer] = []
    while received:
        client = h11.Connection(h11.CLIENT)
        client.send(h11.Request(method=method, target="/", headers=[("Host", "x")]))
        client.send(h11.EndOfMessage())
        client.receive_data(received)
        client.receive_data(b"")
        try:
            answers.append(_next_answer(client))
        except h11.RemoteProtocolError as exc:
            return answers, [f"the answer is not HTTP: {exc}"]
        received = client.trailing_data[0]
        method = "GET"  # Only the first request of a connection is ever HEAD.
    return answers, []


def _next_answer(client: h11.Connection) -> Answer:
    body = bytearray()
    head: h11.Response | None = None
    while not isinstance(event := client.next_event(), h11.EndOfMessage):
        if isinstance(event, h11.Response):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
        elif not isinstance(event, h11.InformationalResponse):
            raise h11.RemoteProtocolError(f"{event} in place of an answer")
    assert head is not None
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
    return Answer(head.status_code, headers, bytes(body))
