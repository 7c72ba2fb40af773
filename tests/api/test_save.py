"""POST /api/interviews/save: what is stored, under whom, how often, and what is refused."""

import json
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from llm_api.supabase_client.idempotency import interview_id
from tests.support.assertions import assert_refused, errors_of
from tests.support.interviews import COLUMNS, count

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
MISSING = object()


def changed(interview, path, value):
    """The interview with one value changed, or taken out."""
    *way, last = path.split(".")
    place = interview
    for step in way:
        place = place[int(step) if step.isdigit() else step]
    last = int(last) if last.isdigit() else last
    if value is MISSING:
        del place[last]
    else:
        place[last] = value
    return interview


# What is stored ----------------------------------------------------------------------


def test_the_guides_own_body_is_saved_for_the_tokens_user(save, interview, alice, db):
    response = save(interview, alice)

    assert response.status_code == 201
    body = response.json()
    assert set(body) == {"success", "message", "data"}
    assert body["message"] == "Interview saved successfully"
    stored = body["data"]
    assert set(stored) == COLUMNS
    row = db.execute("select * from interviews where id = %s", [stored["id"]]).fetchone()
    assert str(row["user_id"]) == alice.id == stored["user_id"]
    assert row["conversation"] == interview["conversation"] == stored["conversation"]
    assert row["feedback"] == interview["feedback"] == stored["feedback"]
    assert (row["overall_score"], row["communication_score"], row["technical_score"]) == (8, 9, 7)
    assert (row["job_role"], row["question_count"]) == ("Software Engineer", 5)
    for column in ("completed_at", "created_at"):
        assert TIMESTAMP.fullmatch(stored[column])
        assert datetime.fromisoformat(stored[column]) == row[column]


def test_without_a_token_it_is_stored_without_an_owner_and_can_be_claimed(save, interview, db):
    response = save(interview)

    assert response.status_code == 201
    body = response.json()
    assert set(body) == {"success", "message", "data", "claim_token"}
    assert count(db, id=body["data"]["id"]) == 1
    assert body["data"]["user_id"] is None
    assert len(body["claim_token"]) > 60


def test_two_saves_without_a_key_are_two_interviews(save, interview, alice):
    assert (
        save(interview, alice).json()["data"]["id"] != save(interview, alice).json()["data"]["id"]
    )


def test_personal_data_is_not_to_be_cached(save, interview, alice):
    assert save(interview, alice)["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("sent", "kept", "column", "warned"),
    [
        (1, 1, 1, False),
        (10, 10, 10, False),
        (8.0, 8, 8, False),
        (7.5, 7.5, 8, True),
        (6.5, 6.5, 7, True),
        (7.49, 7.49, 7, True),
        (9.5, 9.5, 10, True),
        ("8", 8, 8, True),
        (" 8 ", 8, 8, True),
        ("7.5", 7.5, 8, True),
        (None, None, None, False),
        (MISSING, MISSING, None, False),
    ],
)
@pytest.mark.parametrize("field", ["overallScore", "communicationScore", "technicalScore"])
def test_scores_a_language_model_writes(save, interview, field, sent, kept, column, warned):
    body = save(changed(interview, f"feedback.{field}", sent)).json()

    stored = body["data"]
    assert stored["feedback"].get(field, MISSING) == kept
    assert stored[field.replace("Score", "_score")] == column
    assert any(field in warning for warning in body.get("warnings", [])) is warned


@pytest.mark.parametrize(
    ("score", "code"),
    [
        (0, "min_value"),
        (0.99, "min_value"),
        (-1, "min_value"),
        (11, "max_value"),
        (10.01, "max_value"),
        ("11", "max_value"),
        (True, "invalid"),
        ("high", "invalid"),
        ("8/10", "invalid"),
        ("", "invalid"),
        ("1e1", "invalid"),
        ([8], "invalid"),
    ],
)
def test_scores_that_are_none_are_refused_on_their_field(save, interview, score, code):
    response = save(changed(interview, "feedback.technicalScore", score))

    assert errors_of(response) == {"feedback.technicalScore": code}


