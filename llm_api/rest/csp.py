"""Content-Security-Policies, one for each kind of response."""

from collections.abc import Callable
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.utils.decorators import decorator_from_middleware

from llm_api.supabase_client import url_origin

View = Callable[..., Any]
Directives = dict[str, list[str]]

# The base of every policy: no loading, embedding or form submission.
NOTHING: Directives = {
    "default-src": [NONE],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [NONE],
}
NOTICE: Directives = NOTHING | {"style-src": [SELF], "font-src": [SELF], "img-src": [SELF]}
# Swagger UI uses inline styles and data: images.
API_DOCS: Directives = NOTHING | {
    "script-src": [SELF],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:"],
    "connect-src": [SELF],
}
# Django's own admin needs no inline script or style.
ADMIN: Directives = NOTHING | {
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
}


def dashboard() -> Directives:
    """No inline code, and connections only to this service and Supabase Auth.

    With Trusted Types the browser blocks innerHTML and similar sinks.
    """
    return NOTHING | {
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF, *url_origin(settings.SUPABASE_URL)],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": [NONE],
    }


def header(directives: Directives) -> str:
    """The value of the Content-Security-Policy header."""
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def with_policy(directives: Directives) -> Callable[[View], View]:
    """A decorator that sets this policy on a view's HTML response.

    django-csp's middleware for all responses would cost each save more than verifying its token.
    """
    return lambda view: decorator_from_middleware(CSPMiddleware)(csp(directives)(view))
