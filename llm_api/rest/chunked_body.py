"""Chunked request bodies, which Django does not read: WSGI gives them no Content-Length."""

import logging
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from pydantic_core import to_json
from rest_framework.exceptions import APIException

from llm_api.rest.error_responses import error_body
from llm_api.rest.parsers import MAX_BODY_BYTES
from llm_api.rest.request_id import begin_request_id

logger = logging.getLogger(__name__)

BROKEN_OFF = "The chunked body broke off before its end."


class ChunkedBody:
    """WSGI middleware that reads a chunked body before the application sees the request.

    At most one byte more than the limit is read, which the application then rejects as too large.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            try:
                body = environ["wsgi.input"].read(MAX_BODY_BYTES + 1)
            except OSError:  # the client is gone; malformed chunks are the server's to reject
                return _bad_request(environ, start_response)
            environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(len(body))
        return self.application(environ, start_response)


def _bad_request(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    request_id = begin_request_id(environ.get("HTTP_X_REQUEST_ID", ""))
    logger.warning("A chunked body broke off")
    content = to_json(error_body(APIException(BROKEN_OFF, "bad_request")))
    headers = {
        "Content-Type": "application/json",
        "Content-Length": str(len(content)),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Request-ID": request_id,
    }
    start_response("400 Bad Request", list(headers.items()))
    return [content]
