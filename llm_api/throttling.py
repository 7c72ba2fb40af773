"""How many requests one caller may send, by `throttle_scope` of the view."""

import logging
import time
from typing import Any

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
        if allowed is None or seconds is None:
            return True
        count = self._count(self.get_cache_key(request, view), seconds)
        return count is None or count <= allowed

    def wait(self) -> float:
        """Seconds to the end of the window."""
        return max(0.0, self.ends - time.time())

    def _count(self, key: str | None, seconds: int) -> int | None:
        """Requests in the window, this one among them; None when the cache cannot tell."""
        if time.time() < WindowThrottle.resting_until:
            return None
        try:
            return self._count_in_cache(key, seconds)
        except RedisError as exc:
            logger.warning("The cache fails (%s): nobody is counted", type(exc).__name__)
            WindowThrottle.resting_until = time.time() + REST
            return None

    def _count_in_cache(self, key: str | None, seconds: int) -> int:
        cache: Any = self.cache
        self.ends = cache.get_or_set(key, time.time() + seconds, seconds)
        counter = f"{key}:{self.ends}"
        cache.add(counter, 0, seconds + 1)
        try:
            return cache.incr(counter)
        except ValueError:  # the cache dropped it between the two lines
            return 1
