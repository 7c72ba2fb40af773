"""The gunicorn worker: what is no proper request is refused in the API's own error shape.

gunicorn's main process imports this module, and lives on while its workers are replaced: what
belongs to the service is imported in the worker, where it is always what the disk has.
"""

import sys
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
    def load_wsgi(self) -> None:
        """Faults of the configuration are for a person to read, without a traceback."""
        from django.core.exceptions import ImproperlyConfigured

        try:
            super().load_wsgi()
        except ImproperlyConfigured as exc:
            self.log.critical("%s", exc)
            sys.exit(Arbiter.WORKER_BOOT_ERROR)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer what never reached the application. gunicorn's own answer is HTML.

        The log has the kind of fault alone: gunicorn's words hold the caller's header.
        """
        from llm_api.request_id import begin_request_id

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


def _answer(status: str, code: str, message: str, request_id: str) -> bytes:
    from pydantic_core import to_json
    from rest_framework.exceptions import APIException

    from llm_api.error_responses import error_body

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
