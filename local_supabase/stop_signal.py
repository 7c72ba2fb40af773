"""The signals that stop `make run`."""

import os
import signal
import time
from types import FrameType


class StopRequested(Exception):
    """`make run` should stop."""


class StopSignal:
    """
    Ctrl-C, SIGTERM, a closed terminal, or the end of the parent process (`make`).

    The signal handler only sets a flag, so that no start or stop is interrupted halfway.
    `check` and `sleep` then raise `StopRequested`.
    """

    def __init__(self) -> None:
        self._requested = False
        self._parent = os.getppid()
        signal.signal(signal.SIGINT, self._request)
        signal.signal(signal.SIGTERM, self._request)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup sets SIG_IGN.
            signal.signal(signal.SIGHUP, self._request)

    def check(self) -> None:
        if self._requested or os.getppid() != self._parent:
            raise StopRequested

    def sleep(self) -> None:
        """Wait a tenth of a second, then check."""
        time.sleep(0.1)
        self.check()

    def _request(self, number: int, frame: FrameType | None) -> None:
        self._requested = True
