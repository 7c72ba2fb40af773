"""The gunicorn worker.

It rejects malformed requests in the API's own error shape, answers health probes even when all
threads are busy, counts the wait for a thread against the request's deadline, and closes its
listening sockets at once when it stops.

gunicorn's main process imports this module and keeps running when a reload replaces its workers.
The service's own modules are therefore imported inside functions, which run in a worker, so that
a reload picks up the current code.
"""

import math
import re
import sys
import time
from concurrent import futures
from functools import partial
from selectors import EVENT_READ
from socket import MSG_DONTWAIT, MSG_PEEK
from threading import BoundedSemaphore
from typing import Any

from gunicorn import util
from gunicorn.arbiter import Arbiter
from gunicorn.http.body import ChunkedReader
from gunicorn.http.errors import (
    ExpectationFailed,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
    UnsupportedTransferCoding,
)
from gunicorn.http.parser import _DRAIN_MAX_BYTES  # type: ignore[attr-defined]  # newer than its stubs
from gunicorn.workers.gthread import ThreadWorker

# Probes of health and metrics have threads of their own, because all others may be waiting for
# Supabase. Only a complete request without a body matches: a client that sends the rest late, or
# never, must not occupy one of these threads.
PROBE_REQUEST = re.compile(
    rb"(GET|HEAD) /(api/health(/ready)?|metrics)[ ?][^\r]*\r\n"
    rb"((?!Content-Length:|Transfer-Encoding:|Expect:)[^\r]+\r\n)*\r\n",
    re.IGNORECASE,
)
PROBE_THREADS = 2
CLOSING_THREADS = 16
PEEK_SIZE = 8192  # bytes

SERVER_ERROR = "500 Internal Server Error"

# Status line, error code and message by type of exception. The first matching type is used.
ERROR_RESPONSES: dict[type[BaseException], tuple[str, str, str]] = {
    LimitRequestLine: (
        "414 URI Too Long",
        "uri_too_long",
        "The address is over the limit of 8,190 bytes.",
    ),
    LimitRequestHeaders: (
        "431 Request Header Fields Too Large",
        "headers_too_large",
        "A header is over the limit of 8,190 bytes, or there are more than 100.",
    ),
    ExpectationFailed: (
        "417 Expectation Failed",
        "expectation_failed",
        "Send the request without an Expect header.",
    ),
    UnsupportedTransferCoding: (
        "501 Not Implemented",
        "unsupported_transfer_coding",
        "Send the body with a Content-Length and no Transfer-Encoding.",
    ),
    ParseException: ("400 Bad Request", "bad_request", "The request is not valid HTTP."),
    BaseException: (SERVER_ERROR, "internal_error", "Something went wrong on our side."),
}


