"""GET /api/interviews/compare: the expected answer is computed here from what was saved."""

import re
from datetime import datetime
from itertools import permutations
from uuid import uuid4

import pytest

from tests.support.assertions import ERROR, assert_refused, errors_of
from tests.support.expected_scores import by_score, steps
from tests.support.histories import SCORES, at

COMPARE = "/api/interviews/compare"


@pytest.fixture
def get(client, supabase):
    def get(user, *ids, **headers):
        query = {"ids": ",".join(ids)}
        return client.get(COMPARE, query, headers={**user.headers, **headers})

    return get


@pytest.fixture
def compare(get):
    """The answer's data, and its warnings; None where there is no such key."""

    def compare(user, *ids):
        response = get(user, *ids)
        assert response.status_code == 200, response.content
        assert response["Cache-Control"] == "no-store"
        body = response.json()
        warnings = body.pop("warnings", None)
        assert (set(body), body["success"]) == ({"success", "data"}, True)
        return body["data"], warnings

    return compare


@pytest.fixture
def keep(save):
    """Save bodies, and give back the rows that they became."""

    def keep(user, *bodies):
        return [save(body, user).json()["data"] for body in bodies]

    return keep


def ids_of(rows):
    return [row["id"] for row in rows]


# What is expected of rows ------------------------------------------------------------


def expected_comparison(rows):
    rows = sorted(rows, key=lambda row: datetime.fromisoformat(row["completed_at"]))
    strengths = [row["feedback"]["strengths"] for row in (rows[0], rows[-1])]
    areas = [row["feedback"]["areasForImprovement"] for row in (rows[0], rows[-1])]
    return {
        "interviews": [
            {column: row[column] for column in row if column != "conversation"} for row in rows
        ],
        "scores": by_score(steps(rows), rows),
        "strengths": {
            "kept": said(strengths[1], among=strengths[0]),
            "gained": said(strengths[1], not_among=strengths[0]),
            "lost": said(strengths[0], not_among=strengths[1]),
        },
        "areas_for_improvement": {
            "resolved": said(areas[0], not_among=areas[1]),
            "persisting": said(areas[1], among=areas[0]),
            "new": said(areas[1], not_among=areas[0]),
        },
    }


def said(texts, among=None, not_among=()):
    """Texts that differ in case and punctuation alone are the same."""
    others = {plain(text) for text in (not_among if among is None else among)}
    return [text for text in texts if (plain(text) in others) is (among is not None)]


def plain(text):
    return " ".join(re.findall(r"\w+", text.lower()))


# What it says ------------------------------------------------------------------------

