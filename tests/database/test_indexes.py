"""What the indexes are for: one row for each idempotency key, and reads of one user's rows alone."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from benchmarks import million_rows
from tests.support.databases import ALICE, BOB, VALID, Database, become, insert


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


def test_no_other_owners_row_is_in_the_way_of_an_idempotency_key(connection):
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


@pytest.mark.parametrize("question", million_rows.QUERIES)
def test_each_read_looks_at_that_users_rows_alone(filled, question):
    ((one,),) = filled.all("select id from interviews where user_id = %s limit 1", ALICE)
    query = million_rows.bind(million_rows.QUERIES[question], one, ALICE)
    with psycopg.connect(filled.admin_url) as connection:
        million_rows.enable_auto_explain(connection)
        become(connection, "authenticated", ALICE)
        plans = million_rows.nested_plans(connection, query)

    assert million_rows.rows_read(plans) == (1 if question == "one interview" else 100)


def test_the_plans_would_show_a_read_of_all_rows(filled):
    with psycopg.connect(filled.admin_url) as connection:
        million_rows.enable_auto_explain(connection)
        plans = million_rows.nested_plans(connection, "select count(id) from public.interviews")

    assert million_rows.rows_read(plans) == 5_000
