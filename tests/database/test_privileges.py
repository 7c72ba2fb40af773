"""Who may do what with the table, its view and the functions: grants and row level security."""

from typing import Any

import httpx
import psycopg
import pytest

from tests.support.databases import ALICE, BOB, DENIED, VALID, become, insert

NOT_UPDATABLE = "55000"


def outcome(connection: Any, query: str) -> int | str:
    """How many rows it read or changed, or the SQLSTATE of the refusal."""
    try:
        return connection.execute(query).rowcount
    except psycopg.Error as exc:
        return exc.sqlstate


CALLERS = {
    "owner": ("authenticated", ALICE),
    "stranger": ("authenticated", BOB),
    "a user without an id": ("authenticated", None),
    "anon": ("anon", None),
    "service": ("service_role", None),
}


NEW_ROW = f"""(user_id, job_role, experience_level, interview_type, conversation, feedback)
  values ('{ALICE}', 'Engineer', 'Senior', 'Technical', '[]', '{{}}')"""


DEEDS = {
    "select": f"select from interviews where user_id = '{ALICE}'",
    "insert": f"insert into interviews {NEW_ROW}",
    "update": f"update interviews set job_role = 'Lead' where user_id = '{ALICE}'",
    "delete": f"delete from interviews where user_id = '{ALICE}'",
    "truncate": "truncate interviews",
    "see the others": f"select from interviews where user_id is distinct from '{ALICE}'",
    "empty the table": "delete from interviews",
    "take the unowned": f"update interviews set user_id = '{BOB}' where user_id is null",
    "give it away": f"update interviews set user_id = '{BOB}' where user_id = '{ALICE}'",
    # Without a WHERE the select policy has no say: this one is the update policy's alone.
    "give everything away": f"update interviews set user_id = '{BOB}'",
    "disown it": f"update interviews set user_id = null where user_id = '{ALICE}'",
    "select statistics": f"select from interview_statistics where user_id = '{ALICE}'",
    "all statistics": "select from interview_statistics",
    "insert statistics": "insert into interview_statistics (user_id) values (null)",
    "update statistics": "update interview_statistics set total_questions = 0",
    "delete statistics": "delete from interview_statistics",
    "truncate statistics": "truncate interview_statistics",
    "list interviews": f"select json_array_elements((list_interviews('{ALICE}') -> 'interviews')::json)",
    "find interviews": f"select json_array_elements((find_interviews('{ALICE}') -> 'interviews')::json)",
    "sum them up": f"select where interview_exact_stats('{ALICE}') ->> 'total_interviews' = '1'",
    "sum them up as before": f"select where interview_stats('{ALICE}') ->> 'total_interviews' = '1'",
    "ask for the status": "select interview_storage_status()",
}


D, N = DENIED, NOT_UPDATABLE


ALLOWED = {
    "select": (1, 0, 0, D, 1),
    "insert": (1, D, D, D, 1),
    "update": (1, 0, 0, D, 1),
    "delete": (1, 0, 0, D, 1),
    "truncate": (D, D, D, D, D),
    "see the others": (0, 1, 0, D, 2),
    "empty the table": (1, 1, 0, D, 3),
    "take the unowned": (0, 0, 0, D, 1),
    "give it away": (D, 0, 0, D, 1),
    "give everything away": (D, 1, 0, D, 3),
    "disown it": (D, 0, 0, D, 1),
    "select statistics": (1, 0, 0, D, 1),
    "all statistics": (1, 1, 0, D, 2),
    "insert statistics": (N, N, N, N, N),
    "update statistics": (N, N, N, N, N),
    "delete statistics": (N, N, N, N, N),
    "truncate statistics": ("42809",) * 5,  # not a table
    "list interviews": (1, 0, 0, D, 1),
    "find interviews": (1, 0, 0, D, 1),
    "sum them up": (1, 0, 0, D, 1),
    "sum them up as before": (1, 0, 0, D, 1),
    "ask for the status": (D, D, D, D, 1),
}


MATRIX = [
    pytest.param(caller, deed, expected, id=f"{caller} - {deed}")
    for deed, row in ALLOWED.items()
    for caller, expected in zip(CALLERS, row, strict=True)
]


@pytest.mark.parametrize(("caller", "deed", "expected"), MATRIX)
def test_everyone_may_do_this_and_no_more(connection, caller, deed, expected):
    become(connection, *CALLERS[caller])
    assert outcome(connection, DEEDS[deed]) == expected


@pytest.mark.parametrize(
    ("caller", "owner", "expected"),
    [
        ("owner", ALICE, "stored"),
        ("owner", None, "not_found"),
        ("stranger", ALICE, "not_found"),
        ("stranger", BOB, "not_found"),
        ("stranger", None, "not_found"),
        ("a user without an id", ALICE, "not_found"),
        ("a user without an id", None, "not_found"),
        ("anon", ALICE, DENIED),
        ("service", ALICE, "stored"),
        ("service", BOB, "not_found"),
        ("service", None, "not_found"),
    ],
)
def test_feedback_is_set_as_the_rows_owner_and_by_who_may_write_it(
    connection, caller, owner, expected
):
    hers = f"select id from interviews where user_id = '{ALICE}'"
    (row_id,) = connection.execute(hers).fetchone()
    become(connection, *CALLERS[caller])
    query = "select set_interview_feedback(%s, %s, '{}', 1, 1, 1, true) ->> 'outcome'"
    try:
        (found,) = connection.execute(query, [row_id, owner]).fetchone()
    except psycopg.Error as exc:
        found = exc.sqlstate

    assert found == expected


