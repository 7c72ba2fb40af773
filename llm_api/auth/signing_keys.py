"""The Supabase project's public signing keys, cached."""

import threading
import time
from collections import deque

import jwt

from llm_api import supabase_client
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


class SigningKeys:
    """Signing keys by id.

    PyJWKClient holds a lock during the network call, so that its callers queue while the key set
    hangs. Here one thread fetches, and its failure is raised in all threads that wait for it.
    """

    def __init__(self) -> None:
        self._fetching = threading.Lock()
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = float("-inf")
        self._failure: type[Exception] = SupabaseUnavailable
        self._failed_at = float("-inf")
        self._fetches: deque[float] = deque([float("-inf")] * MAX_FETCHES, maxlen=MAX_FETCHES)

    def find(self, key_id: str) -> jwt.PyJWK | None:
        """The key with that id, or None if the project has no such key.

        Raises SupabaseUnavailable or SupabaseRefused when that cannot be determined.
        """
        requested_at = time.monotonic()
        is_old = requested_at - self._fetched_at >= LIFETIME
        if is_old or key_id not in self._keys:
            with supabase_client.deadline(FETCH_TIMEOUT), self._fetching:
                self._refresh(requested_at, is_old)
        return self._keys.get(key_id)

    def _refresh(self, requested_at: float, is_old: bool) -> None:
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
            raise self._failure
        if limit_reached:
            return
        if not is_old:
            self._fetches.append(now)
        try:
            self._keys = _parse_key_set(supabase_client.fetch_key_set())
        except (SupabaseUnavailable, SupabaseRefused) as exc:
            self._failure, self._failed_at = type(exc), time.monotonic()
            raise
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
