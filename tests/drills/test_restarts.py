"""Workers are killed, reloaded and stopped while clients save."""

import asyncio
import signal
import time

from tests.drills import SECONDS
from tests.drills.clients import Clients
from tests.drills.service import Service
from tests.support.relay import late

CLIENTS = 20
SLOW = 2.0  # seconds that a save takes while the service is told to stop


def test_a_worker_that_is_killed_in_mid_save_costs_no_interview(
    service, relay, users, ledger, balance
):
    async def kill_one() -> None:
        await asyncio.to_thread(service.wait_for_workers)
        # The relay still answers requests of the worker that was killed before.
        await clients.until(lambda: relay.in_flight < 5)
        relay.fault = late(0.5)
        await clients.until(lambda: relay.in_flight >= 10)
        broken = ledger.told["connection broken"]
        service.busiest_worker().kill()
        await clients.until(lambda: ledger.told["connection broken"] > broken)
        relay.fault = None
        await clients.more_saves(20)

    async def drill() -> None:
        nonlocal clients
        async with Clients(service.url, ledger, users) as clients:
            await clients.more_saves(20)
            until = time.monotonic() + SECONDS
            while time.monotonic() < until:
                await kill_one()

    clients: Clients
    asyncio.run(drill())
    balance("A worker is killed", {"connection broken"})


def test_a_reload_fails_not_one_request(service, users, ledger, balance):
    async def drill() -> None:
        async with Clients(service.url, ledger, users, pause=0.3) as clients:
            until = time.monotonic() + SECONDS
            while time.monotonic() < until:
                await clients.more_saves(20)
                await asyncio.to_thread(service.reload)

    asyncio.run(drill())
    balance("The service is reloaded", set())


def test_a_stop_finishes_in_flight_requests_and_refuses_new_ones(
    environment, relay, users, ledger, balance, tmp_path
):
    with Service(tmp_path / "log", **environment) as service:

        async def drill() -> None:
            async with Clients(service.url, ledger, users, CLIENTS, pause=0) as clients:
                await clients.more_saves(CLIENTS)
                relay.fault = late(SLOW)
                # Some clients may be between two saves.
                await clients.until(lambda: relay.in_flight >= CLIENTS * 3 // 4)
                service.master.send_signal(signal.SIGTERM)
                await clients.until(lambda: ledger.told["connection refused"])
                assert service.master.poll() is None, "no request was in flight any more"
                relay.fault = None
                await asyncio.to_thread(service.master.wait, 60)
                service.start()

        asyncio.run(drill())
    balance("The service is stopped", {"connection refused"})
