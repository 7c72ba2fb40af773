"""The dashboard: one page whose modules call the API with the signed-in person's token."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views import View
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from llm_api.rest import csp
from llm_api.rest.web_addresses import is_web_address
from llm_api.supabase_client import forward_to_auth, key_role


class DashboardView(View):
    """The one page behind every URL under /dashboard; `page.js` does the routing."""

    http_method_names = ["get", "head"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return csp.with_policy(csp.dashboard())(super().dispatch)(request, *args, **kwargs)

    def get(self, request: HttpRequest, page: str = "") -> HttpResponse:
        faults = dashboard_faults()
        context = {"config": page_config(), "faults": faults}
        status = 503 if faults else 200
        response = render(request, "dashboard/page.html", context, status=status)
        response["Cache-Control"] = "no-cache"
        return response


def dashboard_faults() -> list[str]:
    """Why the page cannot work, as sentences for the operator; empty if it can."""
    faults = []
    key = settings.SUPABASE_ANON_KEY
    if not settings.SUPABASE_URL:
        faults.append("SUPABASE_URL is not set.")
    if not key:
        faults.append("SUPABASE_ANON_KEY is not set.")
    elif key_role(key) == "service_role":
        faults.append("SUPABASE_ANON_KEY holds the secret key, which must not be sent to browsers.")
    if not all(folder.is_dir() for folder in settings.BROWSER_PACKAGES.values()):
        faults.append("The page's packages are missing: run npm ci --omit=dev.")
    return faults


def page_config() -> dict[str, Any]:
    """The configuration of the page's modules. It is public."""
    local = settings.SUPABASE_AUTH_PROXY
    secret = key_role(settings.SUPABASE_ANON_KEY) == "service_role"
    practice = settings.PRACTICE_URL
    return {
        # With the local stack the page uses its own origin, see AuthProxyView.
        "supabaseUrl": "/supabase" if local else settings.SUPABASE_URL,
        "supabaseKey": "" if secret else settings.SUPABASE_ANON_KEY,
        "mailsAreLogged": local,
        "practiceUrl": practice if is_web_address(practice) else "",
    }


class AuthProxyView(APIView):
    """A proxy to the local stack's Auth at the page's own origin, for development only."""

    http_method_names = ["get", "post", "put", "delete"]
    authentication_classes = []
    permission_classes = [AllowAny]
    schema = None  # not a part of the API

    def forward(self, request: Request, path: str) -> HttpResponse:
        auth_response = forward_to_auth(
            str(request.method),
            path,
            request.META["QUERY_STRING"],
            dict(request.headers),
            request.body,
        )
        response = HttpResponse(
            auth_response.content, auth_response.content_type, auth_response.status
        )
        if auth_response.location:
            response["Location"] = page_address(auth_response.location)
        return response

    get = post = put = delete = forward


def page_address(location: str) -> str:
    """The redirect target of a link in a mail: the page at this origin, with the same fragment.

    The fragment contains the tokens.
    """
    parts = urlsplit(location)
    page = reverse("dashboard")
    path = parts.path if parts.path == page or parts.path.startswith(f"{page}/") else page
    return f"{path}#{parts.fragment}" if parts.fragment else path