FIVE = [
    at(
        "2026-01-01T09:00:00Z", 4, 9, 7,
        strengths=["Calm", "Honest", "Quick"],
        areas=["Name the costs", "Be brief", "Test first"],
    ),
    at("2026-01-01T14:00:00.25+05:00", 7.5, 9, strengths=["Only here"], areas=["Only here"]),
    at("2026-01-02T09:00:00Z", None, 6.5, "8", strengths=["Calm", "Quick"], areas=["Be brief"]),
    at("2026-01-03T09:00:00Z", 6, 2, 10),
    at(
        "2026-01-04T09:00:00Z", 6, 3, 1,
        strengths=["Asks questions", "calm.", "Friendly"],
        areas=["TEST FIRST!", "Read the logs", "**Be brief**"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    "chosen", [[0, 1], [0, 4], [3, 2], [1, 2, 4], [4, 0, 3, 1], [2, 0, 4, 3, 1]]
)
def test_it_shows_two_to_five_interviews_oldest_first(compare, keep, alice, chosen):
    rows = keep(alice, *[FIVE[n] for n in chosen])

    assert compare(alice, *ids_of(rows)) == (expected_comparison(rows), None)


def test_the_first_against_the_last_is_written_out_here_once(compare, keep, alice):
    found, _ = compare(alice, *ids_of(keep(alice, *FIVE)))

    assert found["strengths"] == {
        "kept": ["calm."],
        "gained": ["Asks questions", "Friendly"],
        "lost": ["Honest", "Quick"],
    }
    assert found["areas_for_improvement"] == {
        "resolved": ["Name the costs"],
        "persisting": ["TEST FIRST!", "**Be brief**"],
        "new": ["Read the logs"],
    }
    changes = {name: [step["change"] for step in found["scores"][name]] for name in SCORES}
    assert changes == {
        "overall_score": [None, 3.5, None, None, 0],
        "communication_score": [None, 0, -2.5, -4.5, 1],
        "technical_score": [None, None, None, 2, -9],
    }


def test_a_competency_that_an_interview_lacks_is_null_there(compare, keep, alice):
    rows = keep(
        alice,
        further("2026-01-01T09:00:00Z", problemSolvingScore=6.9, scores={"depth": 9}),
        further("2026-01-02T09:00:00Z", problemSolvingScore=7.4),
        further("2026-01-03T09:00:00Z", pace_score=5, scores={"depth": 8.5}),
    )

    found, _ = compare(alice, *ids_of(rows))

    assert found == expected_comparison(rows)
    changes = {
        name: [(step["score"], step["change"]) for step in steps]
        for name, steps in found["scores"]["competencies"].items()
    }
    assert changes == {
        "Depth": [(9, None), (None, None), (8.5, None)],
        "Pace": [(None, None), (None, None), (5, None)],
        "Problem solving": [(6.9, None), (7.4, 0.5), (None, None)],
    }


def further(moment, **keys):
    body = at(moment, 7)
    return body | {"feedback": body["feedback"] | keys}


@pytest.mark.parametrize(
    "moments",
    [
        ["2026-01-01T09:00:00Z", "2026-01-01T09:00:00.5Z", "2026-01-01T13:00:00+05:00"],
        ["2026-01-01T09:00:00Z"] * 3,
    ],
    ids=["three times", "one time"],
)
def test_the_order_in_the_query_is_no_matter(compare, keep, alice, moments):
    rows = keep(alice, *[at(moment, 3 + 2 * n) for n, moment in enumerate(moments)])

    answers = [compare(alice, *ids) for ids in permutations(ids_of(rows))]

    assert len(answers) == 6
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize("feedback", [{}, {"overallScore": None, "strengths": None}])
def test_unscored_interviews_without_advice_compare_too(compare, keep, alice, feedback):
    rows = keep(alice, *[at(f"2026-01-0{day}T09:00:00Z", feedback=feedback) for day in (1, 2)])

    assert compare(alice, *ids_of(rows)) == (expected_comparison(rows), None)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({}, []),
        ({"job_role": "Designer"}, []),
        ({"interview_type": "Behavioral"}, [("Behavioral", "Technical")]),
        ({"experience_level": "Junior"}, [("Junior", "Senior")]),
        (
            {"interview_type": "System Design", "experience_level": "Mid-level"},
            [("System Design", "Technical"), ("Mid-level", "Senior")],
        ),
    ],
)
def test_it_warns_where_type_or_level_differ(compare, keep, alice, changes, named):
    rows = keep(
        alice,
        at("2026-01-01T09:00:00Z", 5),
        at("2026-01-02T09:00:00Z", 6, **changes),
        at("2026-01-03T09:00:00Z", 7),
    )

    found, warnings = compare(alice, *ids_of(rows))

    assert found == expected_comparison(rows)
    assert (warnings is None) is (named == [])
    for warning, values in zip(warnings or [], named, strict=True):
        assert all(value in warning for value in values)


def test_ids_may_be_in_upper_case(compare, keep, alice):
    rows = keep(alice, FIVE[0], FIVE[1])

    found, _ = compare(alice, *[row_id.upper() for row_id in ids_of(rows)])

    assert found == expected_comparison(rows)


# Whose interviews --------------------------------------------------------------------


