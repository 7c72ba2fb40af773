"""Whether Supabase would take an interview just now."""

import threading
import time
from enum import StrEnum

from django.conf import settings

from llm_api.exceptions import SupabaseRefused, SupabaseUnavailable
from llm_api.schemas import COLUMNS
from llm_api.supabase_client.connection import DatabaseRefusal, Session
from llm_api.supabase_client.credentials import key_role
from llm_api.supabase_client.deadline import deadline
from llm_api.supabase_client.rows import TABLE

STATUS_FUNCTION = "interview_storage_status"
PROBE_TIMEOUT = 2.0
PROBE_LIFETIME = 5.0

NOT_MIGRATED = {"42P01", "42703", "PGRST204", "PGRST205"}  # table or column unknown
UNAUTHORIZED = {None, "401", "403", "42501", "PGRST301", "PGRST302", "PGRST303"}


class SupabaseStatus(StrEnum):
    OK = "ok"
    UNREACHABLE = "unreachable"
    UNAUTHORIZED = "unauthorized"
    NOT_MIGRATED = "not_migrated"


def probe() -> SupabaseStatus:
    """Ask for no rows of all columns, as the service role, within two seconds."""
    if key_role(settings.SUPABASE_SERVICE_ROLE_KEY) == "anon":
        return SupabaseStatus.UNAUTHORIZED
    try:
        with deadline(PROBE_TIMEOUT):
            service = Session()
            rows = service.execute(service.table(TABLE).select(*COLUMNS).limit(0))
            may_insert = _may_insert(service)
    except DatabaseRefusal as exc:
        if exc.code in NOT_MIGRATED:
            return SupabaseStatus.NOT_MIGRATED
        return (
            SupabaseStatus.UNAUTHORIZED if exc.code in UNAUTHORIZED else SupabaseStatus.UNREACHABLE
        )
    except (SupabaseUnavailable, SupabaseRefused):
        return SupabaseStatus.UNREACHABLE
    if not isinstance(rows, list):
        return SupabaseStatus.UNREACHABLE
    return SupabaseStatus.OK if may_insert else SupabaseStatus.UNAUTHORIZED


def _may_insert(service: Session) -> bool:
    """As far as the database tells; a schema that is older than the function does not."""
    try:
        status = service.execute(service.rpc(STATUS_FUNCTION))
    except DatabaseRefusal:
        return True
    try:
        return "INSERT" in status["privileges"][f"{TABLE}:service_role"]
    except (KeyError, TypeError):
        return False


class StatusCache:
    """The last status for five seconds; one thread asks, the others take what is there."""

    def __init__(self) -> None:
        self._asking = threading.Lock()
        self.clear()

    def clear(self) -> None:
        self._status: SupabaseStatus | None = None
        self._asked_at = float("-inf")

    def get(self) -> SupabaseStatus:
        known = self._status
        if known is not None and self._is_younger_than(PROBE_LIFETIME):
            return known
        # With an answer at hand that was fresh a moment ago nobody waits for the one who asks.
        usable = known is not None and self._is_younger_than(PROBE_LIFETIME + PROBE_TIMEOUT)
        if not self._asking.acquire(blocking=not usable) and known is not None:
            return known
        try:
            if self._status is None or not self._is_younger_than(PROBE_LIFETIME):
                self._status, self._asked_at = probe(), time.monotonic()
            return self._status
        finally:
            self._asking.release()

    def _is_younger_than(self, seconds: float) -> bool:
        return time.monotonic() - self._asked_at < seconds


_cache = StatusCache()


def supabase_status() -> SupabaseStatus:
    """How Supabase is, or was up to seven seconds ago. Takes two seconds at most."""
    return _cache.get()
