"""
What `make run` runs: the service, and a Supabase for it unless SUPABASE_URL is set.

What it keeps is in `.local`. It stays until Ctrl-C or SIGTERM and leaves nothing running.
"""

import contextlib
import fcntl
import os
import secrets
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from dotenv import dotenv_values

from . import welcome
from .ports import answers, next_free
from .processes import Child, ProcessError
from .stack import LocalSupabase, write_private
from .stop_signal import StoppedError, StopSignal

ROOT = Path(__file__).resolve().parents[1]
LOCAL = ROOT / ".local"
API_PORT, DB_PORT = 54321, 54322  # as with Supabase's own tools
DEMO_EMAIL = "demo@example.com"
DEMO_PASSWORD = "practice-makes-progress"  # noqa: S105 - for this machine alone
ADMIN_USER = "operator"
ADMIN_PASSWORD = "reads-with-care"  # noqa: S105 - for this machine alone
SECONDS_TO_START = 60

# Beside what gunicorn.conf.py says. The service logs its requests itself.
GUNICORN = (
    *("gunicorn", "backend.wsgi:application", "--workers", "1"),
    *("--graceful-timeout", "10", "--log-level", "warning"),
)


def main() -> int:
    """Run until told to stop; the exit status."""
    stop = StopSignal()
    try:
        with contextlib.ExitStack() as running:
            with contextlib.suppress(StoppedError):
                run(stop, running)
            say("\nStopping.")
    except ProcessError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


def run(stop: StopSignal, running: contextlib.ExitStack) -> None:
    """Start everything and stay. `running` stops what was started, the last first."""
    LOCAL.mkdir(mode=0o700, exist_ok=True)
    running.enter_context(only_one_of_us())
    settings = configured()
    port = wanted_port(settings)
    supabase = None
    if url := settings.get("SUPABASE_URL"):
        say(f"Using the Supabase project at {url} (SUPABASE_URL is set).")
    else:
        supabase = start_supabase(running, port)
        settings |= local_settings(supabase, settings)
        stop.check()
    service, port = start_service(port, settings, running)
    if supabase:
        seed(settings, stop)
    wait_for_answer(service, port, stop)
    ready = answers(port, "/api/health/ready")
    introduce(f"http://localhost:{port}", supabase, ready)
    while True:
        stop.sleep()
        service.ensure_running()
        if supabase:
            supabase.ensure_running()


def say(line: str) -> None:
    print(line, flush=True)


