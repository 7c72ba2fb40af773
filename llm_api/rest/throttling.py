"""How many requests one caller may send, by `throttle_scope` of the view."""

import ipaddress
import logging
import time
from contextlib import suppress
from typing import Any

from django.http import HttpRequest
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import ScopedRateThrottle

logger = logging.getLogger(__name__)

REST = 5.0  # seconds in which a cache that failed is not asked again


class WindowThrottle(ScopedRateThrottle):
    """So many requests in a window of time that begins with a caller's first one.

    Callers are users, or addresses where there is no user. DRF's own throttle reads the list of
    past requests and writes it back, so that a burst on several threads or workers passes it
    whole; here the cache counts, which is atomic in memory and in Redis. A cache that cannot be
    reached counts nobody: then everybody is served.
    """

    ends: float  # of the window, as time.time() has it
    # Of the process: a cache that hangs would make every request wait for it.
    resting_until = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        self.scope = getattr(view, self.scope_attr, None)
        allowed, seconds = self.parse_rate(self.get_rate()) if self.scope else (None, None)
        if allowed is None or seconds is None or time.time() < WindowThrottle.resting_until:
            return True
        try:
            return self._is_within(allowed, seconds, str(self.get_cache_key(request, view)))
        except RedisError as exc:
            logger.warning("The cache fails (%s): nobody is counted", type(exc).__name__)
            WindowThrottle.resting_until = time.time() + REST
            return True

    def wait(self) -> float:
        """Seconds to the end of the window."""
        return max(0.0, self.ends - time.time())

    def _is_within(self, allowed: int, seconds: int, key: str) -> bool:
        if self._count(key, seconds) <= allowed:
            return True
        self.ends = self.cache.get(_end_of(key), time.time() + seconds)
        return False

    def _count(self, key: str, seconds: int) -> int:
        """Requests in the window, this one among them; the first one opens it."""
        cache: Any = self.cache
        try:
            return cache.incr(key)
        except ValueError:
            cache.add(_end_of(key), time.time() + seconds, seconds)
            if not cache.add(key, 1, seconds):  # somebody else was first at the same moment
                with suppress(ValueError):
                    return cache.incr(key)
            return 1


def _end_of(key: str) -> str:
    return f"{key}:ends"


def client_address(request: HttpRequest) -> str | None:
    """Where a request comes from, by NUM_PROXIES; None where that is no address."""
    address = WindowThrottle().get_ident(request)  # type: ignore[arg-type]
    try:
        return str(ipaddress.ip_address(address or ""))
    except ValueError:
        return None
