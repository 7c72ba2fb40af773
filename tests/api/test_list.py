"""GET /api/interviews/list: which interviews it gives, in which order, page by page."""

import uuid
from typing import Any

import httpx
import pytest

from llm_api.auth.claim_tokens import make_claim_token
from tests.support.assertions import assert_refused, errors_of
from tests.support.interviews import COLUMNS

LIST = "/api/interviews/list"
FIND = ("POST", "/rest/v1/rpc/list_interviews")
ORDERINGS = ["-completed_at", "completed_at", "-overall_score", "overall_score"]

# Each is told by its question_count, which is its number here.
HISTORY = {
    1: ("Backend Engineer", "Junior", "Behavioral", 3, "2025-01-01T00:00:00Z"),
    2: ("Frontend Engineer", "Mid-level", "Technical", 7, "2025-01-31T23:59:59.999999Z"),
    3: ("Data Analyst", "Senior", "System Design", 10, "2025-02-01T00:00:00Z"),
    4: ("Analyst (50%)", "Junior", "Technical", None, "2025-02-01T00:00:00Z"),
    5: ("产品经理", "Senior", "Technical", 7, "2025-02-01T00:00:00Z"),
    6: ("Ingénieur logiciel", "Mid-level", "Behavioral", None, "2025-02-01T09:30:00.25Z"),
    7: ("engineering manager", "Senior", "Behavioral", 1, "2025-03-01T00:00:00Z"),
    8: ("产品总监", "Junior", "System Design", 7, "2025-02-01T00:00:00Z"),
}
EVERY = set(HISTORY)


def body_of(interview: dict[str, Any], number: int) -> dict[str, Any]:
    role, level, kind, score, completed_at = HISTORY[number]
    return interview | {
        "job_role": role,
        "experience_level": level,
        "interview_type": kind,
        "feedback": {"overallScore": score},
        "completed_at": completed_at,
        "question_count": number,
    }


@pytest.fixture(scope="module")
def historian(live_service, sign_up):
    """A user with the interviews of HISTORY. No test changes them."""
    user = sign_up(f"{uuid.uuid4()}@example.com")
    messages = [{"role": "user", "content": "I tune queries."}]
    with httpx.Client(headers=user.headers, timeout=30) as service:
        for number in HISTORY:
            body = body_of({"conversation": messages}, number)
            saved = service.post(f"{live_service}/api/interviews/save", json=body)
            assert saved.status_code == 201
    return user


@pytest.fixture
def newcomer(sign_up):
    """A user of this test alone."""
    return sign_up(f"{uuid.uuid4()}@example.com")


@pytest.fixture
def ask(client, supabase, historian):
    """GET the list, as the historian unless another user is given."""

    def ask(query: str = "", user: Any = historian) -> Any:
        return client.get(f"{LIST}?{query}", headers=user.headers)

    return ask


def numbers(response: Any) -> list[int]:
    assert response.status_code == 200, response.content
    return [item["question_count"] for item in response.json()["data"]]


def all_pages(ask: Any, query: str) -> list[dict[str, Any]]:
    pages = [ask(query).json()]
    while cursor := pages[-1]["pagination"]["next_cursor"]:
        assert len(pages) < len(EVERY), "the pages do not end"
        pages.append(ask(f"{query}&cursor={cursor}").json())
    return pages


# What is in it -----------------------------------------------------------------------


def test_an_item_is_the_stored_row_without_its_conversation(ask, save, interview, newcomer):
    stored = save(interview, newcomer).json()["data"]

    response = ask(user=newcomer)

    assert response.status_code == 200
    del stored["conversation"]
    assert set(stored) == COLUMNS - {"conversation"}
    assert response.json() == {
        "success": True,
        "data": [stored],
        "pagination": {"total": 1, "limit": 20, "next_cursor": None},
    }
    assert response["Cache-Control"] == "no-store"


def test_a_newcomers_list_is_empty(ask, newcomer):
    assert ask(user=newcomer).json() == {
        "success": True,
        "data": [],
        "pagination": {"total": 0, "limit": 20, "next_cursor": None},
    }


@pytest.mark.parametrize("row_level_security", ["enable", "disable"])
def test_it_holds_no_other_users_interviews(ask, save, interview, bob, db, row_level_security):
    save(interview | {"question_count": 90}, bob)
    save(interview | {"question_count": 91})
    db.execute(f"alter table interviews {row_level_security} row level security")
    try:
        response = ask()
    finally:
        db.execute("alter table interviews enable row level security")

    assert set(numbers(response)) == EVERY
    assert response.json()["pagination"]["total"] == len(EVERY)


