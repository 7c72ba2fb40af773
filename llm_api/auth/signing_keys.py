"""The Supabase project's public signing keys, cached."""

import logging
import threading
import time
from collections import deque

import jwt

from llm_api import metrics, supabase_client
from llm_api.exceptions import SupabaseRefused, SupabaseUnavailable

# A revoked key is accepted for at most this long, in seconds.
LIFETIME = 300.0
# Limit for a fetch, and for waiting for another thread's fetch, in seconds.
FETCH_TIMEOUT = 3.0
# An unknown key id triggers a fetch. As anyone can invent key ids, at most MAX_FETCHES of these
# fetches happen in FETCH_INTERVAL seconds.
MAX_FETCHES, FETCH_INTERVAL = 10, 10.0
# Fail fast for this long after a failure, in seconds.
FAILURE_LIFETIME = 1.0
# While the key set cannot be fetched, keys stay valid for this long, and the next attempt to fetch
# it follows after this, in seconds.
STALE_LIFETIME, STALE_RETRY = 3600.0, 10.0

logger = logging.getLogger(__name__)


class SigningKeys:
    """Signing keys by id.

    PyJWKClient holds a lock during the network call, so that its callers queue while the key set
    hangs. Here one thread fetches, and its failure is raised in all threads that wait for it.
    Callers of a key that is known use it meanwhile.
    """

    def __init__(self) -> None:
        self._fetching = threading.Lock()
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = float("-inf")
        self._failed_at = float("-inf")
        self._fetches: deque[float] = deque([float("-inf")] * MAX_FETCHES, maxlen=MAX_FETCHES)

    def find(self, key_id: str) -> jwt.PyJWK | None:
        """The key with that id, or None if the project has no such key.

        Raises SupabaseUnavailable when that cannot be determined.
        """
        requested_at = time.monotonic()
        age = requested_at - self._fetched_at
        if age < LIFETIME and key_id in self._keys:
            return self._keys[key_id]
        if age < STALE_LIFETIME and key_id in self._keys:
            self._refresh_unless_failing(requested_at)
        else:
            with supabase_client.deadline(FETCH_TIMEOUT), self._fetching:
                self._refresh(requested_at, is_old=age >= LIFETIME)
        return self._keys.get(key_id)

    def expire(self) -> None:
        """Fetch the key set at the next use, unless it was fetched a moment ago. If that fails,
        the known keys stay valid as they do in any outage."""
        now = time.monotonic()
        if now - self._fetched_at > FETCH_INTERVAL:
            self._fetched_at = min(self._fetched_at, now - LIFETIME)

    def _refresh_unless_failing(self, requested_at: float) -> None:
        """Replace keys that are old, if that is possible now; otherwise they stay valid."""
        if requested_at - self._failed_at < STALE_RETRY or not self._fetching.acquire(
            blocking=False
        ):
            return
        try:
            with supabase_client.deadline(FETCH_TIMEOUT):
                self._refresh(requested_at, is_old=True)
        except SupabaseUnavailable:
            logger.warning(
                "The key set cannot be fetched; keys of %.0f s ago are used", self._age()
            )
            metrics.STALE_KEYS.inc()
        finally:
            self._fetching.release()

    def _age(self) -> float:
        return time.monotonic() - self._fetched_at

    def _refresh(self, requested_at: float, *, is_old: bool) -> None:
        """Fetch the key set, unless another thread has done so since `requested_at`.

        After a failed fetch an unknown id raises too: it may belong to a new key, so that a 401
        would be wrong.
        """
        now = time.monotonic()
        if self._fetched_at > requested_at:
            return
        limit_reached = not is_old and now - self._fetches[0] < FETCH_INTERVAL
        still_failing = limit_reached and self._failed_at > self._fetched_at
        if still_failing or self._failed_at > min(requested_at, now - FAILURE_LIFETIME):
            raise SupabaseUnavailable
        if limit_reached:
            return
        if not is_old:
            self._fetches.append(now)
        try:
            self._keys = _parse_key_set(supabase_client.fetch_key_set())
        except (SupabaseUnavailable, SupabaseRefused) as exc:
            self._failed_at = time.monotonic()
            raise SupabaseUnavailable from exc
        self._fetched_at = now


def _parse_key_set(document: object) -> dict[str, jwt.PyJWK]:
    """Keys by id; none if the project signs with its legacy secret only.

    Raises SupabaseRefused.
    """
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise SupabaseRefused
    try:
        keys = jwt.PyJWKSet.from_dict(document).keys
    except jwt.PyJWKSetError:
        return {}
    return {
        key.key_id: key
        for key in keys
        if isinstance(key.key_id, str) and key.public_key_use in ("sig", None)
    }
