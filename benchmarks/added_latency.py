"""What the service adds to a direct call of Supabase.

    .venv/bin/python -m benchmarks.added_latency [pairs]

On the local Supabase, in a temporary folder: the insert of an interview sent straight to its REST
address, and the same interview saved through this service, in turn, by one caller on keep-alive
connections. Printed: the median and the 99th percentile of each, and of the differences within
the pairs. The service's part is its work; the database's is in both.
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

from benchmarks.save_cpu import nine_kilobytes
from benchmarks.saves import ENVIRONMENT, THREADS
from benchmarks.servers import ROOT, Server, ours
from llm_api.analysis.scores import score_columns
from local_supabase import LocalSupabase

PAIRS = 1_000
WARM_UP = 100


class Call:
    """One POST that is sent again and again on one connection."""

    def __init__(self, address: str, path: str, headers: dict[str, str]) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        self._path = path
        self._headers = {"Content-Type": "application/json", **headers}

    def milliseconds(self, body: bytes) -> float:
        began = time.perf_counter()
        self._connection.request("POST", self._path, body, self._headers)
        response = self._connection.getresponse()
        answer = response.read()
        spent = time.perf_counter() - began
        assert response.status == 201, (response.status, answer[:300])
        return spent * 1000


def main(pairs: int) -> None:
    with tempfile.TemporaryDirectory() as name, LocalSupabase(Path(name), ephemeral=True) as stack:
        stack.apply(ROOT / "supabase_migration.sql")
        environment = {
            **ENVIRONMENT,
            "SUPABASE_URL": stack.url,
            "SUPABASE_SERVICE_ROLE_KEY": stack.service_role_key,
        }
        server = Server(ours(THREADS), environment, Path(name) / "server.log")
        try:
            report(measure(stack, server, pairs))
        finally:
            server.close()


def measure(stack: LocalSupabase, server: Server, pairs: int) -> list[tuple[float, float]]:
    """Milliseconds of a direct insert and of a save, one after the other."""
    key = stack.service_role_key
    direct = Call(
        stack.url,
        "/rest/v1/interviews",
        {"apikey": key, "Authorization": f"Bearer {key}", "Prefer": "return=representation"},
    )
    through = Call(f"http://127.0.0.1:{server.port}", "/api/interviews/save", {})
    body = nine_kilobytes().encode()
    times = [
        (direct.milliseconds(row()), through.milliseconds(body)) for _ in range(WARM_UP + pairs)
    ]
    return times[WARM_UP:]


def row() -> bytes:
    """What the service makes of the body."""
    interview = json.loads(nine_kilobytes())
    columns = {"id": str(uuid.uuid4()), "user_id": None, **score_columns(interview["feedback"])}
    return json.dumps(interview | columns).encode()


def report(times: list[tuple[float, float]]) -> None:
    print(f"{len(times):,} pairs{'':<22} {'p50':>8} {'p99':>8}")
    show("straight to Supabase", [direct for direct, _ in times])
    show("through this service", [through for _, through in times])
    show("the difference", [through - direct for direct, through in times])


def show(name: str, milliseconds: list[float]) -> None:
    cuts = statistics.quantiles(milliseconds, n=100)
    print(f"{name:<30} {cuts[49]:>5.1f} ms {cuts[98]:>5.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS)
