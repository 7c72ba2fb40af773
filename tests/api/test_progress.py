"""GET /api/interviews/progress: the expected answer is computed here from what was saved."""

import random
import re
from collections import Counter
from uuid import uuid4

import pytest

from tests.support.assertions import assert_refused, errors_of
from tests.support.expected_scores import (
    by_score,
    change,
    exact,
    moving_averages,
    scores_of,
    trend,
)
from tests.support.histories import at, at_random, completed_at, written

PROGRESS = "/api/interviews/progress"
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


@pytest.fixture
def progress(client, supabase):
    def progress(user, query=""):
        response = client.get(f"{PROGRESS}?{query}", headers=user.headers)
        assert response.status_code == 200, response.content
        assert response["Cache-Control"] == "no-store"
        body = response.json()
        assert (set(body), body["success"]) == ({"success", "data"}, True)
        return body["data"]

    return progress


@pytest.fixture
def keep(save):
    """Save bodies, and give them back with the ids they got."""

    def keep(user, *bodies):
        answers = [save(body, user) for body in bodies]
        assert {response.status_code for response in answers} <= {201}
        ids = [response.json()["data"]["id"] for response in answers]
        return [body | {"id": row_id} for body, row_id in zip(bodies, ids, strict=True)]

    return keep


# What is expected of interviews ------------------------------------------------------


def expected_progress(interviews):
    rows = sorted(interviews, key=completed_at)
    averages = moving_averages([exact(row, "overall_score") for row in rows])
    return {
        "n": len(rows),
        "points": [
            {
                "id": row["id"],
                "completed_at": written(row),
                "job_role": row["job_role"],
                "interview_type": row["interview_type"],
                "experience_level": row["experience_level"],
                **scores_of(row),
                "moving_average": average,
            }
            for row, average in zip(rows, averages, strict=True)
        ],
        "change": by_score(change, rows),
        "trend": by_score(trend, rows),
        "recurring": {
            "strengths": recurring(rows, "strengths"),
            "areas_for_improvement": recurring(rows, "areasForImprovement"),
        },
    }


def recurring(rows, key):
    """Of texts that differ in case and punctuation alone."""
    advice = {}
    for row in rows:
        for text in row["feedback"][key]:
            advice.setdefault(" ".join(re.findall(r"\w+", text.lower())), []).append((row, text))
    entries = [
        {
            "text": Counter(text for _, text in found).most_common(1)[0][0],
            "count": len(ids := list(dict.fromkeys(row["id"] for row, _ in found))),
            "first_seen": written(found[0][0]),
            "last_seen": written(found[-1][0]),
            "interview_ids": ids,
        }
        for found in advice.values()
    ]
    shared = [entry for entry in entries if entry["count"] > 1]
    return sorted(shared, key=lambda entry: -entry["count"])


# What it says ------------------------------------------------------------------------


def test_without_interviews_there_is_no_progress(progress, user):
    assert progress(user) == NOTHING


def competent(moment, **further):
    body = at(moment, 7)
    return body | {"feedback": body["feedback"] | further}


