"""What is kept of a request: a line in the log, and the counts. Never its content."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse

from llm_api import metrics, supabase_client
from llm_api.authentication import SupabaseUser

logger = logging.getLogger("llm_api.requests")

METHODS = {"GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH"}


def note_request(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """Log and count an answered request: no query, no body, no header."""
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
    if type(user) is SupabaseUser:  # a lazy user of the admin's is not looked up for this
        facts["user_id"] = user.id
    if code := getattr(response, "error_code", None):
        facts["code"] = code
    return facts