@pytest.mark.parametrize("field", ["strengths", "areasForImprovement", "recommendations"])
@pytest.mark.parametrize(
    ("sent", "kept", "warned"),
    [
        (None, [], False),
        (MISSING, [], False),
        ([], [], False),
        ("Calm", ["Calm"], True),
        (["a", ""], ["a", ""], False),
    ],
)
def test_advice_a_language_model_writes(save, interview, field, sent, kept, warned):
    body = save(changed(interview, f"feedback.{field}", sent)).json()

    assert body["data"]["feedback"][field] == kept
    assert any(field in warning for warning in body.get("warnings", [])) is warned


@pytest.mark.parametrize(("sent", "kept"), [(None, ""), (MISSING, ""), ("", ""), (" a\n", " a\n")])
def test_detailed_feedback_may_be_missing_and_is_kept_as_it_is(save, interview, sent, kept):
    body = save(changed(interview, "feedback.detailedFeedback", sent)).json()

    assert body["data"]["feedback"]["detailedFeedback"] == kept


def test_further_keys_of_feedback_and_messages_are_kept(save, interview):
    interview["feedback"]["model"] = {"name": "m", "temperature": 0.2, "tags": [1, None, True]}
    interview["conversation"][0]["timestamp"] = "2026-01-01T00:00:00Z"

    stored = save(interview).json()["data"]

    assert stored["feedback"] == interview["feedback"]
    assert stored["conversation"] == interview["conversation"]


def test_an_unknown_field_is_named_in_a_warning_and_not_stored(save, interview):
    body = save(interview | {"mood": "good"}).json()

    assert set(body["data"]) == COLUMNS
    assert [warning for warning in body["warnings"] if '"mood"' in warning]


@pytest.mark.parametrize(
    "text",
    ["面试官说：你好", "مقابلة عمل", "👩‍💻 ok", "a\u2028b", "\"\\'<script>", "\ufeff", "e\u0301"],
)
def test_text_of_any_script_comes_back_as_it_was(save, interview, text):
    interview["job_role"] = f"x{text}x"
    interview["conversation"][1]["content"] = text
    interview["feedback"]["strengths"] = [text]

    stored = save(interview).json()["data"]

    assert stored["job_role"] == f"x{text}x"
    assert stored["conversation"] == interview["conversation"]
    assert stored["feedback"] == interview["feedback"]


def test_the_job_role_is_trimmed(save, interview):
    assert save(interview | {"job_role": "  Engineer "}).json()["data"]["job_role"] == "Engineer"


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("2026-01-31T09:30:00Z", "2026-01-31T09:30:00Z"),
        ("2026-01-31T09:30:00.25+05:30", "2026-01-31T04:00:00.250000Z"),
        ("2026-01-31T09:30:00", "2026-01-31T09:30:00Z"),
    ],
)
def test_the_completion_time_is_kept_in_utc(save, interview, sent, stored):
    assert save(interview | {"completed_at": sent}).json()["data"]["completed_at"] == stored


@pytest.mark.parametrize("sent", [MISSING, None])
def test_the_completion_time_is_now_if_none_is_sent(save, interview, sent):
    body = interview if sent is MISSING else interview | {"completed_at": sent}

    stored = datetime.fromisoformat(save(body).json()["data"]["completed_at"])

    assert abs(datetime.now(UTC) - stored) < timedelta(minutes=1)


