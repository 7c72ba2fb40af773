"""File names of downloads: ASCII without spaces or quotes, for any job role."""

import re
import unicodedata
from zoneinfo import ZoneInfo

from llm_api.exports.dates import local_time
from llm_api.exports.transcript import Transcript
from llm_api.schemas import Row

MAX_ROLE = 60  # characters


def file_name(interview: Transcript, extension: str) -> str:
    """interview-backend-engineer-2026-01-31.pdf; a role without Latin letters is omitted."""
    day = interview.completed_on
    parts = ["interview", _slug(interview.title), day.isoformat() if day else ""]
    return "-".join(part for part in parts if part) + f".{extension}"


def dated_file_name(name: str, rows: list[Row], zone: ZoneInfo) -> str:
    """interview-progress-2026-01-31.pdf: with the day of the latest of `rows`."""
    moments = [local_time(row["completed_at"], zone) for row in rows]
    latest = max((moment for moment in moments if moment), default=None)
    return f"{name}-{latest.date()}.pdf" if latest else f"{name}.pdf"


def _slug(text: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_only.lower())[:MAX_ROLE].strip("-")
    return "" if words == "interview" else words
