"""An interview as the API's row, and as its page shows it."""

from datetime import UTC, datetime
from typing import Any

from llm_api.answers import ROW_KEYS
from llm_api.exports import (
    ADVICE_LABELS,
    SCORE_LABELS,
    Part,
    Row,
    advice,
    as_text,
    feedback_of,
    parts,
    score,
    score_text,
    title,
    turns,
)
from llm_api.models import Interview


def row_of(interview: Interview) -> Row:
    """As the API answers it: ids as text, times in UTC with Z."""
    row = {key: getattr(interview, key) for key in ROW_KEYS}
    row["id"] = str(interview.id)
    row["user_id"] = str(interview.user_id) if interview.user_id else None
    row["completed_at"] = _in_utc(interview.completed_at)
    row["created_at"] = _in_utc(interview.created_at)
    return row


def _in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def as_people_read_it(interview: Interview) -> dict[str, Any]:
    """What the page shows: text for its template, and no markup."""
    row = row_of(interview)
    return {
        "title": title(row),
        "scores": [(label, score_text(score(row, key))) for key, label in SCORE_LABELS.items()],
        "advice": [(label, advice(row, key)) for key, label in ADVICE_LABELS.items()],
        "detailed": _parts(as_text(feedback_of(row).get("detailedFeedback"))),
        "turns": [(turn.role, turn.speaker or "Note", _parts(turn.text)) for turn in turns(row)],
    }


def _parts(text: str) -> list[Part]:
    """Without the empty lines around a block of code, which has room of its own."""
    return [part._replace(text=part.text.strip("\n")) for part in parts(text)]
