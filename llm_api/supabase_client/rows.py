"""Rows of the `interviews` table as Supabase answers them, checked before anybody uses them."""

import logging
from datetime import UTC, datetime
from typing import Any

import pydantic

from llm_api.exceptions import SupabaseRefused

logger = logging.getLogger(__name__)

TABLE = "interviews"

Row = dict[str, Any]


class Summary(pydantic.BaseModel):
    """All columns but the conversation."""

    id: str
    user_id: str | None
    job_role: str
    experience_level: str
    interview_type: str
    feedback: dict[str, Any]
    overall_score: int | None
    communication_score: int | None
    technical_score: int | None
    question_count: int
    completed_at: str
    created_at: str


class Whole(Summary):
    conversation: list[Any]


SUMMARY_COLUMNS = tuple(Summary.model_fields)
COLUMNS = tuple(Whole.model_fields)


def one_row(answer: Any) -> Row:
    """The one row that the answer must hold, whole. Raises SupabaseRefused."""
    match answer:
        case [row]:
            return whole_row(row)
    raise nonsense("not one row")


def whole_row(row: Any) -> Row:
    """A row with all columns, its times in UTC with Z. Raises SupabaseRefused."""
    return _checked(row, Whole)


def summary_row(row: Any) -> Row:
    """A row with all columns but perhaps the conversation. Raises SupabaseRefused."""
    return _checked(row, Summary)


def _checked(row: Any, columns: type[Summary]) -> Row:
    try:
        columns.model_validate(row, strict=True)
    except pydantic.ValidationError:
        # Not chained: pydantic's words hold the row.
        raise nonsense("no row of the table") from None
    return row | {name: in_utc(row[name]) for name in ("completed_at", "created_at")}


def in_utc(timestamp: Any) -> str:
    """PostgREST writes +00:00, the local stack a space and +00; we write Z."""
    try:
        moment = datetime.fromisoformat(timestamp).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise nonsense("a time that is none") from None
    return moment.isoformat().replace("+00:00", "Z")


def nonsense(what: str) -> SupabaseRefused:
    logger.warning("Supabase answered %s", what)
    return SupabaseRefused()
