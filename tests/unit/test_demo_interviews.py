"""The demo interviews: what somebody sees first, and what the pages are judged by."""

import json
import unicodedata
from itertools import pairwise
from typing import Any

import pytest

from llm_api.analysis.competencies import competency_scores
from llm_api.analysis.further_feedback import further_entries, questions
from llm_api.analysis.progress import progress
from llm_api.serializers.bodies import read_interview
from tests.support import ROOT

DEMO = json.loads((ROOT / "llm_api/management/demo_interviews.json").read_text("utf-8"))
ENRICHED = [entry for entry in DEMO if "questions" in entry["feedback"]]
MARKS = ("\n## ", "\n| ", "\n- ", "\n1. ", "\n> ", "\n```sql\n", "**", "`")
SEED_FIELDS = {"key", "days_ago", "time"}


def texts(value: Any) -> list[str]:
    if isinstance(value, dict | list):
        items = value.values() if isinstance(value, dict) else value
        return [text for item in items for text in texts(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("entry", DEMO, ids=lambda entry: entry["key"])
def test_each_is_read_as_it_is_written(entry):
    sent = {name: value for name, value in entry.items() if name not in SEED_FIELDS}

    reading = read_interview(sent)

    assert reading.columns["feedback"] == entry["feedback"]
    assert reading.columns["conversation"] == entry["conversation"]
    assert all("holds it rounded" in warning for warning in reading.warnings)
    asked = [m for m in entry["conversation"] if m["role"] == "interviewer"]
    assert entry["question_count"] in (len(asked), len(asked) - 1)  # the last may be a farewell


def test_a_third_is_as_rich_as_what_models_write_today():
    assert len(ENRICHED) >= len(DEMO) / 3
    for entry in ENRICHED:
        feedback = entry["feedback"]
        assert competency_scores(feedback)
        assert {"Summary", "Hire recommendation"} <= {e.name for e in further_entries(feedback)}
        assert any(score % 1 for score in feedback.values() if isinstance(score, float))
        assert any(mark in feedback["detailedFeedback"] for mark in MARKS)
    written = "\n".join(entry["feedback"]["detailedFeedback"] for entry in ENRICHED)
    assert all(mark in written for mark in MARKS)


@pytest.mark.parametrize("entry", ENRICHED, ids=lambda entry: entry["key"])
def test_the_questions_are_those_of_the_transcript(entry):
    said = [message["content"] for message in entry["conversation"]]
    found = questions(entry["feedback"])

    assert len(found) == entry["question_count"]
    for question in found:
        position = said.index(question.question)
        assert said[position + 1] == question.answer
        assert question.score is not None
        assert question.feedback


def test_one_of_them_has_25_questions():
    assert max(len(questions(entry["feedback"])) for entry in DEMO) == 25


def test_one_of_them_is_in_arabic():
    def is_arabic(text: str) -> bool:
        letters = [c for c in text if c.isalpha()]
        return all(unicodedata.name(c).startswith("ARABIC") for c in letters)

    [entry] = [e for e in ENRICHED if is_arabic(e["conversation"][0]["content"])]

    assert all(is_arabic(message["content"]) for message in entry["conversation"])
    assert all(is_arabic(text) for text in texts(entry["feedback"]))


def test_half_a_year_of_them_tells_a_story():
    rows = [
        {**entry, "id": entry["key"], "completed_at": f"2026-01-{number:02}T09:00:00Z"}
        for number, entry in enumerate(DEMO, 1)
    ]

    found = progress(rows)

    better = found["trend"]
    assert better["overall_score"]["difference"] > 3
    assert better["competencies"]["Problem solving"]["difference"] > 2
    averages = [point["moving_average"] for point in found["points"] if point["moving_average"]]
    assert any(later < earlier for earlier, later in pairwise(averages))
    [most, *_] = found["recurring"]["areas_for_improvement"]
    assert most["count"] > 5
    assert most["interview_ids"][-1] in [entry["key"] for entry in DEMO[-6:]]