@contextlib.contextmanager
def only_one_of_us() -> Iterator[None]:
    with (LOCAL / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise ProcessError("`make run` is already running in this folder.") from exc
        yield


def configured() -> dict[str, str]:
    """`.env` and, above it, the environment."""
    values = {"DEBUG": "true", **dotenv_values(ROOT / ".env"), **os.environ}
    return {name: value for name, value in values.items() if value is not None}


def wanted_port(settings: Mapping[str, str]) -> int:
    port = settings.get("PORT") or "8000"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise ProcessError(f"PORT must be a number from 1 to 65535, not {port!r}.")
    return int(port)


def start_supabase(running: contextlib.ExitStack, port: int) -> LocalSupabase:
    say("Starting the local Supabase (its data: .local/supabase).")
    supabase = LocalSupabase(
        LOCAL / "supabase",
        api_port=API_PORT,
        db_port=DB_PORT,
        site_url=f"http://localhost:{port}/dashboard",
    )
    running.enter_context(supabase)
    supabase.apply(ROOT / "supabase_migration.sql")
    addresses = {
        "SUPABASE_URL": supabase.url,
        "SUPABASE_ANON_KEY": supabase.anon_key,
        "SUPABASE_SERVICE_ROLE_KEY": supabase.service_role_key,
        "SUPABASE_DB_URL": supabase.db_url,
        "SUPABASE_JWT_SECRET": supabase.jwt_secret,
        "DEMO_EMAIL": DEMO_EMAIL,
        "DEMO_PASSWORD": DEMO_PASSWORD,
        "ADMIN_USER": ADMIN_USER,
        "ADMIN_PASSWORD": ADMIN_PASSWORD,
    }
    lines = [f"{name}={value}\n" for name, value in addresses.items()]
    write_private(LOCAL / "supabase.env", "".join(lines))
    return supabase


def local_settings(supabase: LocalSupabase, settings: Mapping[str, str]) -> dict[str, str]:
    """What the service needs for `supabase`, whatever is configured."""
    return {
        "DEBUG": "true",  # the empty issuer is refused without
        "SECRET_KEY": settings.get("SECRET_KEY") or secret_key(),
        "SUPABASE_URL": supabase.url,
        "SUPABASE_ANON_KEY": supabase.anon_key,
        "SUPABASE_SERVICE_ROLE_KEY": supabase.service_role_key,
        "SUPABASE_DB_URL": supabase.db_url,
        "SUPABASE_JWT_SECRET": supabase.jwt_secret,
        "SUPABASE_JWT_ISSUER": "",  # the local tokens name none
        "no_proxy": ",".join(filter(None, [settings.get("no_proxy"), "127.0.0.1"])),
    }


def secret_key() -> str:
    kept = LOCAL / "secret_key"
    if not kept.exists():
        write_private(kept, secrets.token_urlsafe(48))
    return kept.read_text()


def seed(settings: Mapping[str, str], stop: StopSignal) -> None:
    say("Adding the demo user, those of the demo interviews that are missing, and the admin.")
    commands = {
        "seed_demo": ["--email", DEMO_EMAIL, "--password", DEMO_PASSWORD],
        "seed_admin": ["--username", ADMIN_USER, "--password", ADMIN_PASSWORD],
    }
    with contextlib.ExitStack() as running:
        children = []
        for name, options in commands.items():
            child = running.enter_context(contextlib.closing(Child(name, LOCAL)))
            command = [sys.executable, str(ROOT / "manage.py"), name, *options]
            child.start(command, cwd=ROOT, env=settings)
            children.append(child)
        for child in children:
            wait_for_end(child, stop)


def wait_for_end(child: Child, stop: StopSignal) -> None:
    while child.exit_status() is None:
        stop.sleep()
    if child.exit_status():
        raise ProcessError(f"The demo data could not be added.{child.output()}")


def start_service(
    wanted: int, settings: Mapping[str, str], running: contextlib.ExitStack
) -> tuple[Child, int]:
    """The service, on its way up, and its port."""
    service = running.enter_context(contextlib.closing(Child("service", LOCAL, to_terminal=True)))
    service.end_leftover()
    port = next_free(wanted)
    if port != wanted:
        say(f"Port {wanted} is taken; taking {port}.")
    say("Starting the service.")
    command = [sys.executable, "-m", *GUNICORN, "--bind", f"127.0.0.1:{port}"]
    service.start(command, cwd=ROOT, env=settings)
    return service, port


def wait_for_answer(service: Child, port: int, stop: StopSignal) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not answers(port, "/api/health"):
        stop.sleep()
        service.ensure_running()
        if time.monotonic() > deadline:
            raise ProcessError(f"The service did not answer within {SECONDS_TO_START} seconds.")


def introduce(base_url: str, supabase: LocalSupabase | None, ready: bool) -> None:
    say(welcome.addresses(base_url))
    if not ready:
        say(welcome.NOT_READY)
        return
    if supabase:
        say(welcome.local_addresses(supabase, DEMO_EMAIL, DEMO_PASSWORD))
        say(welcome.admin_address(base_url, ADMIN_USER, ADMIN_PASSWORD))
    say(welcome.save_example(base_url))
    if supabase:
        say(welcome.signed_in_example(base_url, supabase, DEMO_EMAIL, DEMO_PASSWORD))


if __name__ == "__main__":
    sys.exit(main())
