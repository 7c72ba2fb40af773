"""The PDFs of progress and of a comparison. What they hold is tested in tests/unit."""

from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from llm_api.analysis.progress import progress
from llm_api.exports.comparison_pdf import comparison_pdf
from llm_api.exports.progress_pdf import progress_pdf
from tests.support.assertions import assert_refused, errors_of

TOKYO = ZoneInfo("Asia/Tokyo")
PROGRESS, COMPARE = "/api/interviews/progress.pdf", "/api/interviews/compare.pdf"


@pytest.fixture
def get(client, supabase):
    def get(path: str, user: Any = None, **query: Any) -> Any:
        return client.get(path, query, headers=user.headers if user else {})

    return get


@pytest.fixture
def owner(sign_up):
    return sign_up(f"{uuid4()}@example.com")


@pytest.fixture
def rows(save, interview, owner):
    """Two interviews of the owner's, completed on 2 February in Tokyo."""
    return [
        save(interview | {"job_role": role, "completed_at": "2026-02-01T15:30:00Z"}, owner).json()[
            "data"
        ]
        for role in ("Engineer", "Lead")
    ]


def assert_pdf(response: Any, document: bytes, name: str) -> None:
    assert response.status_code == 200, response.content
    assert response.content == document
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.headers["Cache-Control"] == "no-store"


def test_progress_is_a_pdf_of_what_the_filters_select(get, owner, rows):
    response = get(PROGRESS, owner, job_role="lead", time_zone="Asia/Tokyo", name="Ada")

    document = progress_pdf(progress(rows[1:]), TOKYO, "Ada", ["role with “lead”"])
    assert_pdf(response, document, "interview-progress-2026-02-02.pdf")


def test_somebody_without_interviews_gets_a_pdf_that_says_so(get, owner):
    document = progress_pdf(progress([]), ZoneInfo("UTC"))
    assert_pdf(get(PROGRESS, owner), document, "interview-progress.pdf")


def test_a_comparison_is_a_pdf_of_its_interviews(get, owner, rows):
    ids = ",".join(row["id"] for row in rows)
    response = get(COMPARE, owner, ids=ids, time_zone="Asia/Tokyo", name="Ada")

    document = comparison_pdf(rows, TOKYO, "Ada")
    assert_pdf(response, document, "interview-comparison-2026-02-02.pdf")


def test_one_foreign_interview_makes_the_comparison_a_404(get, save, interview, owner, rows, bob):
    his, nobodys = (save(interview, user).json()["data"]["id"] for user in (bob, None))
    for foreign in (his, nobodys, str(uuid4())):
        response = get(COMPARE, owner, ids=f"{rows[0]['id']},{foreign}")
        assert_refused(response, 404, "not_found")
        assert "Content-Disposition" not in response.headers


def test_a_stranger_has_a_progress_of_their_own(get, rows, sign_up):
    stranger = sign_up(f"{uuid4()}@example.com")
    assert get(PROGRESS, stranger).content == progress_pdf(progress([]), ZoneInfo("UTC"))


@pytest.mark.parametrize("path", [PROGRESS, COMPARE])
def test_without_a_token_there_is_no_report(get, path):
    assert_refused(get(path, ids=f"{uuid4()},{uuid4()}"), 401, "not_authenticated")


@pytest.mark.parametrize("path", [PROGRESS, COMPARE])
def test_the_user_id_of_another_user_is_a_403(get, path, owner, bob):
    ids = {"ids": f"{uuid4()},{uuid4()}"} if path == COMPARE else {}
    assert_refused(get(path, owner, user_id=bob.id, **ids), 403, "user_id_mismatch")


@pytest.mark.parametrize(
    ("path", "query", "errors"),
    [
        (PROGRESS, {"time_zone": "Mars"}, {"time_zone": "invalid"}),
        (PROGRESS, {"name": "x" * 101}, {"name": "max_length"}),
        (PROGRESS, {"search": "x"}, {"search": "unknown_parameter"}),
        (PROGRESS, {"ordering": "completed_at"}, {"ordering": "unknown_parameter"}),
        (PROGRESS, {"interview_type": "Oral"}, {"interview_type.0": "invalid_choice"}),
        (COMPARE, {}, {"ids": "required"}),
        (COMPARE, {"ids": "1,2"}, {"ids": "invalid"}),
        (COMPARE, {"ids": f"{uuid4()},{uuid4()}", "time_zone": "/"}, {"time_zone": "invalid"}),
        (COMPARE, {"ids": f"{uuid4()},{uuid4()}", "limit": "2"}, {"limit": "unknown_parameter"}),
    ],
)
def test_an_invalid_query_is_a_400_that_names_it(get, owner, path, query, errors):
    assert errors_of(get(path, owner, **query)) == errors
