"""The lock files, as pip reads them."""

import re
from pathlib import Path

from packaging.requirements import Requirement

HASH = re.compile(r"\s+--hash=sha256:[0-9a-f]{64}")


def requirements(file: Path) -> list[Requirement]:
    """What a file names, one requirement a line, with or without hashes."""
    text = re.sub(r"\\\n|#.*", "", file.read_text(encoding="utf-8"))
    return [Requirement(HASH.sub("", line)) for line in text.splitlines() if line.strip()]


def locked(file: Path) -> list[Requirement]:
    """What a lock file names. Each has an exact version, and a hash of every file of its."""
    text = re.sub(r"\\\n", "", file.read_text(encoding="utf-8"))
    for line in text.splitlines():
        assert line.strip().startswith("#") or not line.strip() or HASH.search(line), line
    return requirements(file)
