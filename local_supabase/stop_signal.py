"""How `make run` learns that it should stop."""

import os
import signal
import time
from types import FrameType


class StoppedError(Exception):
    """Somebody asked us to stop."""


class StopSignal:
    """
    Ctrl-C, SIGTERM, a closed terminal, or `make` gone; `check` and `sleep` raise `StoppedError`.

    The handler itself only takes a note, so that no start or stop is cut in two.
    """

    def __init__(self) -> None:
        self._requested = False
        self._parent = os.getppid()
        signal.signal(signal.SIGINT, self._request)
        signal.signal(signal.SIGTERM, self._request)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup ignores it
            signal.signal(signal.SIGHUP, self._request)

    def check(self) -> None:
        if self._requested or os.getppid() != self._parent:
            raise StoppedError

    def sleep(self) -> None:
        """A tenth of a second."""
        time.sleep(0.1)
        self.check()

    def _request(self, number: int, frame: FrameType | None) -> None:
        self._requested = True
