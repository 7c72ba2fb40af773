"""`manage.py check_supabase` against the local Supabase, whole and spoiled."""

import io
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest
from django.core.management import call_command

from llm_api.supabase_client.health import SCHEMA_VERSION
from tests.support import ROOT
from tests.support.relay import Exchange, Relay, answer, hand_on, reset_unread

MIGRATION = ROOT / "supabase_migration.sql"
MIGRATE = "Run supabase_migration.sql in the Supabase SQL editor."
STATUS = "interview_storage_status"
RLS_IS_FINE = (
    "row level security is on, with policies: "
    "1 for delete, 1 for insert, 1 for restrictive, 1 for select, 1 for update"
)
JWT_ANON = "e30.eyJyb2xlIjoiYW5vbiJ9.c2ln"  # {"role": "anon"}
JWT_SERVICE = "e30.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.c2ln"  # {"role": "service_role"}


@pytest.fixture(autouse=True)
def quiet_logger() -> Iterator[None]:
    """The command silences a logger for good; the next test gets it back."""
    logger = logging.getLogger("llm_api.supabase_client")
    level = logger.level
    yield
    logger.setLevel(level)


@pytest.fixture
def check_supabase() -> Any:
    """Runs the command: its findings as {what: advice or None}, and its exit status."""

    def check_supabase() -> tuple[dict[str, str | None], int]:
        out, status = io.StringIO(), 0
        try:
            call_command("check_supabase", stdout=out, no_color=True)
        except SystemExit as exc:
            status = exc.code
        findings: dict[str, str | None] = {}
        for line in out.getvalue().splitlines():
            mark, text = line[:4], line[6:]
            if mark in ("ok  ", "FAIL"):
                findings[text] = None
            elif mark == "    ":
                findings[list(findings)[-1]] = text
        failed = len(failures(findings))
        summary = f"{failed} of {len(findings)} failed." if failed else "A save would work."
        assert out.getvalue().splitlines()[-1] == summary
        return findings, status

    return check_supabase


@pytest.fixture
def spoil(db: Any, supabase: Any) -> Iterator[Any]:
    """Runs SQL on the shared database, which is migrated again afterwards."""
    # Lite looks at its first request, and once, whether there is row level security at all.
    httpx.get(f"{supabase.url}/rest/v1/interviews", headers={"apikey": supabase.anon_key})
    before = db.execute("select * from interviews order by id").fetchall()
    try:
        yield db.execute
        assert db.execute("select * from interviews order by id").fetchall() == before
    finally:
        db.execute(MIGRATION.read_text())


def failures(findings: dict[str, str | None]) -> dict[str, str]:
    return {what: advice for what, advice in findings.items() if advice}


def test_all_is_well_with_a_migrated_project(supabase, check_supabase, db):
    before = db.execute("select id from interviews order by id").fetchall()
    findings, status = check_supabase()

    assert status == 0
    assert findings == dict.fromkeys(
        [
            f"configured: {supabase.url}, key for service_role",
            "reachable, the key is accepted, interviews has all 13 columns",
            "the view interview_statistics is there",
            "the functions list_interviews, interview_exact_stats, set_interview_feedback, "
            "delete_interviews, purge_interviews work",
            f"the schema is version {SCHEMA_VERSION}; this service needs version {SCHEMA_VERSION}",
            RLS_IS_FINE,
            "interview_statistics is read with the reader's own privileges",
            "deleting an account deletes its interviews",
            "privileges: as expected",
            "anon has no access to interviews and interview_statistics",
            "an interview was saved and deleted again",
            "access tokens: HS256 with SUPABASE_JWT_SECRET, others by the key set",
            "third-party apps: it is unknown whether the OAuth server is on",  # @supabase/lite
        ]
    )
    assert db.execute("select id from interviews order by id").fetchall() == before


@pytest.mark.parametrize(
    ("setting", "value", "what", "advice"),
    [
        ("SUPABASE_URL", "", "SUPABASE_URL is not set", ".env.example"),
        ("SUPABASE_SERVICE_ROLE_KEY", "", "SERVICE_ROLE_KEY is not set", ".env.example"),
        ("SUPABASE_SERVICE_ROLE_KEY", "sb_publishable_x", "key for the role anon", "sb_secret_"),
        ("SUPABASE_SERVICE_ROLE_KEY", JWT_ANON, "key for the role anon", "sb_secret_"),
        ("SUPABASE_SERVICE_ROLE_KEY", "sb_secret_wrong", "does not accept the key", "Copy"),
        ("SUPABASE_URL", "http://127.0.0.1:9", "cannot be reached", "paused"),
        ("SUPABASE_URL", "https://supabase.com", "URL is the address of the dashboard", "project"),
        ("SUPABASE_URL", "https://x.supabase.co/rest/v1", "SUPABASE_URL has a path", "project"),
    ],
)
def test_a_wrong_setting_is_named_and_ends_the_check(
    supabase, check_supabase, settings, setting, value, what, advice
):
    setattr(settings, setting, value)
    findings, status = check_supabase()

    assert status == 1
    ((failure, said),) = failures(findings).items()
    assert what in failure
    assert advice in said
    assert list(findings)[-1] == failure
    assert not value or value not in failure or setting == "SUPABASE_URL"


