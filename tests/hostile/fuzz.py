"""The fuzzing: rounds of hostile requests, after each of which everything is checked."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import psutil
import psycopg
from psycopg.rows import dict_row

from local_supabase import LocalSupabase
from tests.hostile import responses, world
from tests.hostile.drafts import REPEATS, draft
from tests.hostile.exchange import Exchange, exchange
from tests.hostile.ledger import Ledger
from tests.hostile.log import Log
from tests.hostile.mutations import mutate
from tests.hostile.world import World
from tests.support.service import free_address, running_service

CONNECTIONS = 16
ROUND = 5_000  # requests; a multiple of REPEATS
KEPT_FAILURES = 200
# That the larger worker may grow by in the second half of a run, if every round were like the median
# one. Some rounds are not: each of 16 threads keeps the memory of the largest request that it has
# seen, which comes to 150 MB in a million requests.
MEGABYTES = 64
assert ROUND % REPEATS == 0

Print = Callable[[str], None]


class Fuzz:
    """Sends the requests of a seed, and collects what is wrong in `faults`."""

    def __init__(self, seed: str, world: World, db: Any, log: Log, failures: Path) -> None:
        self.seed = seed
        self.world = world
        self.db = db
        self.log = log
        self.failures = failures
        self.faults: list[str] = []
        self.statuses: Counter[str] = Counter()
        self.sent = self.told = self.hung_up = self.deleted = self.seconds = 0

    def run(self, numbers: range, master: psutil.Process, say: Print) -> None:
        """Say a line after each round, and what is wrong at once."""
        workers = {worker.pid for worker in master.children()}
        megabytes: list[float] = []
        for start in range(numbers.start, numbers.stop, ROUND):
            known = len(self.faults)
            self.round(range(start, min(start + ROUND, numbers.stop)))
            megabytes.append(max(worker.memory_info().rss for worker in master.children()) / 2**20)
            if steady_growth(megabytes) > MEGABYTES:
                self.faults.append(f"a worker grew: {[round(size) for size in megabytes]} MB")
            if workers != {worker.pid for worker in master.children()}:
                self.faults.append("a worker ended")
            say("\n".join([*self.faults[known:], f"{self.summary()} {megabytes[-1]:.0f} MB"]))

    def round(self, numbers: range) -> None:
        """Requests with these numbers, and then the balance of table and log."""
        self.db.execute("truncate interviews")
        world.settle(self.world)
        ledger = Ledger()
        began = time.monotonic()
        with ThreadPoolExecutor(CONNECTIONS) as clients:
            for done, found in clients.map(self._request, numbers):
                ledger.note(done)
                self._count(done)
                if found:
                    self._keep(done, found)
        self.seconds += time.monotonic() - began
        self.sent += len(numbers)
        self._wait_until_idle()
        balance = ledger.balance(self.db)
        self.told += balance.told
        self.deleted += balance.deleted
        self.hung_up += balance.hung_up
        self.faults += balance.faults
        self.faults += self.log.faults(self.world)

    def _request(self, number: int) -> tuple[Exchange, list[str]]:
        """In a thread: one request, and what is wrong with the answer."""
        made = draft(self.seed, number, self.world)
        mutate(made)
        done = exchange(made)
        return done, list(responses.faults(done))

    def _count(self, done: Exchange) -> None:
        if done.draft.hangs_up:
            self.statuses["hung up"] += 1
        elif not done.answers:
            self.statuses["closed"] += 1
        for answer in done.answers:
            self.statuses[str(answer.status)] += 1

    def _keep(self, done: Exchange, found: list[str]) -> None:
        number = done.draft.number
        self.faults += [f"request {number}: {fault}" for fault in found]
        if len(self.faults) > KEPT_FAILURES:
            return
        self.failures.mkdir(parents=True, exist_ok=True)
        (self.failures / f"{number}.request").write_bytes(done.sent)
        (self.failures / f"{number}.answer").write_bytes(done.received)

    def _wait_until_idle(self) -> None:
        """Clients that hung up may have left requests behind."""
        before = -1
        while before != (now := self._rows()):
            before = now
            time.sleep(0.3)

    def _rows(self) -> int:
        rows: int = self.db.execute("select count(*) as n from interviews").fetchone()["n"]
        return rows

    def summary(self) -> str:
        rate = self.sent / max(self.seconds, 0.001)
        told = ", ".join(f"{count} × {status}" for status, count in sorted(self.statuses.items()))
        return (
            f"{self.sent} requests, {rate:.0f}/s; {told}; {self.told} interviews told, "
            f"{self.deleted} deleted, {self.hung_up} stored for clients that hung up; "
            f"{self.log.lines} lines of log; {len(self.faults)} faults; largest worker"
        )


def fuzz(stack: LocalSupabase, seed: str, numbers: range, folder: Path, say: Print) -> list[str]:
    """Send these requests of a seed to a service over `stack`, and return what is wrong.

    The log and failing requests, as they were sent and answered, are kept in `folder`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "service.log"
    address = free_address()
    with (
        running_service(stack, address, log=log, **environment(stack)) as process,
        log.open("rb") as lines,
        psycopg.connect(stack.db_url, autocommit=True, row_factory=dict_row) as db,
    ):
        run = Fuzz(seed, world.begin(f"http://{address}", stack), db, Log(lines), folder)
        run.run(numbers, psutil.Process(process.pid), say)
    return run.faults


def steady_growth(sizes: list[float]) -> float:
    """By how much the second half of `sizes` would have grown if each step were the median one."""
    second_half = sizes[(len(sizes) - 1) // 2 :]
    steps = [after - before for before, after in pairwise(second_half)]
    return median(steps) * len(steps) if steps else 0.0


def environment(stack: LocalSupabase) -> dict[str, str]:
    """As in production, but for the rate limits: one that is reached on exports, and no other."""
    return {
        "DEBUG": "false",
        "LOG_FORMAT": "json",
        "SECRET_KEY": "a secret for the fuzzing alone, and long enough to be one",
        "METRICS_TOKEN": world.METRICS_TOKEN,
        "SUPABASE_JWT_ISSUER": f"{stack.url}/auth/v1",
        "THROTTLE_SAVE": "",
        "THROTTLE_READ": "",
        "THROTTLE_EXPORT": "5/min",
        "WEB_CONCURRENCY": "2",
    }