def test_without_a_token_it_is_a_401(client, supabase, historian):
    for query in ("", f"user_id={historian.id}"):
        response = client.get(f"{LIST}?{query}")

        assert_refused(response, 401, "not_authenticated")
        assert response["WWW-Authenticate"] == "Bearer"


def test_the_tokens_own_user_id_may_be_sent_and_no_other(ask, historian, bob):
    assert set(numbers(ask(f"user_id={historian.id.upper()}"))) == EVERY
    assert_refused(ask(f"user_id={bob.id}"), 403, "user_id_mismatch")


# Filters -----------------------------------------------------------------------------

REPEATABLE = ["experience_level", "interview_type"]
ONCE = ["user_id", "search", "search_in", "job_role", "min_overall_score", "max_overall_score"]
ONCE += ["completed_after", "completed_before", "ordering", "limit", "cursor"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", EVERY),
        ("&".join(f"{name}=" for name in ONCE + REPEATABLE), EVERY),
        ("limit=&limit=20", EVERY),
        ("job_role=ENGINEER", {1, 2, 7}),
        ("job_role=Engineer", {1, 2, 7}),
        ("job_role=d+engi", {1, 2}),
        ("job_role=INGÉNIEUR", {6}),
        ("job_role=ingenieur", {6}),
        ("job_role=INGE%CC%81NIEUR", {6}),
        ("job_role=ｅｎｇｉｎｅｅｒ", {1, 2, 7}),
        ("job_role=产品", {5, 8}),
        ("job_role=%25", {4}),
        ("job_role=%25)", {4}),
        ("job_role=_", set()),
        ("experience_level=Mid-level", {2, 6}),
        ("experience_level=Mid-level&experience_level=Junior", {1, 2, 4, 6, 8}),
        ("experience_level=&experience_level=Junior", {1, 4, 8}),
        ("interview_type=System+Design", {3, 8}),
        ("interview_type=System+Design&interview_type=Technical", {2, 3, 4, 5, 8}),
        ("min_overall_score=7", {2, 3, 5, 8}),
        ("max_overall_score=7", {1, 2, 5, 7, 8}),
        ("min_overall_score=7&max_overall_score=7", {2, 5, 8}),
        ("min_overall_score=1", EVERY - {4, 6}),
        ("max_overall_score=10", EVERY - {4, 6}),
        ("min_overall_score=8&max_overall_score=2", set()),
        ("min_overall_score=6.999999999", {2, 3, 5, 8}),
        ("min_overall_score=7.0&max_overall_score=7.000000001", {2, 5, 8}),
        ("max_overall_score=10.0", EVERY - {4, 6}),
        ("completed_after=2025-02-01", {3, 4, 5, 6, 7, 8}),
        ("completed_before=2025-02-01", {1, 2}),
        ("completed_after=2025-02-01T00:00:00.000001Z", {6, 7}),
        ("completed_before=2025-01-31T23:59:59.999999Z", {1}),
        ("completed_after=2025-02-01T09:30:00.25", {6, 7}),
        ("completed_after=2025-02-01T01:00:00%2B01:00", {3, 4, 5, 6, 7, 8}),
        ("completed_before=2025-02-01T01:00:00+01:00", {1, 2}),
        ("completed_after=2025-01-31&completed_before=2025-02-02", {2, 3, 4, 5, 6, 8}),
        ("completed_after=2025-02-02&completed_before=2025-02-02", set()),
        ("completed_after=0001-01-01&completed_before=9999-12-31", EVERY),
        (
            "job_role=e&experience_level=Senior&interview_type=Behavioral"
            "&max_overall_score=5&completed_after=2025-03-01",
            {7},
        ),
    ],
)
def test_filters_select(ask, query, expected):
    response = ask(query)

    assert set(numbers(response)) == expected
    assert response.json()["pagination"]["total"] == len(response.json()["data"]) == len(expected)


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("user_id=optional-user-uuid", {"user_id": "invalid"}),
        (f"search={'x' * 201}", {"search": "max_length"}),
        ("search=a%00b", {"search": "null_characters_not_allowed"}),
        (f"job_role={'x' * 201}", {"job_role": "max_length"}),
        ("job_role=a%00b", {"job_role": "null_characters_not_allowed"}),
        ("experience_level=senior", {"experience_level.0": "invalid_choice"}),
        ("experience_level=Junior&experience_level=x", {"experience_level.1": "invalid_choice"}),
        ("interview_type=Behavioral,Technical", {"interview_type.0": "invalid_choice"}),
        ("min_overall_score=0", {"min_overall_score": "min_value"}),
        ("min_overall_score=11", {"min_overall_score": "max_value"}),
        ("max_overall_score=0", {"max_overall_score": "min_value"}),
        ("max_overall_score=11", {"max_overall_score": "max_value"}),
        ("min_overall_score=0.5", {"min_overall_score": "min_value"}),
        ("max_overall_score=10.01", {"max_overall_score": "max_value"}),
        *(
            (f"{name}={value}", {name: "invalid"})
            for name in ("min_overall_score", "max_overall_score")
            for value in ("abc", "1e1", "NaN", "Infinity", "7,5", "7.", ".5", "7." + "3" * 30)
        ),
        ("search_in=questions", {"search_in": "invalid_choice"}),
        ("completed_after=yesterday", {"completed_after": "invalid"}),
        ("completed_after=2025-02-30", {"completed_after": "invalid"}),
        ("completed_before=2025-01-01T25:00:00Z", {"completed_before": "invalid"}),
        ("completed_before=0001-01-01T00:00:00%2B23:59", {"completed_before": "overflow"}),
        ("ordering=newest", {"ordering": "invalid_choice"}),
        ("ordering=completed_at,overall_score", {"ordering": "invalid_choice"}),
        ("limit=0", {"limit": "min_value"}),
        ("limit=-1", {"limit": "min_value"}),
        ("limit=101", {"limit": "max_value"}),
        ("limit=ten", {"limit": "invalid"}),
        ("limit=1e1", {"limit": "invalid"}),
        (f"limit={'9' * 5000}", {"limit": "invalid"}),
        ("page=2", {"page": "unknown_parameter"}),
        ("page=", {"page": "unknown_parameter"}),
        ("format=json", {"format": "unknown_parameter"}),
        ("LIMIT=5", {"LIMIT": "unknown_parameter"}),
        *((f"{name}=1&{name}=1", {name: "repeated_parameter"}) for name in ONCE),
        ("limit=0&ordering=x&search=a", {"limit": "min_value", "ordering": "invalid_choice"}),
        ("page=2&size=5&limit=5", {"page": "unknown_parameter", "size": "unknown_parameter"}),
    ],
)
def test_a_bad_value_is_refused_on_its_name(ask, query, errors):
    assert errors_of(ask(query)) == errors


