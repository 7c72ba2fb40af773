"""GET /api/interviews/stats: the expected answer is computed here, in fractions, from what was
saved."""

import random
from fractions import Fraction
from itertools import groupby

import pytest

from tests.support.assertions import assert_refused, errors_of
from tests.support.expected_scores import exact, exact_competencies, hundredths
from tests.support.histories import at, at_random, completed_at, written

STATS = "/api/interviews/stats"

NOTHING = {
    "total_interviews": 0,
    "total_questions": 0,
    "average_overall_score": None,
    "average_communication_score": None,
    "average_technical_score": None,
    "best_overall_score": None,
    "latest_overall_score": None,
    "first_completed_at": None,
    "last_completed_at": None,
    "by_interview_type": [],
    "by_experience_level": [],
    "competencies": [],
}


@pytest.fixture
def stats(client, supabase):
    def stats(user, **query):
        response = client.get(STATS, query, headers=user.headers)
        assert response.status_code == 200, response.content
        assert response["Cache-Control"] == "no-store"
        body = response.json()
        assert (set(body), body["success"]) == ({"success", "data"}, True)
        return body["data"]

    return stats


# What is expected of bodies ----------------------------------------------------------


def expected_stats(bodies):
    oldest_first = sorted(bodies, key=completed_at)
    overall = scores(oldest_first, "overall_score")
    return {
        "total_interviews": len(bodies),
        "total_questions": sum(body["question_count"] for body in bodies),
        "average_overall_score": average(overall),
        "average_communication_score": average(scores(bodies, "communication_score")),
        "average_technical_score": average(scores(bodies, "technical_score")),
        "best_overall_score": float(max(overall)) if overall else None,
        "latest_overall_score": float(overall[-1]) if overall else None,
        "first_completed_at": written(oldest_first[0]),
        "last_completed_at": written(oldest_first[-1]),
        "by_interview_type": groups(bodies, "interview_type"),
        "by_experience_level": groups(bodies, "experience_level"),
        "competencies": competencies(bodies),
    }


def groups(bodies, column):
    return [
        {
            column: value,
            "total_interviews": len(group),
            "average_overall_score": average(scores(group, "overall_score")),
        }
        for value in sorted({body[column] for body in bodies})
        for group in [[body for body in bodies if body[column] == value]]
    ]


def competencies(bodies):
    found = sorted(item for body in bodies for item in exact_competencies(body).items())
    by_name = [
        (name, [score for _, score in items])
        for name, items in groupby(found, lambda item: item[0])
    ]
    return [{"name": name, "average": average(known), "n": len(known)} for name, known in by_name]


def scores(bodies, column):
    """Of those that have the score."""
    return [found for body in bodies if (found := exact(body, column)) is not None]


def average(known):
    return hundredths(sum(known) / Fraction(len(known))) if known else None


# What it says ------------------------------------------------------------------------


def test_without_interviews_there_is_nothing_to_average(stats, user, db):
    assert stats(user) == NOTHING
    assert view(db, user) is None


def view(db, user):
    """The row that a dashboard reads, its times as the endpoint writes them; or None."""
    query = "select to_jsonb(s) as row from interview_statistics s where user_id = %s"
    found = db.execute(query, [user.id]).fetchone()
    if found is None:
        return None
    first, last = (
        written({"completed_at": found["row"][name]})
        for name in ("first_completed_at", "last_completed_at")
    )
    return found["row"] | {"first_completed_at": first, "last_completed_at": last}


def ungrouped(user, found):
    """What the view knows of the endpoint's answer."""
    groups = {"by_interview_type", "by_experience_level", "competencies"}
    return {"user_id": user.id} | {name: found[name] for name in found if name not in groups}


def at_with(moment, **further):
    """An interview with further keys in its feedback."""
    body = at(moment, 7.4, 7, 6.5)
    return body | {"feedback": body["feedback"] | further}


