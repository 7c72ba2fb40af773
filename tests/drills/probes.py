"""A load balancer that looks at the service all the time, over a new connection each time."""

import asyncio
import time
from typing import Any

import httpx

from tests.drills.clients import TLS

# The look at Supabase takes two seconds at most; the rest is for a busy machine. Behind saves
# that hang a probe would wait for half a minute and more.
BOUND = 10.0
PAUSE = 0.5


class Probes:
    """`async with Probes(url, path)`: `answers` are (status, body), or (0, …) where none came."""

    def __init__(self, url: str, path: str) -> None:
        self._url = url + path
        self.answers: list[tuple[int, Any]] = []
        self.slowest = 0.0

    async def __aenter__(self) -> "Probes":
        self._task = asyncio.create_task(self._probe())
        return self

    async def __aexit__(self, *_: Any) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def statuses(self) -> set[int]:
        return {status for status, _ in self.answers}

    async def _probe(self) -> None:
        while True:
            began = time.monotonic()
            self.answers.append(await self._look())
            self.slowest = max(self.slowest, time.monotonic() - began)
            await asyncio.sleep(PAUSE)

    async def _look(self) -> tuple[int, Any]:
        try:
            async with httpx.AsyncClient(verify=TLS, timeout=BOUND) as http:
                answer = await http.get(self._url)
        except httpx.TransportError as exc:
            return 0, type(exc).__name__
        return answer.status_code, answer.json()
