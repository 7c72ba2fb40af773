"""Saves through real HTTP servers: this service beside three common ways to write it.

    .venv/bin/python -m benchmarks.saves [--rounds 5] [--seconds 3] [--clients 16 64]

The others are Django REST framework with supabase-py under the same gunicorn, FastAPI with
supabase-py's async client under uvicorn, and Express with supabase-js on Node. Each has one
process, validates the same body (roles, lengths, scores, lists), inserts it through its Supabase
client and returns the row. This service does more (ownership, deadlines, a request log). Its line
"with an access token" also verifies an HS256 token, which the others never do.

The upstream stands in for Supabase and responds after 0 or 30 ms. All services run at once and are
loaded in turn, round after round, so that other load on the machine affects all alike. CPU is that
of the server's process tree under load, per response. Ratios are medians of
the ratios of each round. The exit status is 1 if this service returned anything but 201.
"""

import argparse
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from benchmarks.environment import ENVIRONMENT, THREADS, make_token
from benchmarks.interview import interview_json
from benchmarks.servers import Measurement, Server, all_services, install, measure_load
from benchmarks.upstream import Upstream

WARM_UP = 2.0  # seconds
OUR_TARGETS = 2  # The first two: this service without and with a token.

UPSTREAMS = {
    "instant": "plain HTTP, responds at once",
    "slow": "plain HTTP, responds after 30 ms",
    "tls": "TLS, as with Supabase, responds after 30 ms",
}
DELAYS = {"instant": 0, "slow": 30, "tls": 30}  # milliseconds


class Target(NamedTuple):
    """A line of the table: a server, and the headers that are sent to it."""

    name: str
    server: Server
    headers: dict[str, str]


def main() -> None:
    options = read_options()
    install()
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        body = Path(folder) / "body.json"
        body.write_text(interview_json())
        print(
            f"Saves of {body.stat().st_size:,} bytes: one process each, {options.threads} threads "
            f"where there are threads, medians of {options.rounds} rounds of {options.seconds:g} s"
        )
        for upstream in options.upstreams:
            failures += compare(upstream, Path(folder), body, options)
    sys.exit(failures > 0)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.saves")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measurement")
    parser.add_argument("--clients", type=int, nargs="+", default=[16, 64])
    parser.add_argument("--threads", type=int, default=THREADS, help="of a gunicorn worker")
    parser.add_argument("--upstreams", nargs="+", choices=UPSTREAMS, default=[*UPSTREAMS])
    return parser.parse_args()


def compare(name: str, folder: Path, body: Path, options: argparse.Namespace) -> int:
    """Print the tables of one upstream. Returns how many saves of this service failed."""
    failures = 0
    with ExitStack() as stack:
        upstream = Upstream(folder if name == "tls" else None, delay=DELAYS[name])
        stack.callback(upstream.close)
        certificate = str(folder / "certificate.pem")
        environment = {**ENVIRONMENT, "SUPABASE_URL": upstream.url}
        if name == "tls":
            environment |= {"SSL_CERT_FILE": certificate, "NODE_EXTRA_CA_CERTS": certificate}
        targets = start(environment, folder, stack, options.threads)
        for target in targets:
            measure_load(target.server, body, 16, WARM_UP, target.headers)
        for clients in options.clients:
            print(f"\n{UPSTREAMS[name]}; {clients} clients")
            rounds = measure(targets, body, clients, options)
            report(targets, rounds)
            failures += sum(one.failures for row in rounds for one in row[:OUR_TARGETS])
        report_memory(targets)
    return failures


def start(
    environment: dict[str, str], folder: Path, stack: ExitStack, threads: int
) -> list[Target]:
    servers = []
    for number, service in enumerate(all_services(threads)):
        server = Server(service, environment, folder / f"server{number}.log")
        stack.callback(server.close)
        servers.append(server)
    ours, *others = [Target(server.name, server, {}) for server in servers]
    token = {"Authorization": f"Bearer {make_token()}"}
    return [ours, Target("  with an access token", ours.server, token), *others]


def measure(
    targets: list[Target], body: Path, clients: int, options: argparse.Namespace
) -> list[list[Measurement]]:
    """A row for each round, with a measurement for each target."""
    return [
        [
            measure_load(target.server, body, clients, options.seconds, target.headers)
            for target in targets
        ]
        for _ in range(options.rounds)
    ]


def report(targets: list[Target], rounds: list[list[Measurement]]) -> None:
    print(
        f"{'':<24} {'CPU/save':>9} {'ratio':>6} {'saves/s':>8} {'p50':>7} {'p99':>7} {'failed':>6}"
    )
    for column, target in enumerate(targets):
        measurements = [row[column] for row in rounds]
        median = Measurement(*map(statistics.median, zip(*measurements, strict=True)))
        ratio = statistics.median(row[column].cpu / row[0].cpu for row in rounds)
        failures = sum(one.failures for one in measurements)
        print(
            f"{target.name:<24} {median.cpu:>6.0f} us {ratio:>6.2f} {median.per_second:>8.0f} "
            f"{median.p50:>4.0f} ms {median.p99:>4.0f} ms {failures:>6}"
        )


def report_memory(targets: list[Target]) -> None:
    print(f"\n{'memory of the worker':<24} {'RSS':>9} {'PSS':>9}")
    for target in targets:
        if not target.headers:
            resident, proportional = target.server.memory()
            print(f"{target.name:<24} {resident:>6.0f} MB {proportional:>6.0f} MB")


if __name__ == "__main__":
    main()
