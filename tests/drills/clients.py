"""Clients that save interviews, one after the other, as a browser with our client module does."""

import asyncio
import random
import ssl
from typing import Any

import httpx

from tests.drills import SECONDS
from tests.drills.ledger import Entry, Ledger
from tests.support.users import User

TLS = ssl.create_default_context()  # unused, and dear to make once for each client
ERROR = {"success", "code", "message", "request_id"}
PATIENCE = 30.0  # seconds for one attempt, as in django-client.js
LONGEST_PAUSE = SECONDS / 20
SHARE_WITH_KEY = 0.8
TIME_TO_FINISH = 120.0


class Clients:
    """`async with Clients(…)`: they save until the block ends, and then finish what they began.

    Each has a connection of its own, kept alive. A third of them are anonymous. With an
    Idempotency-Key a client tries again until it is told that its interview is saved;
    without one it tries once, because a second attempt might store a second interview.
    """

    def __init__(
        self, url: str, ledger: Ledger, users: list[User], count: int = 20, pause: float = 0.1
    ) -> None:
        self._url = url
        self._ledger = ledger
        self._owners = [*users, None]
        self._count = count
        self._pause = pause
        self._leaving = asyncio.Event()

    async def __aenter__(self) -> "Clients":
        owners = (self._owners[number % len(self._owners)] for number in range(self._count))
        self._tasks = [asyncio.create_task(self._client(owner)) for owner in owners]
        return self

    async def __aexit__(self, *_: Any) -> None:
        self._leaving.set()
        async with asyncio.timeout(TIME_TO_FINISH):
            await asyncio.gather(*self._tasks)

    async def more_saves(self, count: int) -> None:
        """Until so many more interviews are saved than now."""
        enough = self._ledger.saved() + count
        await self.until(lambda: self._ledger.saved() >= enough)

    async def until(self, condition: Any, seconds: float = 60) -> None:
        async with asyncio.timeout(seconds):
            while not condition():
                self._raise_what_went_wrong()
                await asyncio.sleep(0.02)

    def _raise_what_went_wrong(self) -> None:
        for task in self._tasks:
            if task.done() and task.exception():
                task.result()

    async def _client(self, owner: User | None) -> None:
        headers = owner.headers if owner else {}
        async with httpx.AsyncClient(
            base_url=self._url, headers=headers, timeout=PATIENCE, verify=TLS
        ) as http:
            while not self._leaving.is_set():
                entry = self._ledger.open(owner, key=random.random() < SHARE_WITH_KEY)
                await self._save(http, entry)
                await asyncio.sleep(random.uniform(0, 2 * self._pause))

    async def _save(self, http: httpx.AsyncClient, entry: Entry) -> None:
        wait = await self._attempt(http, entry)
        while not entry.saved and entry.key:
            await asyncio.sleep(min(wait, LONGEST_PAUSE) * random.uniform(0.5, 1))
            wait = await self._attempt(http, entry)

    async def _attempt(self, http: httpx.AsyncClient, entry: Entry) -> float:
        """Seconds to wait before the next one."""
        headers = {"Idempotency-Key": entry.key} if entry.key else {}
        try:
            answer = await http.post("/api/interviews/save", json=entry.body, headers=headers)
        except httpx.TransportError as exc:
            self._ledger.note(entry, _kind_of_failure(exc))
            return 1.0
        if answer.status_code in (200, 201):
            self._ledger.note(entry, str(answer.status_code), answer.json()["data"])
            return 0.0
        self._ledger.note(entry, self._read_error(answer))
        return float(answer.headers.get("Retry-After", 1))

    def _read_error(self, answer: httpx.Response) -> str:
        """Its status and code. An error without the documented shape is a complaint."""
        try:
            body = answer.json()
        except ValueError:
            body = {}
        if (
            set(body) != ERROR
            or body["request_id"] != answer.headers.get("X-Request-ID")
            or (answer.status_code in (429, 503)) != ("Retry-After" in answer.headers)
        ):
            self._ledger.complaints.append(f"{answer.status_code} {answer.text[:200]}")
        return f"{answer.status_code} {body.get('code')}"


def _kind_of_failure(exc: httpx.TransportError) -> str:
    if isinstance(exc, httpx.ConnectError):
        return "connection refused"
    if isinstance(exc, httpx.TimeoutException):
        return "no answer"
    return "connection broken"
