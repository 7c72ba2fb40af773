"""What is recorded of a request: a log line and the metrics, never its content."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse

from llm_api import metrics, supabase_client
from llm_api.caller import Caller
from llm_api.rest.error_responses import error_code

logger = logging.getLogger("llm_api.requests")

METHODS = {"GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH"}


def record_request(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """Log and count a request and its response: no query string, no body, no header."""
    facts = _facts(request, response)
    route, status = facts["route"], facts["status"]
    method = facts["method"] if facts["method"] in METHODS else "other"
    metrics.REQUESTS.labels(method, route, status).inc()
    metrics.REQUEST_SECONDS.labels(route).observe(seconds)
    if code := facts.get("code"):
        metrics.ERRORS.labels(route, code).inc()
    logger.info(
        "%s %s %d %.0f ms",
        request.method,
        ascii(request.path)[1:-1],
        status,
        seconds * 1000,
        extra=facts
        | {
            "duration_ms": round(seconds * 1000, 1),
            "supabase_ms": round(supabase_client.seconds_spent() * 1000, 1),
        },
    )


def _facts(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    match = request.resolver_match
    facts = {
        "method": request.method,
        "route": (match and match.view_name) or "none",
        "status": response.status_code,
    }
    user = getattr(request, "user", None)
    if type(user) is Caller:  # The admin's lazy user is not looked up for this.
        facts["user_id"] = user.user_id
    if code := error_code(response):
        facts["code"] = code
    return facts


class BadHostFilter(logging.Filter):
    """Logs a Host that is not in ALLOWED_HOSTS in one line: scanners would fill the log with
    tracebacks."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "django.security.DisallowedHost":
            record.exc_info = record.exc_text = None
        return True
