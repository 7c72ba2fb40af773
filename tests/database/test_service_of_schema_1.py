"""A service of schema version 1 goes on working over this schema, so that the migration runs first.

Here are the queries that it sends and the answers that it accepts, as it had them: it refuses a
response with another type in it. The file may be deleted with schema version 3, together with what
the migration keeps for that service: `interview_stats`, and what "List and search" keeps.
"""

import uuid
from typing import Any

import httpx
import pytest

from local_supabase import LocalSupabase
from tests.support.users import User

TEXT, NUMBER, INTEGER = str, (int, float), int
NONE = type(None)
STATS = {
    "total_interviews": INTEGER,
    "total_questions": INTEGER,
    "average_overall_score": NUMBER,
    "average_communication_score": NUMBER,
    "average_technical_score": (*NUMBER, NONE),
    "best_overall_score": INTEGER,
    "latest_overall_score": INTEGER,
    "first_completed_at": TEXT,
    "last_completed_at": TEXT,
    "by_interview_type": list,
    "by_experience_level": list,
}
SUMMARY = {
    "id": TEXT,
    "user_id": (TEXT, NONE),
    "job_role": TEXT,
    "experience_level": TEXT,
    "interview_type": TEXT,
    "feedback": dict,
    "overall_score": (INTEGER, NONE),
    "communication_score": (INTEGER, NONE),
    "technical_score": (INTEGER, NONE),
    "question_count": INTEGER,
    "completed_at": TEXT,
    "created_at": TEXT,
}
ROW = SUMMARY | {"conversation": list}
# All arguments, as that service sends them with every request.
EVERYTHING = {
    "words": [],
    "role_contains": "",
    "levels": None,
    "types": None,
    "min_score": None,
    "max_score": None,
    "completed_from": None,
    "completed_until": None,
    "ordering": "-completed_at",
    "after": None,
    "page_size": None,
    "whole": False,
}
SCORES = [7.4, 7.6, None]


def assert_types(answer: dict[str, Any], types: dict[str, Any]) -> None:
    """It has these keys with values of these types, and perhaps further ones."""
    assert answer.keys() >= types.keys()
    wrong = {
        key: value
        for key, value in answer.items()
        if key in types and (isinstance(value, bool) or not isinstance(value, types[key]))
    }
    assert wrong == {}


class Rest:
    """Supabase's REST API, as one user or as the service role."""

    def __init__(self, supabase: LocalSupabase, user: User | None) -> None:
        token = user.token if user else supabase.service_role_key
        self._url = f"{supabase.url}/rest/v1"
        self._headers = {
            "apikey": supabase.service_role_key,
            "Authorization": f"Bearer {token}",
            "Prefer": "return=representation",
        }

    def call(self, function: str, **arguments: Any) -> Any:
        return self._answer("POST", f"rpc/{function}", json=arguments)

    def insert(self, row: dict[str, Any]) -> Any:
        return self._answer("POST", "interviews", json=row)

    def get(self, table: str, **query: str) -> Any:
        return self._answer("GET", table, params=query)

    def _answer(self, method: str, path: str, **request: Any) -> Any:
        response = httpx.request(method, f"{self._url}/{path}", headers=self._headers, **request)
        assert response.is_success, response.text
        return response.json()


@pytest.fixture
def user(sign_up: Any) -> User:
    return sign_up(f"{uuid.uuid4()}@example.com")


@pytest.fixture
def rest(supabase: LocalSupabase, user: User) -> Rest:
    return Rest(supabase, user)


@pytest.fixture
def saved(rest: Rest, user: User) -> list[dict[str, Any]]:
    """Three interviews, saved as that service saves them; the later ones have better scores."""
    return [
        rest.insert(
            {
                "id": str(uuid.uuid4()),
                "user_id": user.id,
                "job_role": "Engineer",
                "experience_level": "Senior",
                "interview_type": "Technical",
                "conversation": [{"role": "user", "content": "I didn't use a queue."}],
                "feedback": {"overallScore": score, "communicationScore": 6.5},
                "overall_score": score and round(score),
                "communication_score": 7,
                "technical_score": None,
                "question_count": 5,
                "completed_at": f"2026-01-0{day}T09:00:00+00:00",
            }
        )[0]
        for day, score in enumerate(SCORES, 1)
    ]


