"""A backup: a file of JSON lines, one interview a line, and its manifest.

`interviews.jsonl` has the rows of the table by id; `interviews.jsonl.manifest` says before when
they had been stored, how many they are, and their SHA-256. While a backup is written, the rows are
in `interviews.jsonl.part`, so that it can be continued after an interruption.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from pydantic_core import from_json, to_json

from llm_api.schemas import Row


class BackupError(Exception):
    """A sentence for the operator."""


@dataclass(frozen=True)
class Manifest:
    """What a complete backup holds. `stored_before` is an ISO 8601 time in UTC."""

    stored_before: str
    rows: int
    sha256: str


class BackupFile:
    """The file at `path`, with its manifest and its unfinished part beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest_path = path.with_name(f"{path.name}.manifest")
        self._part = path.with_name(f"{path.name}.part")
        self._started = path.with_name(f"{path.name}.part.started")

    # Writing ---------------------------------------------------------------------------

    def begin(self, now: datetime) -> tuple[datetime, str | None]:
        """Before when interviews of the backup were stored, and the id of the last row that an
        interrupted run has written, or None. Raises BackupError if the backup is complete."""
        if self.path.exists() or self.manifest_path.exists():
            raise BackupError(f"{self.path} exists already. Give another file, or move it away.")
        if not self._started.exists():
            self._part.touch(mode=0o600)
            self._started.write_text(now.isoformat())
        return datetime.fromisoformat(self._started.read_text()), self._last_id()

    def append(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Write each row and yield it."""
        with self._part.open("ab") as target:
            for row in rows:
                target.write(to_json(row) + b"\n")
                yield row
            target.flush()
            os.fsync(target.fileno())

    def finish(self, stored_before: datetime) -> Manifest:
        """Give the file its name, and write its manifest."""
        rows, sha256 = _counted(self._part)
        manifest = Manifest(stored_before.isoformat(), rows, sha256)
        self.manifest_path.write_text(json.dumps(asdict(manifest), indent=1) + "\n")
        self._part.rename(self.path)
        self._started.unlink()
        return manifest

    def _last_id(self) -> str | None:
        """The id of the last row in the unfinished file, without what follows its line end."""
        end, last = 0, None
        with self._part.open("rb+") as part:
            for line in part:
                if not line.endswith(b"\n"):
                    break
                end, last = end + len(line), line
            part.truncate(end)
        return str(from_json(last)["id"]) if last else None

    # Reading ---------------------------------------------------------------------------

    def verified(self) -> Manifest:
        """The manifest, after the file was compared with it. Raises BackupError."""
        if not self.path.exists() or not self.manifest_path.exists():
            raise BackupError(f"{self.path} or {self.manifest_path.name} does not exist.")
        try:
            manifest = Manifest(**json.loads(self.manifest_path.read_text()))
        except (ValueError, TypeError):
            raise BackupError(f"{self.manifest_path} is no manifest of a backup.") from None
        if (manifest.rows, manifest.sha256) != _counted(self.path):
            raise BackupError(
                f"{self.path} is not the file that was written: its SHA-256 or its number of lines "
                "differs from the manifest's. Nothing was restored."
            )
        return manifest

    def rows(self) -> Iterator[Row]:
        with self.path.open("rb") as source:
            yield from map(from_json, source)


def _counted(path: Path) -> tuple[int, str]:
    """The number of lines and the SHA-256 of a file."""
    digest, lines = hashlib.sha256(), 0
    with path.open("rb") as source:
        for line in source:
            digest.update(line)
            lines += 1
    return lines, digest.hexdigest()
