"""Saves through real HTTP servers: this service beside the usual ways, one process each.

    .venv/bin/python -m benchmarks.saves [--rounds 5] [--seconds 3] [--clients 16 64]

Django REST framework with supabase-py under the same gunicorn, FastAPI with supabase-py's async
client under uvicorn, Express with supabase-js on Node: each checks the same body as this service
(roles, lengths, scores, lists), inserts it through its Supabase client and answers the row. This
service does more (ownership, deadlines, a request log); its line "with an access token" also
verifies an HS256 token, which the others never do.

The upstream stands where Supabase stands and answers after 0 or 30 ms. All run at once and are
loaded in turn, round after round, so that what the machine does besides falls on all. CPU is that
of the server's process tree over the loaded stretch, per answered request; ratios are medians of
the rounds' ratios. Exit status 1 if an answer of this service was not 201.
"""

import argparse
import statistics
import sys
import tempfile
import time
import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import jwt

from benchmarks.save_cpu import Upstream, nine_kilobytes
from benchmarks.servers import Server, Stretch, install, load, services

SECRET = "a secret for the benchmark alone, long enough"
ISSUER = "https://benchmark.example/auth/v1"
THREADS = 16  # as in gunicorn.conf.py
USER = uuid.UUID("01a202ed-093c-76ef-98fd-6535c50ec3d2")
WARM_UP = 2.0  # seconds
OURS = 2  # the first lines: without and with a token

# As in production; limits are counted and never reached.
ENVIRONMENT = {
    "SECRET_KEY": SECRET,
    "SUPABASE_SERVICE_ROLE_KEY": "sb_secret_benchmark",
    "SUPABASE_JWT_SECRET": SECRET,
    "SUPABASE_JWT_ISSUER": ISSUER,
    "THROTTLE_SAVE": "100000000/min",
}

UPSTREAMS = {
    "instant": "plain HTTP, answers at once",
    "slow": "plain HTTP, answers after 30 ms",
    "tls": "TLS as Supabase is reached, answers after 30 ms",
}
WAITS = {"instant": 0, "slow": 30, "tls": 30}


class Line(NamedTuple):
    """A line of the table: a server, and what is sent to it."""

    name: str
    server: Server
    headers: dict[str, str]


def main() -> None:
    options = read_options()
    install()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        body = Path(folder) / "body.json"
        body.write_text(nine_kilobytes())
        print(
            f"Saves of {body.stat().st_size:,} bytes: one process each, {options.threads} threads "
            f"where there are threads, {options.rounds} rounds of {options.seconds:g} s, medians"
        )
        for upstream in options.upstreams:
            wrong += compare(upstream, Path(folder), body, options)
    sys.exit(wrong > 0)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.saves")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each stretch")
    parser.add_argument("--clients", type=int, nargs="+", default=[16, 64])
    parser.add_argument("--threads", type=int, default=THREADS, help="of a gunicorn worker")
    parser.add_argument("--upstreams", nargs="+", choices=UPSTREAMS, default=[*UPSTREAMS])
    return parser.parse_args()


def compare(name: str, folder: Path, body: Path, options: argparse.Namespace) -> int:
    """Print the tables of one upstream. Returns how many answers of this service were wrong."""
    wrong = 0
    with ExitStack() as stack:
        upstream = Upstream(folder if name == "tls" else None, wait=WAITS[name])
        stack.callback(upstream.close)
        certificate = str(folder / "certificate.pem")
        environment = {**ENVIRONMENT, "SUPABASE_URL": upstream.url}
        if name == "tls":
            environment |= {"SSL_CERT_FILE": certificate, "NODE_EXTRA_CA_CERTS": certificate}
        lines = start(environment, folder, stack, options.threads)
        for line in lines:
            load(line.server, body, 16, WARM_UP, line.headers)
        for clients in options.clients:
            print(f"\n{UPSTREAMS[name]}; {clients} clients")
            rounds = measure(lines, body, clients, options)
            report(lines, rounds)
            wrong += sum(stretch.failures for row in rounds for stretch in row[:OURS])
        report_memory(lines)
    return wrong


def start(environment: dict[str, str], folder: Path, stack: ExitStack, threads: int) -> list[Line]:
    servers = []
    for number, service in enumerate(services(threads)):
        server = Server(service, environment, folder / f"server{number}.log")
        stack.callback(server.close)
        servers.append(server)
    ours = servers[0]
    token = {"Authorization": f"Bearer {make_token()}"}
    lines = [Line(server.name, server, {}) for server in servers]
    return [lines[0], Line("  with an access token", ours, token), *lines[1:]]


def make_token(user: uuid.UUID = USER) -> str:
    claims = {
        "sub": str(user),
        "aud": "authenticated",
        "role": "authenticated",
        "iss": ISSUER,
        "exp": int(time.time()) + 3600 * 6,
    }
    return jwt.encode(claims, SECRET)


def measure(
    lines: list[Line], body: Path, clients: int, options: argparse.Namespace
) -> list[list[Stretch]]:
    """A row for each round, with a stretch for each line."""
    return [
        [load(line.server, body, clients, options.seconds, line.headers) for line in lines]
        for _ in range(options.rounds)
    ]


def report(lines: list[Line], rounds: list[list[Stretch]]) -> None:
    print(
        f"{'':<24} {'CPU/save':>9} {'ratio':>6} {'saves/s':>8} {'p50':>7} {'p99':>7} {'wrong':>6}"
    )
    for column, line in enumerate(lines):
        stretches = [row[column] for row in rounds]
        middle = Stretch(*(statistics.median(figures) for figures in zip(*stretches, strict=True)))
        ratio = statistics.median(row[column].cpu / row[0].cpu for row in rounds)
        wrong = sum(stretch.failures for stretch in stretches)
        print(
            f"{line.name:<24} {middle.cpu:>6.0f} us {ratio:>6.2f} {middle.per_second:>8.0f} "
            f"{middle.p50:>4.0f} ms {middle.p99:>4.0f} ms {wrong:>6}"
        )


def report_memory(lines: list[Line]) -> None:
    print(f"\n{'memory of the worker':<24} {'RSS':>9} {'PSS':>9}")
    for line in lines:
        if not line.headers:
            resident, share = line.server.memory()
            print(f"{line.name:<24} {resident:>6.0f} MB {share:>6.0f} MB")


if __name__ == "__main__":
    main()
