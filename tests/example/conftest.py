from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from local_supabase import LocalSupabase
from tests.drills.service import Service
from tests.example.app import build, copy_of_the_app, serving
from tests.example.ledger import Ledger, Line, as_table
from tests.example.visitor import Visitor
from tests.support.relay import Relay
from tests.support.service import free_address

FOLDER = Path(__file__).parent
lines: list[Line] = []


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """These want packages that only `make test-example` installs, which names this folder."""
    named = [Path(config.invocation_params.dir, arg.partition("::")[0]) for arg in config.args]
    return None if any(FOLDER in (path, *path.parents) for path in named) else True


class Stack(NamedTuple):
    """The addresses that the app is given, each of them a relay that can be made to fail."""

    api: Relay
    auth: Relay
    database: Relay  # between the service and Supabase
    service: Service

    def environment(self, anon_key: str) -> dict[str, str]:
        return {
            "NEXT_PUBLIC_API_URL": self.api.url,
            "NEXT_PUBLIC_SUPABASE_URL": self.auth.url,
            "NEXT_PUBLIC_SUPABASE_ANON_KEY": anon_key,
        }


@pytest.fixture(scope="session")
def ports() -> tuple[int, int]:
    """Of the app built for production, and of the one under development."""
    return tuple(int(free_address().partition(":")[2]) for _ in range(2))


@pytest.fixture(scope="session")
def stack(
    local_supabase: LocalSupabase,
    ports: tuple[int, int],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stack]:
    with Relay(local_supabase.url) as auth, Relay(local_supabase.url) as database:
        service = Service(
            tmp_path_factory.mktemp("service") / "log",
            DEBUG="true",
            SUPABASE_URL=database.url,
            SUPABASE_SERVICE_ROLE_KEY=local_supabase.service_role_key,
            SUPABASE_ANON_KEY=local_supabase.anon_key,
            SUPABASE_JWT_SECRET=local_supabase.jwt_secret,
            SUPABASE_JWT_ISSUER="",
            CORS_ALLOWED_ORIGINS=",".join(f"http://localhost:{port}" for port in ports),
            WEB_CONCURRENCY="1",
        )
        with service, Relay(service.url) as api:
            yield Stack(api, auth, database, service)


@pytest.fixture(scope="session")
def folder(stack: Stack, local_supabase: LocalSupabase) -> Iterator[Path]:
    """The app, built."""
    with copy_of_the_app() as folder:
        build(folder, stack.environment(local_supabase.anon_key))
        yield folder


@pytest.fixture(scope="session")
def app(
    stack: Stack, local_supabase: LocalSupabase, folder: Path, ports: tuple[int, int]
) -> Iterator[str]:
    """The address of the app, built for production."""
    environment = stack.environment(local_supabase.anon_key)
    with serving(folder, "start", ports[0], environment) as address:
        yield address


@pytest.fixture(scope="session")
def app_in_development(
    stack: Stack, local_supabase: LocalSupabase, folder: Path, ports: tuple[int, int]
) -> Iterator[str]:
    """The address of the app under `next dev`, where React mounts everything twice."""
    environment = stack.environment(local_supabase.anon_key)
    with serving(folder, "dev", ports[1], environment) as address:
        yield address


@pytest.fixture
def visit(browser: Any, app: str) -> Iterator[Callable[..., Visitor]]:
    """Opens the app in a browser of its own; at the end no script may have failed."""
    visitors: list[Visitor] = []

    def visit(address: str = app, context: Any = None) -> Visitor:
        visitors.append(Visitor(context or browser.new_context(), address))
        return visitors[-1]

    yield visit
    for visitor in visitors:
        visitor.context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []


@pytest.fixture
def visitor(visit: Callable[..., Visitor]) -> Visitor:
    visitor = visit()
    visitor.open()
    return visitor


@pytest.fixture
def ledger(request: pytest.FixtureRequest, db: Any) -> Iterator[Ledger]:
    drive = request.node.name.removeprefix("test_").replace("_", " ")
    ledger = Ledger(drive, db)
    yield ledger
    lines.extend(ledger.lines)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if lines:
        terminalreporter.section("the ledger of the example app")
        terminalreporter.write_line(as_table(lines))
