"""Windows on the dashboard, pages of a frontend at another origin, and a user with interviews."""

import json
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from local_supabase import LocalSupabase
from tests.support.dashboard_page import PASSWORD, SESSION_KEY, Visitor, save
from tests.support.frontend_page import START, origin
from tests.support.interviews import INTERVIEW
from tests.support.service import free_address, running_service


@pytest.fixture
def session(live_service: str) -> Any:
    """A session of Supabase Auth: a user with an account and no interviews."""
    credentials = {"email": f"{uuid.uuid4().hex[:12]}@example.com", "password": PASSWORD}
    return httpx.post(
        f"{live_service}/supabase/auth/v1/signup", json=credentials, timeout=30
    ).json()


@pytest.fixture
def person(session: Any) -> tuple[str, str]:
    """The person of the session: (email, token)."""
    return session["user"]["email"], session["access_token"]


@pytest.fixture
def open_window(browser: Any, live_service: str) -> Iterator[Callable[..., Visitor]]:
    """Opens windows, and complains at the end of what the browser complained of."""
    windows: list[Visitor] = []

    def open_window(**options: Any) -> Visitor:
        windows.append(Visitor(browser.new_context(**options), live_service))
        return windows[-1]

    yield open_window
    for window in windows:
        window.context.close()
    assert [complaint for window in windows for complaint in window.complaints] == []


@pytest.fixture
def visitor(open_window: Callable[..., Visitor]) -> Visitor:
    return open_window()


@pytest.fixture
def signed_in(open_window: Callable[..., Visitor], live_service: str, session: Any) -> Visitor:
    """A visitor who signed in some time ago, on the first page."""
    kept = [{"name": SESSION_KEY, "value": json.dumps(session)}]
    state = {"origins": [{"origin": live_service, "localStorage": kept}]}
    visitor = open_window(storage_state=state)
    visitor.open()
    visitor.page.get_by_text("No interviews yet.").or_(
        visitor.page.locator(".interviews h3").first
    ).wait_for()
    visitor.settle()
    return visitor


@pytest.fixture
def keep(live_service: str, person: tuple[str, str]) -> Callable[..., str]:
    """Saves an interview of the person's, with these fields changed; its id."""

    def keep(**changes: Any) -> str:
        row_id: str = save(live_service, INTERVIEW | changes, person[1])["data"]["id"]
        return row_id

    return keep


@pytest.fixture
def three(keep: Callable[..., str]) -> list[str]:
    """Three interviews over three months, oldest first: their ids."""
    feedback = INTERVIEW["feedback"]
    return [
        keep(
            job_role="Data Engineer",
            interview_type="Technical",
            completed_at="2026-01-10T09:00:00Z",
            feedback=feedback | {"overallScore": 4, "communicationScore": 5, "technicalScore": 3},
        ),
        keep(
            job_role="Platform Engineer",
            completed_at="2026-02-10T09:00:00Z",
            feedback=feedback | {"overallScore": None, "strengths": ["clear communication!"]},
        ),
        keep(
            job_role="Team Lead",
            experience_level="Senior",
            completed_at="2026-03-10T09:00:00Z",
            conversation=[{"role": "interviewer", "content": "Why a pelican and not a queue?"}],
            feedback=feedback | {"areasForImprovement": ["Name a number"]},
        ),
    ]


@pytest.fixture
def mail_log(local_supabase: LocalSupabase) -> Path:
    return local_supabase.log


@pytest.fixture(scope="module")
def allowed():
    with origin() as allowed:
        yield allowed


@pytest.fixture(scope="module")
def foreign():
    with origin() as foreign:
        yield foreign


@pytest.fixture(scope="module")
def service(local_supabase, allowed):
    """The service, with the frontend's origin configured."""
    address = free_address()
    with running_service(local_supabase, address, CORS_ALLOWED_ORIGINS=allowed):
        yield f"http://{address}"


@pytest.fixture
def frontend(browser, allowed):
    """Opens a page of a frontend; the pages of a test share one browser's storage."""
    context = browser.new_context()

    def frontend(api_url, token=None, *, origin=allowed, before="", options="{}"):
        page = context.new_page()
        page.add_init_script(before)
        page.goto(origin)
        page.evaluate(START, [api_url, token])
        page.evaluate(f"window.client = makeClient({options})")
        return page

    yield frontend
    context.close()
