"""The one error shape of the API."""

import logging
import math
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.http import Http404, HttpResponse
from rest_framework.exceptions import APIException, NotFound, ParseError, ValidationError
from rest_framework.settings import api_settings

from llm_api.auth.authentication import expire_signing_keys
from llm_api.exceptions import ServerError, UnknownSigningKey
from llm_api.rest.request_id import current_request_id
from llm_api.rest.responses import ApiResponse

logger = logging.getLogger(__name__)

MAX_REPORTED_ERRORS = 50
# The `field` of an error about the body as a whole.
WHOLE_BODY = "body"


def exception_handler(exc: Exception, context: dict[str, Any]) -> ApiResponse:
    """DRF's EXCEPTION_HANDLER: turns every exception of a view into an error response.

    An unknown exception is a bug: it is logged with its traceback, and the response is a 500
    without details.
    """
    if isinstance(exc, Http404):
        exc = NotFound()
    if not isinstance(exc, APIException):
        logger.exception("Unhandled %s", type(exc).__name__, exc_info=exc)
        exc = ServerError()
    if isinstance(exc, UnknownSigningKey):
        expire_signing_keys()
    body = error_body(exc)
    response = ApiResponse(body, exc.status_code, _headers(exc))
    set_error_code(response, body)
    return response


def set_error_code(response: HttpResponse, body: dict[str, Any]) -> None:
    """Store the error code on the response, for the request log and the metrics."""
    response.error_code = body["code"]  # type: ignore[attr-defined]


def error_code(response: HttpResponse) -> str | None:
    """The code stored by `set_error_code`; None for a success."""
    return getattr(response, "error_code", None)


def error_body(exc: APIException) -> dict[str, Any]:
    """`{"success": false, "code", "message", "request_id"}`, and `errors` for invalid input."""
    body: dict[str, Any] = {"success": False}
    if isinstance(exc, ValidationError):
        errors = list(islice(_flatten(exc.detail), MAX_REPORTED_ERRORS))
        code = "invalid_input" if type(exc) is ValidationError else exc.default_code
        body |= {"code": code, "message": _summary(errors)}
    elif isinstance(exc, ParseError):
        message = str(exc.detail)
        errors = [{"field": WHOLE_BODY, "code": "invalid_json", "message": message}]
        body |= {"code": "invalid_json", "message": message}
    else:
        errors = []
        body |= {"code": exc.get_codes(), "message": str(exc.detail)}
    if errors:
        body["errors"] = errors
    body["request_id"] = current_request_id()
    return body


def _summary(errors: list[dict[str, str]]) -> str:
    first = f"{errors[0]['field']}: {errors[0]['message']}"
    return first if len(errors) == 1 else f"{first} And {len(errors) - 1} more, see errors."


def _flatten(detail: Any, path: tuple[str, ...] = ()) -> Iterator[dict[str, str]]:
    if isinstance(detail, dict):
        for key, value in detail.items():
            step = () if key == api_settings.NON_FIELD_ERRORS_KEY else (str(key),)
            yield from _flatten(value, path + step)
    elif isinstance(detail, list):
        for item in detail:
            yield from _flatten(item, path)
    else:
        field = ".".join(path) or WHOLE_BODY
        yield {"field": field, "code": detail.code, "message": str(detail)}


def _headers(exc: APIException) -> dict[str, str]:
    headers = {}
    if auth_header := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    wait = getattr(exc, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(max(1, math.ceil(wait)))
    return headers
