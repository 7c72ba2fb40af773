"""An interview as a row of the API, and as the context of its admin page."""

from datetime import UTC, datetime
from typing import Any

from llm_api.admin_site.models import Interview
from llm_api.exports.transcript import Part, Transcript, parts
from llm_api.schemas import COLUMNS, Row


def to_row(interview: Interview) -> Row:
    """A row as the API returns it: ids as text, times in UTC with Z."""
    row = {column: getattr(interview, column) for column in COLUMNS}
    row["id"] = str(interview.id)
    row["user_id"] = str(interview.user_id) if interview.user_id else None
    row["completed_at"] = _in_utc(interview.completed_at)
    row["created_at"] = _in_utc(interview.created_at)
    return row


def _in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def page_context(interview: Interview) -> dict[str, Any]:
    """The template's context: plain text, no markup."""
    transcript = Transcript.from_row(to_row(interview))
    return {
        "title": transcript.title,
        "scores": [(score.label, score.text) for score in transcript.scores],
        "advice": [(advice.label, advice.texts) for advice in transcript.advice],
        "detailed": _parts(transcript.detailed_feedback),
        "turns": [
            (turn.role, turn.speaker or "Note", _parts(turn.text)) for turn in transcript.turns
        ],
    }


def _parts(text: str) -> list[Part]:
    """Prose and code, without surrounding empty lines: the page's CSS sets the spacing."""
    return [part._replace(text=part.text.strip("\n")) for part in parts(text)]
