"""Rows of the `interviews` table as Supabase answers them, checked before anybody uses them."""

import logging
from datetime import UTC, datetime
from typing import Any

from llm_api.exceptions import SupabaseRefused

logger = logging.getLogger(__name__)

TABLE = "interviews"
COLUMNS = (
    "id",
    "user_id",
    "job_role",
    "experience_level",
    "interview_type",
    "conversation",
    "feedback",
    "overall_score",
    "communication_score",
    "technical_score",
    "question_count",
    "completed_at",
    "created_at",
)
SUMMARY_COLUMNS = tuple(column for column in COLUMNS if column != "conversation")

Row = dict[str, Any]


def one_row(answer: Any) -> Row:
    """The one row that the answer must hold, whole. Raises SupabaseRefused."""
    match answer:
        case [row]:
            return whole_row(row)
    raise nonsense("not one row")


def whole_row(row: Any) -> Row:
    """A row with all columns, its times in UTC with Z. Raises SupabaseRefused."""
    match row:
        case {"conversation": [*_]}:
            return summary_row(row)
    raise nonsense("a row without its conversation")


def summary_row(row: Any) -> Row:
    """A row with all columns but perhaps the conversation. Raises SupabaseRefused."""
    match row:
        case {"id": str(), "feedback": {}} if row.keys() >= set(SUMMARY_COLUMNS):
            return row | {name: in_utc(row[name]) for name in ("completed_at", "created_at")}
    raise nonsense("a row without its columns")


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
