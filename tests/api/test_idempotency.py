"""POST /api/interviews/save with an Idempotency-Key: one row, however often it is sent."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from llm_api.supabase_client.idempotency import interview_id
from tests.support.assertions import assert_refused, errors_of
from tests.support.interviews import count, post_raw

# Once ---------------------------------------------------------------------------------


@pytest.mark.parametrize("signed_in", [True, False])
def test_the_same_key_and_body_give_the_first_row_again(save, interview, alice, db, signed_in):
    user, key = alice if signed_in else None, str(uuid.uuid4())

    first = save(interview, user, **{"Idempotency-Key": key})
    second = save(interview, user, **{"Idempotency-Key": key})

    assert (first.status_code, second.status_code) == (201, 200)
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    assert second.json()["data"] == first.json()["data"]
    assert ("claim_token" in second.json()) is not signed_in
    assert count(db, id=first.json()["data"]["id"]) == 1


def test_twenty_at_once_leave_one_row(live_service, interview, alice, db):
    interview["job_role"] = f"Twenty {uuid.uuid4()}"
    headers = alice.headers | {"Idempotency-Key": str(uuid.uuid4())}

    def post(_):
        return httpx.post(
            f"{live_service}/api/interviews/save", json=interview, headers=headers, timeout=30
        )

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(post, range(20)))

    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert len({answer.json()["data"]["id"] for answer in answers}) == 1
    assert count(db, job_role=interview["job_role"]) == 1


@pytest.mark.parametrize("number", [1e23, 1e300, 0.1, 1e-20, 8.0, 2**53])
def test_a_number_that_the_database_writes_otherwise_is_the_same_body(
    save, interview, alice, number
):
    interview["conversation"][0]["confidence"] = number
    key = str(uuid.uuid4())

    statuses = [save(interview, alice, **{"Idempotency-Key": key}).status_code for _ in range(2)]

    assert statuses == [201, 200]


@pytest.mark.parametrize(
    "change",
    [
        {"job_role": "Another"},
        {"job_role": " Software Engineer"},
        {"completed_at": "2026-01-31T09:30:00Z"},
        {"unknown": 1},
    ],
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_the_same_key_with_another_body_is_a_409(save, interview, alice, db, change, signed_in):
    user, key = alice if signed_in else None, str(uuid.uuid4())
    save(interview, user, **{"Idempotency-Key": key})
    before = db.execute("select count(*) as n from interviews").fetchone()

    response = save(interview | change, user, **{"Idempotency-Key": key})

    assert response.status_code == 409
    assert response.json()["code"] == "idempotency_key_reused"
    assert set(response.json()) == {"success", "code", "message", "request_id"}
    assert db.execute("select count(*) as n from interviews").fetchone() == before


def test_bodies_are_compared_as_parsed_json(client, supabase, interview, alice):
    headers = alice.headers | {"Idempotency-Key": str(uuid.uuid4())}
    interview["feedback"]["overallScore"] = 8
    turned = json.dumps(dict(reversed(interview.items())), indent=3).replace(": 8,", ": 8.0,")

    first = post_raw(client, json.dumps(interview), **headers)
    second = post_raw(client, turned, **headers)

    assert (first.status_code, second.status_code) == (201, 200)


def test_one_owners_key_never_meets_anothers(save, interview, alice, bob):
    key = {"Idempotency-Key": str(uuid.uuid4())}

    saved = [save(interview, user, **key).json()["data"] for user in (alice, bob, None)]

    assert len({row["id"] for row in saved}) == 3
    assert [row["user_id"] for row in saved] == [alice.id, bob.id, None]


def test_a_replay_does_not_tell_who_claimed_an_anonymous_interview(save, interview, alice, db):
    key = {"Idempotency-Key": str(uuid.uuid4())}
    saved = save(interview, **key).json()["data"]
    db.execute("update interviews set user_id = %s where id = %s", [alice.id, saved["id"]])

    replayed = save(interview, **key)

    assert replayed.status_code == 200
    assert replayed.json()["data"] == saved
    assert count(db, id=saved["id"], user_id=alice.id) == 1


def test_a_key_whose_row_has_another_owner_is_a_409_and_tells_nothing(
    save, interview, alice, bob, db
):
    key = {"Idempotency-Key": str(uuid.uuid4())}
    saved = save(interview, alice, **key).json()["data"]
    db.execute("update interviews set user_id = %s where id = %s", [bob.id, saved["id"]])

    response = save(interview, alice, **key)

    assert response.status_code == 409
    assert "data" not in response.json()


def squat(db, squatter, owner, key, body):
    """A row that the squatter wrote past this service, under the id of another's save."""
    row_id = str(interview_id(owner, key, body))
    query = (
        "insert into interviews (id, user_id, job_role, experience_level, interview_type,"
        " conversation, feedback) values (%s, %s, 'Squatter', 'Senior', 'Technical', '[]', '{}')"
    )
    db.execute(query, [row_id, squatter.id])
    return row_id


def test_a_strangers_row_of_the_same_key_is_not_in_the_way(save, interview, alice, bob, db):
    key = str(uuid.uuid4())
    squat(db, bob, alice.id, key, {"another": "body"})

    response = save(interview, alice, **{"Idempotency-Key": key})

    assert response.status_code == 201
    assert save(interview, alice, **{"Idempotency-Key": key}).json() == response.json()


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_strangers_row_of_the_same_id_is_never_given_out_as_saved(
    save, interview, alice, bob, db, signed_in
):
    user, key = (alice if signed_in else None), str(uuid.uuid4())
    squat(db, bob, alice.id if signed_in else "anonymous", key, interview)

    response = save(interview, user, **{"Idempotency-Key": key})

    assert_refused(response, 409, "idempotency_key_reused")
    assert save(interview, user, **{"Idempotency-Key": key + "2"}).status_code == 201


@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 256, "tab\tbed"])
def test_a_key_that_is_none_is_refused(client, interview, key):
    response = client.post(
        "/api/interviews/save",
        interview,
        "application/json",
        HTTP_IDEMPOTENCY_KEY=key,
    )

    assert errors_of(response) == {"Idempotency-Key": "invalid"}


def test_an_account_that_is_gone_is_told_so_and_nothing_is_stored(save, interview, sign_up, db):
    gone = sign_up(f"{uuid.uuid4()}@example.com")
    db.execute("delete from auth.users where id = %s", [gone.id])

    response = save(interview, gone)

    assert response.status_code == 403
    assert response.json()["code"] == "account_not_found"
    assert count(db, user_id=gone.id) == 0