# What is refused ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("job_role", MISSING, "required"),
        ("job_role", None, "null"),
        ("job_role", "   ", "blank"),
        ("job_role", "x" * 201, "max_length"),
        ("job_role", 5, "invalid"),
        ("experience_level", MISSING, "required"),
        ("experience_level", "senior", "invalid_choice"),
        ("experience_level", ["Senior"], "invalid_choice"),
        ("interview_type", "Chat", "invalid_choice"),
        ("conversation", MISSING, "required"),
        ("conversation", None, "null"),
        ("conversation", [], "min_length"),
        ("conversation", {}, "invalid"),
        ("conversation", "text", "invalid"),
        ("conversation.1", "text", "invalid"),
        ("conversation.1", None, "invalid"),
        ("conversation.1.role", "assistant", "invalid_choice"),
        ("conversation.1.role", MISSING, "required"),
        ("conversation.1.content", MISSING, "required"),
        ("conversation.1.content", "", "min_length"),
        ("conversation.1.content", None, "invalid"),
        ("conversation.1.content", 5, "invalid"),
        ("conversation.1.content", "x" * 20_001, "max_length"),
        ("feedback", MISSING, "required"),
        ("feedback", None, "null"),
        ("feedback", [], "invalid"),
        ("feedback", "good", "invalid"),
        ("feedback.strengths", {}, "invalid"),
        ("feedback.strengths.0", 5, "invalid"),
        ("feedback.strengths.0", None, "invalid"),
        ("feedback.detailedFeedback", 5, "invalid"),
        ("question_count", MISSING, "required"),
        ("question_count", -1, "min_value"),
        ("question_count", 1001, "max_value"),
        ("question_count", 1.5, "invalid"),
        ("question_count", "5", "invalid"),
        ("question_count", True, "invalid"),
    ],
)
def test_a_bad_value_is_refused_on_its_field(save, interview, path, value, code):
    assert errors_of(save(changed(interview, path, value))) == {path: code}


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("yesterday", "invalid"),
        ("", "invalid"),
        (5, "invalid"),
        ("2026-13-01T00:00:00Z", "invalid"),
        ("0001-01-01T00:00:00+23:59", "overflow"),
        ("9999-12-31T23:59:59-23:59", "overflow"),
    ],
)
def test_a_completion_time_that_is_none_is_refused(save, interview, moment, code):
    assert errors_of(save(interview | {"completed_at": moment})) == {"completed_at": code}


def test_a_completion_time_in_the_future_is_refused(save, interview):
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()

    assert errors_of(save(interview | {"completed_at": tomorrow})) == {"completed_at": "future"}


def test_the_limits_themselves_are_accepted(save, interview):
    interview["job_role"] = "x" * 200
    interview["question_count"] = 1000
    interview["conversation"] = [{"role": "user", "content": "y" * 20_000}] + [
        {"role": "user", "content": "y"}
    ] * 999

    assert save(interview).status_code == 201


def test_one_message_too_many_is_refused(save, interview):
    interview["conversation"] = [{"role": "user", "content": "y"}] * 1001

    assert errors_of(save(interview)) == {"conversation": "max_length"}


def test_the_refusal_of_a_thousand_messages_stays_short(save, interview):
    interview["conversation"] = [{"role": "nobody", "content": ""}] * 1000

    assert len(errors_of(save(interview))) <= 50


def post_raw(client, raw, **headers):
    return client.post(
        "/api/interviews/save", raw, content_type="application/json", headers=headers
    )


def with_placeholder(interview, raw):
    """The interview's JSON with `raw` in the place of the first answer."""
    interview["conversation"][1]["content"] = "PLACEHOLDER"
    return json.dumps(interview).replace('"PLACEHOLDER"', raw).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (r'"a\u0000b"', "null_character"),
        (r'"\ud800"', "lone_surrogate"),
        (r'"\udfff\ud83d"', "lone_surrogate"),
        ("NaN", "not_finite"),
        ("-Infinity", "not_finite"),
        ("1e999", "not_finite"),
        ("9007199254740993", "max_value"),
        ("-9007199254740993", "max_value"),
    ],
)
@pytest.mark.parametrize("further", [False, True])
def test_what_json_cannot_carry_safely_is_refused_where_it_stands(
    client, supabase, interview, raw, code, further
):
    if further:
        interview["conversation"][1]["extra"] = {"deep": ["PLACEHOLDER"]}
        text = json.dumps(interview).replace('"PLACEHOLDER"', raw).encode()
        field = "conversation.1.extra.deep.0"
    else:
        text = with_placeholder(interview, raw)
        field = "conversation.1.content"

    assert errors_of(post_raw(client, text)) == {field: code}


def test_integers_up_to_two_to_the_53_and_large_floats_are_kept(save, interview):
    interview["feedback"]["numbers"] = [2**53, -(2**53), 1e300, 0.1]

    assert save(interview).json()["data"]["feedback"]["numbers"] == [2**53, -(2**53), 1e300, 0.1]


