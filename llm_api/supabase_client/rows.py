"""Validation of the rows that Supabase returns."""

import logging
from datetime import UTC, datetime
from typing import Any

import pydantic

from llm_api.exceptions import SupabaseRefused
from llm_api.schemas import Interview, InterviewSummary, Row, Stats

logger = logging.getLogger(__name__)

TABLE = "interviews"


def single_row(response: Any) -> Row:
    """The full row in a response that must have exactly one. Raises SupabaseRefused."""
    match response:
        case [row]:
            return full_row(row)
    raise malformed_response("not exactly one row")


def full_row(row: Any) -> Row:
    """A row with all columns, its times in UTC with Z. Raises SupabaseRefused."""
    return _checked(row, Interview, ("completed_at", "created_at"))


def summary_row(row: Any) -> Row:
    """A row without its conversation, optionally with `matches`. Raises SupabaseRefused."""
    return _checked(row, InterviewSummary, ("completed_at", "created_at"))


def checked_stats(stats: Any) -> dict[str, Any]:
    """The fields of `Stats`, times in UTC with Z. Raises SupabaseRefused."""
    return _checked(stats, Stats, ("first_completed_at", "last_completed_at"))


def _checked(
    response: Any, model: type[pydantic.BaseModel], times: tuple[str, ...]
) -> dict[str, Any]:
    try:
        model.model_validate(response, strict=True)
    except pydantic.ValidationError:
        # Not chained: pydantic's message quotes the row, transcript included.
        raise malformed_response(f"not a valid {model.__name__}") from None
    return response | {name: _in_utc(response[name]) for name in times}


def _in_utc(timestamp: str | None) -> str | None:
    """PostgREST writes +00:00, the local stack a space and +00; the API writes Z."""
    if timestamp is None:
        return None
    try:
        moment = _parsed(timestamp).astimezone(UTC)
    except (ValueError, OverflowError):
        raise malformed_response("a time that is not ISO 8601") from None
    return moment.isoformat().replace("+00:00", "Z")


def _parsed(timestamp: str) -> datetime:
    """The moment of an ISO 8601 time, or of one that ends in BC: in a time zone west of Greenwich
    PostgreSQL writes the first hours of the year 1 so."""
    if not timestamp.endswith(" BC"):
        return datetime.fromisoformat(timestamp)
    # The year 4 stands in for 1 BC, which datetime does not have. Both are leap years.
    stand_in = timestamp.removesuffix(" BC").replace("0001", "0004", 1)
    moment = datetime.fromisoformat(stand_in).astimezone(UTC)
    return moment.replace(year=moment.year - 4)


def malformed_response(problem: str) -> SupabaseRefused:
    """Log what is wrong with a response, and return the error to raise."""
    logger.warning("Malformed response from Supabase: %s", problem)
    return SupabaseRefused()