@pytest.mark.parametrize("role", ["anon", "authenticated", "service_role", "public"])
def test_no_privilege_is_left_from_supabases_defaults(migrated, role):
    """TRUNCATE, REFERENCES, TRIGGER and what later PostgreSQLs add included."""
    granted = migrated.all(
        "select c.relname::text, array_agg(a.privilege_type::text order by 2) "
        "from pg_class c, aclexplode(c.relacl) a left join pg_roles r on r.oid = a.grantee "
        "where c.relname in ('interviews', 'interview_statistics') "
        "and coalesce(r.rolname, 'public') = %s group by 1",
        role,
    )
    table = ["DELETE", "INSERT", "SELECT", "UPDATE"]
    expected = (
        {}
        if role in ("anon", "public")
        else {"interviews": table, "interview_statistics": ["SELECT"]}
    )
    assert {name: sorted(privileges) for name, privileges in granted} == expected


FUNCTIONS = {
    "delete_interviews",
    "find_interviews",
    "interview_competencies",
    "interview_exact_score",
    "interview_exact_stats",
    "interview_fold",
    "interview_has_words",
    "interview_key_name",
    "interview_matches",
    "interview_may_have_word",
    "interview_original_position",
    "interview_plain_text",
    "interview_stats",
    "interview_texts",
    "interview_texts_with_words",
    "list_interviews",
    "set_interview_feedback",
}
FUNCTIONS_OF_THE_SERVICE = {"interview_storage_status", "purge_interviews"}


@pytest.mark.parametrize(
    ("role", "functions"),
    [
        ("anon", set()),
        ("public", set()),
        ("authenticated", FUNCTIONS),
        ("service_role", FUNCTIONS | FUNCTIONS_OF_THE_SERVICE),
    ],
)
def test_functions_are_called_by_whom_they_are_for(migrated, role, functions):
    granted = migrated.all(
        "select p.proname::text from pg_proc p, aclexplode(p.proacl) a "
        "left join pg_roles r on r.oid = a.grantee "
        "where p.pronamespace = 'public'::regnamespace and coalesce(r.rolname, 'public') = %s",
        role,
    )
    assert {name for (name,) in granted} == functions


@pytest.mark.parametrize(
    ("method", "relation"),
    [
        ("GET", "interviews"),
        ("POST", "interviews"),
        ("PATCH", "interviews"),
        ("DELETE", "interviews"),
        ("GET", "interview_statistics"),
    ],
)
def test_the_anon_key_opens_nothing_over_rest(supabase, method, relation):
    answer = httpx.request(
        method,
        f"{supabase.url}/rest/v1/{relation}",
        headers={"apikey": supabase.anon_key},
        params={} if method in ("GET", "POST") else {"user_id": f"eq.{ALICE}"},
        json=None if method in ("GET", "DELETE") else {"job_role": "Engineer"},
    )
    assert answer.status_code in (401, 403)
    assert answer.json()["code"] == DENIED


def test_a_stranger_reaches_nothing_over_rest(supabase, save, interview, alice, bob, db):
    row_id = save(interview, alice).json()["data"]["id"]
    table = f"{supabase.url}/rest/v1/interviews"
    this = {"id": f"eq.{row_id}"}
    headers = {"apikey": supabase.anon_key, "Prefer": "return=representation"}

    with httpx.Client(headers=headers | bob.headers) as rest:
        assert rest.get(table, params=this).json() == []
        assert rest.patch(table, params=this, json={"user_id": bob.id}).json() == []
        assert rest.delete(table, params=this).json() == []
        forged = VALID | {"user_id": alice.id, "conversation": [], "feedback": {}}
        assert rest.post(table, json=forged).json()["code"] == DENIED
        assert rest.post(table, json=forged | {"user_id": bob.id}).status_code == 201
        assert rest.post(f"{supabase.url}/rest/v1/rpc/interview_storage_status").is_error
    row = db.execute("select user_id::text from interviews where id = %s", [row_id]).fetchone()
    assert row == {"user_id": alice.id}
    with httpx.Client(headers=headers | alice.headers) as rest:
        assert len(rest.get(table, params=this).json()) == 1


def test_deleting_an_account_deletes_its_interviews_and_no_others(new_database):
    database = new_database()
    database.migrate()
    with database.connect() as connection:
        for user_id in (ALICE, ALICE, BOB, None):
            insert(connection, VALID | {"user_id": user_id})
    with psycopg.connect(database.admin_url, autocommit=True) as admin:
        admin.execute("delete from auth.users where id = %s", [ALICE])

    assert database.all("select user_id::text from interviews order by 1") == [(BOB,), (None,)]
