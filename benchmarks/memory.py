"""Does a worker's memory stay flat over 100,000 saves?

    .venv/bin/python -m benchmarks.memory [saves]

One worker, the upstream that answers at once, eight callers with what a day brings: with a token,
without, with an idempotency key, that key again, that key for another body, a body that is
refused, a token that is refused, and now and then a transcript of a thousand messages. Prints the
worker's memory for every tenth of the way: the lowest of what is seen each second, because what
is in hand at the moment is no growth. Exit status 1 if it still grows by more than LIMIT after the
first fifth, or if an answer was not the expected one.
"""

import http.client
import json
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from benchmarks.save_cpu import Upstream, nine_kilobytes
from benchmarks.saves import ENVIRONMENT, THREADS, make_token
from benchmarks.servers import Server, ours

SAVES = 100_000
STEPS = 10
CALLERS = 8
LIMIT = 100  # KB of resident memory for each 1,000 saves: less than one dict a save
SECONDS_AN_ANSWER = 30


class Request(NamedTuple):
    body: bytes
    headers: dict[str, str]
    status: int  # of the answer


def main(saves: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        upstream = Upstream()
        server = Server(
            ours(THREADS), {**ENVIRONMENT, "SUPABASE_URL": upstream.url}, Path(folder) / "log"
        )
        try:
            weights, outcomes = weigh(server, saves)
        finally:
            server.close()
            upstream.close()
    growth = statistics.linear_regression(*zip(*weights[STEPS // 5 :], strict=True)).slope
    wrong = {outcome: count for outcome, count in outcomes.items() if outcome[0] != outcome[1]}
    print(f"Answers: {summary(outcomes)}; wrong: {wrong or 'none'}")
    print(f"Growth after the first fifth: {growth:+.1f} KB for each 1,000 saves (limit {LIMIT})")
    sys.exit(growth > LIMIT or bool(wrong))


def weigh(server: Server, saves: int) -> tuple[list[tuple[float, float]], Counter[tuple[int, int]]]:
    """(thousands of saves, KB) after each step, and how often which status came for which."""
    outcomes: Counter[tuple[int, int]] = Counter()
    weights = []
    callers = [Caller(server.port, number) for number in range(CALLERS)]
    share = saves // STEPS // CALLERS
    for caller in callers:
        caller.send(1)  # the worker is there when it answers
    for step in range(1, STEPS + 1):
        threads = [threading.Thread(target=caller.send, args=[share]) for caller in callers]
        for thread in threads:
            thread.start()
        seen = []
        while any(thread.is_alive() for thread in threads):
            seen.append(server.memory())
            time.sleep(1)
        sent = step * share * CALLERS
        resident, share_of_pages = min(seen)
        print(f"{sent:>9,} saves  RSS {resident:6.1f} MB  PSS {share_of_pages:6.1f} MB", flush=True)
        weights.append((sent / 1000, resident * 1000))
    for caller in callers:
        outcomes += caller.outcomes
    return weights, outcomes


class Caller:
    """One keep-alive connection that sends its mix, over and over."""

    def __init__(self, port: int, number: int) -> None:
        self.outcomes: Counter[tuple[int, int]] = Counter()
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_AN_ANSWER)
        self._requests = mixed_requests(number)

    def send(self, count: int) -> None:
        for _ in range(count):
            request = next(self._requests)
            headers = {"Content-Type": "application/json", **request.headers}
            self._connection.request("POST", "/api/interviews/save", request.body, headers)
            response = self._connection.getresponse()
            response.read()
            self.outcomes[request.status, response.status] += 1


def mixed_requests(number: int) -> Iterator[Request]:
    interview = json.loads(nine_kilobytes())
    body = nine_kilobytes().encode()
    other = json.dumps(interview | {"job_role": "Another"}).encode()
    unscored = json.dumps(interview | {"feedback": {"overallScore": 11}}).encode()
    long = json.dumps(interview | {"conversation": interview["conversation"] * 50}).encode()
    user = {"Authorization": f"Bearer {make_token(uuid.UUID(int=number))}"}
    forged = {"Authorization": f"Bearer {make_token(uuid.UUID(int=number))[:-4]}AAAA"}
    for turn in cycle(range(20)):
        key = {"Idempotency-Key": str(uuid.uuid4())}
        yield Request(body, user, 201)
        yield Request(body, {}, 201)
        yield Request(body, user, 201)
        yield Request(body, key | user, 201)
        yield Request(body, key | user, 200)
        yield Request(other, key | user, 409)
        yield Request(body, key, 201)
        yield Request(body, key, 200)
        yield Request(unscored, user, 400)
        yield Request(body, forged, 401)
        if turn == 0:
            yield Request(long, user, 201)


def summary(outcomes: Counter[tuple[int, int]]) -> str:
    answered = Counter[int]()
    for (_, status), count in outcomes.items():
        answered[status] += count
    return ", ".join(f"{count:,} x {status}" for status, count in sorted(answered.items()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SAVES)
