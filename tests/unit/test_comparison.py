"""Interviews side by side. Expected values are worked out by hand."""

import json
from typing import Any

import pytest

pytest.importorskip("hypothesis", reason="no local Supabase: requirements-dev.txt not installed")
from hypothesis import given
from hypothesis import strategies as st

from llm_api.analysis.comparison import compare, comparison_warnings
from tests.support.expected_scores import by_score, steps
from tests.support.histories import interview


def advised(number: int, strengths: Any, areas: Any) -> dict[str, Any]:
    return interview(number, feedback={"strengths": strengths, "areasForImprovement": areas})


def overall(rows: list[dict[str, Any]]) -> list[tuple[str, float | None, float | None]]:
    return [(s["id"], s["score"], s["change"]) for s in compare(rows)["scores"]["overall_score"]]


def test_the_whole_answer():
    first = interview(1, 4, communication_score=5) | {
        "feedback": {
            "overallScore": 4.4,
            "depthScore": 9,
            "strengths": ["Clear communication", "Honest"],
            "areasForImprovement": ["Use the STAR method", "Name costs"],
        }
    }
    second = interview(2, 7, communication_score=4, technical_score=6) | {
        "feedback": {
            "scores": {"pace": 6.5},
            "strengths": ["clear communication.", "Asks questions"],
            "areasForImprovement": ["Test more", "Use STAR method"],
        }
    }

    assert compare([second, first]) == {
        "interviews": [first, second],
        "scores": {
            "overall_score": [
                {"id": "id-01", "score": 4.4, "change": None},
                {"id": "id-02", "score": 7, "change": 2.6},
            ],
            "communication_score": [
                {"id": "id-01", "score": 5, "change": None},
                {"id": "id-02", "score": 4, "change": -1},
            ],
            "technical_score": [
                {"id": "id-01", "score": None, "change": None},
                {"id": "id-02", "score": 6, "change": None},
            ],
            "competencies": {
                "Depth": [
                    {"id": "id-01", "score": 9, "change": None},
                    {"id": "id-02", "score": None, "change": None},
                ],
                "Pace": [
                    {"id": "id-01", "score": None, "change": None},
                    {"id": "id-02", "score": 6.5, "change": None},
                ],
            },
        },
        "strengths": {
            "kept": ["clear communication."],
            "gained": ["Asks questions"],
            "lost": ["Honest"],
        },
        "areas_for_improvement": {
            "resolved": ["Name costs"],
            "persisting": ["Use STAR method"],
            "new": ["Test more"],
        },
    }


def test_a_change_is_against_the_interview_directly_before():
    rows = [interview(1, 4), interview(2, 9), interview(3, None), interview(4, 6), interview(5, 6)]

    assert overall(rows) == [
        ("id-01", 4, None),
        ("id-02", 9, 5),
        ("id-03", None, None),
        ("id-04", 6, None),
        ("id-05", 6, 0),
    ]


def test_a_change_is_exact():
    scores = [6.9, 7.4, 7.1, 8, 9.3]
    rows = [interview(n, feedback={"overallScore": score}) for n, score in enumerate(scores, 1)]

    assert [change for _, _, change in overall(rows)] == [None, 0.5, -0.3, 0.9, 1.3]


def test_unscored_interviews_have_no_change():
    assert overall([interview(1), interview(2)]) == [("id-01", None, None), ("id-02", None, None)]


def test_equal_times_are_ordered_by_id():
    rows = [interview(n, n, completed_at="2026-01-01T09:00:00Z") for n in (2, 3, 1)]

    assert overall(rows) == [("id-01", 1, None), ("id-02", 2, 1), ("id-03", 3, 1)]


def test_advice_is_of_the_first_against_the_last_whatever_lies_between():
    rows = [advised(1, ["A"], ["X"]), advised(2, ["A", "B"], ["Y"]), advised(3, ["C"], ["X"])]

    answer = compare(rows)

    assert answer["strengths"] == {"kept": [], "gained": ["C"], "lost": ["A"]}
    assert answer["areas_for_improvement"] == {"resolved": [], "persisting": ["X"], "new": []}


def test_the_same_advice_twice_in_an_interview_is_shown_once_in_its_order():
    first = advised(1, ["Honest", "honest.", "Deep", "Deep"], [])
    last = advised(2, ["Quick!", "deep", "quick", "Deep."], [])

    assert compare([first, last])["strengths"] == {
        "kept": ["deep"],
        "gained": ["Quick!"],
        "lost": ["Honest"],
    }


