"""What `make run` starts: in a copy of the checkout, as for somebody who has just cloned it."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

pytest.importorskip("psutil", reason="no local Supabase: requirements-dev.txt not installed")
from dotenv import dotenv_values

from local_supabase.ports import free_port
from local_supabase.processes import wait_until
from tests.support import ROOT
from tests.support.admin_client import AdminClient, rows_of
from tests.support.scripted_upstream import RefusingPort

ENVIRONMENT = {"PATH": os.environ["PATH"]}  # and nothing of what configures these tests
SECONDS = 90
DEMO_INTERVIEWS = 24


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What a clone would hold, with the edits that are not committed yet."""
    checkout = tmp_path / "checkout"
    git = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in listed.split("\0"):
        if (ROOT / name).is_file():
            (checkout / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, checkout / name)
    (checkout / "node_modules").symlink_to(ROOT / "node_modules")
    return checkout


class Run:
    """One `make run`, in a terminal of its own; `screen` is the file that it prints to."""

    def __init__(self, checkout: Path, screen: Path, environment: dict[str, str]) -> None:
        self._screen = screen
        with screen.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "local_supabase.dev"],
                cwd=checkout,
                env=ENVIRONMENT | environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self._screen.read_text()

    def wait_for(self, words: str) -> None:
        wait_until(lambda: words in self.said or self._process.poll() is not None, seconds=SECONDS)
        assert words in self.said, self.said

    def port(self) -> int:
        (port,) = re.findall(
            r"^  API +http://localhost:(\d+)/api/interviews/…$", self.said, re.MULTILINE
        )
        return int(port)

    def stop(self, how: signal.Signals) -> int:
        """Its exit status. Ctrl-C goes to all that run in the foreground, so this does too."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, how)
        return self.wait()

    def wait(self) -> int:
        return self._process.wait(SECONDS)


@pytest.fixture
def make_run(checkout: Path, tmp_path: Path) -> Iterator[Callable[..., Run]]:
    """Starts it, with these variables alone in its environment."""
    runs: list[Run] = []

    def make_run(**environment: str) -> Run:
        runs.append(Run(checkout, tmp_path / f"screen-{len(runs)}", environment))
        return runs[-1]

    yield make_run
    for run in runs:
        run.stop(signal.SIGTERM)


def programs(checkout: Path, port: int) -> list[str]:
    """Command lines of what runs out of this checkout, or serves on this port."""
    import psutil

    processes = psutil.process_iter(["cmdline"])
    lines = [" ".join(process.info["cmdline"] or []) for process in processes]
    return [line for line in lines if f"{checkout}/" in line or line.endswith(f"127.0.0.1:{port}")]


def assert_gone(checkout: Path, port: int) -> None:
    # PostgreSQL takes its pid file away a moment before it ends.
    assert wait_until(lambda: not programs(checkout, port), seconds=10), programs(checkout, port)


def paste(command: str) -> Any:
    """What the command prints in another terminal, as JSON."""
    done = subprocess.run(
        ["sh", "-c", command], env=ENVIRONMENT, capture_output=True, text=True, timeout=SECONDS
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def local_env(checkout: Path) -> dict[str, str | None]:
    return dotenv_values(checkout / ".local" / "supabase.env")


def demo_users_headers(checkout: Path) -> dict[str, str]:
    local = local_env(checkout)
    answer = httpx.post(
        f"{local['SUPABASE_URL']}/auth/v1/token?grant_type=password",
        headers={"apikey": str(local["SUPABASE_ANON_KEY"])},
        json={"email": local["DEMO_EMAIL"], "password": local["DEMO_PASSWORD"]},
    )
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@pytest.mark.usefixtures("local_supabase")
def test_the_printed_commands_save_interviews_that_the_next_run_still_has(make_run, checkout):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        wanted = taken.getsockname()[1]
        run = make_run(PORT=str(wanted))
        run.wait_for("save one more")
    port, local = run.port(), local_env(checkout)
    assert port > wanted
    assert f"Port {wanted} is taken; using {port}.\n" in run.said
    assert local["API_URL"] == f"http://localhost:{port}"
    for name in (
        *("SUPABASE_URL", "SUPABASE_DB_URL", "DEMO_EMAIL", "DEMO_PASSWORD"),
        *("ADMIN_USER", "ADMIN_PASSWORD"),
    ):
        assert f" {local[name]}" in run.said

    commands = re.findall(r"^(?:curl|TOKEN=).+?; echo$", run.said, re.MULTILINE | re.DOTALL)
    anonymous, owned = (paste(command) for command in commands)
    assert set(anonymous) == {"success", "message", "data", "claim_token"}
    assert set(owned) == {"success", "message", "data"}
    assert len(re.findall(r"POST /api/interviews/save 201 \d+ ms$", run.said, re.MULTILINE)) == 2

    with AdminClient(f"http://127.0.0.1:{port}") as staff:
        staff.sign_in(local["ADMIN_USER"], local["ADMIN_PASSWORD"])
        assert len(rows_of(staff.list())) == DEMO_INTERVIEWS + 2

    assert len(programs(checkout, port)) >= 3  # PostgreSQL, Supabase, the service
    assert run.stop(signal.SIGINT) == 0
    assert run.said.endswith("\nStopping.\n")
    assert_gone(checkout, port)

    again = make_run(PORT=str(wanted))
    again.wait_for("save one more")
    assert again.port() == wanted
    api, headers = f"http://localhost:{wanted}/api/interviews", demo_users_headers(checkout)
    claim = {"claim_token": anonymous["claim_token"]}
    claimed = httpx.post(f"{api}/claim", json=claim, headers=headers).json()
    assert claimed["data"] == anonymous["data"] | {"user_id": owned["data"]["user_id"]}
    read = httpx.get(f"{api}/{owned['data']['id']}", headers=headers).json()
    assert read["data"] == owned["data"]
    listed = httpx.get(f"{api}/list?limit=1", headers=headers).json()
    assert listed["pagination"]["total"] == DEMO_INTERVIEWS + 2

    assert again.stop(signal.SIGTERM) == 0
    assert again.said.endswith("\nStopping.\n")
    assert_gone(checkout, wanted)


def test_over_a_dead_supabase_it_says_that_a_save_would_fail_and_what_to_run(make_run, checkout):
    with RefusingPort() as url:
        run = make_run(
            SUPABASE_URL=url, SUPABASE_SERVICE_ROLE_KEY="sb_secret_x", PORT=str(free_port())
        )
        run.wait_for("make check-supabase")
        ready = httpx.get(f"http://localhost:{run.port()}/api/health/ready")
        assert run.stop(signal.SIGTERM) == 0

    assert (ready.status_code, ready.json()["supabase"]) == (503, {"status": "unreachable"})
    assert f"Using the Supabase project at {url} (SUPABASE_URL is set).\n" in run.said
    assert (
        f"""
  Documentation   http://localhost:{run.port()}/api/docs

A save would fail at the moment: Supabase is not set up, or cannot be reached. To find out what
is wrong, run this in another terminal:

make check-supabase
"""
        in run.said
    )
    assert "curl http" not in run.said
    assert not (checkout / ".local" / "supabase").exists()
    target = subprocess.run(
        ["make", "--dry-run", "check-supabase"],
        cwd=checkout,
        env=ENVIRONMENT,  # without what `make test` hands to a make within it
        capture_output=True,
        text=True,
    )
    assert target.stdout.endswith("manage.py check_supabase\n")
    assert_gone(checkout, run.port())


def test_the_example_says_that_the_service_must_run_first(checkout):
    done = subprocess.run(
        [sys.executable, "-m", "local_supabase.example"],
        cwd=checkout,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr == "The service does not respond. Start it with `make run` first.\n"