# Order -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "column", "expected"),
    [
        ("", "completed_at", [7, 6, 3, 3, 3, 3, 2, 1]),
        ("ordering=-completed_at", "completed_at", [7, 6, 3, 3, 3, 3, 2, 1]),
        ("ordering=completed_at", "completed_at", [1, 2, 3, 3, 3, 3, 6, 7]),
        ("ordering=-overall_score", "overall_score", [3, 2, 2, 2, 1, 7, 4, 4]),
        ("ordering=overall_score", "overall_score", [7, 1, 2, 2, 2, 3, 4, 4]),
    ],
)
def test_the_four_orderings_and_the_unscored_last(ask, query, column, expected):
    """Interviews of equal time or score may come either way round."""
    items = {item["question_count"]: item for item in ask().json()["data"]}

    ordered = ask(query).json()["data"]

    assert [item[column] for item in ordered] == [items[number][column] for number in expected]


def test_exact_scores_order_and_are_bounded(ask, save, interview, newcomer, db):
    scores = [7.6, 7.4, 7, 8, 7.45, 6.6, 7.449999999, None]
    ids = {
        score: save(interview | {"feedback": {"overallScore": score}}, newcomer).json()["data"][
            "id"
        ]
        for score in scores
    }
    # Of a row that another program wrote, the column alone has the score.
    db.execute("update interviews set feedback = '{}' where id = %s", [ids[8]])
    rising = [6.6, 7, 7.4, 7.449999999, 7.45, 7.6, 8]

    def listed(query: str, limit: int = 100) -> list[float | None]:
        pages = all_pages(lambda asked: ask(asked, newcomer), f"{query}&limit={limit}")
        numbers = {row_id: score for score, row_id in ids.items()}
        return [numbers[item["id"]] for page in pages for item in page["data"]]

    for limit in (1, 2, 100):
        assert listed("ordering=overall_score", limit) == [*rising, None]
        assert listed("ordering=-overall_score", limit) == [*rising[::-1], None]
    assert set(listed("min_overall_score=7.4&max_overall_score=7.45")) == {7.4, 7.449999999, 7.45}
    assert set(listed("min_overall_score=7.5")) == {7.6, 8}
    assert set(listed("max_overall_score=7")) == {6.6, 7}


