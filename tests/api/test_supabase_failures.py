"""Supabase fails while an endpoint reads, claims or deletes: 503 or 502, and never a 404 or a zero.

Each endpoint meets each failure of one table. The staged server stands in Supabase's place, whose
tokens are good all the same. Saving meets more of them, in `test_save_failures`.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from llm_api.auth.claim_tokens import make_claim_token
from tests.support.assertions import assert_refused
from tests.support.histories import ROW as SUMMARY
from tests.support.scripted_upstream import (
    SELECT,
    Answer,
    RefusingPort,
    ScriptedUpstream,
    answer,
    hang,
    reset,
)

FIND = ("POST", "/rest/v1/rpc/list_interviews")
A, B, C = (f"0192a1b2-c3d4-4e5f-8000-00000000000{number}" for number in "123")
PLACED = SUMMARY | {"position": ["-1", "-1"]}
ROW = SUMMARY | {"id": A, "conversation": [{"role": "user", "content": "Yes."}]}
OTHER = SUMMARY | {"id": B}
STATS = {
    "total_interviews": 1,
    "total_questions": 5,
    "average_overall_score": 8.0,
    "average_communication_score": None,
    "average_technical_score": None,
    "best_overall_score": 8.4,
    "latest_overall_score": 8,
    "first_completed_at": "2026-01-01T09:00:00+00:00",
    "last_completed_at": "2026-01-01T09:00:00+00:00",
    "by_interview_type": [],
    "by_experience_level": [],
    "competencies": [{"name": "Pace", "average": 7.4, "n": 1}],
}


def without(row: dict[str, Any], *columns: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in columns}


def page(*rows: Any) -> dict[str, Any]:
    return {"total": len(rows), "interviews": list(rows)}


class Endpoint(NamedTuple):
    """How to ask it, what it asks of Supabase, a good answer to that, and malformed ones."""

    question: str
    request: tuple[str, str]
    good: Any
    malformed: dict[str, Any]  # besides those that are malformed for every endpoint


PAGES = {
    "rows without their page": [PLACED],
    "no total": without(page(PLACED), "total"),
    "a total in words": page(PLACED) | {"total": "one"},
    "no rows": page() | {"total": 1, "interviews": None},
    "a row that is none": page(PLACED, None),
    "a row without its place": page(SUMMARY),
    "a row in a strange place": page(PLACED | {"position": [-1, -1]}),
    "a row without a column": page(without(PLACED, "question_count")),
    "a row without a score column": page(without(PLACED, "overall_score")),
    "a row of an impossible time": page(PLACED | {"completed_at": "yesterday"}),
    "a row without a time": page(PLACED | {"completed_at": None}),
    "a row whose feedback is a list": page(PLACED | {"feedback": []}),
    "a row whose feedback is a text": page(PLACED | {"feedback": "Calm"}),
    "a row with a text as score": page(PLACED, PLACED | {"overall_score": "high"}),
    "the id alone": page({"id": "x"}),
}
ROWS = {
    "the row without its list": ROW,
    "a page of rows": page({"id": "x"}),
    "two rows": [ROW, ROW],
    "a row that is none": [None],
    "the id alone": [{"id": A}],
    "a text as transcript": [ROW | {"conversation": "text"}],
    "an impossible time": [ROW | {"created_at": "yesterday"}],
}
ENDPOINTS = {
    "list": Endpoint("GET list", FIND, page(PLACED), {"an empty list": [], **PAGES}),
    "progress": Endpoint("GET progress", FIND, page(PLACED), {"an empty list": [], **PAGES}),
    "export.csv": Endpoint(
        "GET export.csv", FIND, page(ROW | PLACED), {"an empty list": [], **PAGES}
    ),
    "export.json": Endpoint(
        "GET export.json", FIND, page(ROW | PLACED), {"an empty list": [], **PAGES}
    ),
    "detail": Endpoint(f"GET {A}", SELECT, [ROW], ROWS),
    "one as PDF": Endpoint(f"GET {A}/export.pdf", SELECT, [ROW], ROWS),
    "one as Markdown": Endpoint(f"GET {A}/export.md", SELECT, [ROW], ROWS),
    "one as JSON": Endpoint(f"GET {A}/export.json", SELECT, [ROW], ROWS),
    "compare": Endpoint(
        f"GET compare?ids={A},{B}",
        SELECT,
        [SUMMARY | {"id": A}, OTHER],
        {
            "rows by number": {"0": SUMMARY, "1": OTHER},
            "rows that are none": [A, B],
            "a row without a score column": [SUMMARY, without(OTHER, "overall_score")],
            "a row of an impossible time": [SUMMARY, OTHER | {"completed_at": "yesterday"}],
            "a row with a text as feedback": [SUMMARY, OTHER | {"feedback": "Calm"}],
            "a row with a text as score": [SUMMARY, OTHER | {"overall_score": "high"}],
            "a row twice": [SUMMARY, SUMMARY],
            "a row that was not asked for": [SUMMARY, SUMMARY | {"id": C}],
            "more rows than asked for": [SUMMARY, OTHER, SUMMARY | {"id": C}],
        },
    ),
    "stats": Endpoint(
        "GET stats",
        ("POST", "/rest/v1/rpc/interview_exact_stats"),
        STATS,
        {
            "a list": [STATS],
            "an empty list": [],
            "half of it": without(STATS, *list(STATS)[5:]),
            "all but one": without(STATS, "average_overall_score"),
            "a time that is none": STATS | {"last_completed_at": "yesterday"},
            "a time that is a number": STATS | {"first_completed_at": 5},
            "a total in quotes": STATS | {"total_interviews": "1"},
            "an average in quotes": STATS | {"average_overall_score": "8.00"},
            "groups that are none": STATS | {"by_interview_type": None},
        },
    ),
    "claim preview": Endpoint("POST claim/preview", SELECT, [ROW], ROWS),
    "claim": Endpoint(
        "POST claim",
        ("PATCH", "/rest/v1/interviews"),
        [ROW],
        {"the id alone": [{"id": A}], "the row without its list": ROW},
    ),
    "delete": Endpoint(
        f"DELETE {A}",
        ("DELETE", "/rest/v1/interviews"),
        [ROW],
        {"two rows": [{"id": A}, {"id": A}], "the row without its list": ROW},
    ),
    "delete all": Endpoint(
        "DELETE ?expected_total=3",
        ("POST", "/rest/v1/rpc/delete_interviews"),
        {"total": 3, "deleted": 3},
        {
            "an empty list": [],
            "a total alone": {"total": 3},
            "a total in quotes": {"total": "3", "deleted": 3},
            "fewer deleted than there were": {"total": 3, "deleted": 2},
        },
    ),
}
CLAIMING = {"claim preview", "claim"}
CHANGING = {"claim", "delete", "delete all"}
READING = [name for name in ENDPOINTS if name not in CHANGING]

UNREACHABLE: dict[str, Answer] = {
    **{str(status): answer(status) for status in (429, 502, 503, 504)},
    "520 of Cloudflare": answer(520, b"<!doctype html>", Content_Type="text/html"),
    "a lost response of PostgREST": answer(400, {"code": "", "message": ""}),
    "a statement timeout": answer(500, {"code": "57014", "message": "secret"}),
    "a reset connection": reset,
    "no answer": hang,
}
REFUSED: dict[str, Answer] = {
    f"{status} {code}": answer(status, {"code": code, "message": "row: secret"})
    for status, code in [
        (400, "22P02"),
        (401, "Invalid API key"),
        (403, "42501"),
        (404, "PGRST202"),
        (404, "PGRST205"),
        (500, "XX000"),
    ]
}
MALFORMED: dict[str, Answer] = {
    "HTML": answer(200, b"<!doctype html>", Content_Type="text/html"),
    "204": answer(204),
    "an empty body": answer(200),
    "no UTF-8": answer(200, b'"\xff\xfe"'),
    "null": answer(200, b"null"),
    "a text": answer(200, b'"text"'),
    "a number": answer(200, b"3"),
    "an empty object": answer(200, {}),
}
FAILURES = [
    pytest.param(name, failure, id=f"{name}-{what}")
    for name, endpoint in ENDPOINTS.items()
    for what, failure in {
        **REFUSED,
        **MALFORMED,
        **{what: answer(200, body) for what, body in endpoint.malformed.items()},
    }.items()
]


@pytest.fixture
def ask(client: Any, supabase: Any, alice: Any) -> Callable[[str], Any]:
    """Asks an endpoint, as Alice."""

    def ask(name: str) -> Any:
        method, path = ENDPOINTS[name].question.split(" ")
        return client.generic(
            method,
            f"/api/interviews/{path}".replace("/?", "?"),
            json.dumps({"claim_token": make_claim_token(A)}) if method == "POST" else "",
            "application/json",
            headers=alice.headers,
        )

    return ask


@pytest.fixture
def untouched(db: Any, alice: Any, name: str) -> Iterator[None]:
    """The interview that is asked for is in the table, and nothing happens to it."""
    owner = None if name in CLAIMING else alice.id
    db.execute(
        "insert into interviews (id, user_id, job_role, experience_level, interview_type,"
        " conversation, feedback) values (%s, %s, 'Engineer', 'Senior', 'Technical', '[]', '{}')",
        [A, owner],
    )
    yield
    gone = db.execute("delete from interviews where id = %s returning user_id::text", [A])
    assert gone.fetchall() == [{"user_id": owner}]


@pytest.fixture
def upstream(supabase: Any, settings: Any) -> Any:
    with ScriptedUpstream() as upstream:
        settings.SUPABASE_URL = upstream.url
        yield upstream


def assert_unavailable(response: Any) -> None:
    assert_refused(response, 503, "supabase_unavailable")
    assert 1 <= int(response["Retry-After"]) <= 60
    assert response["Content-Type"] == "application/json"
    assert "Content-Disposition" not in response


@pytest.mark.parametrize("name", ENDPOINTS)
def test_the_question_names_the_owner_and_travels_with_the_users_own_token(
    ask, upstream, alice, name
):
    endpoint = ENDPOINTS[name]
    upstream.script(endpoint.request, answer(200, endpoint.good))

    assert ask(name).status_code == 200

    assert len(upstream.received) == (2 if name == "export.csv" else 1)  # its columns are first
    for question in upstream.received:
        is_hers = question.headers["authorization"] == f"Bearer {alice.token}"
        # What is claimed has no owner yet, so that row level security hides it.
        assert is_hers is (name not in CLAIMING)
        if endpoint.request[1].startswith("/rest/v1/rpc/"):
            assert question.json()["owner"] == alice.id
        else:
            owner = "is.null" if name in CLAIMING else f"eq.{alice.id}"
            assert f"user_id={owner}" in question.query.split("&")
            assert A in question.query
        if name == "claim":
            assert question.json() == {"user_id": alice.id}


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("failure", UNREACHABLE)
@pytest.mark.parametrize("name", ENDPOINTS)
def test_an_unreachable_supabase_is_a_503(ask, upstream, settings, name, failure):
    settings.SUPABASE_TIMEOUT = 0.3
    upstream.script(ENDPOINTS[name].request, UNREACHABLE[failure])
    upstream.script(SELECT, UNREACHABLE[failure])  # claiming looks who has the interview

    assert_unavailable(ask(name))


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("name", ENDPOINTS)
def test_a_closed_port_is_a_503(ask, settings, name):
    settings.SUPABASE_TIMEOUT = 0.3
    with RefusingPort() as settings.SUPABASE_URL:
        response = ask(name)

    assert_unavailable(response)
    assert response["Retry-After"] == "5"


@pytest.mark.parametrize("name", READING)
def test_a_passing_failure_is_outlasted(ask, upstream, name):
    request, good = ENDPOINTS[name].request, answer(200, ENDPOINTS[name].good)
    upstream.script(request, good)
    expected = ask(name).getvalue()
    questions = upstream.count(request)

    upstream.script(request, answer(503), reset, good)

    assert ask(name).getvalue() == expected
    assert upstream.count(request) == 2 * questions + 2


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("name", "failure"), FAILURES)
def test_a_refusal_or_a_malformed_response_is_a_502_and_not_repeated(ask, upstream, name, failure):
    request = ENDPOINTS[name].request
    upstream.script(request, failure)

    response = ask(name)

    assert_refused(response, 502, "supabase_refused")
    assert "Retry-After" not in response
    assert response["Content-Type"] == "application/json"
    assert "Content-Disposition" not in response
    assert b"secret" not in response.content
    assert upstream.count(request) == 1
