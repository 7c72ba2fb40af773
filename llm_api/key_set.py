"""The project's public signing keys, kept for a while."""

import threading
import time
from collections import deque

import jwt

from llm_api import supabase_client
from llm_api.exceptions import SupabaseRefused, SupabaseUnavailable

# A key that Supabase withdraws is believed for at most this long, in seconds.
LIFETIME = 300.0
# Fetching takes no longer than this, nor does waiting for another thread that fetches.
FETCH_TIMEOUT = 3.0
# An unknown key id makes us look again, but ids are free to invent: so many times in so
# many seconds and no more.
LOOKS, LOOKS_INTERVAL = 10, 10.0
# After a failure everybody is told at once for this long instead of waiting for another.
FAILURE_LIFETIME = 1.0


class KeySet:
    """Signing keys by id. PyJWKClient would hold a lock over the network: with the key set
    hanging, its callers wait one behind the other. Here one asks, and one failure is
    everybody's."""

    def __init__(self) -> None:
        self._fetching = threading.Lock()
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = float("-inf")
        self._failure: type[Exception] = SupabaseUnavailable
        self._failed_at = float("-inf")
        self._looks: deque[float] = deque([float("-inf")] * LOOKS, maxlen=LOOKS)

    def find(self, key_id: str) -> jwt.PyJWK | None:
        """The key of that id, or None if the project has no such key.

        Raises SupabaseUnavailable or SupabaseRefused when it cannot be known.
        """
        asked_at = time.monotonic()
        is_old = asked_at - self._fetched_at >= LIFETIME
        if is_old or key_id not in self._keys:
            with supabase_client.deadline(FETCH_TIMEOUT), self._fetching:
                self._refresh(asked_at, is_old)
        return self._keys.get(key_id)

    def _refresh(self, asked_at: float, is_old: bool) -> None:
        """By one thread at a time. What it finds is for all who asked before it looked.

        Where looking fails, an unknown id may be a new key's: that is no reason for a 401.
        """
        now = time.monotonic()
        if self._fetched_at > asked_at:
            return
        used_up = not is_old and now - self._looks[0] < LOOKS_INTERVAL
        still_failing = used_up and self._failed_at > self._fetched_at
        if still_failing or self._failed_at > min(asked_at, now - FAILURE_LIFETIME):
            raise self._failure
        if used_up:
            return
        if not is_old:
            self._looks.append(now)
        try:
            self._keys = _signing_keys(supabase_client.fetch_key_set())
        except (SupabaseUnavailable, SupabaseRefused) as exc:
            self._failure, self._failed_at = type(exc), time.monotonic()
            raise
        self._fetched_at = now


def _signing_keys(document: object) -> dict[str, jwt.PyJWK]:
    """A project that signs with its legacy secret alone has an empty set."""
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