HISTORIES = {
    "one": [at("2026-01-01T09:00:00Z", 8, 9, 7, strengths=["Calm", "calm!"])],
    "one unscored": [at("2026-01-01T09:00:00Z")],
    "unscored only": [at(f"2026-01-0{day}T09:00:00Z", None, None) for day in (2, 1, 3)],
    "two, the later one saved first and worse": [
        at("2026-01-02T09:00:00Z", 5, 9, 1),
        at("2026-01-01T09:00:00Z", 9, 5, 10),
    ],
    "scored and unscored": [
        at("2026-01-01T09:00:00Z", None, 3),
        at("2026-01-02T09:00:00Z", 4),
        at("2026-01-03T09:00:00Z", None, 9, 2, interview_type="Behavioral"),
        at("2026-01-04T09:00:00Z", None, 1, job_role="面试官"),
        at("2026-01-05T09:00:00Z", 7, experience_level="Junior"),
        at("2026-01-06T09:00:00Z", 9, 5),
        at("2026-01-07T09:00:00Z", 9),
        at("2026-01-08T09:00:00Z", None),
    ],
    "decimals and numbers in quotes": [
        at("2026-01-01T09:00:00Z", 7.5, 6.5, 7.49),
        at("2026-01-02T09:00:00Z", "6.5", "8", 9.5),
        at("2026-01-03T09:00:00Z", 1.4999, 1.5, 10),
        at("2026-01-04T09:00:00Z", 2.5, 3.5, 4.5),
    ],
    "a difference that floats miss": [
        at("2026-01-01T09:00:00Z", 6.9, 8.1, 2.3),
        at("2026-01-02T09:00:00Z", 7.4, 8.2, 1.1),
    ],
    "five scored, too few for a trend": [
        at(f"2026-01-0{day}T09:00:00Z", None if day == 3 else day) for day in range(1, 7)
    ],
    "six scored, a trend in thirds": [
        at("2026-01-01T09:00:00Z", 4, 7.475),
        at("2026-01-02T09:00:00Z", 5, 7.475),
        at("2026-01-03T09:00:00Z", None),
        at("2026-01-04T09:00:00Z", 5, 7.475),
        at("2026-01-05T09:00:00Z", 5.1, 9),
        at("2026-01-06T09:00:00Z", 5.9, 6.33),
        at("2026-01-07T09:00:00Z", None, 6.33),
        at("2026-01-08T09:00:00Z", 5, 6.335),
    ],
    "competencies that come and go": [
        competent("2026-01-01T09:00:00Z", problemSolvingScore=6.9, scores={"depth": 4}),
        competent("2026-01-02T09:00:00Z", pace_score=5),
        competent("2026-01-03T09:00:00Z", scores={"depth": 5, "systemDesign": 1.1}),
        competent("2026-01-04T09:00:00Z", problemSolvingScore=7.4, scores={"depth": 4.25}),
        competent("2026-01-05T09:00:00Z", scores={"depth": 6}),
        competent("2026-01-06T09:00:00Z"),
        competent("2026-01-07T09:00:00Z", scores={"depth": 7.1, "systemDesign": 3.3}),
        competent("2026-01-08T09:00:00Z", problemSolvingScore=6.4, scores={"depth": 7}),
    ],
    "times with offsets and fractions of a second": [
        at("2026-01-01T09:00:00Z", 1),
        at("2026-01-01T08:59:59.999999Z", 2),
        at("2026-01-01T13:59:59.5+05:00", 3),
        at("2026-01-01T04:30:00.25-04:30", 4),
        at("2026-01-01T14:00:00.000001+05:00", 10),
    ],
    "advice that recurs": [
        at("2026-01-04T09:00:00Z", strengths=["Calm"], areas=["Name the costs"]),
        at("2026-01-01T09:00:00Z", strengths=["calm!", "Calm"], areas=["**Test first**"]),
        at("2026-01-03T09:00:00Z", strengths=["Honest"], areas=["name the costs.", "Be brief"]),
        at("2026-01-02T09:00:00Z", areas=["Name the costs", "Test first", "Test first"]),
        at("2026-01-05T09:00:00Z", strengths=["CALM"]),
    ],
}


@pytest.mark.parametrize("history", HISTORIES)
def test_the_numbers_are_those_of_what_was_saved(progress, keep, user, history):
    interviews = keep(user, *HISTORIES[history])

    assert progress(user) == expected_progress(interviews)


def decimals(chance):
    """Scores of one decimal, and competencies, each in about every second feedback."""
    found = {
        "overallScore": chance.randint(10, 100) / 10,
        "technicalScore": chance.randint(100, 1000) / 100,
        "problemSolvingScore": chance.randint(10, 100) / 10,
        "scores": {"depth": chance.randint(1, 10)},
    }
    return {key: value for key, value in found.items() if chance.random() < 0.5}


