"""Storing an interview, once."""

import uuid
from datetime import UTC, datetime
from typing import Any, NamedTuple

from llm_api import metrics
from llm_api.analysis.scores import score_columns
from llm_api.exceptions import AccountNotFound, IdempotencyKeyReused, SupabaseUnavailable
from llm_api.schemas import COLUMNS, Row
from llm_api.supabase_client.connection import (
    FOREIGN_KEY_VIOLATION,
    UNIQUE_VIOLATION,
    DatabaseRefusal,
    Session,
    with_retries,
)
from llm_api.supabase_client.idempotency import interview_id, key_range
from llm_api.supabase_client.rows import TABLE, full_row, malformed_response, single_row


class SavedInterview(NamedTuple):
    """A stored row, and whether an earlier request had stored it."""

    row: Row
    replayed: bool


def save_complete_interview(
    user_id: str | None,
    job_role: str,
    experience_level: str,
    interview_type: str,
    conversation: list[Any],
    feedback: dict[str, Any],
    question_count: int,
    *,
    completed_at: datetime | None = None,
    token: str | None = None,
    idempotency_key: str | None = None,
    body: Any = None,
) -> SavedInterview:
    """Insert an interview, once, and return its row with all columns.

    The row's id is fixed before the first attempt, so an insert whose response was lost is
    sent again without making a second row. With an `idempotency_key` the id follows from
    owner, key and `body` (the request's parsed JSON), and an earlier request's row is
    returned. With a `token` the insert runs as that user, under row level security;
    without one as the service role.

    Raises IdempotencyKeyReused, AccountNotFound, InvalidToken, SupabaseUnavailable or
    SupabaseRefused. After the last two the interview may or may not be stored.
    """
    row_id = (
        uuid.uuid4()
        if idempotency_key is None
        else interview_id(user_id or "anonymous", idempotency_key, body)
    )
    row: Row = {
        "id": str(row_id),
        "user_id": user_id,
        "job_role": job_role,
        "experience_level": experience_level,
        "interview_type": interview_type,
        "conversation": conversation,
        "feedback": feedback,
        **score_columns(feedback),
        "question_count": question_count,
        "completed_at": (completed_at or datetime.now(UTC)).isoformat(),
    }
    session = Session(token)
    saved = with_retries(lambda attempt: _insert_once(session, row, attempt))
    metrics.SAVES.labels("replayed" if saved.replayed else "stored").inc()
    return saved


def _insert_once(session: Session, row: Row, attempt: int) -> SavedInterview:
    """Insert `row`, or find the row that an earlier attempt (from 0) or request inserted."""
    try:
        rows = session.execute(session.table(TABLE).insert(row))
    except DatabaseRefusal as exc:
        if exc.code == FOREIGN_KEY_VIOLATION:
            raise AccountNotFound from None
        if exc.code != UNIQUE_VIOLATION:
            raise
        conflicting = _conflicting_rows(session, row["id"])
        if not conflicting and attempt == 0:
            raise SupabaseUnavailable from None  # deleted at this moment: try again
        return SavedInterview(_earlier_row(row, conflicting), replayed=attempt == 0)
    stored = single_row(rows)
    if stored["id"] != row["id"]:
        raise malformed_response("another row than the one it was given")
    return SavedInterview(stored, replayed=False)


def _earlier_row(row: Row, conflicting: list[Row]) -> Row:
    """The row that was stored before from the same request. Raises IdempotencyKeyReused.

    Who can reach the database directly may give a row any id, so the content is compared too.
    """
    stored = next((found for found in conflicting if found["id"] == row["id"]), None)
    if stored is None or stored["conversation"] != row["conversation"]:
        raise IdempotencyKeyReused
    # As it was saved: an anonymous row may have been claimed since.
    return stored | {"user_id": row["user_id"]}


def _conflicting_rows(session: Session, row_id: str) -> list[Row]:
    """The rows that made an insert fail; none if they are gone or not visible to the caller."""
    lowest, highest = key_range(row_id)
    rows = session.execute(
        session.table(TABLE).select(*COLUMNS).gte("id", lowest).lte("id", highest)
    )
    if not isinstance(rows, list):
        raise malformed_response("no rows")
    return [full_row(row) for row in rows]
