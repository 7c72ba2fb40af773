"""What reading a value of a client gives: what is stored, and what was changed."""

import json
from typing import Any, NamedTuple

# The key under which a value is kept that could not be read, or not without loss.
AS_SENT = "asSent"
UNSTORABLE = (
    "had characters that cannot be stored: NUL was left out, and half of a surrogate pair became "
    "U+FFFD"
)
MAX_QUOTED = 80  # characters


class Reading(NamedTuple):
    """A value as it is stored, and a sentence for each difference from what was sent."""

    value: Any
    warnings: list[str]


def quoted(value: Any) -> str:
    """The beginning of a value as JSON, for a warning."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MAX_QUOTED else f"{text[:MAX_QUOTED]}…"
