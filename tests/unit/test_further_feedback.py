"""What is read from feedback beside the guide's keys."""

import pytest

from llm_api.analysis.competencies import competency_scores
from llm_api.analysis.further_feedback import Entry, Question, further_entries, questions
from llm_api.analysis.key_names import key_name
from llm_api.analysis.scores import exact_score
from tests.support.feedback_examples import COMPETENCIES, KEY_NAMES


def test_keys_become_names():
    assert {key: key_name(key) for key in KEY_NAMES} == KEY_NAMES


@pytest.mark.parametrize(("feedback", "expected"), COMPETENCIES)
def test_competencies_are_the_further_scores(feedback, expected):
    scores = competency_scores(feedback)
    assert scores == expected
    assert list(scores) == sorted(scores)


def test_a_question_has_its_texts_its_score_and_its_other_keys():
    asked = {
        "question": "Why a queue?",
        "answer": "Because.",
        "score": 6.5,
        "feedback": "**Thin.**",
        "idealAnswer": "Back pressure.",
        "keyPoints": ["load", "order"],
    }
    points = Entry("Key points", entries=(Entry("", "load"), Entry("", "order")))
    expected = Question(
        1, "Why a queue?", "Because.", 6.5, "**Thin.**", "Back pressure.", (points,)
    )
    assert questions({"questions": [asked]}) == [expected]


def test_questions_keep_their_numbers_and_what_is_odd_in_them():
    sent = [{}, "Why a queue?", {"answer": None, "score": "8/10", "feedback": {"tone": "calm"}}]
    assert questions({"questions": sent}) == [
        Question(2, "Why a queue?", "", None, "", "", ()),
        Question(
            3,
            *("", "", None, "", ""),
            (Entry("Score", "8/10"), Entry("Feedback", entries=(Entry("Tone", "calm"),))),
        ),
    ]


@pytest.mark.parametrize("stored", [None, 3, "Why?", {"q1": "Why?"}, [["Why?"]], [1]])
def test_questions_of_another_shape_are_further_entries(stored):
    assert questions({"questions": stored}) == []
    names = [entry.name for entry in further_entries({"questions": stored})]
    assert names == ([] if stored is None else ["Questions"])


def test_everything_else_is_an_entry_under_its_own_name():
    feedback = {
        "tone": "Warm",
        "summary": "",
        "wouldHire": True,
        "confidence": 0.8,
        "scores": {"pace": 7, "clarity": 85},
        "overallScore": 8,
        "overall_score": 6,
        "depthScore": 7,
        "next": [{"topic": "SQL", "hours": 3}, None, [], "Rest"],
        "asSent": {"overallScore": "8"},
        "strengths": ["Calm"],
    }
    topic = (Entry("Topic", "SQL"), Entry("Hours", "3"))
    assert further_entries(feedback) == (
        Entry("Tone", "Warm"),
        Entry("Would hire", "Yes"),
        Entry("Confidence", "0.8"),
        Entry("Scores", entries=(Entry("Clarity", "85"),)),
        Entry("Overall score", "6"),
        Entry("Next", entries=(Entry("", entries=topic), Entry("", "Rest"))),
    )


@pytest.mark.parametrize("feedback", [None, "text", [], 3])
def test_feedback_that_is_no_object_has_nothing_further(feedback):
    assert (competency_scores(feedback), questions(feedback), further_entries(feedback)) == (
        {},
        [],
        (),
    )


@pytest.mark.parametrize(
    ("feedback", "column", "expected"),
    [
        ({"overallScore": 7.4}, 7, 7.4),
        ({"overallScore": None}, 7, 7),
        ({"overallScore": "7.4"}, 7, 7),
        ({"overallScore": 11}, 7, 7),
        ({"overallScore": True}, None, None),
        ("text", 7, 7),
        ({}, 0, None),
    ],
)
def test_a_score_is_that_of_the_feedback_before_its_column(feedback, column, expected):
    row = {"feedback": feedback, "overall_score": column}
    assert exact_score(row, "overall_score") == expected