def test_of_five_thousand_interviews_each_is_a_point(progress, user, insert):
    chance = random.Random(7)
    common = ["Calm", "Calm", "Calm", "calm.", "Honest", "Honest", "honest!"]
    interviews = [
        at_random(
            chance,
            n,
            strengths=[chance.choice(common)],
            areas=[f"Read chapter {n}"],
            id=str(uuid4()),
        )
        for n in range(5000)
    ]
    for interview in interviews:
        interview["feedback"] |= decimals(chance)
    insert(interviews)

    assert progress(user) == expected_progress(interviews)
    juniors = [row for row in interviews if row["experience_level"] == "Junior"]
    assert progress(user, "experience_level=Junior") == expected_progress(juniors)


def test_a_score_that_only_the_column_has_counts_with_the_column(progress, user, insert):
    moments = [f"2026-01-0{day}T09:00:00Z" for day in range(1, 8)]
    interviews = [
        at(moments[0], 6.4) | {"overall_score": 6, "technical_score": 3},
        at(moments[1]) | {"overall_score": 7, "technical_score": 8},
        at(moments[2], 7.4, None, 7.6) | {"overall_score": 7, "technical_score": 8},
        at(moments[3], feedback={"strengths": [], "areasForImprovement": []})
        | {"overall_score": 9},
        *(at(moment, 8.1) | {"overall_score": 8} for moment in moments[4:]),
    ]
    interviews = [row | {"id": str(uuid4())} for row in interviews]
    insert(interviews)

    found = progress(user)

    assert found == expected_progress(interviews)
    assert [point["overall_score"] for point in found["points"]] == [6.4, 7, 7.4, 9, 8.1, 8.1, 8.1]


def test_interviews_of_the_same_time_stand_in_the_order_of_the_list(progress, keep, user, client):
    keep(user, *[at("2026-01-01T09:00:00Z", n) for n in range(1, 11)])

    answer = client.get(
        "/api/interviews/list", {"ordering": "completed_at"}, headers=user.headers
    ).json()

    found = progress(user)
    assert [point["id"] for point in found["points"]] == [row["id"] for row in answer["data"]]
    assert found["change"]["overall_score"]["first"] == answer["data"][0]["overall_score"]
    assert found["change"]["overall_score"]["latest"] == answer["data"][-1]["overall_score"]


# Which interviews --------------------------------------------------------------------


@pytest.fixture
def varied(keep, user):
    return keep(
        user,
        at("2026-01-01T09:00:00Z", 3, 9, 2, strengths=["Calm"], experience_level="Junior"),
        at("2026-01-02T00:00:00Z", 5, 8, 3, strengths=["Calm"], job_role="Backend Developer"),
        at("2026-01-02T09:00:00Z", strengths=["calm"], interview_type="System Design"),
        at("2026-01-03T09:00:00Z", 7.5, 7, 4, areas=["Be brief"], job_role="backend lead"),
        at("2026-01-04T09:00:00Z", 8, 6, 5, areas=["Be brief"], experience_level="Junior"),
        at("2026-01-05T09:00:00Z", 10, 5, 6, areas=["Be brief"], interview_type="Behavioral"),
        at("2026-01-06T09:00:00Z", 9, 4, strengths=["Calm"], experience_level="Mid-level"),
    )


