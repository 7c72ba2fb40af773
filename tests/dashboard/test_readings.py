"""The dashboard reads feedback as the service does: both are tested with the same examples."""

from typing import Any

from tests.support.feedback_examples import (
    COMPETENCIES,
    EXACT_SCORES,
    FURTHER_ENTRIES,
    KEY_NAMES,
    NO_OBJECTS,
    QUESTIONS,
)
from tests.support.node import call


def test_keys_have_the_names_that_the_service_gives_them():
    names = call("key-names.js", "keyName", [[key] for key in KEY_NAMES])
    assert names == list(KEY_NAMES.values())


def test_competencies_are_those_of_the_service():
    found = call("competencies.js", "competencies", [[feedback] for feedback, _ in COMPETENCIES])
    scores = [[(each["name"], each["score"]) for each in competencies] for competencies in found]
    assert scores == [sorted(expected.items()) for _, expected in COMPETENCIES]


def test_questions_are_those_of_the_service():
    found = call("further-feedback.js", "questions", [[feedback] for feedback, _ in QUESTIONS])
    values = [[list(question.values()) for question in questions] for questions in found]
    assert [
        [[*texts, pairs(further)] for *texts, further in questions] for questions in values
    ] == [expected for _, expected in QUESTIONS]


def test_further_entries_are_those_of_the_service():
    found = call(
        "further-feedback.js", "furtherEntries", [[feedback] for feedback, _ in FURTHER_ENTRIES]
    )
    assert list(map(pairs, found)) == [expected for _, expected in FURTHER_ENTRIES]


def pairs(entries: list[dict[str, Any]]) -> list[Any]:
    return [[entry["name"], entry["text"] or pairs(entry["entries"])] for entry in entries]


def test_feedback_that_is_no_object_has_nothing_further():
    nothing = [[] for _ in NO_OBJECTS]
    for module, function in [
        ("competencies.js", "competencies"),
        ("further-feedback.js", "questions"),
        ("further-feedback.js", "furtherEntries"),
    ]:
        assert call(module, function, [[feedback] for feedback in NO_OBJECTS]) == nothing


def test_exact_scores_are_those_of_the_service():
    rows = [{"feedback": feedback, "overall_score": column} for feedback, column, _ in EXACT_SCORES]
    scores = call("scores.js", "exactScore", [[row, "overall_score"] for row in rows])
    assert scores == [expected for *_, expected in EXACT_SCORES]
