"""Saves and reads through real HTTP servers: this service beside three common ways to write it.

    .venv/bin/python -m benchmarks.comparison [--requests save list] [--clients 16 64] [--rounds 8]

The others are Django REST framework with supabase-py under the same gunicorn, FastAPI with
supabase-py's async client under uvicorn, and Express with supabase-js on Node. Each has one
process, validates the same body (roles, lengths, scores, lists) or verifies the same HS256 token,
asks Supabase through its client, and returns the rows. This service does more (ownership,
deadlines, a request log). Its saves "with an access token" also verify that token, which the
others' saves do not.

The upstream stands in for Supabase and responds after 0 or 30 ms; reads are measured at 0 ms
alone. All services run at once and are loaded in turn, round after round, so that other load on the
machine affects all alike. CPU is that of the server's process tree under load, per response. Ratios
are medians of the ratios of each round. The exit status is 1 if a request to this service failed.
"""

import argparse
import platform
import statistics
import sys
import sysconfig
import tempfile
import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from benchmarks.environment import ENVIRONMENT, THREADS, make_token
from benchmarks.interview import interview_json
from benchmarks.servers import Measurement, Request, Server, all_services, install, measure_load
from benchmarks.upstream import Upstream

WARM_UP = 2.0  # seconds

UPSTREAMS = {
    "instant": "plain HTTP, responds at once",
    "slow": "plain HTTP, responds after 30 ms",
    "tls": "TLS, as with Supabase, responds after 30 ms",
}
DELAYS = {"instant": 0, "slow": 30, "tls": 30}  # milliseconds

READS = {
    "list": "/api/interviews/list",
    "interview": f"/api/interviews/{uuid.uuid4()}",
    "stats": "/api/interviews/stats",
}
REQUESTS = ("save", *READS)


class Target(NamedTuple):
    """A line of a table: a server, and what is sent to it."""

    name: str
    server: Server
    request: Request


def main() -> None:
    options = read_options()
    install()
    print(
        f"One process each, {options.threads} threads where there are threads, medians of "
        f"{options.rounds} rounds of {options.seconds:g} s\n{interpreter()}"
    )
    with tempfile.TemporaryDirectory() as folder:
        failures = sum(compare(upstream, Path(folder), options) for upstream in options.upstreams)
    sys.exit(failures > 0)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.comparison")
    parser.add_argument("--requests", nargs="+", choices=REQUESTS, default=[*REQUESTS])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measurement")
    parser.add_argument("--clients", type=int, nargs="+", default=[16, 64])
    parser.add_argument("--threads", type=int, default=THREADS, help="of a gunicorn worker")
    parser.add_argument("--upstreams", nargs="+", choices=UPSTREAMS, default=[*UPSTREAMS])
    return parser.parse_args()


def interpreter() -> str:
    """The Python of all Python services, with a warning if it was built without optimization."""
    name = f"Python {platform.python_version()} ({sys.executable})"
    options = sysconfig.get_config_var("CONFIG_ARGS") or ""
    # Distributions optimize in another way than by this option of `configure`.
    if sys.base_prefix == "/usr" or "--enable-optimizations" in options:
        return name
    return (
        f"{name}\nWARNING: this Python was built without optimization. The services in Python take "
        "about a tenth more than with a distribution's Python, or that of Docker's python images."
    )


def compare(name: str, folder: Path, options: argparse.Namespace) -> int:
    """Print the tables of one upstream. Returns how many requests to this service failed."""
    body = folder / "body.json"
    body.write_text(interview_json())
    with ExitStack() as stack:
        upstream = Upstream(folder if name == "tls" else None, delay=DELAYS[name])
        stack.callback(upstream.close)
        certificate = str(folder / "certificate.pem")
        environment = {**ENVIRONMENT, "SUPABASE_URL": upstream.url}
        if name == "tls":
            environment |= {"SSL_CERT_FILE": certificate, "NODE_EXTRA_CA_CERTS": certificate}
        servers = start(environment, folder, stack, options.threads)
        # Saves, also before reads: the upstream responds to a read with what was saved.
        for target in targets_of("save", servers, body):
            measure_load(target.server, target.request, 16, WARM_UP)
        failures = 0
        for request in options.requests if name == "instant" else {"save"} & {*options.requests}:
            targets = targets_of(request, servers, body)
            for clients in options.clients:
                print(f"\n{request}; {UPSTREAMS[name]}; {clients} clients")
                rounds = measure(targets, clients, options)
                report(targets, rounds)
                failures += sum(
                    row[column].failures
                    for row in rounds
                    for column, target in enumerate(targets)
                    if target.server is servers[0]
                )
        report_memory(servers)
    return failures


def start(
    environment: dict[str, str], folder: Path, stack: ExitStack, threads: int
) -> list[Server]:
    servers = []
    for number, service in enumerate(all_services(threads)):
        server = Server(service, environment, folder / f"server{number}.log")
        stack.callback(server.close)
        servers.append(server)
    return servers


def targets_of(request: str, servers: list[Server], body: Path) -> list[Target]:
    """The lines of a table. This service is the first, to which all ratios are."""
    token = {"Authorization": f"Bearer {make_token()}"}
    if request in READS:
        read = Request("GET", READS[request], 200, token)
        return [Target(server.name, server, read) for server in servers]
    save = Request("POST", "/api/interviews/save", 201, body=body)
    ours, *others = [Target(server.name, server, save) for server in servers]
    signed_in = Target("  with an access token", ours.server, save._replace(headers=token))
    return [ours, signed_in, *others]


def measure(
    targets: list[Target], clients: int, options: argparse.Namespace
) -> list[list[Measurement]]:
    """A row for each round, with a measurement for each target."""
    return [
        [measure_load(one.server, one.request, clients, options.seconds) for one in targets]
        for _ in range(options.rounds)
    ]


def report(targets: list[Target], rounds: list[list[Measurement]]) -> None:
    print(f"{'':<24} {'CPU each':>9} {'ratio':>6} {'per s':>8} {'p50':>7} {'p99':>7} {'failed':>6}")
    for column, target in enumerate(targets):
        measurements = [row[column] for row in rounds]
        median = Measurement(*map(statistics.median, zip(*measurements, strict=True)))
        ratio = statistics.median(row[column].cpu / row[0].cpu for row in rounds)
        failures = sum(one.failures for one in measurements)
        print(
            f"{target.name:<24} {median.cpu:>6.0f} us {ratio:>6.2f} {median.per_second:>8.0f} "
            f"{median.p50:>4.0f} ms {median.p99:>4.0f} ms {failures:>6}"
        )


def report_memory(servers: list[Server]) -> None:
    print(f"\n{'memory of the worker':<24} {'RSS':>9} {'PSS':>9}")
    for server in servers:
        resident, proportional = server.memory()
        print(f"{server.name:<24} {resident:>6.0f} MB {proportional:>6.0f} MB")


if __name__ == "__main__":
    main()
