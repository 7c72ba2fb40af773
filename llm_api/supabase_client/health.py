"""Whether Supabase would currently accept a save, and the version of its schema."""

import threading
import time
from enum import StrEnum
from typing import Any, NamedTuple

from django.conf import settings

from llm_api.exceptions import SupabaseRefused, SupabaseUnavailable
from llm_api.schemas import COLUMNS
from llm_api.supabase_client.connection import PostgrestError, Session
from llm_api.supabase_client.credentials import key_role
from llm_api.supabase_client.deadline import deadline
from llm_api.supabase_client.error_meanings import REJECTED_KEY, Meaning
from llm_api.supabase_client.rows import TABLE

# The version of supabase_migration.sql that this service needs; it works over the next one, too.
# interview_storage_status says which one is there.
SCHEMA_VERSION = 2
# A schema that does not say its version.
FIRST_SCHEMA_VERSION = 1

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


class ProbeResult(NamedTuple):
    """`schema_version` is None if it could not be read, or the table is incomplete."""

    status: SupabaseStatus
    schema_version: int | None = None


def probe() -> ProbeResult:
    """Query zero rows of all columns, as the service role, within two seconds."""
    if key_role(settings.SUPABASE_SERVICE_ROLE_KEY) == "anon":
        return ProbeResult(SupabaseStatus.UNAUTHORIZED)
    try:
        with deadline(PROBE_TIMEOUT):
            service = Session()
            rows = service.execute(service.table(TABLE).select(*COLUMNS).limit(0))
            schema = schema_status(service)
    except PostgrestError as exc:
        return ProbeResult(STATUSES.get(exc.meaning, SupabaseStatus.UNREACHABLE))
    except (SupabaseUnavailable, SupabaseRefused):
        return ProbeResult(SupabaseStatus.UNREACHABLE)
    if not isinstance(rows, list):
        return ProbeResult(SupabaseStatus.UNREACHABLE)
    version = schema_version(schema)
    if version < SCHEMA_VERSION:
        return ProbeResult(SupabaseStatus.NOT_MIGRATED, version)
    status = SupabaseStatus.OK if _may_insert(schema) else SupabaseStatus.UNAUTHORIZED
    return ProbeResult(status, version)


def schema_status(service: Session) -> Any:
    """What interview_storage_status answers; None if the schema is older than that function."""
    try:
        return service.execute(service.rpc(STATUS_FUNCTION))
    except PostgrestError as exc:
        if exc.meaning == Meaning.NOT_MIGRATED:
            return None
        raise


def schema_version(schema: Any) -> int:
    match schema:
        case {"schema_version": int(version)}:
            return version
    return FIRST_SCHEMA_VERSION


def _may_insert(schema: Any) -> bool:
    try:
        return "INSERT" in schema["privileges"][f"{TABLE}:service_role"]
    except (KeyError, TypeError):
        return False


class HealthCache:
    """Caches the result for five seconds. One thread probes while the others use the old value."""

    def __init__(self) -> None:
        self._probing = threading.Lock()
        self.clear()

    def clear(self) -> None:
        self._health: ProbeResult | None = None
        self._probed_at = float("-inf")

    def get(self) -> ProbeResult:
        cached = self._health
        if cached is not None and self._is_younger_than(PROBE_LIFETIME):
            return cached
        # Callers use a slightly stale value while one thread refreshes it.
        usable = cached is not None and self._is_younger_than(PROBE_LIFETIME + PROBE_TIMEOUT)
        if not self._probing.acquire(blocking=not usable) and cached is not None:
            return cached
        try:
            if self._health is None or not self._is_younger_than(PROBE_LIFETIME):
                self._health, self._probed_at = probe(), time.monotonic()
            return self._health
        finally:
            self._probing.release()

    def _is_younger_than(self, seconds: float) -> bool:
        return time.monotonic() - self._probed_at < seconds


_cache = HealthCache()


def supabase_health() -> ProbeResult:
    """The state of Supabase, up to seven seconds old. Takes two seconds at most."""
    return _cache.get()
