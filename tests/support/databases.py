"""Databases of the local PostgreSQL beside the one of the service, to migrate and to fill."""

import itertools
import json
from typing import Any, NamedTuple

import psycopg

from local_supabase import LocalSupabase
from tests.support import ROOT

MIGRATION = ROOT / "supabase_migration.sql"

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
create function auth.jwt() returns jsonb language sql stable as $$
  select nullif(current_setting('request.jwt.claims', true), '')::jsonb
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

OLDER_TABLE = """
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

ALICE = "aaaaaaaa-0000-4000-8000-000000000001"
BOB = "bbbbbbbb-0000-4000-8000-000000000002"
ORPHAN = "cccccccc-0000-4000-8000-000000000003"  # no account: an orphan's user_id

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
# Each breaks one rule of the table.
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
    "an owner without an account": {"user_id": ORPHAN},
    "a date that no program can read": {"created_at": "infinity"},
    "a bottomless conversation": {"conversation": "[" * 70 + "]" * 70},
    "bottomless feedback": {"feedback": '{"a": ' + "[" * 70 + "]" * 70 + "}"},
}

DENIED = "42501"


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


class Databases:
    """`create()` makes a database with what a new Supabase project has."""

    def __init__(self, supabase: LocalSupabase) -> None:
        self._supabase = supabase
        self._numbers = itertools.count()

    def create(self, sql: str = "") -> Database:
        """`sql` is run in it as `postgres`."""
        name = f"migration_{next(self._numbers)}"
        with psycopg.connect(self._supabase.db_url, autocommit=True) as connection:
            connection.execute(f"create database {name}")
        urls = self._supabase.db_url, self._supabase.admin_db_url
        database = Database(*(url.rpartition("/")[0] + f"/{name}" for url in urls))
        with psycopg.connect(database.admin_url, autocommit=True) as admin:
            admin.execute(PROJECT)
            accounts = [(ALICE, "alice@example.com"), (BOB, "bob@example.com")]
            admin.cursor().executemany("insert into auth.users values (%s, %s)", accounts)
        with database.connect() as connection:
            connection.execute(sql or "select")
        return database


def insert(connection: Any, row: dict[str, Any], table: str = "interviews") -> Any:
    marks = ", ".join(["%s"] * len(row))
    query = f"insert into {table} ({', '.join(row)}) values ({marks})"
    return connection.execute(query, list(row.values()))


def become(connection: Any, role: str, user_id: str | None = None) -> None:
    """As PostgREST does for a request."""
    claims = {"role": role, **({"sub": user_id} if user_id else {})}
    connection.execute("select set_config('request.jwt.claims', %s, true)", [json.dumps(claims)])
    connection.execute(f"set local role {role}")
