"""Names of downloads: ASCII, without spaces or quotes, whatever the job role holds."""

import re
import unicodedata

from llm_api.exports.transcript import Transcript

MAX_ROLE = 60


def file_name(interview: Transcript, extension: str) -> str:
    """interview-backend-engineer-2026-01-31.pdf; a role without Latin letters is left out."""
    day = interview.completed_on
    pieces = ["interview", _slug(interview.title), day.isoformat() if day else ""]
    return "-".join(piece for piece in pieces if piece) + f".{extension}"


def _slug(text: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_only.lower())[:MAX_ROLE].strip("-")
    return "" if words == "interview" else words
