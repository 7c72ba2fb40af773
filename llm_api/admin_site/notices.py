"""Plain notice pages that replace Django's own: admin off, CSRF failure, lockout."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.decorators import method_decorator
from django.views import View

from llm_api.admin_site.configuration import DB_URL_HINT, admin_faults
from llm_api.rest import csp

MAX_USERNAME = 150  # as in Django's User model


def attempted_name(request: HttpRequest, credentials: Any = None) -> str:
    """The username under which a failed sign-in is counted, cut to the length of the column."""
    sent = credentials or request.POST
    return str(sent.get("username") or "")[:MAX_USERNAME]


@method_decorator(csp.with_policy(csp.NOTICE), name="dispatch")
class AdminOffView(View):
    """Served at /admin/ when the settings do not allow the admin to run."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, page: str = "") -> HttpResponse:
        return notice_page(
            "The admin is switched off",
            *admin_faults(),
            "The API and the dashboard work without it. To switch it on, set SUPABASE_DB_URL to "
            f"the project's connection string ({DB_URL_HINT.rstrip('.')}), restart the service, "
            "and run manage.py migrate and manage.py createsuperuser.",
            status=503,
        )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return notice_page(
        "This form has expired",
        "It was open for too long, or its page came from another site. Go back, reload the page "
        "and send the form again. If that never helps, NUM_PROXIES may be missing: the service "
        "then cannot detect that it is behind https.",
        status=403,
    )


def locked_out(request: HttpRequest, response: Any, credentials: Any = None) -> HttpResponse:
    """django-axes' AXES_LOCKOUT_CALLABLE: a 429 with Retry-After."""
    page = notice_page(
        "Too many attempts to sign in",
        "Sign-in is blocked for this name or this address. Try again in 15 minutes. The operator "
        "can unblock it with manage.py axes_reset.",
        status=429,
    )
    page["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return page


def notice_page(title: str, *paragraphs: str, status: int) -> HttpResponse:
    """Rendered without the request: its context processors would query a failing database."""
    html = render_to_string("admin/notice.html", {"title": title, "paragraphs": paragraphs})
    return HttpResponse(html, status=status, headers={"Cache-Control": "no-store"})
