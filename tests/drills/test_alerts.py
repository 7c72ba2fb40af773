"""Which alerts fire in which outage, and that no other does.

`make drills` runs this, and `make test` does not: it needs Prometheus.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.drills.clients import Clients
from tests.drills.ledger import Ledger
from tests.drills.prometheus import Prometheus
from tests.drills.service import Service
from tests.drills.tokens import Project, SigningKey, no_key_set
from tests.support.relay import Relay, answer, hang
from tests.support.service import copy_of_the_service
from tests.support.users import User

TOKEN = "the-token-of-the-metrics"
WINDOW = 30.0  # seconds: ten minutes of a rule


@pytest.fixture
def watched(environment: dict[str, str], tmp_path: Path) -> Callable[..., object]:
    """`with watched(…) as (service, prometheus)`: further environment, or a changed copy."""

    @contextmanager
    def start(folder: Path | None = None, **further: str) -> Iterator[tuple[Service, Prometheus]]:
        given = {**environment, "METRICS_TOKEN": TOKEN, "SUPABASE_TIMEOUT": "4", **further}
        service = Service(tmp_path / "log", *([folder] if folder else []), **given)
        with service, Prometheus(tmp_path / "prometheus", service.url, TOKEN) as prometheus:
            yield service, prometheus

    return start


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str, str], Path]:
    """A copy of the service in which one text of one file is another."""

    def change(file: str, old: str, new: str) -> Path:
        folder = copy_of_the_service(tmp_path / "deployment")
        text = (folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")
        return folder

    return change


async def observe(prometheus: Prometheus, expected: set[str]) -> None:
    """Until these fire; then for a while longer, and no others do in all that time."""
    fired: set[str] = set()
    async with asyncio.timeout(3 * WINDOW):
        while fired != expected:
            fired |= await asyncio.to_thread(prometheus.firing)
            assert fired <= expected
            await asyncio.sleep(0.5)
    for _ in range(int(WINDOW)):
        fired |= await asyncio.to_thread(prometheus.firing)
        await asyncio.sleep(1)
    assert fired == expected


async def recover(prometheus: Prometheus) -> None:
    """Until none fires."""
    async with asyncio.timeout(4 * WINDOW):
        while await asyncio.to_thread(prometheus.firing):
            await asyncio.sleep(0.5)


def test_no_alert_fires_while_all_is_well(watched, users: list[User], ledger: Ledger):
    async def drill() -> None:
        async with Clients(service.url, ledger, users) as clients:
            await clients.more_saves(20)
            await observe(prometheus, set())

    with watched() as (service, prometheus):
        asyncio.run(drill())


FAILING = {
    "hangs": (hang, {"SavesFail", "SupabaseUnreachable", "SavesSlow"}),
    "is paused": (answer(540, b""), {"SavesFail", "SupabaseUnreachable"}),
    "refuses the key": (
        answer(401, b'{"message": "Invalid API key"}'),
        {"SavesFail", "SupabaseRefuses"},
    ),
}


@pytest.mark.parametrize("what", FAILING)
def test_supabase_fails_and_recovers(what, watched, relay: Relay, users, ledger):
    fault, expected = FAILING[what]

    async def drill() -> None:
        async with Clients(service.url, ledger, users) as clients:
            await clients.more_saves(20)
            relay.fault = fault
            try:
                await observe(prometheus, expected)
            finally:
                relay.fault = None
            await recover(prometheus)

    with watched() as (service, prometheus):
        asyncio.run(drill())


def test_an_instance_that_died(watched, users, ledger):
    with watched() as (service, prometheus):
        for process in service.workers():
            process.kill()
        service.master.kill()
        asyncio.run(observe(prometheus, {"InterviewStorageDown"}))


def test_auth_is_down_while_its_keys_are_known(
    watched, changed, relay, local_supabase, alice, ledger
):
    key = SigningKey("of the project")
    folder = changed("llm_api/auth/signing_keys.py", "\nLIFETIME = 300.0", "\nLIFETIME = 15.0")

    async def drill() -> None:
        async with Clients(service.url, ledger, [key.sign(alice, project.issuer)]) as clients:
            await clients.more_saves(20)
            relay.fault = no_key_set
            await observe(prometheus, {"SigningKeysStale"})
            relay.fault = None
            await recover(prometheus)

    with (
        Project(relay, local_supabase) as project,
        watched(folder, SUPABASE_JWT_SECRET="") as (service, prometheus),
    ):
        project.publish(key)
        asyncio.run(drill())


async def save_every_moment(url: str, headers: dict[str, str]) -> None:
    async with httpx.AsyncClient(base_url=url, headers=headers) as http:
        while True:
            await http.post("/api/interviews/save", json={})
            await asyncio.sleep(0.1)


ONE_SIDED = {
    # every token is of another project
    "TokensRejected": {"SUPABASE_JWT_SECRET": "the secret of another project, long enough"},
    "ManyThrottled": {"THROTTLE_SAVE": "10/minute"},
}


@pytest.mark.parametrize("alert", ONE_SIDED)
def test_callers_are_turned_away(alert, watched, users):
    async def drill() -> None:
        caller = asyncio.create_task(save_every_moment(service.url, users[0].headers))
        await observe(prometheus, {alert})
        caller.cancel()
        await recover(prometheus)

    with watched(**ONE_SIDED[alert]) as (service, prometheus):
        asyncio.run(drill())


def test_one_save_meets_a_bug(watched, changed, users, ledger):
    folder = changed(
        "llm_api/views/interview_views.py",
        "        key = _idempotency_key(request)\n",
        "        key = _idempotency_key(request)\n        assert key != 'buggy', 'staged'\n",
    )

    async def drill() -> None:
        async with Clients(service.url, ledger, users) as clients:
            await clients.more_saves(20)
            key = {"Idempotency-Key": "buggy"}
            answer = httpx.post(f"{service.url}/api/interviews/save", json={}, headers=key)
            assert answer.status_code == 500
            await observe(prometheus, {"InternalErrors"})
        await recover(prometheus)

    with watched(folder) as (service, prometheus):
        service.expected_traceback = "AssertionError: staged"
        asyncio.run(drill())
