"""A backup and a restore of many interviews: time, memory, and every row compared.

    .venv/bin/python -m benchmarks.backup [rows]

Fills a PostgreSQL of its own in a temporary folder, backs it up, empties the table, restores it,
and compares a checksum over all rows before and after. Printed are the size of the table and of its
indexes, and for each command the seconds and the peak of its resident memory.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from benchmarks.million_rows import ROOT, fill
from local_supabase import LocalSupabase

ROWS = 100_000
CHECKSUM = "select count(*), md5(string_agg(md5(i::text), '' order by id)) from public.interviews i"
SIZE = """
select pg_size_pretty(pg_table_size('public.interviews')),
  pg_size_pretty(pg_indexes_size('public.interviews'))
"""


def main(rows: int) -> None:
    folder = tempfile.TemporaryDirectory(prefix="backup-")
    with folder as name, LocalSupabase(Path(name), ephemeral=True) as stack:
        stack.apply(ROOT / "supabase_migration.sql")
        with psycopg.connect(stack.admin_db_url, autocommit=True) as connection:
            fill(connection, rows)
            before = connection.execute(CHECKSUM).fetchone()
            print(
                "{:,} rows, table {}, indexes {}".format(rows, *connection.execute(SIZE).fetchone())
            )
            file = Path(name) / "interviews.jsonl"
            run(stack, "backup", file)
            print(f"file {file.stat().st_size / 1e6:,.0f} MB")
            connection.execute("truncate public.interviews")
            run(stack, "restore", file)
            after = connection.execute(CHECKSUM).fetchone()
            run(stack, "restore", file)
            again = connection.execute(CHECKSUM).fetchone()
    print(f"rows and checksum {before}: equal after the restore: {before == after == again}")
    sys.exit(not before == after == again)


def run(stack: LocalSupabase, command: str, file: Path) -> None:
    environment = os.environ | {
        "DEBUG": "true",
        "SUPABASE_URL": stack.url,
        "SUPABASE_SERVICE_ROLE_KEY": stack.service_role_key,
    }
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "manage.py", command, file], cwd=ROOT, env=environment
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    memory = usage.ru_maxrss / 1024
    print(f"{command}: {seconds:,.0f} s, {usage.ru_utime:,.0f} s of CPU, at most {memory:,.0f} MB")
    assert os.waitstatus_to_exitcode(status) == 0


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
