"""What a page may load: its Content-Security-Policy."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp
from csp.middleware import CSPMiddleware
from django.utils.decorators import decorator_from_middleware

View = Callable[..., Any]


def policy(directives: dict[str, list[str]]) -> Callable[[View], View]:
    """A decorator of a page's view. Not a middleware for all: it would cost every save more than
    the check of its token, for a policy that is always the same."""
    return lambda view: decorator_from_middleware(CSPMiddleware)(csp(directives)(view))
