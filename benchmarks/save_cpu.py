"""CPU time per save: this service beside a usual Django service, over an upstream without delay.

    .venv/bin/python -m benchmarks.save_cpu

Both are called through their WSGI application, without a server, in alternating blocks, so that
other load on the machine affects both alike. Printed is each process's CPU time (user and system)
per request, and its ratio to that of the Django service, which is the more reliable figure. The
bodies have 9 KB.
"""

import io
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.environment import ENVIRONMENT, make_token
from benchmarks.interview import interview_json
from benchmarks.upstream import Upstream
from benchmarks.wsgi_client import REQUESTS

ROOT = Path(__file__).resolve().parent.parent
BLOCKS = 8


class MeasuredService:
    """One service in a process of its own, which measures itself block by block."""

    def __init__(self, module: str, environment: dict[str, str], token: str = "") -> None:
        command = [sys.executable, "-m", "benchmarks.wsgi_client", module, interview_json(), token]
        self._process = subprocess.Popen(
            command,
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
        )

    def measure_block(self) -> float:
        """CPU microseconds per request over one block."""
        self._stdin.write("\n")
        self._stdin.flush()
        return float(self._stdout.readline())

    @property
    def _stdin(self) -> io.TextIOBase:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _stdout(self) -> io.TextIOBase:
        assert self._process.stdout is not None
        return self._process.stdout

    def close(self) -> None:
        self._stdin.close()
        self._process.wait(10)


def compare(upstream: Upstream, certificate: Path) -> None:
    """Print a line for each service."""
    environment = {
        **ENVIRONMENT,
        "SUPABASE_URL": upstream.url,
        "SSL_CERT_FILE": str(certificate),
    }
    services = {
        "Django, the usual way": MeasuredService("benchmarks.django_service", environment),
        "this service": MeasuredService("backend.wsgi", environment),
        "with an access token": MeasuredService("backend.wsgi", environment, make_token()),
    }
    try:
        rows = [[service.measure_block() for service in services.values()] for _ in range(BLOCKS)]
    finally:
        for service in services.values():
            service.close()
    for column, name in enumerate(services):
        cpu = statistics.median(row[column] for row in rows)
        ratio = statistics.median(row[column] / row[0] for row in rows)
        print(f"  {name:<21} {cpu:6.0f} us   ratio {ratio:.2f}")


def main() -> None:
    print(
        f"CPU per save: bodies of {len(interview_json()):,} bytes, "
        f"medians of {BLOCKS} blocks of {REQUESTS}"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for title, upstream in (
            ("over TLS, as with Supabase (supabase-py's client uses HTTP/2)", Upstream(folder)),
            ("over plain HTTP", Upstream()),
        ):
            print(title)
            try:
                compare(upstream, folder / "certificate.pem")
            finally:
                upstream.close()


if __name__ == "__main__":
    main()
