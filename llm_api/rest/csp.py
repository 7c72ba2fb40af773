"""The Content-Security-Policies: one for each kind of response."""

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

# Every policy starts from this: nothing may be loaded, embedded or sent.
NOTHING: Directives = {
    "default-src": [NONE],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [NONE],
}
NOTICE: Directives = NOTHING | {"style-src": [SELF], "font-src": [SELF], "img-src": [SELF]}
# Swagger UI brings a style element and images as data.
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
    """Nothing inline, and no connection but to this service and Supabase Auth.

    With Trusted Types the browser itself refuses innerHTML and its like.
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
    """A decorator for a view that returns a page.

    Not a middleware for all responses: it would cost every save more than the verification of
    its token does, for a policy that never changes.
    """
    return lambda view: decorator_from_middleware(CSPMiddleware)(csp(directives)(view))
