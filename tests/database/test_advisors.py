"""Supabase's own advisors (`supabase db advisors`) look at the migrated database."""

import json
import os
import platform
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support import ROOT

PACKAGES = ROOT / "node_modules" / "@supabase"
PROGRAM = PACKAGES / "cli-linux-x64" / "bin" / "supabase"
EXPECTED = platform.system() == "Linux" and platform.machine() == "x86_64"


@pytest.fixture
def advise(local_supabase: Any, tmp_path: Path) -> Any:
    """Asks the advisors about a database: their findings from WARN on, and the exit status."""
    if not PROGRAM.exists():
        reason = "the npm package @supabase/cli-linux-x64 is not installed"
        if EXPECTED and os.environ.get("REQUIRE_INTEGRATION"):
            pytest.fail(reason)
        pytest.skip(reason)

    def advise(db_url: str) -> tuple[dict[str, str], int]:
        done = subprocess.run(
            [
                *(str(PROGRAM), "db", "advisors"),
                *(f"--remote={db_url}?sslmode=disable", "--type=all"),
                *("--level=warn", "--fail-on=warn", "--output-format=json"),
            ],
            env={
                "PATH": os.defpath,
                "HOME": str(tmp_path),
                "DO_NOT_TRACK": "1",
                "SUPABASE_TELEMETRY_DISABLED": "1",
                "SUPABASE_NO_UPDATE_NOTIFIER": "1",
            },
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.stdout.startswith("{"), done.stderr
        results = json.loads(done.stdout.splitlines()[0])["results"]
        return {finding["name"]: finding["detail"] for finding in results}, done.returncode

    return advise


def test_the_advisors_find_nothing_in_the_migrated_database(advise, local_supabase):
    assert advise(local_supabase.db_url) == ({}, 0)


CARELESS = """
create table public.loose (id integer primary key);
create table public.slow (id integer primary key, user_id uuid);
alter table public.slow enable row level security;
create policy one on public.slow for select to anon
  using (user_id = current_setting('request.jwt.claims')::uuid);
create policy two on public.slow for select to anon using (user_id is null);
create index slow_first_idx on public.slow (user_id);
create index slow_second_idx on public.slow (user_id);
create view public.open as select * from public.slow;
create function public.careless() returns integer language sql as 'select 1';
grant all on public.loose, public.slow, public.open to anon;
"""


def test_the_advisors_would_find_what_the_migration_avoids(advise, local_supabase):
    import psycopg

    with psycopg.connect(local_supabase.db_url, autocommit=True) as connection:
        connection.execute("create database advisors")
    url = local_supabase.db_url.rpartition("/")[0] + "/advisors"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(CARELESS)

    findings, status = advise(url)

    assert set(findings) == {
        "auth_rls_initplan",
        "duplicate_index",
        "function_search_path_mutable",
        "multiple_permissive_policies",
        "rls_disabled_in_public",
        "security_definer_view",
    }
    assert "public.loose" in findings["rls_disabled_in_public"]
    assert status == 1
