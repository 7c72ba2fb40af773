"""The latency that the service adds to a direct call of Supabase.

    .venv/bin/python -m benchmarks.added_latency [pairs]

Runs on a local Supabase in a temporary folder. One client inserts an interview directly through
Supabase's REST API, then saves the same interview through this service, in turn, on keep-alive
connections. Printed are the median and the 99th percentile of both, and of the differences within
the pairs. The database's own time is part of both.
"""

import http.client
import json
import statistics
import sys
import tempfile
import time
import uuid
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.environment import ENVIRONMENT, THREADS
from benchmarks.interview import interview_json
from benchmarks.servers import ROOT, Server, this_service
from llm_api.analysis.scores import score_columns
from local_supabase import LocalSupabase

PAIRS = 1_000
WARM_UP = 100  # pairs


class Client:
    """Sends POST requests to one address over one keep-alive connection."""

    def __init__(self, base_url: str, path: str, headers: dict[str, str]) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=30)
        self._path = path
        self._headers = {"Content-Type": "application/json", **headers}

    def time_post(self, body: bytes) -> float:
        """Milliseconds until the whole response has arrived."""
        began = time.perf_counter()
        self._connection.request("POST", self._path, body, self._headers)
        response = self._connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - began
        assert response.status == 201, (response.status, content[:300])
        return seconds * 1000


def main(pairs: int) -> None:
    with tempfile.TemporaryDirectory() as name, LocalSupabase(Path(name), ephemeral=True) as stack:
        stack.apply(ROOT / "supabase_migration.sql")
        environment = {
            **ENVIRONMENT,
            "SUPABASE_URL": stack.url,
            "SUPABASE_SERVICE_ROLE_KEY": stack.service_role_key,
        }
        server = Server(this_service(THREADS), environment, Path(name) / "server.log")
        try:
            report(measure(stack, server, pairs))
        finally:
            server.close()


def measure(stack: LocalSupabase, server: Server, pairs: int) -> list[tuple[float, float]]:
    """Pairs of milliseconds: a direct insert, and a save through the service."""
    key = stack.service_role_key
    supabase = Client(
        stack.url,
        "/rest/v1/interviews",
        {"apikey": key, "Authorization": f"Bearer {key}", "Prefer": "return=representation"},
    )
    service = Client(f"http://127.0.0.1:{server.port}", "/api/interviews/save", {})
    body = interview_json().encode()
    times = [
        (supabase.time_post(interview_row()), service.time_post(body))
        for _ in range(WARM_UP + pairs)
    ]
    return times[WARM_UP:]


def interview_row() -> bytes:
    """The row that the service inserts for the same interview."""
    interview = json.loads(interview_json())
    columns = {"id": str(uuid.uuid4()), "user_id": None, **score_columns(interview["feedback"])}
    return json.dumps(interview | columns).encode()


def report(times: list[tuple[float, float]]) -> None:
    print(f"{len(times):,} pairs{'':<22} {'p50':>8} {'p99':>8}")
    print_quantiles("direct", [direct for direct, _ in times])
    print_quantiles("through this service", [through for _, through in times])
    print_quantiles("difference", [through - direct for direct, through in times])


def print_quantiles(name: str, milliseconds: list[float]) -> None:
    percentiles = statistics.quantiles(milliseconds, n=100)
    print(f"{name:<30} {percentiles[49]:>5.1f} ms {percentiles[98]:>5.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS)
