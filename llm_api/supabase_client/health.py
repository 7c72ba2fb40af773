"""Whether Supabase would currently accept a save."""

import threading
import time
from enum import StrEnum

from django.conf import settings

from llm_api.exceptions import SupabaseRefused, SupabaseUnavailable
from llm_api.schemas import COLUMNS
from llm_api.supabase_client.connection import PostgrestError, Session
from llm_api.supabase_client.credentials import key_role
from llm_api.supabase_client.deadline import deadline
from llm_api.supabase_client.error_meanings import REJECTED_KEY, Meaning
from llm_api.supabase_client.rows import TABLE

STATUS_FUNCTION = "interview_storage_status"
PROBE_TIMEOUT = 2.0  # seconds
PROBE_LIFETIME = 5.0  # seconds


class SupabaseStatus(StrEnum):
    OK = "ok"
    UNREACHABLE = "unreachable"
    UNAUTHORIZED = "unauthorized"
    NOT_MIGRATED = "not_migrated"


STATUSES = {
    Meaning.NOT_MIGRATED: SupabaseStatus.NOT_MIGRATED,
    **dict.fromkeys(REJECTED_KEY, SupabaseStatus.UNAUTHORIZED),
}


def probe() -> SupabaseStatus:
    """Query zero rows of all columns, as the service role, within two seconds."""
    if key_role(settings.SUPABASE_SERVICE_ROLE_KEY) == "anon":
        return SupabaseStatus.UNAUTHORIZED
    try:
        with deadline(PROBE_TIMEOUT):
            service = Session()
            rows = service.execute(service.table(TABLE).select(*COLUMNS).limit(0))
            may_insert = _may_insert(service)
    except PostgrestError as exc:
        return STATUSES.get(exc.meaning, SupabaseStatus.UNREACHABLE)
    except (SupabaseUnavailable, SupabaseRefused):
        return SupabaseStatus.UNREACHABLE
    if not isinstance(rows, list):
        return SupabaseStatus.UNREACHABLE
    return SupabaseStatus.OK if may_insert else SupabaseStatus.UNAUTHORIZED


def _may_insert(service: Session) -> bool:
    """Whether the service role may insert; assumed if the schema predates the status function."""
    try:
        status = service.execute(service.rpc(STATUS_FUNCTION))
    except PostgrestError:
        return True
    try:
        return "INSERT" in status["privileges"][f"{TABLE}:service_role"]
    except (KeyError, TypeError):
        return False


class StatusCache:
    """Caches the status for five seconds. One thread probes while the others use the old value."""

    def __init__(self) -> None:
        self._probing = threading.Lock()
        self.clear()

    def clear(self) -> None:
        self._status: SupabaseStatus | None = None
        self._probed_at = float("-inf")

    def get(self) -> SupabaseStatus:
        cached = self._status
        if cached is not None and self._is_younger_than(PROBE_LIFETIME):
            return cached
        # Callers use a slightly stale value while one thread refreshes it.
        usable = cached is not None and self._is_younger_than(PROBE_LIFETIME + PROBE_TIMEOUT)
        if not self._probing.acquire(blocking=not usable) and cached is not None:
            return cached
        try:
            if self._status is None or not self._is_younger_than(PROBE_LIFETIME):
                self._status, self._probed_at = probe(), time.monotonic()
            return self._status
        finally:
            self._probing.release()

    def _is_younger_than(self, seconds: float) -> bool:
        return time.monotonic() - self._probed_at < seconds


_cache = StatusCache()


def supabase_status() -> SupabaseStatus:
    """The status of Supabase, up to seven seconds old. Takes two seconds at most."""
    return _cache.get()
