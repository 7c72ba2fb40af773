"""The cost of reads in the database, with 1,000,000 interviews of 10,000 users.

    .venv/bin/python -m benchmarks.million_rows [rows]

Fills a PostgreSQL of its own in a temporary folder (a million rows take some minutes and 10 GB)
and runs the service's query for each endpoint, as one user under row level security; then the same
as it is often written. Printed are the median time in the database, the pages read, and how many
rows of the table the plan read, which for one user should be 100. The plans are written to
`million_rows.plans.txt` in the system's temporary folder.
"""

import json
import random
import statistics
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from local_supabase import LocalSupabase

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "llm_api" / "management" / "demo_interviews.json"
PLANS = Path(tempfile.gettempdir()) / "million_rows.plans.txt"
ROWS_PER_USER = 100
RUNS = 7
FILL_STEP = 20_000

READER = uuid.UUID(int=77)
USERS = "select lpad(to_hex(n), 32, '0')::uuid from generate_series(1, %(users)s) as n"

# The position of the 81st interview, as list_interviews returns it: minus the completion time in
# microseconds, twice, and the id.
DEEP_POSITION = """(
  select array[-moment, -moment]::text[] || id::text from (
    select (extract(epoch from completed_at) * 1000000)::bigint as moment, id
    from public.interviews where user_id = :owner
    order by completed_at desc, id desc offset 80 limit 1
  ) as last_seen)"""
LIST = "select public.list_interviews(owner => :owner, page_size => 21{})"

QUERIES = {
    "list, first page": LIST.format(""),
    "list, at depth": LIST.format(f", after => {DEEP_POSITION}"),
    "list, by score": LIST.format(", ordering => '-overall_score'"),
    "list, filtered": LIST.format(", interview_type => '{Technical}', min_overall_score => 7"),
    "search, a rare word": LIST.format(", search => '{zookeeper}'"),
    "search, a common word": LIST.format(", search => '{the}'"),
    "search, two common words": LIST.format(", search => '{latency,the}'"),
    "search, a word with an apostrophe": LIST.format(", search => '{don''t}'"),
    "search, a phrase": LIST.format(""", search => '{"a team"}'"""),
    "stats": "select public.interview_exact_stats(:owner)",
    "stats, over the rounded columns": "select public.interview_stats(:owner)",
    "progress": "select public.list_interviews(owner => :owner)",
    "one interview": "select * from public.interviews where user_id = :owner and id = :id",
}
NAIVE = {
    "list: OFFSET over all users, then filtered": (
        "select * from public.interviews order by completed_at desc offset 900000 limit 20"
    ),
    "search: ILIKE over all users": (
        "select id from public.interviews where conversation::text ilike '%zookeeper%'"
    ),
    "stats: all users, then one of them": (
        "select * from (select user_id, avg(overall_score), count(*) over () from"
        " public.interviews group by user_id) as s where user_id = :owner"
    ),
}


class Cost(NamedTuple):
    milliseconds: float
    pages: int
    rows_read: int
    plans: str


def main(rows: int) -> None:
    folder = tempfile.TemporaryDirectory(prefix="million-rows-")
    with folder as name, LocalSupabase(Path(name), ephemeral=True) as stack:
        stack.apply(ROOT / "supabase_migration.sql")
        with psycopg.connect(stack.admin_db_url, autocommit=True) as connection:
            fill(connection, rows)
        report(stack.admin_db_url)


def fill(connection: psycopg.Connection, rows: int) -> None:
    users = rows // ROWS_PER_USER
    connection.execute(f"insert into auth.users (id) {USERS}", {"users": users})
    connection.execute(
        "create temporary table template (number int, conversation jsonb, feedback jsonb)"
    )
    with connection.cursor() as cursor:
        cursor.executemany("insert into template values (%s, %s, %s)", templates(500))
    for first in range(0, rows, FILL_STEP):
        print(f"\rfilling: {first:,} of {rows:,}", end="", file=sys.stderr, flush=True)
        connection.execute(INSERT, {"users": users, "first": first, "last": first + FILL_STEP - 1})
    print(file=sys.stderr)
    connection.execute("vacuum analyze public.interviews")


INSERT = """
insert into public.interviews (
  user_id, job_role, experience_level, interview_type, conversation, feedback, overall_score,
  communication_score, technical_score, question_count, completed_at)
select
  lpad(to_hex(1 + n %% %(users)s), 32, '0')::uuid,
  (array['Backend Engineer', 'Data Scientist', 'Product Manager'])[1 + n %% 3],
  (array['Junior', 'Mid-level', 'Senior'])[1 + n %% 3],
  (array['Behavioral', 'Technical', 'System Design'])[1 + n / 7 %% 3],
  t.conversation, t.feedback, nullif(n %% 11, 0), 1 + n %% 10, 1 + n %% 10, 8,
  timestamptz '2025-01-01Z' + n * interval '30 seconds'
from generate_series(%(first)s::int, %(last)s::int) as n
join template t on t.number = n / 13 %% 500
"""


