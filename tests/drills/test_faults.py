"""Supabase fails in one way for a while; clients go on saving; it recovers."""

import asyncio

import pytest

from tests.drills import SECONDS
from tests.drills.clients import Clients
from tests.support.relay import FAULTS, Relay

STRETCH = SECONDS / 5
UNAVAILABLE, REFUSED = "503 supabase_unavailable", "502 supabase_refused"


@pytest.fixture(scope="module")
def environment(environment):
    """A save is answered well within the stretch, yet not given up because the machine is busy."""
    return environment | {"SUPABASE_TIMEOUT": str(max(STRETCH / 3, 1.5))}


def begin(relay: Relay, fault: str) -> None:
    if fault == "refuses connections":
        relay.refuse()
    else:
        relay.fault = FAULTS[fault]


def end(relay: Relay, fault: str) -> None:
    if fault == "refuses connections":
        relay.accept()
    relay.fault = None


@pytest.mark.parametrize("fault", ["refuses connections", *FAULTS])
def test_no_save_is_lost_or_doubled_while_supabase_fails(
    fault, service, relay, users, ledger, balance
):
    async def drill() -> None:
        async with Clients(service.url, ledger, users) as clients:
            await clients.more_saves(20)
            begin(relay, fault)
            await asyncio.sleep(STRETCH)
            await clients.until(lambda: told & ledger.told.keys())
            end(relay, fault)
            await clients.more_saves(20)

    told = {REFUSED if "500" in fault or "HTML" in fault else UNAVAILABLE}
    asyncio.run(drill())
    balance(f"Supabase {fault}", told)
