"""Fixtures of several tiers. Tests send requests, and reach a local Supabase of their own.

Where its packages are not installed (`pip install -r requirements.txt` alone), the tests that
need it are skipped, and the run says so at its end; with REQUIRE_INTEGRATION=1 that is an error.
"""

import copy
import re
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from llm_api import supabase_client
from llm_api.auth import authentication
from llm_api.rest import throttling
from llm_api.supabase_client import health
from local_supabase import LocalSupabase
from tests.support import ROOT, users
from tests.support.installed import MISSING, do_without
from tests.support.interviews import INTERVIEW
from tests.support.service import free_address, running_service
from tests.support.users import User


def pytest_configure() -> None:
    """No example of Hypothesis has a time limit, as no test has one: machines are shared."""
    with suppress(ImportError):
        from hypothesis import settings

        settings.register_profile("untimed", deadline=None)
        settings.load_profile("untimed")


@pytest.fixture
def interview() -> dict[str, Any]:
    """The body of a save; each test gets a copy to spoil."""
    return copy.deepcopy(INTERVIEW)


@pytest.fixture
def finished() -> dict[str, Any]:
    """An interview in the frontend's names, with a job role of its own."""
    return {
        "jobRole": f"Engineer {uuid.uuid4()}",
        "experience": "Senior",
        "interviewType": "System Design",
        "messages": [{"role": "interviewer", "content": "Design a queue."}],
        "feedback": {"overallScore": 7},
        "questionCount": 1,
    }


@pytest.fixture(autouse=True)
def fresh_caches() -> None:
    """No test sees the signing keys, the health or the request budget of another."""
    authentication._signing_keys.cache_clear()
    authentication._verified.cache_clear()
    health._cache.clear()
    throttling.WindowThrottle.cache_disabled_until = 0.0
    supabase_client.begin_request()


@pytest.fixture(scope="session")
def local_supabase() -> Iterator[LocalSupabase]:
    """PostgreSQL and a Supabase API over it, migrated, in a temporary folder."""
    if MISSING:
        do_without(f"no local Supabase: {' and '.join(MISSING)} not installed")
    with (
        tempfile.TemporaryDirectory(prefix="interview-storage-") as folder,
        LocalSupabase(Path(folder), ephemeral=True) as stack,
    ):
        stack.apply(ROOT / "supabase_migration.sql")
        yield stack


@pytest.fixture
def supabase(local_supabase: LocalSupabase, settings: Any) -> LocalSupabase:
    """The service under test talks to the local Supabase."""
    settings.SUPABASE_URL = local_supabase.url
    settings.SUPABASE_SERVICE_ROLE_KEY = local_supabase.service_role_key
    settings.SUPABASE_ANON_KEY = local_supabase.anon_key
    settings.SUPABASE_JWT_SECRET = local_supabase.jwt_secret
    settings.SUPABASE_JWT_ISSUER = ""  # the local stack's tokens have none
    return local_supabase


@pytest.fixture(scope="session")
def live_service(local_supabase: LocalSupabase) -> Iterator[str]:
    """The service as it is deployed, over the local Supabase: its address."""
    address = free_address()
    with running_service(local_supabase, address):
        yield f"http://{address}"


@pytest.fixture
def db(supabase: LocalSupabase) -> Iterator[Any]:
    """A connection as `postgres`, past the service; rows come as dicts."""
    import psycopg
    from psycopg.rows import dict_row

    with psycopg.connect(supabase.db_url, autocommit=True, row_factory=dict_row) as connection:
        yield connection


@pytest.fixture(scope="session")
def sign_up(local_supabase: LocalSupabase) -> Callable[[str], User]:
    return lambda email: users.sign_up(local_supabase, email)


@pytest.fixture(scope="module")
def browser(local_supabase: LocalSupabase) -> Iterator[Any]:
    """Chromium. Of a module: Playwright's event loop is in the way of other tests'."""
    from playwright.sync_api import sync_playwright

    from tests.support.browser import NoChromium, launch_options

    with sync_playwright() as playwright:
        try:
            options = launch_options(Path(playwright.chromium.executable_path))
        except NoChromium as exc:
            do_without(f"no Chromium: {exc}")
        browser = playwright.chromium.launch(**options)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def alice(sign_up: Callable[[str], User]) -> User:
    return sign_up("alice@example.com")


@pytest.fixture(scope="session")
def bob(sign_up: Callable[[str], User]) -> User:
    return sign_up("bob@example.com")


@pytest.fixture
def client() -> Client:
    """Django's test client, which answers a 500 as the server would instead of raising."""
    return Client(raise_request_exception=False)


@pytest.fixture
def save(client: Client, supabase: LocalSupabase) -> Any:
    """POST /api/interviews/save with a parsed body; further arguments are headers."""

    def save(body: Any, user: User | None = None, **headers: str) -> Any:
        return client.post(
            "/api/interviews/save",
            body,
            content_type="application/json",
            headers={**(user.headers if user else {}), **headers},
        )

    return save


# What the summary says ------------------------------------------------------------------

not_run: set[str] = set()
ledgers: list[str] = []  # of the drills, as the workers of pytest-xdist hand them over


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    note_if_skipped(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    note_if_skipped(report)


def note_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and re.search(
        "requirements-dev|node_modules|no Chromium", str(report.longrepr)
    ):
        not_run.add(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of pytest-xdist tells the process that prints the summary."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["not_run"] = list(not_run)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    output = getattr(node, "workeroutput", {})
    not_run.update(output.get("not_run", []))
    ledgers.extend(filter(None, [output.get("ledger")]))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for ledger in ledgers:
        terminalreporter.section("the ledger of the drills")
        terminalreporter.write_line(ledger)
    if not_run:
        terminalreporter.section("INTEGRATION TESTS WERE SKIPPED", sep="!", red=True, bold=True)
        terminalreporter.write_line(
            f"{len(not_run)} tests, or files of tests, need the local Supabase, a browser or other "
            "development packages and did not run. `make test` installs these and runs them."
        )


# In which order, and by whom -----------------------------------------------------------

SLOW = (
    "tests/drills/",
    "tests/hostile/",
    "tests/api/test_fuzz.py",
    "tests/unit/test_reading_fuzz.py",
    "tests/operations/test_image.py",
    "tests/operations/test_make_run.py",
)


def pytest_itemcollected(item: pytest.Item) -> None:
    if item.nodeid.startswith(SLOW) or "browser" in getattr(item, "fixturenames", ()):
        item.add_marker("slow")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # pytest-django puts tests with a fixture called `db` first, and so tears files apart, whose
    # fixtures would be set up twice. The order of the files stays random.
    places = {file: place for place, file in enumerate(dict.fromkeys(map(file_of, items)))}
    items.sort(key=lambda item: places[file_of(item)])
    if hasattr(config, "workerinput"):
        from tests.support.parallel import place

        items.sort(key=lambda item: place(item.nodeid))


def file_of(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from tests.support.parallel import FileScheduling

    config.option.loadscopereorder = False
    return FileScheduling(config, log)