HISTORIES = {
    "one": [at("2026-01-01T09:00:00Z", 8, 9, 7)],
    "one unscored": [at("2026-01-01T09:00:00Z", feedback={})],
    "unscored only": [at(f"2026-01-0{day}T09:00:00Z") for day in (2, 1, 3)],
    "a score in each column, and never two": [
        at("2026-01-01T09:00:00Z", 4),
        at("2026-01-02T09:00:00Z", None, 9),
        at("2026-01-03T09:00:00Z", None, None, 1),
    ],
    "scored and unscored, of every type and level, not saved in the order of their times": [
        at("2026-01-05T09:00:00Z", interview_type="Behavioral", question_count=0),
        at("2026-01-01T09:00:00Z", 9, 8, 2, experience_level="Junior", question_count=1000),
        at("2026-01-04T09:00:00Z", 4, None, 6, interview_type="Behavioral"),
        at("2026-01-02T09:00:00Z", 6, 5, experience_level="Mid-level"),
        at("2026-01-03T09:00:00Z", interview_type="System Design", experience_level="Junior"),
        at("2026-01-03T10:00:00Z", 1, 1, 9, question_count=7),
    ],
    "decimals and numbers in quotes": [
        at("2026-01-01T09:00:00Z", 7.5, 6.5, 7.49),
        at("2026-01-02T09:00:00Z", "6.5", "8", 9.5),
        at("2026-01-03T09:00:00Z", 1.4999, 1.5, 10),
    ],
    "half a hundredth, which is rounded up": [
        at("2026-01-01T09:00:00Z", 7.45, 7.475, 1.005),
        at("2026-01-02T09:00:00Z", 7.5, None, 1.005),
    ],
    "the best and the latest with their decimals": [
        at("2026-01-01T09:00:00Z", 7.6),
        at("2026-01-02T09:00:00Z", 8.4),
        at("2026-01-03T09:00:00Z", 8.3999),
        at("2026-01-04T09:00:00Z", 7.4),
        at("2026-01-05T09:00:00Z"),
    ],
    "whole numbers that are written with decimals": [
        at("2026-01-01T09:00:00Z", 8.0, 7.40, 10.0),
        at("2026-01-02T09:00:00Z", 8.0, 7.40, 10.0),
    ],
    "competencies that come and go": [
        at_with("2026-01-01T09:00:00Z", problemSolvingScore=7.4, scores={"depth": 6}),
        at_with("2026-01-02T09:00:00Z", problemSolvingScore=6.55, pace_score=3),
        at_with("2026-01-03T09:00:00Z", scores={"systemDesign": 9.5, "depth": 6.01}),
        at_with("2026-01-04T09:00:00Z"),
        at("2026-01-05T09:00:00Z", feedback={}),
    ],
    # 49/8 = 6.125 and 53/8 = 6.625: as floats they would be rounded to the even hundredth.
    "averages that lie between two hundredths": [
        at(f"2026-01-0{n}T09:00:00Z", 6 + (n == 1), 6 + (n < 6), 6 + (n < 4)) for n in range(1, 9)
    ],
    "averages without an end": [
        at(f"2026-01-0{n}T09:00:00Z", 7 + (n == 1), 7 + (n < 3), 1 + 9 * (n == 3))
        for n in (1, 2, 3)
    ],
    "times with offsets and fractions of a second": [
        at("2026-01-01T09:00:00Z", 1),
        at("2026-01-01T08:59:59.999999Z", 2),
        at("2026-01-01T13:59:59.5+05:00", 3),
        at("2026-01-01T04:30:00.25-04:30", 4),
        at("2026-01-01T14:00:00+05:00", feedback={}),
    ],
}


@pytest.mark.parametrize("history", HISTORIES)
def test_the_numbers_are_those_of_what_was_saved(stats, save, user, db, history):
    for body in HISTORIES[history]:
        assert save(body, user).status_code == 201

    found = stats(user)

    assert found == expected_stats(HISTORIES[history])
    assert view(db, user) == ungrouped(user, found)


def test_five_thousand_interviews_all_count(stats, user, insert, db):
    chance = random.Random(7)
    bodies = [at_random(chance, n, question_count=chance.randrange(1001)) for n in range(5000)]
    for body in bodies:
        body["feedback"] |= random_scores(chance)
    insert(bodies)

    found = stats(user)

    assert found == expected_stats(bodies)
    assert found["total_interviews"] == 5000
    assert view(db, user) == ungrouped(user, found)


def random_scores(chance):
    """Exact ones for some of the guide's, and competencies that come and go."""

    def maybe(**further):
        return further if chance.random() < 0.3 else {}

    def a_score():
        return chance.randrange(100, 1001) / 100

    return {
        **maybe(overallScore=a_score()),
        **maybe(technicalScore=a_score()),
        **maybe(problemSolvingScore=a_score()),
        **maybe(pace_score=a_score()),
        **maybe(scores={"depth": a_score(), **maybe(systemDesign=a_score())}),
    }


