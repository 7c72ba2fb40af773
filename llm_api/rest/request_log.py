"""The log line and the metrics of each request, without its content."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse

from llm_api import metrics, supabase_client
from llm_api.caller import Caller
from llm_api.rest.error_responses import error_code

logger = logging.getLogger("llm_api.requests")

METHODS = {"GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH"}


def record_request(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """Log and count a request, without its query string, body and headers."""
    fields = _log_fields(request, response)
    route, status = fields["route"], fields["status"]
    method = fields["method"] if fields["method"] in METHODS else "other"
    metrics.REQUESTS.labels(method, route, status).inc()
    metrics.REQUEST_SECONDS.labels(route).observe(seconds)
    if code := fields.get("code"):
        metrics.ERRORS.labels(route, code).inc()
    logger.info(
        "%s %s %d %.0f ms",
        request.method,
        ascii(request.path)[1:-1],
        status,
        seconds * 1000,
        extra=fields
        | {
            "duration_ms": round(seconds * 1000, 1),
            "supabase_ms": round(supabase_client.seconds_spent() * 1000, 1),
        },
    )


def _log_fields(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    match = request.resolver_match
    fields = {
        "method": request.method,
        "route": (match and match.view_name) or "none",
        "status": response.status_code,
    }
    user = getattr(request, "user", None)
    if type(user) is Caller:  # Evaluating the admin's lazy user would query the database.
        fields["user_id"] = user.user_id
    if code := error_code(response):
        fields["code"] = code
    return fields


class BadHostFilter(logging.Filter):
    """Makes a disallowed Host, of which scanners cause many, an INFO without a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = record.exc_text = None
        record.levelno, record.levelname = logging.INFO, logging.getLevelName(logging.INFO)
        return True
