"""DELETE /api/interviews: all interviews of a user at once, if they are as many as the user says."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.support.assertions import assert_refused, errors_of
from tests.support.dashboard_page import eventually
from tests.support.interviews import count


@pytest.fixture
def carol(sign_up):
    """Somebody with three interviews."""
    return sign_up(f"{uuid.uuid4()}@example.com")


@pytest.fixture
def three(save, interview, carol):
    return [save(interview, carol).json()["data"]["id"] for _ in range(3)]


@pytest.fixture
def delete_all(client, supabase, carol):
    def delete_all(expected: Any, user: Any = carol, **query: str) -> Any:
        parameters = httpx.QueryParams({"expected_total": expected, **query})
        return client.delete(f"/api/interviews?{parameters}", headers=user.headers)

    return delete_all


@pytest.mark.usefixtures("three")
def test_all_are_deleted_at_once_and_no_other_users(
    delete_all, client, save, interview, alice, carol, db
):
    hers = save(interview, alice).json()["data"]["id"]
    unowned = save(interview).json()["data"]["id"]

    response = delete_all(3, user_id=carol.id)

    assert response.status_code == 200
    assert response.json() == {
        "success": True,
        "message": "All interviews deleted",
        "data": {"deleted": 3},
    }
    assert count(db, user_id=carol.id) == 0
    assert count(db, id=hers) == count(db, id=unowned) == 1
    stats = client.get("/api/interviews/stats", headers=carol.headers).json()["data"]
    assert stats["total_interviews"] == 0


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("expected", [0, 2, 4])
def test_nothing_is_deleted_when_there_are_more_or_fewer(delete_all, expected, carol, db):
    response = delete_all(expected)

    assert_refused(response, 409, "total_changed")
    assert response.json()["message"].startswith(f"There are 3 interviews now, not {expected}.")
    assert count(db, user_id=carol.id) == 3


def test_what_goes_elsewhere_at_the_same_moment_is_not_counted_as_deleted(
    delete_all, three, carol, supabase, db
):
    import psycopg

    with psycopg.connect(supabase.db_url) as elsewhere, ThreadPoolExecutor(1) as pool:
        elsewhere.execute("delete from interviews where id = %s", [three[0]])
        asked = pool.submit(delete_all, 3)
        waiting = "select pid from pg_locks where not granted"
        assert eventually(lambda: db.execute(waiting).rowcount == 1)
        elsewhere.commit()
        response = asked.result(30)

    assert_refused(response, 409, "total_changed")
    assert response.json()["message"].startswith("There are 2 interviews now, not 3.")
    assert count(db, user_id=carol.id) == 2


def test_a_user_without_interviews_may_delete_none(delete_all):
    assert delete_all(0).json()["data"] == {"deleted": 0}


def test_it_is_right_past_a_thousand_rows(delete_all, carol, db):
    db.execute(
        "insert into interviews (user_id, job_role, experience_level, interview_type,"
        " conversation, feedback) select %s, 'Many', 'Junior', 'Technical',"
        """ '[{"role": "user", "content": "x"}]', '{}' from generate_series(1, 1234)""",
        [carol.id],
    )
    assert delete_all(1234).json()["data"] == {"deleted": 1234}
    assert count(db, user_id=carol.id) == 0


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("", {"expected_total": "required"}),
        ("expected_total=", {"expected_total": "required"}),
        ("expected_total=all", {"expected_total": "invalid"}),
        ("expected_total=-1", {"expected_total": "min_value"}),
        ("expected_total=1&expected_total=1", {"expected_total": "repeated_parameter"}),
        ("expected_total=1&interview_type=Technical", {"interview_type": "unknown_parameter"}),
    ],
)
@pytest.mark.usefixtures("three")
def test_a_query_that_is_not_clear_deletes_nothing(client, supabase, carol, db, query, errors):
    response = client.delete(f"/api/interviews?{query}", headers=carol.headers)
    assert errors_of(response) == errors
    assert count(db, user_id=carol.id) == 3


@pytest.mark.usefixtures("three")
def test_no_user_deletes_anothers_interviews(delete_all, client, carol, sign_up, db):
    other = sign_up(f"{uuid.uuid4()}@example.com")  # without interviews, unlike Bob at times
    assert_refused(delete_all(3, other, user_id=carol.id), 403, "user_id_mismatch")
    assert_refused(delete_all(3, other), 409, "total_changed")
    assert client.delete("/api/interviews?expected_total=3").status_code == 401
    assert count(db, user_id=carol.id) == 3


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("owner", [True, False])
def test_the_database_itself_lets_no_user_delete_anothers_interviews(
    supabase, carol, bob, db, owner
):
    """Past the service, with Bob's own token and Carol's id; the owner herself may."""
    user = carol if owner else bob
    answered = httpx.post(
        f"{supabase.url}/rest/v1/rpc/delete_interviews",
        headers={"apikey": supabase.anon_key, **user.headers},
        json={"owner": carol.id, "expected_total": 3},
    )
    assert answered.json() == ({"total": 3, "deleted": 3} if owner else {"total": 0, "deleted": 0})
    assert count(db, user_id=carol.id) == (0 if owner else 3)


@pytest.mark.usefixtures("three")
def test_only_the_service_role_purges(supabase, carol, db):
    for headers in (carol.headers, {}):
        answered = httpx.post(
            f"{supabase.url}/rest/v1/rpc/purge_interviews",
            headers={"apikey": supabase.anon_key, **headers},
            json={"stored_before": "2999-01-01T00:00:00Z"},
        )
        assert answered.is_error
    assert count(db, user_id=carol.id) == 3
