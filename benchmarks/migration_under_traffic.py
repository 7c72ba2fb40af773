"""The migration of a full table under traffic: how long requests wait, and whether one fails.

    .venv/bin/python -m benchmarks.migration_under_traffic [rows] [older migration]

Fills a PostgreSQL of its own in a temporary folder (400,000 rows take some minutes and 4 GB). Then
`supabase_migration.sql` runs four times while clients save, list and read statistics, as PostgREST
would have them do. With the file of an older migration it runs four more times, from that schema:

    git show <older commit>:supabase_migration.sql > older.sql

Printed for each run: how long it took, how many requests there were meanwhile, which errors they
got, and the longest wait of a save and of a read. It fails if a request failed or a row is missing.
"""

import json
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from benchmarks.million_rows import ROOT, fill, set_role
from local_supabase import LocalSupabase

MIGRATION = ROOT / "supabase_migration.sql"
RUNS = 4
# Traffic before the migration and after it, in seconds.
WARM_UP, COOL_DOWN = 1.0, 1.0

# For another person than the one who reads, whose statistics would take ever longer.
SAVE = """
insert into public.interviews (user_id, job_role, experience_level, interview_type, conversation,
  feedback, overall_score)
values ('00000000-0000-0000-0000-000000000001', 'Engineer', 'Senior', 'Technical',
  '[{"role": "user", "content": "Yes."}]', '{"overallScore": 7.4}', 7)"""
READS = (
    "select public.find_interviews(owner => auth.uid(), page_size => 21)",
    "select public.interview_stats(auth.uid())",
    "select * from public.interview_statistics where user_id = auth.uid()",
)
# One client each.
CLIENTS = (SAVE, SAVE, SAVE, *READS, *READS)


class Request(NamedTuple):
    is_save: bool
    seconds: float
    error: str | None


class Traffic:
    """Clients that send requests one after the other, each until the end of the block."""

    def __init__(self, db_url: str) -> None:
        self.requests: list[Request] = []
        self._db_url = db_url
        self._ended = threading.Event()
        self._clients = [threading.Thread(target=self._send, args=(sql,)) for sql in CLIENTS]

    def _send(self, sql: str) -> None:
        with psycopg.connect(self._db_url, autocommit=True) as connection:
            set_role("service_role" if sql is SAVE else "authenticated", connection)
            while not self._ended.is_set():
                began, error = time.monotonic(), None
                try:
                    # A statement that is prepared fails once the view's columns have other types.
                    connection.execute(sql, prepare=False)
                except psycopg.Error as exc:
                    error = f"{exc.sqlstate} {exc}".strip()
                took = time.monotonic() - began
                self.requests.append(Request(sql is SAVE, took, error))

    def __enter__(self) -> "Traffic":
        for client in self._clients:
            client.start()
        time.sleep(WARM_UP)
        return self

    def __exit__(self, *_: Any) -> None:
        time.sleep(COOL_DOWN)
        self._ended.set()
        for client in self._clients:
            client.join()


def main(rows: int, older: Path | None) -> None:
    folder = tempfile.TemporaryDirectory(prefix="migration-under-traffic-")
    with folder as name, LocalSupabase(Path(name), ephemeral=True) as stack:
        stack.apply(MIGRATION)
        with psycopg.connect(stack.admin_db_url, autocommit=True) as connection:
            fill(connection, rows)
        print(f"{'':<22} {'seconds':>8} {'saves':>7} {'reads':>7}   longest wait of both, seconds")
        failures = Counter[str]()
        for _ in range(RUNS):
            failures += measure("over itself", stack)
        for _ in range(RUNS if older else 0):
            migrate(stack, older)
            failures += measure("over the older schema", stack)
    if failures:
        sys.exit(json.dumps(failures, indent=1))


def measure(title: str, stack: LocalSupabase) -> Counter[str]:
    """Migrate under traffic, and print what the traffic met. Returns its errors."""
    before = count(stack)
    with Traffic(stack.admin_db_url) as traffic:
        seconds = migrate(stack, MIGRATION)
    saves, reads = (
        [request for request in traffic.requests if request.is_save is is_save]
        for is_save in (True, False)
    )
    waits = "  ".join(f"{max(r.seconds for r in kind):.2f}" for kind in (saves, reads))
    print(f"{title:<22} {seconds:>8.2f} {len(saves):>7,} {len(reads):>7,}   {waits}")
    failures = Counter(request.error for request in traffic.requests if request.error)
    if count(stack) - before != sum(request.error is None for request in saves):
        failures["rows are missing"] += 1
    return failures


def migrate(stack: LocalSupabase, migration: Path) -> float:
    """Run it as the SQL editor does, as `postgres` and in one go. Returns the seconds it took."""
    with psycopg.connect(stack.db_url, autocommit=True) as connection:
        began = time.monotonic()
        connection.execute(migration.read_text(encoding="utf-8"))
        return time.monotonic() - began


def count(stack: LocalSupabase) -> int:
    with psycopg.connect(stack.admin_db_url) as connection:
        [[total]] = connection.execute("select count(*) from public.interviews").fetchall()
    return int(total)


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 400_000,
        Path(sys.argv[2]) if len(sys.argv) > 2 else None,
    )
