"""
The program behind `make run`: the service, and a local Supabase unless SUPABASE_URL is set.

It keeps its data in `.local`. It runs until Ctrl-C or SIGTERM and leaves no process behind.
"""

import contextlib
import fcntl
import sys
import time
from collections.abc import Iterator, Mapping

from . import messages
from .environment import (
    ADMIN_PASSWORD,
    ADMIN_USER,
    DEMO_EMAIL,
    DEMO_PASSWORD,
    LOCAL_DIR,
    ROOT,
    local_variables,
    preferred_port,
    read_environment,
    write_credentials,
)
from .ports import next_free, responds
from .processes import Child, ProcessError
from .stack import LocalSupabase
from .stop_signal import StopRequested, StopSignal

API_PORT, DB_PORT = 54321, 54322  # The ports of Supabase's own command line.
SECONDS_TO_START = 60

# These options come on top of gunicorn.conf.py. The service logs its requests itself.
GUNICORN = (
    *("gunicorn", "backend.wsgi:application", "--workers", "1"),
    *("--graceful-timeout", "10", "--log-level", "warning"),
)


def main() -> int:
    """Run until a signal arrives. Returns the exit status."""
    stop = StopSignal()
    try:
        with contextlib.ExitStack() as running:
            with contextlib.suppress(StopRequested):
                run(stop, running)
            show("\nStopping.")
    except ProcessError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


def run(stop: StopSignal, running: contextlib.ExitStack) -> None:
    """Start everything and watch it. `running` stops what was started, in reverse order."""
    LOCAL_DIR.mkdir(mode=0o700, exist_ok=True)
    running.enter_context(single_instance())
    environment = read_environment()
    port = preferred_port(environment)
    supabase = None
    if url := environment.get("SUPABASE_URL"):
        show(f"Using the Supabase project at {url} (SUPABASE_URL is set).")
    else:
        supabase = start_supabase(running, port)
        environment |= local_variables(supabase, environment)
        stop.check()
    service, port = start_service(port, environment, running)
    if supabase:
        write_credentials(supabase, port)
        seed(environment, stop)
    wait_until_up(service, port, stop)
    introduce(port, supabase)
    watch(service, supabase, stop)


def show(text: str) -> None:
    """Print at once, so that the lines keep their place among those of the service."""
    print(text, flush=True)


@contextlib.contextmanager
def single_instance() -> Iterator[None]:
    """Raises ProcessError if another `make run` uses this folder."""
    with (LOCAL_DIR / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise ProcessError("`make run` is already running in this folder.") from exc
        yield


def start_supabase(running: contextlib.ExitStack, port: int) -> LocalSupabase:
    """`port` is the one of the service, to which the links in emails lead."""
    show("Starting the local Supabase (its data: .local/supabase).")
    supabase = LocalSupabase(
        LOCAL_DIR / "supabase",
        api_port=API_PORT,
        db_port=DB_PORT,
        site_url=f"http://localhost:{port}/dashboard",
    )
    running.enter_context(supabase)
    supabase.apply(ROOT / "supabase_migration.sql")
    return supabase


def start_service(
    preferred: int, environment: Mapping[str, str], running: contextlib.ExitStack
) -> tuple[Child, int]:
    """The service, which does not respond yet, and its port."""
    service = running.enter_context(
        contextlib.closing(Child("service", LOCAL_DIR, to_terminal=True))
    )
    service.stop_orphan()
    port = next_free(preferred)
    if port != preferred:
        show(f"Port {preferred} is taken; using {port}.")
    show("Starting the service.")
    command = [sys.executable, "-m", *GUNICORN, "--bind", f"127.0.0.1:{port}"]
    service.start(command, cwd=ROOT, env=environment)
    return service, port


def seed(environment: Mapping[str, str], stop: StopSignal) -> None:
    """Run both commands at the same time, because each takes seconds to start."""
    show("Adding the demo user, missing demo interviews and the admin.")
    commands = {
        "seed_demo": ["--email", DEMO_EMAIL, "--password", DEMO_PASSWORD],
        "seed_admin": ["--username", ADMIN_USER, "--password", ADMIN_PASSWORD],
    }
    with contextlib.ExitStack() as running:
        children = []
        for name, options in commands.items():
            child = running.enter_context(contextlib.closing(Child(name, LOCAL_DIR)))
            command = [sys.executable, str(ROOT / "manage.py"), name, *options]
            child.start(command, cwd=ROOT, env=environment)
            children.append(child)
        for child in children:
            wait_for_exit(child, stop)


def wait_for_exit(child: Child, stop: StopSignal) -> None:
    while child.exit_status() is None:
        stop.sleep()
    if child.exit_status():
        raise ProcessError(f"The demo data could not be added.{child.log_tail()}")


def wait_until_up(service: Child, port: int, stop: StopSignal) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not responds(port, "/api/health"):
        stop.sleep()
        service.ensure_running()
        if time.monotonic() > deadline:
            raise ProcessError(f"The service did not respond within {SECONDS_TO_START} seconds.")


def introduce(port: int, supabase: LocalSupabase | None) -> None:
    """Print the addresses, and the commands to try if a save would succeed."""
    base_url = f"http://localhost:{port}"
    is_ready = responds(port, "/api/health/ready")
    show(messages.addresses(base_url))
    if not is_ready:
        show(messages.NOT_READY)
        return
    if supabase:
        show(messages.local_addresses(supabase, DEMO_EMAIL, DEMO_PASSWORD))
        show(messages.admin_address(base_url, ADMIN_USER, ADMIN_PASSWORD))
    show(messages.save_example(base_url))
    if supabase:
        show(messages.signed_in_example(base_url, supabase, DEMO_EMAIL, DEMO_PASSWORD))


def watch(service: Child, supabase: LocalSupabase | None, stop: StopSignal) -> None:
    """Never returns: raises StopRequested, or ProcessError as soon as a process has exited."""
    while True:
        stop.sleep()
        service.ensure_running()
        if supabase:
            supabase.ensure_running()


if __name__ == "__main__":
    sys.exit(main())