class Worker(ThreadWorker):
    def init_process(self) -> None:
        self.probe_pool = futures.ThreadPoolExecutor(max_workers=PROBE_THREADS)
        self.closing_pool = futures.ThreadPoolExecutor(CLOSING_THREADS)
        self.closing_slots = BoundedSemaphore(CLOSING_THREADS)
        super().init_process()

    def load_wsgi(self) -> None:
        """Log errors in the configuration without a traceback, which would bury the message."""
        from django.core.exceptions import ImproperlyConfigured

        try:
            super().load_wsgi()
        except ImproperlyConfigured as exc:
            self.log.critical("%s", exc)
            sys.exit(Arbiter.WORKER_BOOT_ERROR)

    def set_accept_enabled(self, enabled: bool | None) -> None:
        """A stopping worker accepts the connections in the backlog, then closes its listeners.

        gunicorn closes them only after the last in-flight request. Until then the kernel would
        complete connections that are never served.
        """
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            for listener in self.sockets:
                self._accept_backlog(listener)
                listener.close()

    def _accept_backlog(self, listener: Any) -> None:
        connections = -1
        while connections != self.nr_conns:
            connections = self.nr_conns
            self.accept(listener)

    def enqueue_req(self, conn: Any) -> None:
        """Give a connection a thread only when its first data has arrived."""
        if not conn.initialized and not conn.data_ready:
            self._wait_for_data(conn)
            return
        conn.queued_at = time.monotonic()
        pool = self.probe_pool if _is_probe(conn) else self.tpool
        pool.submit(self.handle, conn).add_done_callback(
            lambda future: self.method_queue.defer(self.finish_request, conn, future)
        )

    def handle(self, conn: Any) -> Any:
        """Runs in a thread of the pool. The time in the queue counts against the deadline."""
        from llm_api.supabase_client import note_waiting

        note_waiting(time.monotonic() - conn.queued_at)
        return super().handle(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Announce `Connection: close` where the application has left a large body unread.

        gunicorn then closes the connection, because it discards a limited number of bytes, but
        would announce that the client can use it again.
        """
        asked_to_close = req.should_close
        req.should_close = lambda: asked_to_close() or _unread_bytes(req) >= _DRAIN_MAX_BYTES
        return super().handle_request(req, conn)

    def finish_request(self, conn: Any, future: Any) -> None:
        """Close connections in other threads.

        gunicorn waits up to two seconds for each client that keeps its side open, on the thread
        that accepts connections: a few such clients would stop the worker.
        """
        if future.cancelled() or future.exception() or future.result():
            super().finish_request(conn, future)
            return
        self.nr_conns -= 1
        if self.closing_slots.acquire(blocking=False):
            closing = self.closing_pool.submit(conn.close, graceful=True)
            closing.add_done_callback(lambda _: self.closing_slots.release())
        else:
            conn.close()

    def _wait_for_data(self, conn: Any) -> None:
        """Poll the connection, as gunicorn does once it has been silent for five seconds."""
        conn.sock.setblocking(False)
        conn.set_timeout()
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def _cap_keepalive(self, deadline: float) -> None:
        """In a stopping worker, also close connections whose first request has not come."""
        super()._cap_keepalive(deadline)  # type: ignore[misc]  # newer than its stubs
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout or deadline, deadline)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Respond to a request that is not valid HTTP; gunicorn would send HTML.

        It has not reached the application, or its chunked body turned out to be malformed.

        Only the type of the exception is logged, because its text quotes the caller's header.
        """
        from llm_api.rest.request_id import begin_request_id

        request_id = begin_request_id(_sent_request_id(req))
        status, code, message = next(
            response for error, response in ERROR_RESPONSES.items() if isinstance(exc, error)
        )
        if status == SERVER_ERROR:
            self.log.error("Unhandled %s", type(exc).__name__, exc_info=exc)
        else:
            self.log.warning("Rejected a malformed request: %s", type(exc).__name__)
        try:
            util.write_nonblock(client, _error_response(status, code, message, request_id))
        except OSError:
            self.log.debug("The client has disconnected.")


def _is_probe(conn: Any) -> bool:
    if conn.parser and conn.parser.unreader.buf.getvalue():
        return False  # The parser already holds the beginning of this request.
    try:
        received = conn.sock.recv(PEEK_SIZE, MSG_PEEK | MSG_DONTWAIT)
    except OSError:  # There is no data yet, or the client has disconnected.
        return False
    return PROBE_REQUEST.match(received) is not None


def _unread_bytes(req: Any) -> float:
    """Of the body; infinite for a body in chunks whose end has not been reached."""
    reader = req.body.reader
    if isinstance(reader, ChunkedReader):
        return math.inf if reader.parser else 0
    return float(reader.length)


def _sent_request_id(req: Any) -> str:
    headers = req.headers if req else []
    return next((value for name, value in headers if name == "X-REQUEST-ID"), "")


def _error_response(status: str, code: str, message: str, request_id: str) -> bytes:
    from pydantic_core import to_json
    from rest_framework.exceptions import APIException

    from llm_api.rest.error_responses import error_body

    body = to_json(error_body(APIException(message, code)))
    head = (
        f"HTTP/1.1 {status}",
        "Connection: close",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        f"X-Request-ID: {request_id}",
        "X-Content-Type-Options: nosniff",
        "Cache-Control: no-store",
    )
    return "\r\n".join([*head, "", ""]).encode() + body
