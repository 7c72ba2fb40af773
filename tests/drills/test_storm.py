"""Hundreds of clients at once, and one request in twenty to Supabase goes wrong."""

import asyncio

from tests.drills import SECONDS
from tests.drills.clients import Clients
from tests.support.relay import FAULTS, sometimes

CLIENTS = 200
SHARE = 0.05
MEGABYTES = 64  # that a worker may grow by: the threads' memory, and no more


def test_two_hundred_clients_and_random_faults_lose_and_double_nothing(
    service, relay, users, ledger, balance
):
    async def drill() -> tuple[int, int]:
        async with Clients(service.url, ledger, users, CLIENTS) as clients:
            await clients.more_saves(CLIENTS)
            before = service.memory()
            relay.fault = sometimes(SHARE, list(FAULTS.values()))
            await asyncio.sleep(SECONDS)
            relay.fault = None
            after = service.memory()
            await clients.more_saves(CLIENTS)
        return before, after

    before, after = asyncio.run(drill())
    unavailable, refused = "503 supabase_unavailable", "502 supabase_refused"
    balance(f"{CLIENTS} clients, random faults", {unavailable, refused})
    assert after - before < MEGABYTES, (before, after)
