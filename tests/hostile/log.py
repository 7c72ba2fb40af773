"""What is wrong with the service's log."""

import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from backend.logs import LOGGED_FIELDS
from tests.hostile.world import SPOKEN, World

# In a path, which is logged, a parameter may follow another character.
QUERY = re.compile(rb'[?&" ](?:search|time_zone)=')


class Log:
    """Reads the log further with each call, so that a large one is read once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.lines = 0

    def faults(self, world: World) -> Iterator[str]:
        forbidden = [text.encode() for text in [SPOKEN, "Bearer ey", "Traceback", *world.secrets()]]
        forbidden += [person.marker.encode() for person in world.people]
        for line in self._file:
            self.lines += 1
            found = [text for text in forbidden if text in line] + QUERY.findall(line)
            yield from (f"the log holds {text!r}: {line!r}" for text in found)
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