def test_what_it_saves_is_the_row_that_it_reads(rest, saved):
    for row in saved:
        assert_types(row, ROW)
        assert rest.get("interviews", select=",".join(ROW), id=f"eq.{row['id']}") == [row]


def test_statistics_are_integers_where_it_expects_them(rest, user, saved):
    stats = rest.call("interview_stats", owner=user.id)

    assert_types(stats, STATS)
    assert stats["best_overall_score"] == stats["latest_overall_score"] == 8
    assert stats["average_overall_score"] == 7.5
    assert stats["by_interview_type"] == [
        {"interview_type": "Technical", "total_interviews": 3, "average_overall_score": 7.5}
    ]


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("-completed_at", [2, 1, 0]),
        ("completed_at", [0, 1, 2]),
        ("-overall_score", [1, 0, 2]),
        ("overall_score", [0, 1, 2]),
    ],
)
def test_a_list_is_read_page_by_page_with_its_positions(rest, user, saved, ordering, expected):
    arguments = EVERYTHING | {"owner": user.id, "ordering": ordering, "page_size": 2}
    found, after = [], None
    while len(found) < 3:
        page = rest.call("find_interviews", **arguments | {"after": after})
        assert page["total"] == 3
        for row in page["interviews"]:
            assert_types(row, SUMMARY | {"position": list})
            assert [type(key) for key in row["position"]] == [int, int]
        last = page["interviews"][-1]
        after = [*map(str, last["position"]), last["id"]]
        found += [row["id"] for row in page["interviews"]]

    assert found == [saved[number]["id"] for number in expected]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"words": ["queue"]}, 3),
        ({"words": ["queue", "missing"]}, 0),
        ({"role_contains": "engin"}, 3),
        ({"levels": ["Junior"]}, 0),
        ({"types": ["Technical"]}, 3),
        ({"min_score": 8}, 1),
        ({"max_score": 10}, 2),
        ({"completed_from": "2026-01-02T00:00:00+00:00"}, 2),
        ({"completed_until": "2026-01-02T00:00:00+00:00"}, 1),
    ],
)
def test_its_filters_select_and_a_search_has_snippets(rest, user, saved, filters, expected):
    page = rest.call("find_interviews", **EVERYTHING | filters | {"owner": user.id})

    assert (page["total"], len(page["interviews"])) == (expected, expected)
    for row in page["interviews"] if "words" in filters else []:
        assert [(match["where"], type(match["snippet"])) for match in row["matches"]] == [
            ("conversation.0", str)
        ]


def test_an_export_has_whole_rows(rest, user, saved):
    page = rest.call("find_interviews", **EVERYTHING | {"owner": user.id, "whole": True})

    for row in page["interviews"]:
        assert_types(row, ROW)


def test_feedback_is_set_and_all_is_deleted(rest, user, saved):
    answer = rest.call(
        "set_interview_feedback",
        interview=saved[2]["id"],
        owner=user.id,
        feedback='{"overallScore": 9.4}',
        overall_score=9,
        communication_score=None,
        technical_score=None,
        replace=True,
    )
    assert answer["outcome"] == "stored"
    assert_types(answer["interview"], ROW)

    deleted = rest.call("delete_interviews", owner=user.id, expected_total=3)
    assert deleted == {"total": 3, "deleted": 3}


def test_its_setup_check_finds_what_it_expects(supabase):
    service = Rest(supabase, None)
    status = service.call("interview_storage_status")
    writes = ["DELETE", "INSERT", "SELECT", "UPDATE"]

    commands = ["SELECT", "INSERT", "UPDATE", "DELETE", "RESTRICTIVE"]
    assert status["policies"] == dict.fromkeys(commands, 1)
    assert status["privileges"] == {
        "interviews:anon": [],
        "interviews:authenticated": writes,
        "interviews:service_role": writes,
        "interview_statistics:anon": [],
        "interview_statistics:authenticated": ["SELECT"],
        "interview_statistics:service_role": ["SELECT"],
    }
    for key in ("row_level_security", "view_security_invoker", "deletes_with_account"):
        assert status[key] is True
    assert service.get("interview_statistics", select="user_id", limit="0") == []
    assert service.call("purge_interviews", stored_before="1970-01-01T00:00:00Z", at_most=0) == 0
