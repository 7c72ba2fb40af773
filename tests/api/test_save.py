"""POST /api/interviews/save: what is stored, and under whom."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.assertions import errors_of
from tests.support.interviews import COLUMNS, MISSING, changed, count

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def test_a_complete_interview_is_saved_for_the_tokens_user(save, interview, alice, db):
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
