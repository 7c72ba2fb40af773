"""POST /api/interviews/save: what is stored, and under whom."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.interviews import COLUMNS, MISSING, changed, count, post_raw

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
        ("8", 8, 8, True),
        ("8/10", 8, 8, True),
        ("7,5", 7.5, 8, True),
        ({"score": 8}, 8, 8, True),
        (0, None, None, True),
        (85, None, None, True),
        ("high", None, None, True),
        (True, None, None, True),
        ("  ", None, None, True),
        ("", "", None, False),
        (None, None, None, False),
        (MISSING, MISSING, None, False),
    ],
)
@pytest.mark.parametrize("field", ["overallScore", "communicationScore", "technicalScore"])
def test_scores_a_language_model_writes(save, interview, field, sent, kept, column, warned):
    """All notations: tests/unit/test_feedback.py."""
    response = save(changed(interview, f"feedback.{field}", sent))
    body = response.json()

    assert response.status_code == 201
    stored = body["data"]
    assert stored["feedback"].get(field, MISSING) == kept
    assert stored[field.replace("Score", "_score")] == column
    assert any(field in warning for warning in body.get("warnings", [])) is warned
    is_lost = warned and kept is None
    assert stored["feedback"].get("asSent") == ({field: sent} if is_lost else None)


@pytest.mark.parametrize("field", ["strengths", "areasForImprovement", "recommendations"])
@pytest.mark.parametrize(
    ("sent", "kept", "warned"),
    [
        (None, [], False),
        (MISSING, [], False),
        ([], [], False),
        ("Calm", ["Calm"], True),
        (["a", ""], ["a"], True),
        ([{"title": "Clear", "detail": "Short answers"}], ["Clear: Short answers"], True),
        ({"1": "Clear"}, ["Clear"], True),
    ],
)
def test_advice_a_language_model_writes(save, interview, field, sent, kept, warned):
    body = save(changed(interview, f"feedback.{field}", sent)).json()

    assert body["data"]["feedback"][field] == kept
    assert any(field in warning for warning in body.get("warnings", [])) is warned


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (None, ""),
        (MISSING, ""),
        ("", ""),
        (" a\n", " a\n"),
        (["a", "b"], "a\n\nb"),
        ({"Pace": "Slow"}, "Pace: Slow"),
    ],
)
def test_detailed_feedback_is_one_text(save, interview, sent, kept):
    body = save(changed(interview, "feedback.detailedFeedback", sent)).json()

    assert body["data"]["feedback"]["detailedFeedback"] == kept


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (MISSING, {}),
        (None, {}),
        ("", {}),
        ("null", {}),
        ([1], {"asSent": {"feedback": [1]}}),
        (True, {"asSent": {"feedback": True}}),
    ],
)
def test_without_feedback_the_transcript_is_saved_and_a_warning_says_so(
    save, interview, sent, kept
):
    response = save(changed(interview, "feedback", sent))
    body = response.json()

    assert response.status_code == 201
    assert body["data"]["feedback"] == kept
    assert body["data"]["conversation"] == interview["conversation"]
    assert body["data"]["overall_score"] is None
    assert [warning for warning in body["warnings"] if warning.startswith("feedback ")]


@pytest.mark.parametrize("fence", ["{}", "```json\n{}\n```", "```{}```"])
def test_feedback_as_json_text_is_read(save, interview, fence):
    sent = fence.replace("{}", json.dumps(interview["feedback"]))
    body = save(interview | {"feedback": sent}).json()

    assert body["data"]["feedback"] == interview["feedback"]
    assert body["data"]["overall_score"] == 8
    assert body["warnings"]


def test_feedback_as_other_text_is_the_detailed_feedback(save, interview):
    body = save(interview | {"feedback": "You did well."}).json()

    assert body["data"]["feedback"]["detailedFeedback"] == "You did well."
    assert body["warnings"]


def test_a_score_out_of_ten_and_a_strength_with_a_title_are_read(save, interview):
    feedback = {
        "overallScore": "8/10",
        "strengths": [{"title": "Clear", "detail": "Short answers"}],
    }
    response = save(interview | {"feedback": feedback})
    body = response.json()

    assert response.status_code == 201
    assert body["data"]["overall_score"] == body["data"]["feedback"]["overallScore"] == 8
    assert body["data"]["feedback"]["strengths"] == ["Clear: Short answers"]
    assert [warning.split(" ")[0] for warning in body["warnings"]] == [
        "feedback.overallScore",
        "feedback.strengths",
    ]


@pytest.mark.parametrize(
    ("raw", "stored"),
    [(r"nice \ud83d", "nice \ufffd"), (r"\ude00 nice", "\ufffd nice"), (r"a\u0000b", "ab")],
)
@pytest.mark.parametrize("where", ["conversation", "feedback", "key"])
def test_one_bad_character_loses_no_interview(client, supabase, interview, raw, stored, where):
    if where == "conversation":
        interview["conversation"][1]["content"] = "PLACEHOLDER"
    elif where == "feedback":
        interview["feedback"]["detailedFeedback"] = "PLACEHOLDER"
    else:
        interview["feedback"]["more"] = {"PLACEHOLDER": 1}

    response = post_raw(client, json.dumps(interview).replace("PLACEHOLDER", raw))

    assert response.status_code == 201
    assert json.dumps(stored) in json.dumps(response.json()["data"])
    assert "U+FFFD" in response.json()["warnings"][0]


def test_a_question_that_nobody_answered_is_kept(save, interview):
    interview["conversation"][1]["content"] = ""
    response = save(interview)

    assert response.status_code == 201
    assert "warnings" not in response.json()
    assert response.json()["data"]["conversation"] == interview["conversation"]


def test_a_transcript_of_an_sdk_is_read(save, interview):
    """All shapes: tests/unit/test_conversation.py."""
    parts = [{"type": "text", "text": "Space"}, {"type": "text", "text": "and write time."}]
    interview["conversation"] = [
        {"role": "assistant", "content": "What does an index cost?"},
        {"role": "user", "parts": parts, "id": "m1"},
        {"role": "user", "content": parts},
        {"role": "human"},
    ]
    body = save(interview).json()

    assert body["data"]["conversation"] == [
        {"role": "interviewer", "content": "What does an index cost?"},
        {"role": "user", "content": "Space\n\nand write time.", "parts": parts, "id": "m1"},
        {"role": "user", "content": "Space\n\nand write time.", "asSent": {"content": parts}},
        {"role": "user", "content": ""},
    ]
    assert len(body["warnings"]) == 4


def test_a_deep_document_with_as_sent_is_read_back_and_exported(client, save, interview, alice):
    deep = "x"
    for _ in range(29):  # the body, the feedback and `further` are three of 32 levels
        deep = [deep]
    interview["feedback"]["overallScore"] = {"further": deep}
    interview["feedback"]["further"] = [deep]
    saved = save(interview, alice)

    assert saved.status_code == 201
    row = saved.json()["data"]
    assert row["feedback"]["asSent"] == {"overallScore": {"further": deep}}
    for path in ("", "/export.pdf", "/export.md", "/export.json"):
        response = client.get(f"/api/interviews/{row['id']}{path}", headers=alice.headers)
        assert response.status_code == 200
        assert b"".join(response) if response.streaming else response.content


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


@pytest.mark.parametrize("ahead", [timedelta(minutes=2), timedelta(days=1), timedelta(days=30_000)])
def test_a_completion_time_in_the_future_is_now_and_a_warning_says_so(save, interview, ahead):
    sent = (datetime.now(UTC) + ahead).isoformat()

    body = save(interview | {"completed_at": sent}).json()

    stored = datetime.fromisoformat(body["data"]["completed_at"])
    assert abs(datetime.now(UTC) - stored) < timedelta(minutes=1)
    assert [warning for warning in body["warnings"] if f"completed_at was {sent}" in warning]


def test_a_completion_time_up_to_a_minute_ahead_is_kept(save, interview):
    sent = datetime.now(UTC) + timedelta(seconds=50)

    body = save(interview | {"completed_at": sent.isoformat()}).json()

    assert datetime.fromisoformat(body["data"]["completed_at"]) == sent
    assert "warnings" not in body