@pytest.mark.parametrize(
    ("key", "what", "advice"),
    [
        ("sb_secret_x", "holds a secret key", "Put the publishable or anon key there."),
        (JWT_SERVICE, "holds a secret key", "Put the publishable or anon key there."),
        ("sb_publishable_x", "is not accepted (401)", "Copy it again from the project's settings."),
        (JWT_ANON, "is not accepted (401)", "Copy it again from the project's settings."),
    ],
)
def test_a_wrong_anon_key_is_named_and_the_rest_is_still_tried(
    supabase, check_supabase, settings, key, what, advice
):
    settings.SUPABASE_ANON_KEY = key
    findings, status = check_supabase()

    assert status == 1
    assert failures(findings) == {f"SUPABASE_ANON_KEY {what}": advice}
    assert "an interview was saved and deleted again" in findings


def test_without_an_anon_key_it_says_that_it_did_not_try(supabase, check_supabase, settings):
    settings.SUPABASE_ANON_KEY = ""
    findings, status = check_supabase()

    assert status == 0
    assert "anon was not checked: SUPABASE_ANON_KEY is not set" in findings


@pytest.fixture
def impostor(settings: Any) -> Iterator[Any]:
    """Puts a server in Supabase's place that knows two answers.

    `first` is for the question after the table's columns, `then` for all others.
    """
    answers: dict[str, tuple[int, bytes]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_first = self.path.startswith("/rest/v1/interviews?")
            status, body = answers["first" if is_first else "then"]
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_DELETE = do_GET

        def log_message(self, *args: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.SUPABASE_URL = f"http://127.0.0.1:{server.server_port}"
        yield lambda first, then: answers.update(first=first, then=then)
        server.shutdown()


def test_an_address_that_answers_in_html_is_not_taken_for_supabase(
    impostor, check_supabase, settings
):
    page = 200, b"<!doctype html><title>Welcome</title>"
    impostor(page, page)
    findings, status = check_supabase()

    assert status == 1
    assert failures(findings) == {
        f"{settings.SUPABASE_URL} responds, but not as Supabase does": "Check SUPABASE_URL: "
        "https://<project>.supabase.co, not the dashboard's URL."
    }


@pytest.mark.parametrize(
    "then",
    [(500, b"{}"), (503, b"{}"), (200, b"<html>"), (200, b"[]"), (200, b"{}"), (200, b"null")],
    ids=str,
)
def test_an_outage_in_the_middle_is_a_finding_and_no_traceback(
    impostor, check_supabase, settings, then
):
    settings.SUPABASE_TIMEOUT = 1
    impostor((200, b"[]"), then)
    findings, status = check_supabase()

    assert status == 1
    assert failures(findings)


@pytest.mark.parametrize(
    ("answered", "said"),
    [
        (
            answer(200, b'{"issuer": "..."}'),
            "the project's OAuth server is on. interviews are closed",
        ),
        (answer(404, b"{}"), "none, the project's OAuth server is off"),
        (answer(500, b"{}"), "it is unknown whether the OAuth server is on"),
        (reset_unread, "it is unknown whether the OAuth server is on"),
    ],
)
def test_what_the_oauth_server_opens_is_said(supabase, check_supabase, settings, answered, said):
    async def oauth_server(exchange: Exchange) -> None:
        is_asked = b"/auth/v1/.well-known/oauth-authorization-server" in exchange.begun
        await (answered if is_asked else hand_on)(exchange)

    with Relay(supabase.url) as relay:
        settings.SUPABASE_URL = relay.url
        relay.fault = oauth_server
        findings, status = check_supabase()

    assert status == 0
    assert [what for what in findings if what.startswith(f"third-party apps: {said}")]


OPEN_POLICY = "create policy loose on interviews for select to authenticated using (true)"


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (
            "alter table interviews disable row level security",
            ["row level security is OFF, "],
        ),
        (
            'drop policy "Owners delete their interviews" on interviews',
            [
                "row level security is on, with policies: 1 for insert, 1 for restrictive, 1 for select, "
            ],
        ),
        (OPEN_POLICY, ["1 for restrictive, 2 for select, 1 for update"]),
        (
            "grant select, truncate on interviews to anon",
            ["privileges: interviews:anon has SELECT, TRUNCATE", "anon key may read interviews"],
        ),
        (
            "grant all on interview_statistics to anon; grant select on interviews to anon",
            ["privileges: ", "may read interviews and read interview_statistics"],
        ),
        (
            "revoke insert on interviews from service_role",
            ["interviews:service_role has DELETE, SELECT, UPDATE", "saved and deleted (42501)"],
        ),
        (
            "alter view interview_statistics reset (security_invoker)",
            ["interview_statistics is read with the reader's own privileges"],
        ),
        ("drop view interview_statistics", ["the view interview_statistics is missing"]),
        (
            "drop function list_interviews",
            ["the function list_interviews is missing or may not be called"],
        ),
        (
            "revoke execute on function interview_exact_stats from service_role",
            ["the function interview_exact_stats is missing or may not be called (42501)"],
        ),
        (
            "drop function interview_storage_status()",
            ["the function interview_storage_status is missing"],
        ),
        (
            "alter table interviews drop constraint interviews_user_id_fkey, add foreign key"
            " (user_id) references auth.users on delete set null",
            ["deleting an account deletes its interviews"],
        ),
        (
            "alter table interviews drop constraint interviews_job_role_check,"
            " add constraint interviews_job_role_check check (length(job_role) < 3) not valid",
            ["an interview could not be saved and deleted"],
        ),
    ],
)
def test_a_fault_of_the_database_is_found_with_what_to_do_about_it(
    check_supabase, spoil, sql, expected
):
    spoil(sql)
    findings, status = check_supabase()
    failed = failures(findings)

    assert status == 1
    for part in expected:
        assert [what for what in failed if part in what], failed
    assert MIGRATE in failed.values()