def templates(count: int) -> Iterator[tuple[int, str, str]]:
    """(number, conversation, feedback), as long as the demo interviews (2 to 20 KB)."""
    source = json.loads(DEMO.read_text(encoding="utf-8"))
    draw = random.Random(1)  # noqa: S311
    for number in range(count):
        model = source[number % len(source)]
        sentences = [message["content"] for message in model["conversation"]]
        conversation = [
            {"role": message["role"], "content": draw.choice(sentences)}
            for message in model["conversation"]
        ]
        yield number, json.dumps(conversation), json.dumps(model["feedback"])


def report(db_url: str) -> None:
    """Plans come from a connection of their own, because logging them takes time."""
    with (
        psycopg.connect(db_url, autocommit=True) as timed,
        psycopg.connect(db_url, autocommit=True) as explained,
    ):
        select_id = "select id from public.interviews where user_id = %s limit 1"
        [interview_id] = timed.execute(select_id, [READER]).fetchone()
        enable_auto_explain(explained)
        PLANS.unlink(missing_ok=True)
        print(f"{'':<45} {'ms':>9} {'pages':>9} {'rows read':>10}")
        set_role("authenticated", timed, explained)
        for title, sql in QUERIES.items():
            print_cost(title, measure(timed, explained, bind(sql, interview_id), RUNS))
        # A service that uses the service key for every query bypasses row level security.
        set_role("service_role", timed, explained)
        for title, sql in NAIVE.items():
            print_cost(title, measure(timed, explained, bind(sql, interview_id), 1))
        print(f"Plans: {PLANS}")


def enable_auto_explain(connection: psycopg.Connection) -> None:
    """Make each statement, also inside functions, send its plan as a notice."""
    connection.execute("load 'auto_explain'")
    for setting in (
        "auto_explain.log_min_duration = 0",
        "auto_explain.log_nested_statements = on",
        "auto_explain.log_analyze = on",
        "auto_explain.log_buffers = on",
        "auto_explain.log_format = json",
        "client_min_messages = log",
    ):
        connection.execute(f"set {setting}")


def set_role(role: str, *connections: psycopg.Connection) -> None:
    """Set role and claims as PostgREST does for a request of READER."""
    claims = json.dumps({"sub": str(READER), "role": role})
    for connection in connections:
        connection.execute("reset role")
        connection.execute(
            "select set_config('request.jwt.claims', %s, false),"
            " set_config('request.jwt.claim.sub', %s, false)",
            [claims, str(READER)],
        )
        connection.execute(f"set role {role}")


def bind(sql: str, interview_id: uuid.UUID, owner: object = READER) -> str:
    """The query with both ids as literals."""
    return sql.replace(":owner", f"'{owner}'").replace(":id", f"'{interview_id}'")


def print_cost(title: str, cost: Cost) -> None:
    print(f"{title:<45} {cost.milliseconds:>9.2f} {cost.pages:>9,} {cost.rows_read:>10,}")
    with PLANS.open("a") as file:
        file.write(f"=== {title}\n{cost.plans}\n")


def measure(timed: psycopg.Connection, explained: psycopg.Connection, sql: str, runs: int) -> Cost:
    plans = nested_plans(explained, sql)
    times, pages = [], 0
    for _ in range(runs):
        explain = f"explain (analyze, timing off, buffers, format json) {sql}"
        [[[outermost]]] = timed.execute(explain).fetchall()
        times.append(outermost["Planning Time"] + outermost["Execution Time"])
        pages = outermost["Plan"]["Shared Hit Blocks"] + outermost["Plan"]["Shared Read Blocks"]
    plans_text = json.dumps(plans, indent=1)
    return Cost(statistics.median(times), pages, rows_read(plans), plans_text)


def nested_plans(connection: psycopg.Connection, sql: str) -> list[dict[str, Any]]:
    """The plans of the statement and of those inside the functions that it calls."""
    notices: list[str] = []

    def append(notice: psycopg.errors.Diagnostic) -> None:
        notices.append(notice.message_primary or "")

    connection.add_notice_handler(append)
    connection.execute(sql).fetchall()
    connection.remove_notice_handler(append)
    plans = [notice.partition("plan:\n")[2] for notice in notices]
    return [json.loads(plan) for plan in plans if "interviews" in plan]


def rows_read(plans: list[dict[str, Any]]) -> int:
    """The rows that the largest scan of the table returned or filtered out."""
    scans = [scan for plan in plans for scan in scans_of_interviews(plan["Plan"])]
    return max(
        int(scan["Actual Loops"] * (scan["Actual Rows"] + scan.get("Rows Removed by Filter", 0)))
        for scan in scans
    )


def scans_of_interviews(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if node.get("Relation Name") == "interviews":
        yield node
    for child in node.get("Plans", []):
        yield from scans_of_interviews(child)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
