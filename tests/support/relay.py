"""A relay in front of the local Supabase that fails on demand.

The service is given its address. What it hands on is a real Supabase's work; a `Fault` decides
request by request what becomes of it. It has a thread of its own, so that a test sets `fault`
while clients are busy.
"""

import asyncio
import json
import random
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from tests.support.scripted_upstream import KEY_SET, http_bytes

TRICKLE_PAUSE = 0.05  # seconds from one byte to the next
HTML = b"<!doctype html><title>Somebody else's page</title>"


class Message(NamedTuple):
    """A request or an answer, as it goes over the wire."""

    head: bytes
    body: bytes

    @property
    def route(self) -> tuple[str, str]:
        method, target, _ = self.head.decode("latin-1").split(" ", 2)
        return method, urlsplit(target).path

    def header(self, name: str) -> str | None:
        for line in self.head.decode("latin-1").split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return None

    def with_header(self, name: str, value: str) -> "Message":
        first, *lines = self.head.removesuffix(b"\r\n\r\n").split(b"\r\n")
        kept = [line for line in lines if not line.lower().startswith(f"{name}:".lower().encode())]
        return self._replace(
            head=b"\r\n".join([first, *kept, f"{name}: {value}".encode(), b"", b""])
        )


async def read_message(reader: asyncio.StreamReader, begun: bytes = b"") -> Message:
    message = Message(begun + await reader.readuntil(b"\r\n\r\n"), b"")
    if message.header("Transfer-Encoding") == "chunked":
        body = b""
        while not body.endswith(b"0\r\n\r\n"):
            size = await reader.readuntil(b"\r\n")
            body += size + await reader.readexactly(int(size, 16) + 2)
        return message._replace(body=body)
    length = int(message.header("Content-Length") or 0)
    return message._replace(body=await reader.readexactly(length))


@dataclass
class Exchange:
    """One request that has begun to come in."""

    relay: "Relay"
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    begun: bytes

    async def read(self) -> Message:
        return await read_message(self.reader, self.begun)

    async def forward(self) -> bytes:
        """What Supabase answers; the request has had its effect by then."""
        request = self.relay.rewrite(await self.read())
        if request.route == KEY_SET and self.relay.key_set is not None:
            return http_bytes(200, self.relay.key_set)
        address = urlsplit(self.relay.upstream)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        try:
            writer.write(request.head + request.body)
            answer = await read_message(reader)
        finally:
            _reset(writer)  # no TIME_WAIT: there will be tens of thousands
        return answer.head + answer.body

    def reset(self) -> None:
        _reset(self.writer)


Fault = Callable[[Exchange], Awaitable[None]]


class Relay:
    """
    `fault` is what happens to each request; None: it is handed on. `in_flight` counts requests
    that have no answer yet. `rewrite` may change a request, `key_set` stands in for the local
    Supabase's own (empty) set of public keys.
    """

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.fault: Fault | None = None
        self.rewrite: Callable[[Message], Message] = lambda request: request
        self.key_set: Any = None
        self.in_flight = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.StreamWriter] = set()
        # Bound and not listening: while we refuse, no other process gets the port.
        self._place = _bound(0)
        self._port = self._place.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> "Relay":
        self._thread.start()
        self.accept()
        return self

    def __exit__(self, *_: Any) -> None:
        self._call(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        self._place.close()

    def accept(self) -> None:
        """From now on there is somebody at the port, if there was not."""
        self._call(self._listen())

    def refuse(self) -> None:
        """Close the port and reset its connections."""
        self._call(self._close())

    def _call(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> None:
        if self._server:
            return
        listener = _bound(self._port)
        self._server = await asyncio.start_server(self._serve, sock=listener, backlog=512)

    async def _close(self) -> None:
        if server := self._server:
            self._server = None
            # asyncio leaves a connection open that it is accepting while its server is closed.
            for listener in server.sockets:
                self._loop.remove_reader(listener)
            await asyncio.sleep(0)
            server.close()
        for line in list(self._lines):
            _reset(line)

    async def _end(self) -> None:
        await self._close()
        serving = asyncio.all_tasks() - {asyncio.current_task()}
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._server is None:
            _reset(writer)
            return
        self._lines.add(writer)
        with suppress(OSError, asyncio.IncompleteReadError):
            while not writer.is_closing() and (begun := await reader.readline()):
                await self._answer(Exchange(self, reader, writer, begun))
        self._lines.discard(writer)
        writer.close()

    async def _answer(self, exchange: Exchange) -> None:
        self.in_flight += 1
        try:
            await (self.fault or hand_on)(exchange)
            await exchange.writer.drain()
        finally:
            self.in_flight -= 1


def _bound(port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    bound.bind(("127.0.0.1", port))
    return bound


def _reset(writer: asyncio.StreamWriter) -> None:
    """End with RST instead of FIN."""
    connection = writer.get_extra_info("socket")
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


# Faults ------------------------------------------------------------------------------


async def hand_on(exchange: Exchange) -> None:
    exchange.writer.write(await exchange.forward())


async def hang(exchange: Exchange) -> None:
    """Until the service gives up. Nothing has happened to the request."""
    while await exchange.reader.read(65536):
        pass


async def trickle(exchange: Exchange) -> None:
    """Supabase has stored the row, and tells it a byte at a time."""
    for byte in await exchange.forward():
        exchange.writer.write(bytes([byte]))
        await exchange.writer.drain()
        await asyncio.sleep(TRICKLE_PAUSE)


async def reset_unread(exchange: Exchange) -> None:
    exchange.reset()


async def reset_after_storing(exchange: Exchange) -> None:
    await exchange.forward()
    exchange.reset()


async def reset_in_the_answer(exchange: Exchange) -> None:
    answer = await exchange.forward()
    exchange.writer.write(answer[:-10])
    await exchange.writer.drain()
    exchange.reset()


def late(seconds: float) -> Fault:
    async def delayed(exchange: Exchange) -> None:
        answer = await exchange.forward()
        await asyncio.sleep(seconds)
        exchange.writer.write(answer)

    return delayed


def answer(status: int, body: Any, *, stored: bool = False, **headers: str) -> Fault:
    """This in place of Supabase's answer; with `stored` it has done what was asked."""

    async def answered(exchange: Exchange) -> None:
        await (exchange.forward() if stored else exchange.read())
        exchange.writer.write(http_bytes(status, body, **headers))

    return answered


def sometimes(share: float, faults: Sequence[Fault]) -> Fault:
    """One of the faults for that share of the requests, the others handed on."""

    async def chosen(exchange: Exchange) -> None:
        fault = random.choice(faults) if random.random() < share else hand_on
        await fault(exchange)

    return chosen


BUSY = json.dumps({"message": "busy"}).encode()

FAULTS: dict[str, Fault] = {
    "hangs": hang,
    "trickles": trickle,
    "resets, unread": reset_unread,
    "resets, stored": reset_after_storing,
    "resets in its answer": reset_in_the_answer,
    "answers HTML": answer(200, HTML, Content_Type="text/html"),
    "answers HTML, stored": answer(200, HTML, stored=True, Content_Type="text/html"),
    "answers 429": answer(429, BUSY, Retry_After="3"),
    "answers 500": answer(500, BUSY),
    "answers 500, stored": answer(500, BUSY, stored=True),
    "answers 503": answer(503, BUSY, Retry_After="3"),
    "answers 503, stored": answer(503, BUSY, stored=True, Retry_After="3"),
}
