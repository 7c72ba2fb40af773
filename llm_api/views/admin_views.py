"""What the admin answers where Django's own pages would not do: plain notices in our look."""

from typing import Any

from csp.constants import NONE, SELF
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.decorators import method_decorator
from django.views import View

from backend.database_url import connection_fields
from llm_api.views.policy import policy

NOTICE_POLICY = {
    "default-src": [NONE],
    "style-src": [SELF],
    "font-src": [SELF],
    "img-src": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [NONE],
}

LONGEST_NAME = 150  # of a Django account

TRANSACTION_POOLER = "6543"
DB_URL_HINT = (
    "Supabase dashboard, Connect, Session pooler (port 5432); or the direct connection, where "
    "this machine has IPv6."
)


def admin_faults() -> list[str]:
    """Why there is no admin here, for the operator."""
    if not settings.SUPABASE_DB_URL:
        return ["SUPABASE_DB_URL is not set."]
    if connection_fields(settings.SUPABASE_DB_URL)["PORT"] == TRANSACTION_POOLER:
        return [
            "SUPABASE_DB_URL names the transaction pooler (port 6543), which forgets that the "
            "admin may only read."
        ]
    return []


def attempted_name(request: HttpRequest, credentials: Any = None) -> str:
    """Under which name a sign-in is counted: no longer than a name can be."""
    sent = credentials or request.POST
    return str(sent.get("username") or "")[:LONGEST_NAME]


@method_decorator(policy(NOTICE_POLICY), name="dispatch")
class AdminOffView(View):
    """In the admin's place where it cannot work."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, page: str = "") -> HttpResponse:
        return notice(
            "The admin is switched off",
            *admin_faults(),
            "The API and the dashboard work without it. To switch it on, set SUPABASE_DB_URL to "
            f"the project's connection string ({DB_URL_HINT.rstrip('.')}), start the service anew, "
            "and run manage.py migrate and manage.py createsuperuser.",
            status=503,
        )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return notice(
        "This form has expired",
        "It was open for too long, or its page came from elsewhere. Go back, load the page anew "
        "and send it again. If that never helps, the service does not know that it is reached "
        "over https: see NUM_PROXIES.",
        status=403,
    )


def locked_out(request: HttpRequest, response: Any, credentials: Any = None) -> HttpResponse:
    answer = notice(
        "Too many attempts to sign in",
        "For this name, or from this address. Try again in a quarter of an hour. Whoever runs "
        "the service can end the wait with manage.py axes_reset.",
        status=429,
    )
    answer["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return answer


def notice(title: str, *paragraphs: str, status: int) -> HttpResponse:
    """Without the request, so that not even its user is asked of a database that fails."""
    page = render_to_string("admin/notice.html", {"title": title, "paragraphs": paragraphs})
    return HttpResponse(page, status=status, headers={"Cache-Control": "no-store"})
