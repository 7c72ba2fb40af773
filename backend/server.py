"""The gunicorn worker.

It refuses what is no proper request in the API's own error shape, answers looks at the service
while saves hang, counts the wait for a thread, and lets nobody in any more when it stops.

gunicorn's main process imports this module, and lives on while its workers are replaced: what
belongs to the service is imported in the worker, where it is always what the disk has.
"""

import re
import sys
import time
from concurrent import futures
from functools import partial
from selectors import EVENT_READ
from socket import MSG_DONTWAIT, MSG_PEEK
from typing import Any

from gunicorn import util
from gunicorn.arbiter import Arbiter
from gunicorn.http.errors import (
    ExpectationFailed,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
    UnsupportedTransferCoding,
)
from gunicorn.workers.gthread import ThreadWorker

# What looks at the service is answered also while every other thread waits for Supabase.
# Whole and without a body, so that nobody keeps those threads waiting for the rest.
LOOKS_AT_THE_SERVICE = re.compile(
    rb"(GET|HEAD) /(api/health(/ready)?|metrics)[ ?][^\r]*\r\n"
    rb"((?!Content-Length:|Transfer-Encoding:|Expect:)[^\r]+\r\n)*\r\n",
    re.IGNORECASE,
)
LOOKING_THREADS = 2
PEEKED = 8192  # bytes

SERVER_ERROR = "500 Internal Server Error"

# The first that fits.
REFUSALS: dict[type[BaseException], tuple[str, str, str]] = {
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
    ParseException: ("400 Bad Request", "bad_request", "This is not a proper HTTP request."),
    BaseException: (SERVER_ERROR, "internal_error", "Something went wrong on our side."),
}


class Worker(ThreadWorker):
    def init_process(self) -> None:
        self.looking_pool = futures.ThreadPoolExecutor(max_workers=LOOKING_THREADS)
        super().init_process()

    def load_wsgi(self) -> None:
        """Faults of the configuration are for a person to read, without a traceback."""
        from django.core.exceptions import ImproperlyConfigured

        try:
            super().load_wsgi()
        except ImproperlyConfigured as exc:
            self.log.critical("%s", exc)
            sys.exit(Arbiter.WORKER_BOOT_ERROR)

    def set_accept_enabled(self, enabled: bool | None) -> None:
        """A worker that stops takes who has been let in already, and closes the door.

        gunicorn would close it when the last save in hand is answered: until then the kernel
        would let clients in whom nobody serves.
        """
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            for listener in self.sockets:
                self._accept_who_waits(listener)
                listener.close()

    def _accept_who_waits(self, listener: Any) -> None:
        known = -1
        while known != self.nr_conns:
            known = self.nr_conns
            self.accept(listener)

    def enqueue_req(self, conn: Any) -> None:
        """A connection gets a thread when its request comes, and not before."""
        if not conn.initialized and not conn.data_ready:
            self._await_request(conn)
            return
        conn.arrived = time.monotonic()
        pool = self.looking_pool if _looks_at_the_service(conn) else self.tpool
        pool.submit(self.handle, conn).add_done_callback(
            lambda done: self.method_queue.defer(self.finish_request, conn, done)
        )

    def handle(self, conn: Any) -> Any:
        """In a thread of the pool. The time in the queue is part of the request's time limit."""
        from llm_api.supabase_client import note_waiting

        note_waiting(time.monotonic() - conn.arrived)
        return super().handle(conn)

    def _await_request(self, conn: Any) -> None:
        """As gunicorn does with a connection that has been silent for five seconds."""
        conn.sock.setblocking(False)
        conn.set_timeout()
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def _cap_keepalive(self, deadline: float) -> None:
        """A worker that stops does not wait longer for a first request than for a further one."""
        super()._cap_keepalive(deadline)  # type: ignore[misc]  # newer than its stubs
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout or deadline, deadline)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer what never reached the application. gunicorn's own answer is HTML.

        The log has the kind of fault alone: gunicorn's words hold the caller's header.
        """
        from llm_api.rest.request_id import begin_request_id

        request_id = begin_request_id("")
        status, code, message = next(
            refusal for kind, refusal in REFUSALS.items() if isinstance(exc, kind)
        )
        if status == SERVER_ERROR:
            self.log.error("Unhandled %s", type(exc).__name__, exc_info=exc)
        else:
            self.log.warning("Refused what is no request: %s", type(exc).__name__)
        try:
            util.write_nonblock(client, _answer(status, code, message, request_id))
        except OSError:
            self.log.debug("The client has gone.")


def _looks_at_the_service(conn: Any) -> bool:
    if conn.parser and conn.parser.unreader.buf.getvalue():
        return False  # what is on the socket is not the request's beginning
    try:
        begun = conn.sock.recv(PEEKED, MSG_PEEK | MSG_DONTWAIT)
    except OSError:  # nothing there, or the client has gone
        return False
    return LOOKS_AT_THE_SERVICE.match(begun) is not None


def _answer(status: str, code: str, message: str, request_id: str) -> bytes:
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
