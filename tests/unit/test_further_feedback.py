"""What is read from feedback beside the guide's keys."""

from typing import Any

import pytest

from llm_api.analysis.competencies import competency_scores
from llm_api.analysis.further_feedback import Entry, further_entries, questions
from llm_api.analysis.key_names import key_name
from llm_api.analysis.scores import exact_score
from tests.support.feedback_examples import (
    COMPETENCIES,
    EXACT_SCORES,
    FURTHER_ENTRIES,
    KEY_NAMES,
    NO_OBJECTS,
    QUESTIONS,
)


def test_keys_become_names():
    assert {key: key_name(key) for key in KEY_NAMES} == KEY_NAMES


@pytest.mark.parametrize(("feedback", "expected"), COMPETENCIES)
def test_competencies_are_the_further_scores(feedback, expected):
    scores = competency_scores(feedback)
    assert scores == expected
    assert list(scores) == sorted(scores)


@pytest.mark.parametrize(("feedback", "expected"), QUESTIONS)
def test_a_question_has_its_texts_its_score_and_its_other_keys(feedback, expected):
    found = [[*texts, pairs(further)] for *texts, further in questions(feedback)]
    assert found == expected


@pytest.mark.parametrize(("feedback", "expected"), FURTHER_ENTRIES)
def test_everything_else_is_an_entry_under_its_own_name(feedback, expected):
    assert pairs(further_entries(feedback)) == expected


def pairs(entries: tuple[Entry, ...]) -> list[Any]:
    return [[name, text or pairs(inner)] for name, text, inner in entries]


@pytest.mark.parametrize("feedback", NO_OBJECTS)
def test_feedback_that_is_no_object_has_nothing_further(feedback):
    assert (competency_scores(feedback), questions(feedback), further_entries(feedback)) == (
        {},
        [],
        (),
    )


@pytest.mark.parametrize(("feedback", "column", "expected"), EXACT_SCORES)
def test_a_score_is_that_of_the_feedback_before_its_column(feedback, column, expected):
    row = {"feedback": feedback, "overall_score": column}
    assert exact_score(row, "overall_score") == expected
