"""An interview as the API's row, and as its page in the admin shows it."""

from datetime import UTC, datetime
from typing import Any

from llm_api.admin_site.models import Interview
from llm_api.exports.transcript import Part, Transcript, parts
from llm_api.schemas import COLUMNS, Row


def row_of(interview: Interview) -> Row:
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
    """The variables of the page's template: plain text, no markup."""
    read = Transcript.from_row(row_of(interview))
    return {
        "title": read.title,
        "scores": [(score.label, score.text) for score in read.scores],
        "advice": [(advice.label, advice.texts) for advice in read.advice],
        "detailed": _parts(read.detailed_feedback),
        "turns": [(turn.role, turn.speaker or "Note", _parts(turn.text)) for turn in read.turns],
    }


def _parts(text: str) -> list[Part]:
    """Blocks of code come without the empty lines around them: the page gives them room."""
    return [part._replace(text=part.text.strip("\n")) for part in parts(text)]
