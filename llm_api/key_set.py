"""The project's public signing keys, kept for a while."""

import threading
import time

import jwt

from llm_api import supabase_client
from llm_api.exceptions import SupabaseRefused, SupabaseUnavailable

# A key that Supabase withdraws is believed for at most this long, in seconds.
LIFETIME = 300.0
# An unknown key id makes us look again, but not more often than this: ids are free to invent.
REFRESH_INTERVAL = 1.0
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
        self._failed_at = float("-inf")

    def find(self, key_id: str) -> jwt.PyJWK | None:
        """The key of that id, or None if the project has no such key.

        Raises SupabaseUnavailable or SupabaseRefused when it cannot be known.
        """
        now = time.monotonic()
        key = self._keys.get(key_id) if now - self._fetched_at < LIFETIME else None
        if key is None and now - self._fetched_at >= REFRESH_INTERVAL:
            self._refresh(now)
            key = self._keys.get(key_id)
        return key

    def _refresh(self, asked_at: float) -> None:
        with self._fetching:
            if self._fetched_at > asked_at:
                return
            if max(asked_at, time.monotonic() - FAILURE_LIFETIME) < self._failed_at:
                raise SupabaseUnavailable(1)
            try:
                self._keys = _signing_keys(supabase_client.fetch_key_set())
            except (SupabaseUnavailable, SupabaseRefused):
                self._failed_at = time.monotonic()
                raise
            self._fetched_at = time.monotonic()


def _signing_keys(document: object) -> dict[str, jwt.PyJWK]:
    """A project that signs with its legacy secret alone has an empty set."""
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise SupabaseRefused
    try:
        keys = jwt.PyJWKSet.from_dict(document).keys
    except jwt.PyJWKSetError:
        return {}
    return {key.key_id: key for key in keys if key.key_id and key.public_key_use in ("sig", None)}
