"""How long Supabase may keep us, and sockets that hold to it.

httpx's timeouts are per read: a server that sends a byte a second is never too slow for
them. So the time left is looked at on every socket operation, below httpx.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import httpcore
from django.conf import settings


@dataclass
class Budget:
    """Seconds that one request may still spend on Supabase."""

    seconds: float


_budget: ContextVar[Budget | None] = ContextVar("budget", default=None)
_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


def begin_request() -> None:
    """Give the request that begins its SUPABASE_TIMEOUT seconds."""
    _budget.set(Budget(settings.SUPABASE_TIMEOUT))


@contextmanager
def deadline(at_most: float | None = None) -> Iterator[None]:
    """Everything inside shares what is left of the request's budget, or `at_most` seconds.

    A deadline inside another one never ends later than the outer one.
    """
    began = time.monotonic()
    budget = _budget.get() or Budget(settings.SUPABASE_TIMEOUT)
    seconds = budget.seconds if at_most is None else min(at_most, budget.seconds)
    outer = _deadline.get()
    ends = began + seconds if outer is None else min(outer, began + seconds)
    token = _deadline.set(ends)
    try:
        yield
    finally:
        _deadline.reset(token)
        if outer is None:
            budget.seconds -= time.monotonic() - began


def seconds_left() -> float:
    ends = _deadline.get()
    return settings.SUPABASE_TIMEOUT if ends is None else ends - time.monotonic()


def _allowed(timeout: float | None, late: type[Exception]) -> float:
    left = seconds_left()
    if left <= 0:
        raise late("The time for this request is used up")
    return left if timeout is None else min(timeout, left)


class DeadlineStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _allowed(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _allowed(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        allowed = _allowed(timeout, httpcore.ConnectTimeout)
        return DeadlineStream(self._stream.start_tls(ssl_context, server_hostname, allowed))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class DeadlineBackend(httpcore.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        allowed = _allowed(timeout, httpcore.ConnectTimeout)
        return DeadlineStream(
            super().connect_tcp(host, port, allowed, local_address, socket_options)
        )
