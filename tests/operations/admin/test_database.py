"""The admin's database: closed to Supabase's API, and what the admin says when it is missing."""

import httpx

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