@pytest.fixture
def set_schema_version(db: Any, spoil: Any) -> Any:
    """Has the database say another version than its own; None says none."""

    def set_schema_version(version: int | None) -> None:
        ((definition,),) = (
            row.values() for row in db.execute("select pg_get_functiondef(%s::regproc)", [STATUS])
        )
        own = f"'schema_version', {SCHEMA_VERSION},"
        assert own in definition
        spoil(definition.replace(own, f"'schema_version', {version}," if version else ""))

    return set_schema_version


@pytest.mark.parametrize(
    ("version", "said", "advice"),
    [
        (None, "the schema is version 1; ", MIGRATE),
        (SCHEMA_VERSION - 1, f"the schema is version {SCHEMA_VERSION - 1}; ", MIGRATE),
        (
            SCHEMA_VERSION + 2,
            f"the schema is version {SCHEMA_VERSION + 2}; ",
            "Update the service: ",
        ),
    ],
)
def test_a_schema_of_the_wrong_version_is_named_beside_the_one_that_is_needed(
    check_supabase, set_schema_version, version, said, advice
):
    set_schema_version(version)
    findings, status = check_supabase()

    assert status == 1
    ((failure, hint),) = failures(findings).items()
    assert failure == f"{said}this service needs version {SCHEMA_VERSION}"
    assert hint.startswith(advice)


def test_a_schema_that_is_one_version_newer_is_no_fault_and_is_named(
    check_supabase, set_schema_version
):
    set_schema_version(SCHEMA_VERSION + 1)
    findings, status = check_supabase()

    assert status == 0
    assert (
        f"the schema is version {SCHEMA_VERSION + 1}; this service needs version {SCHEMA_VERSION}, "
        "and works with one that is a version newer"
    ) in findings


@pytest.mark.parametrize(
    ("spoiled", "restored", "what"),
    [
        ("table interviews rename to away", "table away rename to interviews", "table interviews"),
        (
            "table interviews rename feedback to fb",
            "table interviews rename fb to feedback",
            "one of its columns is missing",
        ),
    ],
)
def test_a_missing_table_or_column_asks_for_the_migration(
    check_supabase, spoil, db, spoiled, restored, what
):
    spoil(f"alter {spoiled}")
    try:
        findings, status = check_supabase()
    finally:
        db.execute(f"alter {restored}")

    assert status == 1
    assert list(failures(findings).values()) == [MIGRATE]
    assert what in list(findings)[-1]


def test_what_anon_could_write_is_deleted_again(check_supabase, spoil):
    spoil(
        "grant select, insert on interviews to anon;"
        "create policy loose on interviews to anon using (true) with check (true)"
    )
    findings, status = check_supabase()

    assert status == 1
    assert "anyone with the anon key may read interviews and write interviews" in findings
