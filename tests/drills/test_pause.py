"""Supabase stands still for a minute, as a paused project does, and comes back."""

import asyncio

import pytest

from tests.drills import SECONDS, pause
from tests.drills.clients import Clients
from tests.drills.probes import Probes

CLIENTS = 200


@pytest.mark.parametrize("part", ["api", "database"])
def test_health_answers_while_hundreds_of_saves_hang_and_none_is_lost(
    part, service, local_supabase, users, ledger, balance
):
    async def drill() -> None:
        async with Clients(service.url, ledger, users, CLIENTS) as clients:
            await clients.more_saves(CLIENTS)
            with pause.stopped(getattr(pause, part)(local_supabase)):
                await clients.until(lambda: ledger.told["503 supabase_unavailable"])
                async with (
                    Probes(service.url, "/api/health") as health,
                    Probes(service.url, "/api/health/ready") as ready,
                ):
                    await asyncio.sleep(SECONDS)
            await clients.more_saves(CLIENTS)
        assert health.statuses() == {200}
        assert {body["status"] for _, body in health.answers} == {"degraded"}
        assert ready.statuses() == {503}

    asyncio.run(drill())
    balance(f"The {part} stands still", {"503 supabase_unavailable"})
