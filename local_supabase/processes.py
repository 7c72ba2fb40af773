"""Child processes of `make run`, and of the tests' local Supabase."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

# Between SIGTERM and SIGKILL. gunicorn takes up to 10 seconds to finish its requests.
GRACE_PERIOD = 15  # seconds


class ProcessError(RuntimeError):
    """A process did not start, failed or exited. The message is shown to the user."""


class Child:
    """
    A child process in its own session, so that Ctrl-C in the terminal does not reach it.

    `<directory>/<name>.pid` holds its pid and its command, and `<directory>/<name>.log` its
    output. With `to_terminal` the output goes to our own instead.
    """

    def __init__(self, name: str, directory: Path, *, to_terminal: bool = False) -> None:
        self.name = name
        self._pid_file = directory / f"{name}.pid"
        self._log = None if to_terminal else directory / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, command: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> None:
        with contextlib.ExitStack() as files:
            output = files.enter_context(self._log.open("wb")) if self._log else None
            self._process = subprocess.Popen(
                command,
                cwd=cwd,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._pid_file.write_text(f"{self._process.pid}\n{' '.join(command)}\n")

    def exit_status(self) -> int | None:
        """None while the process runs, and before it is started."""
        return self._process.poll() if self._process else None

    def ensure_running(self) -> None:
        """Raise ProcessError if the process has exited."""
        if (status := self.exit_status()) is not None:
            raise ProcessError(
                f"{self.name} ended unexpectedly, with status {status}.{self.log_tail()}"
            )

    def log_tail(self) -> str:
        """The last lines of its log, for a message; "" if it has none."""
        return tail(self._log) if self._log else ""

    def close(self) -> None:
        if process := self._process:
            _terminate(process.pid, has_exited=lambda: process.poll() is not None)
            self._process = None
            self._pid_file.unlink(missing_ok=True)

    def stop_orphan(self) -> None:
        """Stop the process that a killed run has left behind.

        The pid may have been reused, so that the command must be the same, too.
        """
        if not self._pid_file.exists():
            return
        number, _, command = self._pid_file.read_text().strip().partition("\n")
        if number and command_line(int(number)) == command:
            _terminate(int(number), has_exited=lambda: command_line(int(number)) != command)
        self._pid_file.unlink()


def _terminate(pid: int, *, has_exited: Callable[[], bool]) -> None:
    for signal_number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal_number)
        if wait_until(has_exited, seconds=GRACE_PERIOD):
            return


def wait_until(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Whether `condition` became true within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def pid_exists(pid: int) -> bool:
    """Whether a process has this pid. A zombie counts."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def command_line(pid: int) -> str:
    """The command of a running process, or "" if there is no such process."""
    if not Path("/proc/self/cmdline").exists():
        ps = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
        return subprocess.run(ps, capture_output=True, text=True, check=False).stdout.strip()
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return ""
    return " ".join(map(os.fsdecode, words)).strip()


def tail(log: Path, lines: int = 20) -> str:
    """The last lines of a log file, each indented; "" if there is no such file."""
    if not log.exists():
        return ""
    last = log.read_text(errors="replace").splitlines()[-lines:]
    return "".join(f"\n    {line}" for line in last)