def test_a_row_whose_feedback_lacks_a_score_counts_with_its_column(stats, user, insert, db):
    bodies = [
        at("2026-01-01T09:00:00Z", 7.4) | {"overall_score": 7},
        at("2026-01-02T09:00:00Z", None, 85) | {"overall_score": 8, "communication_score": 9},
        at("2026-01-03T09:00:00Z", feedback={}, overall_score=3),
    ]
    insert(bodies)

    found = stats(user)

    # (7.4 + 8 + 3) / 3
    assert (found["average_overall_score"], found["average_communication_score"]) == (6.13, 9)
    assert (found["best_overall_score"], found["latest_overall_score"]) == (8, 3)
    assert view(db, user) == ungrouped(user, found)


@pytest.fixture
def at_one_moment(save, user):
    """Ten interviews of one and the same time, each with a score of its own."""
    for n in range(1, 11):
        save(at("2026-01-01T09:00:00Z", n), user)


def test_of_interviews_of_the_same_time_progress_has_the_same_one_as_the_latest(
    stats, client, user, at_one_moment
):
    found = stats(user)

    progress = client.get("/api/interviews/progress", headers=user.headers).json()["data"]
    assert found["latest_overall_score"] == progress["change"]["overall_score"]["latest"]
    assert found["first_completed_at"] == found["last_completed_at"] == "2026-01-01T09:00:00Z"


def test_of_interviews_of_the_same_time_the_first_of_the_list_is_the_latest(
    stats, client, user, at_one_moment
):
    newest, *_ = client.get("/api/interviews/list", headers=user.headers).json()["data"]

    assert stats(user)["latest_overall_score"] == newest["overall_score"]


# Whose interviews --------------------------------------------------------------------


def test_neither_a_strangers_interviews_count_nor_anonymous_ones(stats, save, user, bob):
    mine = at("2026-01-02T09:00:00Z", 5, 5, 5)
    other = at("2026-01-03T09:00:00Z", 10, 10, 10, interview_type="Behavioral")
    save(mine, user)
    save(other, bob)
    save(other)
    save(other | {"user_id": user.id})

    assert stats(user) == expected_stats([mine])


def test_a_deleted_interview_is_gone_from_the_numbers_at_once(stats, save, client, user):
    bodies = [
        at("2026-01-01T09:00:00Z", 4, 4, 4, experience_level="Junior"),
        at("2026-01-02T09:00:00Z", 6, None, 7),
        at("2026-01-03T09:00:00Z", 9, 9, 9, interview_type="Behavioral"),
    ]
    ids = [save(body, user).json()["data"]["id"] for body in bodies]

    for left in (2, 1, 0):
        client.delete(f"/api/interviews/{ids[left]}", headers=user.headers)
        assert stats(user) == (expected_stats(bodies[:left]) if left else NOTHING)


def test_ones_own_user_id_may_be_named(stats, save, user):
    save(at("2026-01-01T09:00:00Z", 8), user)

    assert stats(user)["total_interviews"] == 1
    for spelling in (user.id, user.id.upper(), ""):
        assert stats(user, user_id=spelling) == stats(user)


def test_another_user_id_is_a_403(client, supabase, alice, bob):
    response = client.get(STATS, {"user_id": bob.id}, headers=alice.headers)

    assert_refused(response, 403, "user_id_mismatch")


@pytest.mark.parametrize("named", [True, False])
def test_without_a_token_it_is_a_401(client, supabase, alice, named):
    response = client.get(STATS, {"user_id": alice.id} if named else {})

    assert_refused(response, 401, "not_authenticated")
    assert response["WWW-Authenticate"].startswith("Bearer")


# What is refused, and what goes wrong ------------------------------------------------


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("page=1", {"page": "unknown_parameter"}),
        ("format=json", {"format": "unknown_parameter"}),
        # The list's filters are not for all.
        ("interview_type=Technical&limit=5", dict.fromkeys(["interview_type", "limit"], "unknown_parameter")),
        ("user_id=optional-user-uuid", {"user_id": "invalid"}),
    ],
)  # fmt: skip
def test_a_bad_parameter_is_a_400_on_its_name(client, supabase, alice, query, errors):
    response = client.get(f"{STATS}?{query}", headers=alice.headers)

    assert errors_of(response) == errors