def test_advice_is_matched_without_its_markdown_and_shown_with_it():
    first = advised(
        1, [], ["Crash recovery: explain the log", "Read [the docs](https://a.example)"]
    )
    last = advised(2, [], ["**Crash recovery:** explain the *log*", "Read the docs"])

    assert compare([first, last])["areas_for_improvement"] == {
        "resolved": [],
        "persisting": ["**Crash recovery:** explain the *log*", "Read the docs"],
        "new": [],
    }


def test_opposites_are_not_kept():
    answer = compare([advised(1, [], ["More depth"]), advised(2, [], ["Less depth"])])

    assert answer["areas_for_improvement"] == {
        "resolved": ["More depth"],
        "persisting": [],
        "new": ["Less depth"],
    }


@pytest.mark.parametrize(
    "feedback", [None, {}, [], "text", 7, {"strengths": 7}, {"strengths": [7]}]
)
def test_sloppy_feedback_is_passed_over(feedback):
    rows = [interview(1, feedback=feedback), advised(2, "Clear", None)]

    answer = compare(rows)

    assert answer["strengths"] == {"kept": [], "gained": ["Clear"], "lost": []}
    assert answer["areas_for_improvement"] == {"resolved": [], "persisting": [], "new": []}


def test_nothing_is_warned_of_where_type_and_level_are_the_same():
    assert comparison_warnings([interview(1), interview(2, job_role="Cook")]) == []


def test_a_warning_names_the_types_and_levels_that_differ_oldest_first():
    rows = [
        interview(3, experience_level="Senior", interview_type="Behavioral"),
        interview(2, experience_level="Junior", interview_type="Technical"),
        interview(1, experience_level="Mid-level", interview_type="Behavioral"),
    ]

    assert comparison_warnings(rows) == [
        "The interview type is not the same in all of these interviews "
        "(Behavioral, Technical); their scores may not be comparable.",
        "The experience level is not the same in all of these interviews "
        "(Mid-level, Junior, Senior); their scores may not be comparable.",
    ]
    assert len(comparison_warnings(rows[::2])) == 1


SCORE = st.none() | st.integers(1, 10)
EXACT = st.integers(1, 10) | st.decimals(1, 10, places=2).map(float)
FURTHER = st.fixed_dictionaries(
    {},
    optional={
        "overallScore": EXACT,
        "pace_score": EXACT,
        "scores": st.fixed_dictionaries({"systemDesign": EXACT}),
    },
)
TEXTS = st.lists(st.sampled_from(["Clear", "clear.", "Deep", "deep!", "Use STAR", "Star method"]))
ROWS = st.lists(
    st.builds(
        lambda day, score, further, strengths, areas: interview(
            day,
            score,
            feedback={"strengths": strengths, "areasForImprovement": areas, **further},
        ),
        st.integers(1, 3),
        SCORE,
        FURTHER,
        TEXTS,
        TEXTS,
    ),
    min_size=2,
    max_size=5,
).map(lambda rows: [row | {"id": f"id-{number}"} for number, row in enumerate(rows)])


@given(ROWS, st.randoms())
def test_the_order_of_the_rows_does_not_matter_and_they_are_left_as_they_were(rows, chance):
    shuffled = rows.copy()
    chance.shuffle(shuffled)
    before = json.dumps(shuffled)

    assert compare(shuffled) == compare(rows)
    assert comparison_warnings(shuffled) == comparison_warnings(rows)
    assert json.dumps(shuffled) == before


@given(ROWS)
def test_changes_and_advice_are_those_of_the_definition(rows):
    family = {"Clear": 1, "clear.": 1, "Deep": 2, "deep!": 2, "Use STAR": 3, "Star method": 3}
    answer = compare(rows)
    first, *_, last = rows = sorted(rows, key=lambda row: (row["completed_at"], row["id"]))

    assert answer["interviews"] == rows
    assert answer["scores"] == by_score(steps(rows), rows)
    had, has = ({family[text] for text in row["feedback"]["strengths"]} for row in (first, last))
    assert {
        name: {family[text] for text in texts} for name, texts in answer["strengths"].items()
    } == {"kept": had & has, "gained": has - had, "lost": had - has}
    assert {*answer["strengths"]["kept"], *answer["strengths"]["gained"]} <= {
        *last["feedback"]["strengths"]
    }