FILTERS = {
    "job_role=BACKEND": lambda row: "backend" in row["job_role"].lower(),
    "experience_level=Junior": lambda row: row["experience_level"] == "Junior",
    "experience_level=Junior&experience_level=Mid-level": lambda row: (
        row["experience_level"] != "Senior"
    ),
    "interview_type=Technical": lambda row: row["interview_type"] == "Technical",
    "interview_type=System+Design&interview_type=Behavioral": lambda row: (
        row["interview_type"] != "Technical"
    ),
    "min_overall_score=7": lambda row: (exact(row, "overall_score") or 0) >= 7,
    "min_overall_score=7.5": lambda row: (exact(row, "overall_score") or 0) >= 7.5,
    "max_overall_score=7.4": lambda row: 0 < (exact(row, "overall_score") or 0) <= 7.4,
    "max_overall_score=8": lambda row: (exact(row, "overall_score") or 11) <= 8,
    "completed_after=2026-01-02": lambda row: row["completed_at"] >= "2026-01-02",
    "completed_before=2026-01-02": lambda row: row["completed_at"] < "2026-01-02",
    "completed_after=2026-01-02T09:00:00Z&completed_before=2026-01-06T09:00:00Z": lambda row: (
        "2026-01-02T09:00:00Z" <= row["completed_at"] < "2026-01-06T09:00:00Z"
    ),
    "experience_level=Senior&interview_type=Technical&min_overall_score=6": lambda row: (
        row["job_role"] == "backend lead"
    ),
    "job_role=nobody": lambda row: False,
    "job_role=&experience_level=&min_overall_score=": lambda row: True,
}


@pytest.mark.parametrize("query", FILTERS)
def test_it_is_the_progress_of_what_the_filters_select(progress, user, varied, query):
    selected = [row for row in varied if FILTERS[query](row)]

    assert progress(user, query) == expected_progress(selected)


def test_neither_a_strangers_interviews_count_nor_anonymous_ones(progress, keep, save, user, bob):
    mine = keep(user, at("2026-01-02T09:00:00Z", 5, strengths=["Calm"]))
    other = at("2026-01-03T09:00:00Z", 10, strengths=["Calm"])
    save(other, bob)
    save(other)
    save(other | {"user_id": user.id})

    assert progress(user) == expected_progress(mine)


def test_a_deleted_interview_is_gone_from_the_progress_at_once(progress, keep, client, user):
    rows = keep(user, *[at(f"2026-01-0{n}T09:00:00Z", n, strengths=["Calm"]) for n in range(1, 4)])

    for left in (2, 1, 0):
        client.delete(f"/api/interviews/{rows[left]['id']}", headers=user.headers)
        assert progress(user) == expected_progress(rows[:left])


def test_ones_own_user_id_may_be_named(progress, keep, user):
    expected = expected_progress(keep(user, at("2026-01-01T09:00:00Z", 8)))

    for spelling in (user.id, user.id.upper(), ""):
        assert progress(user, f"user_id={spelling}") == expected


def test_another_user_id_is_a_403(client, supabase, alice, bob):
    response = client.get(PROGRESS, {"user_id": bob.id}, headers=alice.headers)

    assert_refused(response, 403, "user_id_mismatch")


@pytest.mark.parametrize("named", [True, False])
def test_without_a_token_it_is_a_401(client, supabase, alice, named):
    response = client.get(PROGRESS, {"user_id": alice.id} if named else {})

    assert_refused(response, 401, "not_authenticated")
    assert response["WWW-Authenticate"].startswith("Bearer")


# What is refused, and what goes wrong ------------------------------------------------


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("page=1", {"page": "unknown_parameter"}),
        # The list has these, and they would make something else of a progress.
        ("search=calm", {"search": "unknown_parameter"}),
        ("limit=5", {"limit": "unknown_parameter"}),
        ("cursor=abc", {"cursor": "unknown_parameter"}),
        ("ordering=completed_at", {"ordering": "unknown_parameter"}),
        ("user_id=optional-user-uuid", {"user_id": "invalid"}),
        ("experience_level=senior", {"experience_level.0": "invalid_choice"}),
        ("interview_type=Technical&interview_type=x", {"interview_type.1": "invalid_choice"}),
        ("min_overall_score=0", {"min_overall_score": "min_value"}),
        ("max_overall_score=7,5", {"max_overall_score": "invalid"}),
        ("completed_after=yesterday", {"completed_after": "invalid"}),
        ("completed_before=2026-02-30", {"completed_before": "invalid"}),
    ],
)
def test_a_bad_parameter_is_a_400_on_its_name(client, supabase, alice, query, errors):
    response = client.get(f"{PROGRESS}?{query}", headers=alice.headers)

    assert errors_of(response) == errors
