"""Child processes: started apart from the terminal, ended by us or by our next start."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

GRACE = 15  # seconds between SIGTERM and SIGKILL; gunicorn takes up to 10 for its requests


class ProcessError(RuntimeError):
    """Something we run did not start, failed or ended. The message is for a person."""


class Child:
    """
    A process in a session of its own, so that Ctrl-C reaches us alone.

    `<directory>/<name>.pid` keeps its pid and command, `<directory>/<name>.log` its output
    unless that goes to our terminal.
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
        """None while it runs."""
        return self._process.poll() if self._process else None

    def ensure_running(self) -> None:
        if (status := self.exit_status()) is not None:
            raise ProcessError(
                f"{self.name} ended unexpectedly, with status {status}.{self.output()}"
            )

    def output(self) -> str:
        """The end of its log."""
        return tail(self._log) if self._log else ""

    def close(self) -> None:
        if process := self._process:
            _terminate(process.pid, gone=lambda: process.poll() is not None)
            self._process = None
            self._pid_file.unlink(missing_ok=True)

    def end_leftover(self) -> None:
        """End what a killed run left behind, if the process of that number is still that one."""
        if not self._pid_file.exists():
            return
        number, _, command = self._pid_file.read_text().strip().partition("\n")
        if number and command_line(int(number)) == command:
            _terminate(int(number), gone=lambda: command_line(int(number)) != command)
        self._pid_file.unlink()


def _terminate(pid: int, *, gone: Callable[[], bool]) -> None:
    for signal_number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal_number)
        if wait_until(gone, seconds=GRACE):
            return


def wait_until(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Whether `condition` came true within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def exists(pid: int) -> bool:
    """Whether a process has this number; a zombie has."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def command_line(pid: int) -> str:
    """The command of a running process, or "" if there is none."""
    if not Path("/proc/self/cmdline").exists():
        ps = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
        return subprocess.run(ps, capture_output=True, text=True, check=False).stdout.strip()
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return ""
    return " ".join(map(os.fsdecode, words)).strip()


def tail(log: Path, lines: int = 20) -> str:
    """The end of a log file, indented; "" if there is none."""
    if not log.exists():
        return ""
    last = log.read_text(errors="replace").splitlines()[-lines:]
    return "".join(f"\n    {line}" for line in last)