def test_a_nul_in_a_key_is_refused(client, supabase, interview):
    interview["feedback"]["a\x00b"] = 1

    assert list(errors_of(post_raw(client, json.dumps(interview))).values()) == ["null_character"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"nonsense",
        b'{"a": 1,}',
        b'{"a": "\x01"}',
        b"\xff\xfe",
        '{"a": "\udc80"}'.encode("utf-8", "surrogatepass"),
        b'{"a":' + b"1" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
    ],
)
def test_what_is_not_json_is_a_400_that_says_so(client, raw):
    assert set(errors_of(post_raw(client, raw)).values()) <= {"invalid_json", "required"}


@pytest.mark.parametrize("raw", [b"[]", b"null", b'"text"', b"5", b"true"])
def test_a_body_that_is_no_object_is_refused(client, raw):
    assert errors_of(post_raw(client, raw)).keys() == {"body"}


def nested(levels):
    value = 1
    for _ in range(levels):
        value = [value]
    return value


def test_nesting_of_32_levels_is_accepted_and_33_are_not(save, interview):
    # The body and the feedback are two of them.
    interview["feedback"]["deep"] = nested(30)
    assert save(interview).status_code == 201

    interview["feedback"]["deep"] = nested(31)
    response = save(interview)
    assert errors_of(response) == {"body": "invalid_json"}
    assert "32" in response.json()["message"]


def test_a_byte_order_mark_does_no_harm(client, supabase, interview):
    assert post_raw(client, b"\xef\xbb\xbf" + json.dumps(interview).encode()).status_code == 201


def test_a_body_over_two_megabytes_is_refused_in_our_shape(client):
    response = post_raw(client, b'{"a": "' + b"x" * 2_097_152 + b'"}')

    assert response.status_code == 413
    assert set(response.json()) == {"success", "code", "message", "request_id"}
    assert response.json()["code"] == "body_too_large"


def test_a_body_just_under_two_megabytes_is_read(save, interview):
    interview["conversation"] = [{"role": "user", "content": "x" * 20_000}] * 104

    assert save(interview).status_code == 201


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_what_does_not_say_it_is_json_is_a_415(client, interview, content_type):
    response = client.generic(
        "POST", "/api/interviews/save", json.dumps(interview), content_type=content_type
    )

    assert response.status_code == 415
    assert set(response.json()) == {"success", "code", "message", "request_id"}


def test_a_chunked_body_is_told_to_come_with_its_length(live_service, interview):
    answer = httpx.post(
        f"{live_service}/api/interviews/save",
        content=iter([json.dumps(interview).encode()]),
        headers={"Content-Type": "application/json"},
    )

    assert answer.status_code == 411
    assert answer.json()["code"] == "length_required"


def test_an_accept_header_that_wants_something_else_loses_no_interview(save, interview):
    assert save(interview, Accept="text/html").status_code == 201


def test_an_unknown_query_parameter_is_a_400(client, interview):
    response = client.post("/api/interviews/save?dry_run=1", interview, "application/json")

    assert errors_of(response) == {"dry_run": "unknown_parameter"}


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options"])
def test_other_methods_are_405_in_our_shape(client, method):
    response = getattr(client, method)("/api/interviews/save")

    assert response.status_code == 405
    assert set(response.json()) == {"success", "code", "message", "request_id"}
    assert response["Allow"] == "POST"


@pytest.mark.parametrize("path", ["/api/", "/api/nope", "/api/interviews/save/", "/api/%00"])
@pytest.mark.parametrize("debug", [False, True])
def test_an_unknown_address_is_a_404_in_our_shape(client, settings, path, debug):
    settings.DEBUG = debug

    response = client.get(path)

    assert response.status_code == 404
    assert set(response.json()) == {"success", "code", "message", "request_id"}
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_foreign_host_header_is_a_400_in_our_shape(client):
    response = client.get("/api/health", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert set(response.json()) == {"success", "code", "message", "request_id"}


def test_a_bug_is_a_500_that_tells_nothing(client, interview, monkeypatch, caplog):
    def broken(*args):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("llm_api.views.interview_views.ownership_warnings", broken)

    response = client.post("/api/interviews/save", interview, "application/json")

    assert response.status_code == 500
    assert set(response.json()) == {"success", "code", "message", "request_id"}
    assert b"secret detail" not in response.content
    assert "secret detail" in caplog.text


# Once --------------------------------------------------------------------------------


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


def test_a_key_that_somebody_else_sits_on_is_a_409_and_tells_nothing(
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
