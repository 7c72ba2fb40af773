"""What the admin answers where Django's own pages would not do: plain notices in our look."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.decorators import method_decorator
from django.views import View

from llm_api.admin_site.configuration import DB_URL_HINT, admin_faults
from llm_api.rest import csp

LONGEST_NAME = 150  # of a Django account


def attempted_name(request: HttpRequest, credentials: Any = None) -> str:
    """Under which name a sign-in is counted: no longer than a name can be."""
    sent = credentials or request.POST
    return str(sent.get("username") or "")[:LONGEST_NAME]


@method_decorator(csp.with_policy(csp.NOTICE), name="dispatch")
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
