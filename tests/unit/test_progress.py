"""The course of one person's interviews. Expected values are worked out by hand."""

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

pytest.importorskip("hypothesis", reason="no local Supabase: requirements-dev.txt not installed")
from hypothesis import given
from hypothesis import strategies as st

from llm_api.analysis.progress import progress
from tests.support import ROOT
from tests.support.expected_scores import by_score, change, exact, moving_averages, scores_of, trend
from tests.support.histories import interview

UNMEASURED = {
    "overall_score": None,
    "communication_score": None,
    "technical_score": None,
    "competencies": {},
}
NOTHING = {
    "n": 0,
    "points": [],
    "change": UNMEASURED,
    "trend": UNMEASURED,
    "recurring": {"strengths": [], "areas_for_improvement": []},
}
DEMO = ROOT / "llm_api/management/demo_interviews.json"


def strengths(number: int, *texts: str) -> dict[str, Any]:
    return interview(number, feedback={"strengths": list(texts)})


def averages(rows: list[dict[str, Any]]) -> list[float | None]:
    return [point["moving_average"] for point in progress(rows)["points"]]


def recurring(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return progress(rows)["recurring"]["strengths"]


def test_no_interviews_are_no_error():
    assert progress([]) == NOTHING


def test_the_whole_answer():
    first = interview(1, 4, communication_score=5, technical_score=6) | {
        "feedback": {
            "overallScore": 4.4,
            "problemSolvingScore": 6.9,
            "strengths": ["Clear communication"],
            "areasForImprovement": ["Use the STAR method", "Name costs"],
        }
    }
    second = interview(2, 7, communication_score=4, interview_type="System Design") | {
        "feedback": {
            "overallScore": 7,
            "scores": {"depth": 5, "problem_solving": 7.4},
            "strengths": ["Asks questions"],
            "areasForImprovement": ["use the STAR method."],
        }
    }

    assert progress([second, first]) == {
        "n": 2,
        "points": [
            {
                "id": "id-01",
                "completed_at": "2026-01-01T09:00:00Z",
                "job_role": "Backend Engineer",
                "interview_type": "Technical",
                "experience_level": "Senior",
                "overall_score": 4.4,
                "communication_score": 5,
                "technical_score": 6,
                "competencies": {"Problem solving": 6.9},
                "moving_average": 4.4,
            },
            {
                "id": "id-02",
                "completed_at": "2026-01-02T09:00:00Z",
                "job_role": "Backend Engineer",
                "interview_type": "System Design",
                "experience_level": "Senior",
                "overall_score": 7,
                "communication_score": 4,
                "technical_score": None,
                "competencies": {"Depth": 5, "Problem solving": 7.4},
                "moving_average": 5.7,
            },
        ],
        "change": {
            "overall_score": {"first": 4.4, "latest": 7, "difference": 2.6, "n": 2},
            "communication_score": {"first": 5, "latest": 4, "difference": -1, "n": 2},
            "technical_score": None,
            "competencies": {
                "Depth": None,
                "Problem solving": {"first": 6.9, "latest": 7.4, "difference": 0.5, "n": 2},
            },
        },
        "trend": {
            "overall_score": None,
            "communication_score": None,
            "technical_score": None,
            "competencies": {"Depth": None, "Problem solving": None},
        },
        "recurring": {
            "strengths": [],
            "areas_for_improvement": [
                {
                    "text": "use the STAR method.",
                    "count": 2,
                    "first_seen": "2026-01-01T09:00:00Z",
                    "last_seen": "2026-01-02T09:00:00Z",
                    "interview_ids": ["id-01", "id-02"],
                }
            ],
        },
    }


def test_one_interview_is_a_point_without_a_change():
    answer = progress([interview(1, 6) | {"feedback": {"strengths": ["Clear", "clear."]}}])

    assert (answer["n"], averages([interview(1, 6)])) == (1, [6])
    assert answer["change"] == NOTHING["change"]
    assert answer["recurring"] == NOTHING["recurring"]


def test_the_moving_average_is_of_up_to_three_scores_to_two_decimals():
    rows = [interview(1, 4), interview(2, 5), interview(3, 5), interview(4, 10), interview(5, 5)]

    # 4 · 9/2 · 14/3 = 4.666… · 20/3 = 6.666… · 20/3
    assert averages(rows) == [4, 4.5, 4.67, 6.67, 6.67]


def test_the_moving_average_passes_over_unscored_interviews():
    rows = [interview(n, score) for n, score in enumerate([None, 4, None, None, 6, 9, None, 1], 1)]

    # 4 · (4+6)/2 · (4+6+9)/3 = 6.333… · (6+9+1)/3 = 5.333…
    assert averages(rows) == [None, 4, None, None, 5, 6.33, None, 5.33]


def test_unscored_interviews_are_counted_and_have_no_change():
    answer = progress([interview(1), interview(2), interview(3)])

    assert answer["n"] == 3
    assert [point["moving_average"] for point in answer["points"]] == [None] * 3
    assert answer["change"] == NOTHING["change"]


def test_each_change_looks_at_its_own_scored_interviews():
    rows = [
        interview(1, None, communication_score=9),
        interview(2, 3),
        interview(3, 8, communication_score=2, technical_score=5),
        interview(4, 5, communication_score=9),
        interview(5, None),
    ]

    assert progress(rows)["change"] == {
        "overall_score": {"first": 3, "latest": 5, "difference": 2, "n": 3},
        "communication_score": {"first": 9, "latest": 9, "difference": 0, "n": 3},
        "technical_score": None,
        "competencies": {},
    }


def test_the_trend_holds_the_first_three_scores_against_the_last_three():
    scores = [4.4, None, 5, 5.2, 9, None, 6.9, 7.4, 7, None]
    rows = [interview(n, feedback={"overallScore": score}) for n, score in enumerate(scores, 1)]

    # (4.4 + 5 + 5.2) / 3 = 4.8666…, (6.9 + 7.4 + 7) / 3 = 7.1, and their difference is 2.2333…
    assert progress(rows)["trend"] == UNMEASURED | {
        "overall_score": {"early": 4.87, "late": 7.1, "difference": 2.23, "k": 3, "n": 7}
    }
    assert progress(rows[:7])["trend"] == UNMEASURED  # five of them are scored


def test_the_difference_of_a_trend_is_not_that_of_its_rounded_means():
    rows = [interview(n, score) for n, score in enumerate([4, 5, 5, 5, 5, 6], 1)]

    # 14/3 is 4.67, 16/3 is 5.33, and 2/3 is 0.67.
    assert progress(rows)["trend"]["overall_score"] == {
        **{"early": 4.67, "late": 5.33, "difference": 0.67},
        **{"k": 3, "n": 6},
    }


@pytest.mark.parametrize(
    ("late", "difference"), [(5.015, 0.01), (4.985, -0.01), (5.0149, 0), (4.9851, 0)]
)
def test_half_of_a_hundredth_is_rounded_away_from_zero(late, difference):
    scores = [5, 5, 5, 5, 5, late]
    rows = [interview(n, feedback={"overallScore": score}) for n, score in enumerate(scores, 1)]

    found = progress(rows)["trend"]["overall_score"]["difference"]

    assert (found, str(found)[0] == "-") == (difference, difference < 0)


def test_a_score_that_the_feedback_lacks_is_that_of_the_column():
    feedback = [{"overallScore": 7.4}, {}, {"overallScore": None}, {"overallScore": "high"}, None]
    rows = [interview(n, 7, feedback=sent) for n, sent in enumerate(feedback, 1)]

    assert [p["overall_score"] for p in progress(rows)["points"]] == [7.4, 7, 7, 7, 7]
    assert averages(rows) == [7.4, 7.2, 7.13, 7, 7]


def test_a_competency_that_comes_and_goes_counts_where_it_is():
    found = progress(
        [
            interview(number, feedback={"pace_score": score} if score else {"depthScore": 5})
            for number, score in enumerate([3, None, 4.5, 5, None, 6.5, 7.5, 9.25], 1)
        ]
    )

    # 12.5/3 = 4.1666…, 23.25/3 = 7.75, and their difference is 3.58333…
    assert found["change"]["competencies"]["Pace"] == {
        **{"first": 3, "latest": 9.25, "difference": 6.25},
        "n": 6,
    }
    assert found["trend"]["competencies"] == {
        "Depth": None,
        "Pace": {"early": 4.17, "late": 7.75, "difference": 3.58, "k": 3, "n": 6},
    }


def test_competencies_stand_in_the_order_of_their_names():
    rows = [
        interview(1, feedback={"zScore": 5}),
        interview(2, feedback={"scores": {"b": 6, "a": 7}}),
    ]

    found = progress(rows)

    assert list(found["change"]["competencies"]) == ["A", "B", "Z"]
    assert list(found["points"][1]["competencies"]) == ["A", "B"]


def test_a_whole_difference_has_no_decimals():
    rows = [
        interview(1, feedback={"overallScore": 5.5}),
        interview(2, feedback={"overallScore": 8.5}),
    ]

    assert str(progress(rows)["change"]["overall_score"]["difference"]) == "3"


def test_a_hundred_thousand_competencies_take_one_pass():
    rows = [
        interview(n, feedback={"scores": {f"c{n}-{m}": 5 for m in range(4_000)}})
        for n in range(1, 26)
    ]

    assert len(progress(rows)["change"]["competencies"]) == 100_000


def test_equal_times_are_ordered_by_id():
    rows = [interview(n, n, completed_at="2026-01-01T09:00:00Z") for n in (3, 1, 2)]

    answer = progress(rows)

    assert [point["id"] for point in answer["points"]] == ["id-01", "id-02", "id-03"]
    assert answer["change"]["overall_score"] == {"first": 1, "latest": 3, "difference": 2, "n": 3}


def test_time_is_compared_as_time_and_not_as_text():
    rows = [
        interview(1, completed_at="2026-01-01T09:00:00.5Z"),
        interview(2, completed_at="2026-01-01T09:00:00Z"),
        interview(3, completed_at="2026-01-01T09:00:00.25Z"),
    ]

    assert [p["id"] for p in progress(rows)["points"]] == ["id-02", "id-03", "id-01"]


def test_advice_is_shown_in_its_commonest_wording():
    rows = [
        strengths(1, "Clear communication"),
        strengths(2, "Clear communication"),
        strengths(3, "clear communication."),
    ]

    assert recurring(rows) == [
        {
            "text": "Clear communication",
            "count": 3,
            "first_seen": "2026-01-01T09:00:00Z",
            "last_seen": "2026-01-03T09:00:00Z",
            "interview_ids": ["id-01", "id-02", "id-03"],
        }
    ]


def test_of_equally_common_wordings_the_latest_is_shown():
    rows = [strengths(1, "CLEAR"), strengths(2, "Clear."), strengths(3, "Clear!")]

    assert [entry["text"] for entry in recurring(rows)] == ["Clear!"]


def test_advice_given_twice_in_one_interview_counts_once():
    rows = [strengths(1, "Clear", "clear.", "Clear"), strengths(2, "Deep", "deep")]
    assert recurring(rows) == []

    entry = recurring([*rows, strengths(3, "clear.", "clear")])[0]

    assert (entry["count"], entry["interview_ids"]) == (2, ["id-01", "id-03"])
    assert entry["text"] == "clear."


def test_the_commonest_comes_first_then_the_latest_then_the_alphabet():
    rows = [
        strengths(1, "Early", "Thrice"),
        strengths(2, "Early", "Thrice", "Zeal", "Care"),
        strengths(3, "Thrice", "Zeal", "Care"),
    ]

    assert [(e["text"], e["count"]) for e in recurring(rows)] == [
        ("Thrice", 3),
        ("Care", 2),
        ("Zeal", 2),
        ("Early", 2),
    ]


def test_a_strength_and_an_area_are_not_one_advice():
    first = interview(1, feedback={"strengths": ["Clear"], "areasForImprovement": []})
    second = interview(2, feedback={"strengths": [], "areasForImprovement": ["Clear"]})

    assert progress([first, second])["recurring"] == NOTHING["recurring"]


@pytest.mark.parametrize(
    "feedback", [None, {}, [], "text", 7, {"strengths": 7}, {"strengths": [7]}]
)
def test_sloppy_feedback_is_passed_over(feedback):
    rows = [interview(1, feedback=feedback), strengths(2, "Clear"), strengths(3, "Clear")]

    assert recurring(rows)[0]["interview_ids"] == ["id-02", "id-03"]


def test_the_rows_are_left_as_they_were():
    rows = [strengths(2, "Clear"), strengths(1, "clear")]
    before = json.dumps(rows)

    progress(rows)

    assert json.dumps(rows) == before


def test_what_recurs_in_the_demo_interviews():
    demo = json.loads(DEMO.read_text(encoding="utf-8"))
    rows = [interview(n, feedback=entry["feedback"]) for n, entry in enumerate(demo, 1)]

    found = progress(rows)["recurring"]

    assert [(entry["text"], entry["count"]) for entry in found["strengths"]] == [
        ("Clear communication", 10),
        ("Asks clarifying questions", 6),
        ("Honest about knowledge gaps", 5),
        ("Reflects openly on own mistakes", 3),
        ("Recovers when a flaw is pointed out", 2),
    ]
    assert [(entry["text"], entry["count"]) for entry in found["areas_for_improvement"]] == [
        ("Quantify impact with concrete numbers", 8),
        ("Use the STAR method, to structure your answers.", 5),
        ("Discuss trade-offs explicitly", 4),
        ("Clarify requirements before designing", 2),
    ]


# Against slow and simple references -----------------------------------------------------

SCORE = st.none() | st.integers(1, 10)
EXACT = st.integers(1, 10) | st.decimals(1, 10, places=3).map(float) | st.floats(1, 10)
FURTHER = st.fixed_dictionaries(
    {},
    optional={
        "overallScore": EXACT | st.none(),
        "technicalScore": EXACT,
        "problemSolvingScore": EXACT,
        "scores": st.fixed_dictionaries({}, optional={"depth": EXACT}),
    },
)
TEXTS = st.lists(
    st.sampled_from(
        ["Clear", "clear.", "CLEAR", "Deep", "deep!", "Use STAR", "Use the STAR method"]
    ),
    max_size=4,
)
START = datetime(2026, 1, 1, tzinfo=UTC)


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Interviews some of which share their time."""
    return [
        interview(1, feedback={"strengths": draw(TEXTS), **draw(FURTHER)})
        | {
            "id": f"id-{number:02}",
            "completed_at": f"2026-01-{draw(st.integers(1, 4)):02}T09:00:00Z",
            "overall_score": draw(SCORE),
            "communication_score": draw(SCORE),
            "technical_score": draw(SCORE),
        }
        for number in range(draw(st.integers(0, 12)))
    ]


@given(histories(), st.randoms())
def test_the_order_of_the_rows_does_not_matter(rows, chance):
    shuffled = rows.copy()
    chance.shuffle(shuffled)

    assert progress(shuffled) == progress(rows)


@given(histories())
def test_scores_are_those_of_the_definition(rows):
    answer = progress(rows)

    rows = sorted(rows, key=lambda row: (row["completed_at"], row["id"]))
    averages = moving_averages([exact(row, "overall_score") for row in rows])
    for point, row, average in zip(answer["points"], rows, averages, strict=True):
        assert point["id"] == row["id"]
        expected = scores_of(row) | {"moving_average": average}
        assert {key: point[key] for key in expected} == expected
    assert answer["change"] == by_score(change, rows)
    assert answer["trend"] == by_score(trend, rows)


@given(histories())
def test_what_recurs_is_what_two_interviews_share(rows):
    families = [
        {"Clear", "clear.", "CLEAR"},
        {"Deep", "deep!"},
        {"Use STAR", "Use the STAR method"},
    ]
    rows = sorted(rows, key=lambda row: (row["completed_at"], row["id"]))
    sharing = [
        [row["id"] for row in rows if family & set(row["feedback"]["strengths"])]
        for family in families
    ]

    found = recurring(rows)

    ids = [entry["interview_ids"] for entry in found]
    assert sorted(ids) == sorted(shared for shared in sharing if len(shared) > 1)
    assert [entry["count"] for entry in found] == sorted(map(len, ids), reverse=True)
    assert all(sum(entry["text"] in family for family in families) == 1 for entry in found)


def test_5000_interviews_are_one_progress():
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefghijklmnop", k=9)) for _ in range(2_000)]
    rows = [
        interview(1, chance.randint(1, 10))
        | {
            "id": f"id-{number:04}",
            "completed_at": (START + timedelta(hours=number)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "feedback": {
                "strengths": ["Clear", *(" ".join(chance.choices(words, k=6)) for _ in "123")],
                "areasForImprovement": [" ".join(chance.choices(words, k=6)) for _ in "123"],
            },
        }
        for number in range(5_000)
    ]

    answer = progress(rows)

    assert answer["n"] == len(answer["points"]) == 5_000
    assert [entry["count"] for entry in answer["recurring"]["strengths"]] == [5_000]
