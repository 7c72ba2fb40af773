"""DELETE /api/interviews/<id>: gone for good, everywhere, and only for its owner."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.support.assertions import assert_refused, assert_same_404, errors_of
from tests.support.interviews import count
from tests.support.scripted_upstream import ScriptedUpstream, relay

DELETE = ("DELETE", "/rest/v1/interviews")
MISSING = "0192a1b2-c3d4-4e5f-8000-000000000001"
TRACED = {"X-Request-ID": "the-same-for-both"}


@pytest.fixture
def delete(client, supabase, alice):
    """DELETE one interview, as Alice unless another user is given."""

    def delete(row_id: str, user: Any = alice, query: str = "", **headers: str) -> Any:
        return client.delete(f"/api/interviews/{row_id}?{query}", headers=user.headers | headers)

    return delete


@pytest.fixture
def row_id(save, interview, alice):
    return save(interview, alice).json()["data"]["id"]


def test_it_is_gone_for_every_endpoint_at_once(client, delete, save, interview, sign_up, db):
    user = sign_up(f"{uuid.uuid4()}@example.com")

    def get(path: str) -> Any:
        return client.get(f"/api/interviews/{path}", headers=user.headers)

    kept = save(interview, user).json()["data"]["id"]
    interview["feedback"]["overallScore"] = 2
    gone = save(interview, user).json()["data"]["id"]
    assert get("stats").json()["data"]["average_overall_score"] == 5

    response = delete(gone, user)

    assert response.status_code == 200
    assert response.json() == {
        "success": True,
        "message": "Interview deleted",
        "data": {"id": gone},
    }
    assert count(db, user_id=user.id) == count(db, id=kept) == 1
    listed = get("list").json()
    assert [item["id"] for item in listed["data"]] == [kept]
    assert listed["pagination"]["total"] == 1
    stats = get("stats").json()["data"]
    assert (stats["total_interviews"], stats["average_overall_score"]) == (1, 8)
    assert (stats["latest_overall_score"], stats["total_questions"]) == (8, 5)
    progress = get("progress").json()["data"]
    assert [point["id"] for point in progress["points"]] == [kept]
    assert progress["recurring"]["strengths"] == []
    assert [row["id"] for row in json.loads(get("export.json").getvalue())] == [kept]
    assert gone not in get("export.csv").getvalue().decode()
    for path in ("", "/export.pdf", "/export.md", "/export.json"):
        assert_refused(get(gone + path), 404, "not_found")
    assert_refused(get(f"compare?ids={kept},{gone}"), 404, "not_found")
    assert_refused(delete(gone, user), 404, "not_found")


def test_the_id_may_be_in_upper_case(delete, row_id, db):
    assert delete(row_id.upper()).json()["data"] == {"id": row_id}
    assert count(db, id=row_id) == 0


@pytest.mark.parametrize("owner", ["alice", None])
def test_a_stranger_gets_the_same_404_as_for_a_missing_interview(
    delete, save, interview, alice, bob, owner, db, row_level_security
):
    row_id = save(interview, alice if owner else None).json()["data"]["id"]
    row_level_security()

    assert_same_404(delete(row_id, bob, **TRACED), delete(MISSING, bob, **TRACED))
    assert count(db, id=row_id) == 1


@pytest.mark.parametrize("malformed", ["nonsense", "%00", "*", f"{MISSING}0", f"{{{MISSING}}}"])
def test_an_id_that_is_none_gets_the_same_404(delete, malformed):
    assert delete(malformed, **TRACED).status_code == 404
    assert delete(malformed, **TRACED).content == delete(MISSING, **TRACED).content


def test_without_a_token_it_is_a_401_and_nothing_is_deleted(client, supabase, row_id, alice, db):
    for query in ("", f"user_id={alice.id}"):
        response = client.delete(f"/api/interviews/{row_id}?{query}")

        assert_refused(response, 401, "not_authenticated")
    assert count(db, id=row_id) == 1


def test_another_user_id_is_a_403_and_nothing_is_deleted(delete, row_id, alice, bob, db):
    assert_refused(delete(row_id, query=f"user_id={bob.id}"), 403, "user_id_mismatch")
    assert count(db, id=row_id) == 1

    assert delete(row_id, query=f"user_id={alice.id}").status_code == 200


def test_an_unknown_query_parameter_is_a_400_and_nothing_is_deleted(delete, row_id, db):
    assert errors_of(delete(row_id, query="dry_run=1")) == {"dry_run": "unknown_parameter"}
    assert count(db, id=row_id) == 1


def test_of_many_at_once_one_deletes_it(live_service, row_id, alice):
    def delete(_: int) -> int:
        url = f"{live_service}/api/interviews/{row_id}"
        return httpx.delete(url, headers=alice.headers, timeout=30).status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(delete, range(8))) == [200] + [404] * 7


# Supabase fails ----------------------------------------------------------------------


@pytest.fixture
def upstream(row_id, supabase, settings):
    """A server before the local Supabase, in which the interview is stored."""
    with ScriptedUpstream() as upstream:
        settings.SUPABASE_URL = upstream.url
        yield upstream


def test_a_lost_answer_is_a_503_and_never_a_404_for_what_was_just_deleted(
    delete, upstream, supabase, row_id, db
):
    upstream.script(DELETE, relay(supabase.url, keep=0), relay(supabase.url))

    response = delete(row_id)

    assert_refused(response, 503, "supabase_unavailable")
    assert count(db, id=row_id) == 0
    assert_refused(delete(row_id), 404, "not_found")
