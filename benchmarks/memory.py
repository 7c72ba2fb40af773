"""Whether a worker's memory stays flat over 100,000 saves.

    .venv/bin/python -m benchmarks.memory [saves]

Eight clients send one worker the requests of a usual day, over an upstream without delay: with a
token, without one, with an idempotency key, with that key again, with that key and another body,
with an invalid body, with an invalid token, and now and then a transcript of a thousand messages.

Printed is the worker's memory after each tenth of the saves: the lowest of one sample per second,
because in-flight requests are not growth. The exit status is 1 if it grows by more than LIMIT
after the first fifth, or if a response has an unexpected status.
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

from benchmarks.environment import ENVIRONMENT, THREADS, make_token
from benchmarks.interview import interview_json
from benchmarks.servers import Server, this_service
from benchmarks.upstream import Upstream

SAVES = 100_000
STEPS = 10
CLIENTS = 8
LIMIT = 100  # KB of resident memory for each 1,000 saves: less than one dict per save
RESPONSE_TIMEOUT = 30  # seconds

# How often each pair of an expected and an actual status has occurred.
Outcomes = Counter[tuple[int, int]]


class Request(NamedTuple):
    body: bytes
    headers: dict[str, str]
    expected_status: int


def main(saves: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        upstream = Upstream()
        environment = {**ENVIRONMENT, "SUPABASE_URL": upstream.url}
        server = Server(this_service(THREADS), environment, Path(folder) / "log")
        try:
            memory, outcomes = measure(server, saves)
        finally:
            server.close()
            upstream.close()
    growth = statistics.linear_regression(*zip(*memory[STEPS // 5 :], strict=True)).slope
    unexpected = {pair: count for pair, count in outcomes.items() if pair[0] != pair[1]}
    print(f"Responses: {summary(outcomes)}; unexpected: {unexpected or 'none'}")
    print(f"Growth after the first fifth: {growth:+.1f} KB for each 1,000 saves (limit {LIMIT})")
    sys.exit(growth > LIMIT or bool(unexpected))


def measure(server: Server, saves: int) -> tuple[list[tuple[float, float]], Outcomes]:
    """(thousands of saves, KB of resident memory) after each step, and all outcomes."""
    memory = []
    clients = [Client(server.port, number) for number in range(CLIENTS)]
    requests_per_client = saves // STEPS // CLIENTS
    for client in clients:
        client.send(1)  # The worker is up as soon as it responds.
    for step in range(1, STEPS + 1):
        resident, proportional = min(samples_during_load(server, clients, requests_per_client))
        sent = step * requests_per_client * CLIENTS
        print(f"{sent:>9,} saves  RSS {resident:6.1f} MB  PSS {proportional:6.1f} MB", flush=True)
        memory.append((sent / 1000, resident * 1000))
    return memory, sum((client.outcomes for client in clients), Outcomes())


def samples_during_load(
    server: Server, clients: list["Client"], count: int
) -> list[tuple[float, float]]:
    """The server's memory, once per second, while each client sends `count` requests."""
    threads = [threading.Thread(target=client.send, args=[count]) for client in clients]
    for thread in threads:
        thread.start()
    samples = []
    while any(thread.is_alive() for thread in threads):
        samples.append(server.memory())
        time.sleep(1)
    return samples


class Client:
    """One keep-alive connection over which a mix of requests is repeated."""

    def __init__(self, port: int, number: int) -> None:
        self.outcomes = Outcomes()
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=RESPONSE_TIMEOUT)
        self._requests = mixed_requests(number)

    def send(self, count: int) -> None:
        for _ in range(count):
            request = next(self._requests)
            headers = {"Content-Type": "application/json", **request.headers}
            self._connection.request("POST", "/api/interviews/save", request.body, headers)
            response = self._connection.getresponse()
            response.read()
            self.outcomes[request.expected_status, response.status] += 1


def mixed_requests(number: int) -> Iterator[Request]:
    """An endless mix of requests by the user with this number, and by anonymous ones."""
    interview = json.loads(interview_json())
    body = interview_json().encode()
    other = json.dumps(interview | {"job_role": "Another"}).encode()
    invalid = json.dumps(interview | {"experience_level": "Expert"}).encode()
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
        yield Request(invalid, user, 400)
        yield Request(body, forged, 401)
        if turn == 0:
            yield Request(long, user, 201)


def summary(outcomes: Outcomes) -> str:
    statuses = Counter[int]()
    for (_, status), count in outcomes.items():
        statuses[status] += count
    return ", ".join(f"{count:,} x {status}" for status, count in sorted(statuses.items()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SAVES)