# Page by page ------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [1, 3, 8, 100])
@pytest.mark.parametrize("ordering", ORDERINGS)
def test_the_pages_together_are_the_whole_list(ask, ordering, limit):
    whole = ask(f"ordering={ordering}").json()["data"]

    pages = all_pages(ask, f"ordering={ordering}&limit={limit}")

    assert [item for page in pages for item in page["data"]] == whole
    assert [len(page["data"]) for page in pages[:-1]] == [limit] * (len(pages) - 1)
    assert all(page["data"] for page in pages)
    for page in pages:
        assert set(page["pagination"]) == {"total", "limit", "next_cursor"}
        assert page["pagination"]["total"] == len(EVERY)
        assert page["pagination"]["limit"] == limit


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_what_comes_and_goes_between_pages_neither_repeats_nor_hides_others(
    ask, client, save, interview, newcomer, db, ordering
):
    def add(number: int) -> str:
        return save(body_of(interview, number), newcomer).json()["data"]["id"]

    def page(cursor: str = "") -> tuple[list[str], Any]:
        answer = ask(f"ordering={ordering}&limit=2&cursor={cursor}", newcomer).json()
        return [item["id"] for item in answer["data"]], answer["pagination"]

    for number in HISTORY:
        add(number)
    order = [item["id"] for item in ask(f"ordering={ordering}", newcomer).json()["data"]]
    seen, pagination = page()
    # The last of this page, at which the cursor points, and one that was still to come.
    for gone in (order[1], order[4]):
        client.delete(f"/api/interviews/{gone}", headers=newcomer.headers)
    added = 0
    while cursor := pagination["next_cursor"]:
        if added < 2 * len(HISTORY):
            for number in HISTORY:
                add(number)
            added += len(HISTORY)
        found, pagination = page(cursor)
        assert pagination["total"] == len(order) - 2 + added
        seen += found
        assert len(seen) <= len(order) + added, "the pages do not end"

    assert len(seen) == len(set(seen))
    assert [row_id for row_id in seen if row_id in order] == order[:4] + order[5:]


def test_the_limit_may_change_from_page_to_page(ask):
    whole = numbers(ask())
    first = ask("limit=3")

    rest = ask(f"limit=100&cursor={first.json()['pagination']['next_cursor']}")

    assert numbers(first) + numbers(rest) == whole


def assert_invalid_cursor(response: Any) -> None:
    assert errors_of(response) == {"cursor": "invalid_cursor"}
    assert response.json()["code"] == "invalid_cursor"


@pytest.mark.parametrize(
    ("query", "other"),
    [
        ("", "ordering=completed_at"),
        ("ordering=-overall_score", "ordering=overall_score"),
        ("", "search=tune"),
        ("search=tune", "search=queries"),
        ("search=tune", "search=tune&search_in=answers"),
        ("", "job_role=e"),
        ("job_role=e", ""),
        ("", "experience_level=Junior"),
        ("experience_level=Junior", "experience_level=Junior&experience_level=Senior"),
        ("", "interview_type=Technical"),
        ("", "min_overall_score=1"),
        ("", "max_overall_score=10"),
        ("min_overall_score=7", "max_overall_score=7"),
        ("", "completed_after=2025-01-01"),
        ("", "completed_before=2025-12-31"),
        ("completed_after=2025-01-01", "completed_before=2025-01-01"),
    ],
)
def test_a_cursor_is_not_for_another_question(ask, query, other):
    cursor = ask(f"{query}&limit=1").json()["pagination"]["next_cursor"]

    assert ask(f"{query}&limit=1&cursor={cursor}").status_code == 200
    assert_invalid_cursor(ask(f"{other}&limit=1&cursor={cursor}"))


def test_a_cursor_is_not_for_another_user(ask, bob):
    cursor = ask("limit=1").json()["pagination"]["next_cursor"]

    assert_invalid_cursor(ask(f"limit=1&cursor={cursor}", bob))


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_cursor_that_was_tampered_with_is_refused(ask, part):
    parts = ask("limit=1").json()["pagination"]["next_cursor"].split(":")
    parts[part] = ("b" if parts[part][0] == "a" else "a") + parts[part][1:]

    assert_invalid_cursor(ask(f"limit=1&cursor={':'.join(parts)}"))


@pytest.mark.parametrize(
    "cursor",
    [
        "2",
        "garbage",
        "a:b:c",
        "面试",
        "%FF%FE",
        "a%00b",
        "%20",
        "x" * 5000,
        pytest.param(make_claim_token("an id"), id="a claim token"),
    ],
)
def test_a_cursor_that_is_none_is_refused(ask, cursor):
    assert_invalid_cursor(ask(f"cursor={cursor}"))
