"""The page of the API: its introduction works, its order is that of use, and an operation is short."""

import re
import subprocess
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from local_supabase.environment import DEMO_EMAIL, DEMO_PASSWORD
from tests.support.dashboard_page import Visitor

OPERATIONS = {
    "Save": ["saveInterview", "addFeedback"],
    "Read": ["listInterviews", "getInterview"],
    "Analyse": ["interviewStats", "interviewProgress", "compareInterviews"],
    "Claim": ["previewClaim", "claimInterview"],
    "Export": [
        "exportInterviewPdf",
        "exportInterviewMarkdown",
        "exportInterviewJson",
        "exportInterviewsCsv",
        "exportInterviewsJson",
        "exportProgressPdf",
        "exportComparisonPdf",
    ],
    "Delete": ["deleteInterview", "deleteAllInterviews"],
    "Health": ["health", "ready"],
}


@pytest.fixture
def document(live_service: str) -> Any:
    return httpx.get(f"{live_service}/api/schema", timeout=30).json()


@pytest.fixture
def token(live_service: str, document: Any) -> str:
    """What the introduction's first lines print, for the demo user of this Supabase."""
    account = {"email": DEMO_EMAIL, "password": DEMO_PASSWORD}
    httpx.post(f"{live_service}/supabase/auth/v1/signup", json=account, timeout=30)
    recipe = re.findall(r"```bash\n(.*?)```", document["info"]["description"], re.DOTALL)[0]
    assert "http://localhost:8000/" in recipe
    recipe = recipe.replace("http://localhost:8000", live_service)
    return subprocess.run(
        ["bash", "-ec", recipe], capture_output=True, text=True, check=True, timeout=60
    ).stdout.strip()


@pytest.fixture
def docs(visitor: Visitor) -> Iterator[Visitor]:
    visitor.page.goto(f"{visitor.service}/api/docs")
    visitor.page.locator("#operations-Health-ready").wait_for()
    yield visitor
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_operations_stand_in_the_order_of_use_and_deleting_comes_late(document, docs):
    assert [tag["name"] for tag in document["tags"]] == list(OPERATIONS)
    found: dict[str, list[str]] = {}
    for path in document["paths"].values():
        for operation in path.values():
            found.setdefault(*operation["tags"], []).append(operation["operationId"])
    assert found == OPERATIONS

    ids = docs.page.locator(".opblock").evaluate_all("(all) => all.map(({ id }) => id)")
    assert ids == [f"operations-{tag}-{name}" for tag in OPERATIONS for name in OPERATIONS[tag]]


def test_the_token_of_the_introduction_reads_on_the_page(docs, token):
    page = docs.page
    page.get_by_role("button", name="Authorize").first.click()
    page.locator(".auth-container input").fill(token)
    page.locator(".auth-container").get_by_role("button", name="Apply credentials").click()
    page.locator(".modal-ux").get_by_role("button", name="Close").last.click()

    operation = page.locator("#operations-Read-listInterviews")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()

    answer = operation.locator(".live-responses-table")
    assert answer.locator(".response-col_status").last.inner_text().startswith("200")
    assert '"success": true' in answer.inner_text()


def test_the_example_of_a_save_is_accepted_as_it_stands(live_service, document):
    media = document["paths"]["/api/interviews/save"]["post"]["requestBody"]["content"]
    [example] = media["application/json"]["examples"].values()

    response = httpx.post(f"{live_service}/api/interviews/save", json=example["value"], timeout=30)

    assert response.status_code == 201
    assert set(response.json()) == {"success", "message", "data", "claim_token"}


@pytest.mark.parametrize(("width", "height"), [(1280, 2600), (390, 2700)])
def test_a_save_is_read_in_a_few_screens(docs, width, height):
    docs.page.set_viewport_size({"width": width, "height": 900})
    save = docs.page.locator("#operations-Save-saveInterview")
    save.locator(".opblock-summary-control").click()
    save.get_by_text("Tell me about yourself").first.wait_for()

    assert save.bounding_box()["height"] < height
    assert save.locator('.response[data-code="429"]').inner_text().startswith("429")
