"""Rate limits per caller, by the `throttle_scope` of the view."""

import ipaddress
import logging
import time
from contextlib import suppress
from typing import Any

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle, ScopedRateThrottle

logger = logging.getLogger(__name__)

IPV6_PREFIX = 64
CACHE_BACKOFF = 5.0  # seconds without cache calls after a failure


class WindowThrottle(ScopedRateThrottle):
    """A fixed-window rate limit; the window begins with the caller's first request.

    Callers are users, or client addresses without a user. DRF's own throttle reads the list of
    past requests and writes it back, so that a burst on several threads or workers passes it
    completely; here the cache increments a counter, which is atomic in memory and in Redis. While
    the cache cannot be reached, requests are not limited.
    """

    window_ends: float  # Unix time
    # Shared by all requests of the process, so that they do not all wait for a hanging cache.
    cache_disabled_until = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        self.scope = getattr(view, self.scope_attr, None)
        allowed, seconds = self.parse_rate(self.get_rate()) if self.scope else (None, None)
        if allowed is None or seconds is None or time.time() < WindowThrottle.cache_disabled_until:
            return True
        try:
            return self._is_allowed(allowed, seconds, str(self.get_cache_key(request, view)))
        except _redis_error() as exc:
            logger.warning(
                "The cache failed (%s): requests are not limited for now", type(exc).__name__
            )
            WindowThrottle.cache_disabled_until = time.time() + CACHE_BACKOFF
            return True

    def get_ident(self, request: Request) -> str:
        """The caller's address; of IPv6 its network, as one host has all addresses of a /64."""
        return _network(super().get_ident(request))

    def wait(self) -> float:
        """Seconds to the end of the window."""
        return max(0.0, self.window_ends - time.time())

    def _is_allowed(self, allowed: int, seconds: int, key: str) -> bool:
        if self._count(key, seconds) <= allowed:
            return True
        self.window_ends = self.cache.get(_end_key(key), time.time() + seconds)
        return False

    def _count(self, key: str, seconds: int) -> int:
        """The requests in the window, including this one; the first request opens the window."""
        cache: Any = self.cache
        try:
            return cache.incr(key)
        except ValueError:
            cache.add(_end_key(key), time.time() + seconds, seconds)
            if not cache.add(key, 1, seconds):  # a concurrent request was first
                with suppress(ValueError):
                    return cache.incr(key)
            return 1


def _redis_error() -> type[Exception]:
    """Imported at a failure: redis takes 6 MB, and most deployments do without it."""
    from redis.exceptions import RedisError

    return RedisError


def _end_key(key: str) -> str:
    return f"{key}:ends"


def client_address(request: HttpRequest) -> str | None:
    """The client's IP address, by NUM_PROXIES; None if it is not an IP address."""
    address = BaseThrottle().get_ident(request)  # type: ignore[arg-type]
    try:
        return str(ipaddress.ip_address(address or ""))
    except ValueError:
        return None


def _network(address: str) -> str:
    try:
        found = ipaddress.IPv6Address(address)
    except ValueError:
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), IPV6_PREFIX), strict=False))
