"""The local Supabase stands still, as a paused project does: SIGSTOP, and SIGCONT."""

import contextlib
from collections.abc import Iterator
from typing import Any

from local_supabase import LocalSupabase


@contextlib.contextmanager
def stopped(processes: list[Any]) -> Iterator[None]:
    import psutil

    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.suspend()
    try:
        yield
    finally:
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.resume()


def api(supabase: LocalSupabase) -> list[Any]:
    return [_process_in(supabase, "supabase.pid")]


def database(supabase: LocalSupabase) -> list[Any]:
    """PostgreSQL and every connection's process."""
    postmaster = _process_in(supabase, "postgres/postmaster.pid")
    return [postmaster, *postmaster.children(recursive=True)]


def _process_in(supabase: LocalSupabase, pid_file: str) -> Any:
    import psutil

    folder = supabase.log.parent
    return psutil.Process(int((folder / pid_file).read_text().splitlines()[0]))
