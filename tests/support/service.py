"""The service in a process of its own, as it is deployed."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from local_supabase import LocalSupabase
from local_supabase.ports import free_port
from tests.support import ROOT


def free_address() -> str:
    """An address on loopback that no other process of these tests is given."""
    return f"127.0.0.1:{free_port()}"


def copy_of_the_service(folder: Path) -> Path:
    """Its code in a folder of its own, that a test may change."""
    for part in ("backend", "llm_api"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "gunicorn.conf.py", folder)
    return folder


@contextlib.contextmanager
def running_service(
    local_supabase: LocalSupabase, address: str, *, log: Path | None = None, **further: str
) -> Iterator[subprocess.Popen[bytes]]:
    """The service at `address`, until the end of the block; `further` is its environment.

    It logs to the file `log`, or to where the tests do.
    """
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "backend.settings",
        "DEBUG": "true",
        "SUPABASE_URL": local_supabase.url,
        "SUPABASE_SERVICE_ROLE_KEY": local_supabase.service_role_key,
        "SUPABASE_ANON_KEY": local_supabase.anon_key,
        "SUPABASE_JWT_SECRET": local_supabase.jwt_secret,
        "SUPABASE_JWT_ISSUER": "",
        "WEB_CONCURRENCY": "1",
        **further,
    }
    command = [sys.executable, "-m", "gunicorn", "backend.wsgi:application", "--bind", address]
    options = ["--graceful-timeout", "1"]
    output = log.open("wb") if log else None
    process = subprocess.Popen([*command, *options], cwd=ROOT, env=environment, stderr=output)
    try:
        wait_until_it_answers(f"http://{address}/api/health", process)
        yield process
    finally:
        process.terminate()
        process.wait(20)
        if output:
            output.close()


def wait_until_it_answers(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"nothing answers at {url}")
