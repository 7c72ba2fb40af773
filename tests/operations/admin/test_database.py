"""The admin's database: closed to Supabase's API, and what the admin says when it is missing."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support import ROOT
from tests.support.admin_client import AdminClient, heading, manage
from tests.support.service import free_address, running_service


def test_the_admins_tables_cannot_be_reached_through_supabase(service, local_supabase, db):
    held = db.execute(
        "select role, has_schema_privilege(role, 'interview_admin', 'usage') as may"
        " from unnest(array['anon', 'authenticated', 'service_role']) as role"
    ).fetchall()
    assert [one["role"] for one in held if one["may"]] == []
    key = local_supabase.service_role_key
    headers = {"apikey": key, "Authorization": f"Bearer {key}"}
    for profile in ({}, {"Accept-Profile": "interview_admin"}):
        answer = httpx.get(f"{local_supabase.url}/rest/v1/auth_user", headers=headers | profile)
        assert answer.status_code >= 400
    tables = db.execute(
        "select schemaname, tablename from pg_tables where tablename ~ '^(auth|axes|django|llm)_'"
    ).fetchall()
    assert {table["schemaname"] for table in tables} == {"interview_admin"}


def test_before_the_migration_the_admin_says_what_to_run(service, db):
    db.execute("alter schema interview_admin rename to elsewhere")
    try:
        with AdminClient(service) as staff:
            answer = staff.sign_in("root")
    finally:
        db.execute("alter schema elsewhere rename to interview_admin")
    assert (answer.status_code, heading(answer)) == (503, "A table is missing")
    assert "manage.py migrate" in answer.text


def test_without_its_database_the_admin_says_so_and_the_api_works(
    service, local_supabase, interview
):
    address = free_address()
    dead = {"SUPABASE_DB_URL": "postgresql://postgres:hush@127.0.0.1:9/postgres"}
    with (
        running_service(local_supabase, address, **dead),
        AdminClient(f"http://{address}") as staff,
    ):
        answer = staff.sign_in("root")
        saved = staff.post("/api/interviews/save", json=interview)
    assert (answer.status_code, heading(answer)) == (503, "The database cannot be reached")
    assert "hush" not in answer.text
    assert saved.status_code == 201


def test_the_transaction_pooler_is_refused_and_the_api_works(local_supabase):
    address = free_address()
    url = "postgresql://postgres.ref:hush@127.0.0.1:6543/postgres"
    with running_service(local_supabase, address, SUPABASE_DB_URL=url):
        answer = httpx.get(f"http://{address}/admin/")
        health = httpx.get(f"http://{address}/api/health")
    assert answer.status_code == 503
    assert "6543" in answer.text
    assert "hush" not in answer.text
    assert health.status_code == 200
    migrated = manage(local_supabase, "migrate", SUPABASE_DB_URL=url)
    assert migrated.returncode != 0
    assert "llm_api.E006" in migrated.stderr


# check_supabase ------------------------------------------------------------------------


@pytest.fixture
def check_supabase(local_supabase):
    """The last lines of the command in a process of its own, with this database."""

    def check_supabase(db_url: str) -> list[str]:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "backend.settings",
            "DEBUG": "true",
            "SUPABASE_URL": local_supabase.url,
            "SUPABASE_SERVICE_ROLE_KEY": local_supabase.service_role_key,
            "SUPABASE_JWT_SECRET": local_supabase.jwt_secret,
            "SUPABASE_DB_URL": db_url,
        }
        command = [sys.executable, "manage.py", "check_supabase"]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
        )
        assert done.stderr == ""
        return done.stdout.splitlines()

    return check_supabase


def test_check_supabase_tries_the_admins_connection(service, local_supabase, check_supabase):
    assert check_supabase(local_supabase.db_url)[-3:] == [
        "ok    the admin's connection reads the interviews",
        "ok    the admin's own tables are there",
        "A save would work.",
    ]


def test_check_supabase_says_what_is_wrong_with_the_admins_connection(
    service, local_supabase, check_supabase
):
    parts = urlsplit(local_supabase.db_url)
    wrong = parts._replace(netloc=f"{parts.username}:wrong@{parts.hostname}:{parts.port}").geturl()

    *_, failed, hint, summary = check_supabase(wrong)

    assert failed.startswith("FAIL  the database of SUPABASE_DB_URL cannot be reached: ")
    assert "wrong" not in failed
    assert hint.startswith("      Supabase dashboard, Connect")
    assert summary.endswith(" failed.")