def test_one_that_is_not_ones_own_is_the_same_404_for_all_whatever_it_is(
    get, keep, client, alice, bob
):
    mine, deleted = ids_of(keep(alice, FIVE[0], FIVE[1]))
    client.delete(f"/api/interviews/{deleted}", headers=alice.headers)
    [strangers], [anonymous] = ids_of(keep(bob, FIVE[2])), ids_of(keep(None, FIVE[3]))
    not_mine = [str(uuid4()), strangers, anonymous, deleted]

    answers = [
        get(alice, *ids, **{"X-Request-ID": "the-same-for-all"})
        for other in not_mine
        for ids in [(mine, other), (other, mine), (other, str(uuid4())), (mine, *not_mine)]
    ]

    assert {response.status_code for response in answers} == {404}
    assert len({(response.content, str(response.headers)) for response in answers}) == 1
    assert set(answers[0].json()) == ERROR
    assert answers[0].json()["code"] == "not_found"


def test_ones_own_user_id_may_be_named(client, keep, alice):
    rows = keep(alice, FIVE[0], FIVE[1])

    for spelling in (alice.id, alice.id.upper(), ""):
        query = {"ids": ",".join(ids_of(rows)), "user_id": spelling}
        response = client.get(COMPARE, query, headers=alice.headers)
        assert response.json() == {"success": True, "data": expected_comparison(rows)}


def test_another_user_id_is_a_403(client, keep, alice, bob):
    rows = keep(alice, FIVE[0], FIVE[1])

    query = {"ids": ",".join(ids_of(rows)), "user_id": bob.id}
    response = client.get(COMPARE, query, headers=alice.headers)

    assert_refused(response, 403, "user_id_mismatch")


@pytest.mark.parametrize("named", [True, False])
def test_without_a_token_it_is_a_401(client, keep, alice, named):
    query = {"ids": ",".join(ids_of(keep(alice, FIVE[0], FIVE[1])))}
    response = client.get(COMPARE, query | ({"user_id": alice.id} if named else {}))

    assert_refused(response, 401, "not_authenticated")
    assert response["WWW-Authenticate"].startswith("Bearer")


# What is refused, and what goes wrong ------------------------------------------------

A, B, C, D, E, F = (f"0192a1b2-c3d4-4e5f-8000-00000000000{digit}" for digit in "abcdef")


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("", {"ids": "required"}),
        ("ids=", {"ids": "required"}),
        (f"ids={A}", {"ids": "length"}),
        (f"ids={A},{B},{C},{D},{E},{F}", {"ids": "length"}),
        (f"ids={A},{A}", {"ids": "length"}),
        (f"ids={A},{B},{A.upper()}", {"ids": "length"}),
        ("ids=,", {"ids": "invalid"}),
        (f"ids={A},", {"ids": "invalid"}),
        (f"ids={A},nonsense", {"ids": "invalid"}),
        (f"ids={A};{B}", {"ids": "invalid"}),
        (f"ids={A},{B.replace('-', '')}", {"ids": "invalid"}),
        (f"ids={A},{{{B}}}", {"ids": "invalid"}),
        (f"ids={A},urn:uuid:{B}", {"ids": "invalid"}),
        (f"ids={A},{B[:-1]}%D9%A1", {"ids": "invalid"}),
        (f"ids={A},{B}%00", {"ids": "invalid"}),
        (f"ids={A},{B})", {"ids": "invalid"}),
        (f"ids={A}&ids={B}", {"ids": "repeated_parameter"}),
        (f"ids={A},{B}&limit=5", {"limit": "unknown_parameter"}),
        (f"ids={A},{B}&interview_type=Technical", {"interview_type": "unknown_parameter"}),
        (f"ids={A},{B}&user_id=optional-user-uuid", {"user_id": "invalid"}),
    ],
)
def test_a_bad_parameter_is_a_400_on_its_name(client, supabase, alice, query, errors):
    response = client.get(f"{COMPARE}?{query}", headers=alice.headers)

    assert errors_of(response) == errors
