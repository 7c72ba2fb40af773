import os
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest

from local_supabase import LocalSupabase
from tests.drills.ledger import Ledger, Line, as_table
from tests.drills.service import Service
from tests.drills.tokens import claims
from tests.support.relay import Relay
from tests.support.users import User

lines: list[Line] = []

# These need nginx and Prometheus. `make drills` sets the variable.
collect_ignore = [] if "DRILL_SECONDS" in os.environ else ["test_instances.py", "test_alerts.py"]


@pytest.fixture(scope="module")
def relay(local_supabase: LocalSupabase) -> Iterator[Relay]:
    with Relay(local_supabase.url) as relay:
        yield relay


@pytest.fixture(scope="module")
def environment(relay: Relay, local_supabase: LocalSupabase) -> dict[str, str]:
    """What a deployment sets, and no limit on requests: all clients have one address."""
    return {
        "SUPABASE_URL": relay.url,
        "SUPABASE_SERVICE_ROLE_KEY": local_supabase.service_role_key,
        "SUPABASE_ANON_KEY": local_supabase.anon_key,
        "SUPABASE_JWT_SECRET": local_supabase.jwt_secret,
    }


@pytest.fixture(scope="module")
def service(
    environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    log = tmp_path_factory.mktemp("service") / "log"
    with Service(log, **environment) as service:
        yield service


@pytest.fixture(scope="module")
def users(relay: Relay, local_supabase: LocalSupabase, alice: User, bob: User) -> list[User]:
    """The local Supabase's tokens name no issuer. With `DEBUG` off the service wants one."""
    issuer = f"{relay.url}/auth/v1"
    return [
        User(user.id, jwt.encode(claims(user, issuer), local_supabase.jwt_secret, "HS256"))
        for user in (alice, bob)
    ]


@pytest.fixture
def ledger(db: Any) -> Ledger:
    db.execute("delete from interviews")
    return Ledger()


@pytest.fixture
def balance(ledger: Ledger, db: Any) -> Callable[..., None]:
    """`balance(drill, told)`: the ledger balances, and clients were told nothing else."""

    def balance(drill: str, told: set[str]) -> None:
        line = ledger.balance(drill, db)
        lines.append(line)
        assert (line.twice, line.lost, line.altered, line.unsent) == (0, 0, 0, 0), line
        assert ledger.complaints == []
        assert line.saved_at_once + line.told_not == line.interviews
        assert line.retried_then_saved + line.not_retried == line.told_not
        assert (
            line.saved_at_once + line.retried_then_saved + line.of_these_stored == line.in_the_table
        )
        assert set(ledger.told) <= {"200", "201", *told}

    return balance


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of pytest-xdist hands the ledger to the process that prints the summary."""
    if lines and hasattr(session.config, "workeroutput"):
        session.config.workeroutput["ledger"] = as_table(lines)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if lines:
        terminalreporter.section("the ledger of the drills")
        terminalreporter.write_line(as_table(lines))
