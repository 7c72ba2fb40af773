"""What is wrong with the service's log."""

import json
from collections.abc import Iterator
from typing import BinaryIO

from backend.logs import LOGGED_FIELDS
from tests.hostile.world import SPOKEN, World


class Log:
    """Reads the log further with each call, so that a large one is read once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.lines = 0

    def faults(self, world: World) -> Iterator[str]:
        forbidden = [text.encode() for text in [SPOKEN, "Bearer ey", "Traceback", *world.secrets()]]
        forbidden += [person.marker.encode() for person in world.people]
        forbidden += [b"search=", b"time_zone="]
        for line in self._file:
            self.lines += 1
            yield from (f"the log holds {text!r}: {line!r}" for text in forbidden if text in line)
            yield from _faults_of(line)


def _faults_of(line: bytes) -> Iterator[str]:
    try:
        entry = json.loads(line)
    except ValueError:
        yield f"a line of the log is not JSON: {line!r}"
        return
    if not isinstance(entry, dict) or not set(entry) <= LOGGED_FIELDS | {"logger"}:
        yield f"a line of the log is forged: {line!r}"
    elif entry["level"] in ("ERROR", "CRITICAL"):
        yield f"an error was logged: {line!r}"
