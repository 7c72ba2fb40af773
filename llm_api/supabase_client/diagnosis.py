"""Whether a Supabase project is set up for this service: tried, not assumed."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings

from llm_api.exceptions import SupabaseRefused, SupabaseUnavailable
from llm_api.schemas import COLUMNS
from llm_api.supabase_client.connection import (
    INSUFFICIENT_PRIVILEGE,
    DatabaseRefusal,
    Session,
    fetch_key_set,
)
from llm_api.supabase_client.credentials import key_role, url_fault
from llm_api.supabase_client.deadline import deadline
from llm_api.supabase_client.health import (
    NOT_MIGRATED,
    PROBE_TIMEOUT,
    STATUS_FUNCTION,
    UNAUTHORIZED,
)
from llm_api.supabase_client.rows import TABLE
from llm_api.supabase_client.saving import save_complete_interview

VIEW = "interview_statistics"
NO_OWNER = "00000000-0000-0000-0000-000000000000"
# With arguments that find nothing and delete nothing.
FUNCTIONS: dict[str, dict[str, Any]] = {
    "find_interviews": {"owner": NO_OWNER},
    "interview_stats": {"owner": NO_OWNER},
    "delete_interviews": {"owner": NO_OWNER, "expected_total": 0},
    "purge_interviews": {"stored_before": "1970-01-01T00:00:00Z", "at_most": 0},
}
UNKNOWN_FUNCTION = {"PGRST202", "42883"}
STATUS_KEYS = {
    "row_level_security",
    "policies",
    "view_security_invoker",
    "deletes_with_account",
    "privileges",
}
LOCKED_OUT = {INSUFFICIENT_PRIVILEGE, "401", "PGRST302"}

EXPECTED_POLICIES = {"SELECT": 1, "INSERT": 1, "UPDATE": 1, "DELETE": 1}
EXPECTED_PRIVILEGES = {
    "interviews:anon": [],
    "interviews:authenticated": ["DELETE", "INSERT", "SELECT", "UPDATE"],
    "interviews:service_role": ["DELETE", "INSERT", "SELECT", "UPDATE"],
    "interview_statistics:anon": [],
    "interview_statistics:authenticated": ["SELECT"],
    "interview_statistics:service_role": ["SELECT"],
}

MIGRATE = "Run supabase_migration.sql in the Supabase SQL editor."
SAMPLE: dict[str, Any] = {
    "job_role": "Check of the set-up",
    "experience_level": "Junior",
    "interview_type": "Behavioral",
    "conversation": [{"role": "interviewer", "content": "Is anybody there?"}],
    "feedback": {},
    "question_count": 0,
}


class Finding(NamedTuple):
    """One thing that was looked at. `advice` says what to do about a failure."""

    ok: bool
    what: str
    advice: str = ""


def examine_setup() -> Iterator[Finding]:
    """Look at one thing after the other; stop where the rest would only repeat the failure."""
    for examine in (_configuration, _table):
        finding = examine()
        yield finding
        if not finding.ok:
            return
    try:
        yield _view()
        yield _functions()
        yield from _status()
        yield _anon()
        yield _save()
        yield _token_keys()
    except (SupabaseRefused, SupabaseUnavailable):
        yield Finding(False, "Supabase stopped giving answers in the middle", "Try again.")


def _configuration() -> Finding:
    if not settings.SUPABASE_URL:
        return Finding(False, "SUPABASE_URL is not set", "Put it into .env; see .env.example.")
    if fault := url_fault(settings.SUPABASE_URL):
        advice = "It is the project's own address: https://<project>.supabase.co"
        return Finding(False, f"SUPABASE_URL {fault}", advice)
    role = key_role(settings.SUPABASE_SERVICE_ROLE_KEY)
    if role in ("anon", "authenticated"):
        return Finding(
            False,
            f"SUPABASE_SERVICE_ROLE_KEY holds a key for the role {role}",
            "Put the secret key (sb_secret_…) or the legacy service_role key there.",
        )
    if not settings.SUPABASE_SERVICE_ROLE_KEY:
        return Finding(
            False, "SUPABASE_SERVICE_ROLE_KEY is not set", "Put it into .env; see .env.example."
        )
    return Finding(True, f"configured: {settings.SUPABASE_URL}, key for {role}")


def _table() -> Finding:
    try:
        service = Session()
        service.execute(service.table(TABLE).select(*COLUMNS).limit(0))
    except DatabaseRefusal as exc:
        return Finding(False, *_why_refused(exc.code))
    except SupabaseUnavailable:
        return Finding(
            False,
            f"{settings.SUPABASE_URL} cannot be reached",
            "Check SUPABASE_URL, the network, and in the dashboard that the project is not paused.",
        )
    except SupabaseRefused:
        return Finding(
            False,
            f"{settings.SUPABASE_URL} answers, but not as Supabase does",
            "Check SUPABASE_URL: https://<project>.supabase.co, not the dashboard's address.",
        )
    return Finding(True, f"reachable, the key is accepted, {TABLE} has all {len(COLUMNS)} columns")


def _why_refused(code: str | None) -> tuple[str, str]:
    if code == INSUFFICIENT_PRIVILEGE:
        return f"the key may not read {TABLE}", f"{MIGRATE} It grants what service_role needs."
    if code in UNAUTHORIZED:
        return (
            "Supabase does not accept the key",
            "Copy SUPABASE_SERVICE_ROLE_KEY again from the project's settings.",
        )
    if code in NOT_MIGRATED:
        return f"the table {TABLE} or one of its columns is missing ({code})", MIGRATE
    return f"Supabase refused to read {TABLE} ({code})", "See the logs in the Supabase dashboard."


def _view() -> Finding:
    service = Session()
    try:
        service.execute(service.table(VIEW).select("user_id").limit(0))
    except DatabaseRefusal:
        return Finding(False, f"the view {VIEW} is missing or may not be read", MIGRATE)
    return Finding(True, f"the view {VIEW} is there")


def _functions() -> Finding:
    service = Session()
    for name, arguments in FUNCTIONS.items():
        try:
            service.execute(service.rpc(name, arguments))
        except DatabaseRefusal as exc:
            what = f"the function {name} is missing or may not be called ({exc.code})"
            return Finding(False, what, MIGRATE)
    return Finding(True, f"the functions {', '.join(FUNCTIONS)} answer")


def _status() -> Iterator[Finding]:
    service = Session()
    try:
        status = service.execute(service.rpc(STATUS_FUNCTION))
    except DatabaseRefusal as exc:
        what = "is missing" if exc.code in UNKNOWN_FUNCTION else f"cannot be called ({exc.code})"
        yield Finding(False, f"the function {STATUS_FUNCTION} {what}", MIGRATE)
        return
    if not isinstance(status, dict) or not status.keys() >= STATUS_KEYS:
        raise SupabaseRefused
    policies, on = status["policies"], status["row_level_security"]
    listed = ", ".join(f"{n} for {command.lower()}" for command, n in sorted(policies.items()))
    wrong = _differing(status["privileges"])
    yield Finding(
        on and policies == EXPECTED_POLICIES,
        f"row level security is {'on' if on else 'OFF'}, with policies: {listed or 'none'}",
        MIGRATE,
    )
    yield Finding(
        status["view_security_invoker"], f"{VIEW} is read with the reader's own rights", MIGRATE
    )
    yield Finding(
        status["deletes_with_account"], "deleting an account deletes its interviews", MIGRATE
    )
    yield Finding(not wrong, f"privileges: {'; '.join(wrong) or 'as they should be'}", MIGRATE)


def _differing(privileges: dict[str, list[str]]) -> list[str]:
    return [
        f"{who} has {', '.join(privileges.get(who, [])) or 'none'}"
        for who, expected in EXPECTED_PRIVILEGES.items()
        if privileges.get(who) != expected
    ]


def _anon() -> Finding:
    if not settings.SUPABASE_ANON_KEY:
        return Finding(True, "anon was not tried: SUPABASE_ANON_KEY is not set")
    if key_role(settings.SUPABASE_ANON_KEY) == "service_role":
        what = "SUPABASE_ANON_KEY holds a secret key"
        return Finding(False, what, "Put the publishable or anon key there.")
    allowed = []
    for name, attempt in _anon_attempts():
        try:
            attempt()
        except DatabaseRefusal as exc:
            if exc.code in LOCKED_OUT:
                continue
            what = f"SUPABASE_ANON_KEY is not accepted ({exc.code or 401})"
            return Finding(False, what, "Copy it again from the project's settings.")
        allowed.append(name)
    if allowed:
        return Finding(False, f"anybody with the anon key may {' and '.join(allowed)}", MIGRATE)
    return Finding(True, f"anon is locked out of {TABLE} and {VIEW}: tried")


def _anon_attempts() -> Iterator[tuple[str, Any]]:
    anon = Session(key=settings.SUPABASE_ANON_KEY)
    yield f"read {TABLE}", lambda: anon.execute(anon.table(TABLE).select("id").limit(1))
    yield f"read {VIEW}", lambda: anon.execute(anon.table(VIEW).select("user_id").limit(1))
    yield f"write {TABLE}", lambda: _delete(anon.execute(anon.table(TABLE).insert(SAMPLE)))


def _save() -> Finding:
    try:
        saved = save_complete_interview(None, **SAMPLE)
        _delete([saved.row])
    except (SupabaseRefused, SupabaseUnavailable) as exc:
        reason = getattr(exc, "code", None) or type(exc).__name__
        return Finding(False, f"an interview could not be saved and deleted ({reason})", MIGRATE)
    return Finding(True, "an interview was saved and deleted again")


def _delete(rows: list[dict[str, Any]]) -> None:
    service = Session()
    for row in rows:
        service.execute(service.table(TABLE).delete().eq("id", row["id"]))


def _token_keys() -> Finding:
    if settings.SUPABASE_JWT_SECRET:
        return Finding(True, "access tokens: HS256 with SUPABASE_JWT_SECRET, others by key set")
    try:
        with deadline(PROBE_TIMEOUT):
            keys = fetch_key_set()["keys"]
    except (SupabaseRefused, SupabaseUnavailable, KeyError, TypeError):
        keys = []
    return Finding(
        bool(keys),
        f"access tokens: {len(keys)} public signing keys",
        "Saves by signed-in people would be answered 401: the project signs with its legacy "
        "secret. Set SUPABASE_JWT_SECRET, or rotate to asymmetric keys (dashboard, JWT Keys).",
    )
