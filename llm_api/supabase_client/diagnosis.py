"""Checks that a Supabase project is set up for this service, by trying each operation."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings

from llm_api.exceptions import SupabaseRefused, SupabaseUnavailable
from llm_api.schemas import COLUMNS
from llm_api.supabase_client.connection import (
    INSUFFICIENT_PRIVILEGE,
    PostgrestError,
    Session,
    fetch_key_set,
    has_oauth_server,
)
from llm_api.supabase_client.credentials import key_role, url_fault
from llm_api.supabase_client.deadline import deadline
from llm_api.supabase_client.error_meanings import REJECTED_KEY, Meaning
from llm_api.supabase_client.health import (
    PROBE_TIMEOUT,
    SCHEMA_VERSION,
    STATUS_FUNCTION,
    schema_status,
    schema_version,
)
from llm_api.supabase_client.rows import TABLE
from llm_api.supabase_client.saving import save_complete_interview

VIEW = "interview_statistics"
NIL_UUID = "00000000-0000-0000-0000-000000000000"
# Functions, with arguments that find nothing and delete nothing.
FUNCTIONS: dict[str, dict[str, Any]] = {
    "list_interviews": {"owner": NIL_UUID},
    "interview_exact_stats": {"owner": NIL_UUID},
    "set_interview_feedback": {
        "interview": NIL_UUID,
        "owner": NIL_UUID,
        "feedback": "{}",
        "overall_score": None,
        "communication_score": None,
        "technical_score": None,
    },
    "delete_interviews": {"owner": NIL_UUID, "expected_total": 0},
    "purge_interviews": {"stored_before": "1970-01-01T00:00:00Z", "at_most": 0},
}
STATUS_KEYS = {
    "row_level_security",
    "policies",
    "view_security_invoker",
    "deletes_with_account",
    "privileges",
}
ACCESS_DENIED = {INSUFFICIENT_PRIVILEGE, "401", "PGRST302"}

EXPECTED_POLICIES = {"SELECT": 1, "INSERT": 1, "UPDATE": 1, "DELETE": 1, "RESTRICTIVE": 1}
EXPECTED_PRIVILEGES = {
    "interviews:anon": [],
    "interviews:authenticated": ["DELETE", "INSERT", "SELECT", "UPDATE"],
    "interviews:service_role": ["DELETE", "INSERT", "SELECT", "UPDATE"],
    "interview_statistics:anon": [],
    "interview_statistics:authenticated": ["SELECT"],
    "interview_statistics:service_role": ["SELECT"],
}

UPDATE_SERVICE = "Update the service: it works over a schema that is one version newer, no more."
MIGRATE = "Run supabase_migration.sql in the Supabase SQL editor."
SAMPLE: dict[str, Any] = {
    "job_role": "Setup check",
    "experience_level": "Junior",
    "interview_type": "Behavioral",
    "conversation": [{"role": "interviewer", "content": "This is a test."}],
    "feedback": {},
    "question_count": 0,
}


class SetupCheck(NamedTuple):
    """The result of one check. `hint` says how to fix a failure."""

    ok: bool
    message: str
    hint: str = ""


def check_setup() -> Iterator[SetupCheck]:
    """Run the checks in order. If one of the first two fails, the others would fail too."""
    for check in (_configuration, _table):
        result = check()
        yield result
        if not result.ok:
            return
    try:
        yield _view()
        yield _functions()
        yield from _status()
        yield _anon()
        yield _save()
        yield _token_keys()
        yield _third_party_apps()
    except (SupabaseRefused, SupabaseUnavailable):
        yield SetupCheck(False, "Supabase stopped responding during the checks", "Try again.")


def _configuration() -> SetupCheck:
    if not settings.SUPABASE_URL:
        return SetupCheck(False, "SUPABASE_URL is not set", "Put it into .env; see .env.example.")
    if fault := url_fault(settings.SUPABASE_URL):
        hint = "Use the project's own URL: https://<project>.supabase.co"
        return SetupCheck(False, f"SUPABASE_URL {fault}", hint)
    role = key_role(settings.SUPABASE_SERVICE_ROLE_KEY)
    if role in ("anon", "authenticated"):
        return SetupCheck(
            False,
            f"SUPABASE_SERVICE_ROLE_KEY holds a key for the role {role}",
            "Put the secret key (sb_secret_…) or the legacy service_role key there.",
        )
    if not settings.SUPABASE_SERVICE_ROLE_KEY:
        return SetupCheck(
            False, "SUPABASE_SERVICE_ROLE_KEY is not set", "Put it into .env; see .env.example."
        )
    return SetupCheck(True, f"configured: {settings.SUPABASE_URL}, key for {role}")


def _table() -> SetupCheck:
    try:
        service = Session()
        service.execute(service.table(TABLE).select(*COLUMNS).limit(0))
    except PostgrestError as exc:
        return SetupCheck(False, *_explain_error(exc))
    except SupabaseUnavailable:
        return SetupCheck(
            False,
            f"{settings.SUPABASE_URL} cannot be reached",
            "Check SUPABASE_URL, the network, and in the dashboard that the project is not paused.",
        )
    except SupabaseRefused:
        return SetupCheck(
            False,
            f"{settings.SUPABASE_URL} responds, but not as Supabase does",
            "Check SUPABASE_URL: https://<project>.supabase.co, not the dashboard's URL.",
        )
    return SetupCheck(
        True, f"reachable, the key is accepted, {TABLE} has all {len(COLUMNS)} columns"
    )


def _explain_error(error: PostgrestError) -> tuple[str, str]:
    code = error.code
    if code == INSUFFICIENT_PRIVILEGE:
        return f"the key may not read {TABLE}", f"{MIGRATE} It grants what service_role needs."
    if error.meaning in REJECTED_KEY:
        return (
            "Supabase does not accept the key",
            "Copy SUPABASE_SERVICE_ROLE_KEY again from the project's settings.",
        )
    if error.meaning is Meaning.NOT_MIGRATED:
        return f"the table {TABLE} or one of its columns is missing ({code})", MIGRATE
    return (
        f"Supabase did not allow reading {TABLE} ({code})",
        "See the logs in the Supabase dashboard.",
    )


def _view() -> SetupCheck:
    service = Session()
    try:
        service.execute(service.table(VIEW).select("user_id").limit(0))
    except PostgrestError:
        return SetupCheck(False, f"the view {VIEW} is missing or may not be read", MIGRATE)
    return SetupCheck(True, f"the view {VIEW} is there")


def _functions() -> SetupCheck:
    service = Session()
    for name, arguments in FUNCTIONS.items():
        try:
            service.execute(service.rpc(name, arguments))
        except PostgrestError as exc:
            message = f"the function {name} is missing or may not be called ({exc.code})"
            return SetupCheck(False, message, MIGRATE)
    return SetupCheck(True, f"the functions {', '.join(FUNCTIONS)} work")


def _status() -> Iterator[SetupCheck]:
    try:
        status = schema_status(Session())
    except PostgrestError as exc:
        message = f"the function {STATUS_FUNCTION} cannot be called ({exc.code})"
        yield SetupCheck(False, message, MIGRATE)
        return
    yield _version(schema_version(status))
    if status is None:
        yield SetupCheck(False, f"the function {STATUS_FUNCTION} is missing", MIGRATE)
        return
    if not isinstance(status, dict) or not status.keys() >= STATUS_KEYS:
        raise SupabaseRefused
    policies, on = status["policies"], status["row_level_security"]
    listed = ", ".join(f"{n} for {command.lower()}" for command, n in sorted(policies.items()))
    wrong = _wrong_privileges(status["privileges"])
    yield SetupCheck(
        on and policies == EXPECTED_POLICIES,
        f"row level security is {'on' if on else 'OFF'}, with policies: {listed or 'none'}",
        MIGRATE,
    )
    yield SetupCheck(
        status["view_security_invoker"], f"{VIEW} is read with the reader's own privileges", MIGRATE
    )
    yield SetupCheck(
        status["deletes_with_account"], "deleting an account deletes its interviews", MIGRATE
    )
    yield SetupCheck(not wrong, f"privileges: {'; '.join(wrong) or 'as expected'}", MIGRATE)


def _version(version: int) -> SetupCheck:
    message = f"the schema is version {version}; this service needs version {SCHEMA_VERSION}"
    if version < SCHEMA_VERSION:
        return SetupCheck(False, message, MIGRATE)
    if version > SCHEMA_VERSION + 1:
        return SetupCheck(False, message, UPDATE_SERVICE)
    newer = ", and works with one that is a version newer" if version > SCHEMA_VERSION else ""
    return SetupCheck(True, message + newer)


def _wrong_privileges(privileges: dict[str, list[str]]) -> list[str]:
    return [
        f"{who} has {', '.join(privileges.get(who, [])) or 'none'}"
        for who, expected in EXPECTED_PRIVILEGES.items()
        if privileges.get(who) != expected
    ]


def _anon() -> SetupCheck:
    if not settings.SUPABASE_ANON_KEY:
        return SetupCheck(True, "anon was not checked: SUPABASE_ANON_KEY is not set")
    if key_role(settings.SUPABASE_ANON_KEY) == "service_role":
        message = "SUPABASE_ANON_KEY holds a secret key"
        return SetupCheck(False, message, "Put the publishable or anon key there.")
    allowed = []
    for name, attempt in _anon_attempts():
        try:
            attempt()
        except PostgrestError as exc:
            if exc.code in ACCESS_DENIED:
                continue
            message = f"SUPABASE_ANON_KEY is not accepted ({exc.code or 401})"
            return SetupCheck(False, message, "Copy it again from the project's settings.")
        allowed.append(name)
    if allowed:
        return SetupCheck(False, f"anyone with the anon key may {' and '.join(allowed)}", MIGRATE)
    return SetupCheck(True, f"anon has no access to {TABLE} and {VIEW}")


def _anon_attempts() -> Iterator[tuple[str, Any]]:
    anon = Session(key=settings.SUPABASE_ANON_KEY)
    yield f"read {TABLE}", lambda: anon.execute(anon.table(TABLE).select("id").limit(1))
    yield f"read {VIEW}", lambda: anon.execute(anon.table(VIEW).select("user_id").limit(1))
    yield f"write {TABLE}", lambda: _delete(anon.execute(anon.table(TABLE).insert(SAMPLE)))


def _save() -> SetupCheck:
    try:
        saved = save_complete_interview(None, **SAMPLE)
        _delete([saved.row])
    except (SupabaseRefused, SupabaseUnavailable) as exc:
        reason = getattr(exc, "code", None) or type(exc).__name__
        return SetupCheck(False, f"an interview could not be saved and deleted ({reason})", MIGRATE)
    return SetupCheck(True, "an interview was saved and deleted again")


def _delete(rows: list[dict[str, Any]]) -> None:
    service = Session()
    for row in rows:
        service.execute(service.table(TABLE).delete().eq("id", row["id"]))


def _token_keys() -> SetupCheck:
    if settings.SUPABASE_JWT_SECRET:
        return SetupCheck(
            True, "access tokens: HS256 with SUPABASE_JWT_SECRET, others by the key set"
        )
    try:
        with deadline(PROBE_TIMEOUT):
            keys = fetch_key_set()["keys"]
    except (SupabaseRefused, SupabaseUnavailable, KeyError, TypeError):
        keys = []
    return SetupCheck(
        bool(keys),
        f"access tokens: {len(keys)} public signing keys",
        "Saves by signed-in people would get a 401: the project signs with its legacy "
        "secret. Set SUPABASE_JWT_SECRET, or rotate to asymmetric keys (dashboard, JWT Keys).",
    )


def _third_party_apps() -> SetupCheck:
    try:
        with deadline(PROBE_TIMEOUT):
            is_on = has_oauth_server()
    except (SupabaseRefused, SupabaseUnavailable):
        return SetupCheck(True, "third-party apps: it is unknown whether the OAuth server is on")
    if not is_on:
        return SetupCheck(True, "third-party apps: none, the project's OAuth server is off")
    return SetupCheck(
        True,
        f"third-party apps: the project's OAuth server is on. {TABLE} are closed to its tokens; "
        "other tables are as open to them as to the person, unless their policies check client_id",
    )
