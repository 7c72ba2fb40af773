"""Middleware for request ids, the request log, and the error shape of Django's own errors."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from rest_framework import exceptions

from llm_api import supabase_client
from llm_api.exceptions import ServerError
from llm_api.rest import csp
from llm_api.rest.error_responses import error_body, set_error_code
from llm_api.rest.request_id import begin_request_id
from llm_api.rest.request_log import record_request
from llm_api.rest.responses import ApiResponse

# For non-HTML responses. Views that return HTML set their own policy.
NON_HTML_CSP = csp.header(csp.NOTHING)

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestMiddleware:
    """Sets the request id, starts the Supabase time budget, and logs and counts the request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        request_id = begin_request_id(request.headers.get("X-Request-ID", ""))
        supabase_client.begin_request()
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        # With DEBUG, Django's own 404 and 500 pages need their inline styles.
        if not (settings.DEBUG and response.status_code in (404, 500)):
            response.headers.setdefault("Content-Security-Policy", NON_HTML_CSP)
        record_request(request, response, time.perf_counter() - began)
        return response


class ApiErrorMiddleware:
    """Replaces Django's HTML error responses under /api/ by the API's error shape.

    Django creates them for an unknown route, a bad Host header or, with DEBUG, an exception.
    """

    ERRORS_BY_STATUS = {
        400: exceptions.APIException(
            "The Host header is not one of ALLOWED_HOSTS, or the request is malformed.",
            "bad_request",
        ),
        404: exceptions.NotFound("There is no such URL. See /api/docs."),
        405: exceptions.APIException(
            "This URL does not support that method.", "method_not_allowed"
        ),
    }

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not f"{request.path}/".startswith("/api/"):
            return response
        if response.status_code >= 400 and not _is_json(response):
            body = error_body(self.ERRORS_BY_STATUS.get(response.status_code, ServerError()))
            allowed = {"Allow": response["Allow"]} if "Allow" in response else None
            response = ApiResponse(body, response.status_code, allowed)
            set_error_code(response, body)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _is_json(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith(
        ("application/json", "application/vnd.oai")
    )
