"""GET /api/interviews/<id>: the whole row, for its owner alone."""

from typing import Any

import pytest

from tests.support.assertions import assert_refused, assert_same_404, errors_of
from tests.support.histories import ROW
from tests.support.interviews import COLUMNS
from tests.support.scripted_upstream import SELECT, ScriptedUpstream, answer

MISSING = "0192a1b2-c3d4-4e5f-8000-000000000001"
TRACED = {"X-Request-ID": "the-same-for-both"}


@pytest.fixture
def get(client, supabase, alice):
    """GET one interview, as Alice unless another user is given."""

    def get(row_id: str, user: Any = alice, query: str = "", **headers: str) -> Any:
        return client.get(f"/api/interviews/{row_id}?{query}", headers=user.headers | headers)

    return get


@pytest.fixture
def stored(save, interview, alice):
    """An interview of Alice's, as it was answered when she saved it."""
    interview["feedback"]["model"] = {"name": "m", "temperature": 0.25}
    interview["conversation"] += [{"role": "user", "content": "面试\n👩‍💻", "seconds": 1.5}]
    return save(interview, alice).json()["data"]


def test_its_owner_gets_the_whole_row_as_it_was_saved(get, stored):
    response = get(stored["id"])

    assert response.status_code == 200
    assert set(stored) == COLUMNS
    assert response.json() == {"success": True, "data": stored}
    assert response["Cache-Control"] == "no-store"


def test_the_id_may_be_in_upper_case(get, stored):
    assert get(stored["id"].upper()).json()["data"] == stored


def test_without_a_token_it_is_a_401_whether_or_not_it_exists(client, supabase, stored, alice):
    for row_id in (stored["id"], MISSING, "nonsense"):
        for query in ("", f"user_id={alice.id}"):
            response = client.get(f"/api/interviews/{row_id}?{query}")

            assert_refused(response, 401, "not_authenticated")
            assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("owner", ["alice", None])
def test_a_stranger_gets_the_same_404_as_for_a_missing_interview(
    get, save, interview, alice, bob, owner, row_level_security
):
    row_id = save(interview, alice if owner else None).json()["data"]["id"]
    row_level_security()

    assert_same_404(get(row_id, bob, **TRACED), get(MISSING, bob, **TRACED))


@pytest.mark.parametrize(
    "row_id",
    [
        "1",
        "nonsense",
        "%00",
        "..",
        "' or 1=1--",
        "*",
        "0192a1b2c3d44e5f8000000000000001",
        "{0192a1b2-c3d4-4e5f-8000-000000000001}",
        "urn:uuid:0192a1b2-c3d4-4e5f-8000-000000000001",
        "0192a1b2-c3d4-4e5f-8000-0000000000011",
        "0192a1b2-c3d4-4e5f-8000-000000000001%20",
        "0192a1b2-c3d4-4e5f-8000-000000000001%0A",
        "0192a1b2-c3d4-4e5f-8000-00000000000١",
        "x" * 5000,
    ],
)
def test_an_id_that_is_none_gets_the_same_404(get, row_id):
    malformed, missing = get(row_id, **TRACED), get(MISSING, **TRACED)

    assert malformed.status_code == 404
    assert malformed.content == missing.content


def test_the_tokens_own_user_id_may_be_sent_and_no_other(get, stored, alice, bob):
    assert get(stored["id"], query=f"user_id={alice.id}").json()["data"] == stored
    assert_refused(get(stored["id"], query=f"user_id={bob.id}"), 403, "user_id_mismatch")
    assert errors_of(get(stored["id"], query="user_id=me")) == {"user_id": "invalid"}


def test_an_unknown_query_parameter_is_a_400(get, stored):
    assert errors_of(get(stored["id"], query="fields=id")) == {"fields": "unknown_parameter"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0001-12-31T16:07:02-07:52:58 BC", "0001-01-01T00:00:00Z"),
        ("0001-12-31 19:00:00.5-05 BC", "0001-01-01T00:00:00.500000Z"),
        ("0001-01-01T00:00:00+00:00", "0001-01-01T00:00:00Z"),
    ],
)
def test_the_first_hours_of_the_year_1_are_read_from_a_database_west_of_greenwich(
    client, supabase, alice, settings, written, read
):
    row = ROW | {"id": MISSING, "completed_at": written, "conversation": []}
    with ScriptedUpstream() as upstream:
        settings.SUPABASE_URL = upstream.url
        upstream.script(SELECT, answer(200, [row]))
        response = client.get(f"/api/interviews/{MISSING}", headers=alice.headers)

    assert response.status_code == 200
    assert response.json()["data"]["completed_at"] == read
