"""Saving an interview exactly once."""

import uuid
from datetime import UTC, datetime
from typing import Any, NamedTuple

from llm_api import metrics
from llm_api.analysis.scores import SCORES, score_columns
from llm_api.exceptions import AccountNotFound, IdempotencyKeyReused, SupabaseUnavailable
from llm_api.schemas import COLUMNS, Row
from llm_api.supabase_client.connection import (
    FOREIGN_KEY_VIOLATION,
    UNIQUE_VIOLATION,
    PostgrestError,
    Session,
)
from llm_api.supabase_client.idempotency import interview_id, is_same_json, key_range
from llm_api.supabase_client.retries import with_retries
from llm_api.supabase_client.rows import TABLE, full_row, malformed_response, single_row


class SavedInterview(NamedTuple):
    """A stored row, and whether an earlier request stored it."""

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
    """Insert an interview exactly once and return its full row.

    The row's id is fixed before the first attempt, so that an insert whose response was lost can be
    repeated without a second row. With an `idempotency_key` the id is derived from owner, key and
    `body` (the request's parsed JSON), and the row of an earlier request is returned. With a
    `token` the insert runs as that user, under row level security; without one it runs as the
    service role.

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
        rows = session.execute(session.insert(TABLE, row))
    except PostgrestError as exc:
        if exc.code == FOREIGN_KEY_VIOLATION:
            raise AccountNotFound from None
        if exc.code != UNIQUE_VIOLATION:
            raise
        conflicting = _conflicting_rows(session, row["id"])
        if not conflicting and attempt == 0:
            raise SupabaseUnavailable from None  # deleted meanwhile; retried
        return SavedInterview(_earlier_row(row, conflicting), replayed=attempt == 0)
    stored = single_row(rows)
    if stored["id"] != row["id"]:
        raise malformed_response("not the inserted row")
    return SavedInterview(stored, replayed=False)


def _earlier_row(row: Row, conflicting: list[Row]) -> Row:
    """The row that the same request stored before. Raises IdempotencyKeyReused.

    The content is compared too, because anyone who writes to the database directly can choose any
    id.
    """
    stored = next((found for found in conflicting if found["id"] == row["id"]), None)
    if stored is None or not is_same_json(stored["conversation"], row["conversation"]):
        raise IdempotencyKeyReused
    if stored["user_id"] != row["user_id"]:
        # Claimed since. The owner's later feedback is not for everyone who has the anonymous save.
        as_saved = ("user_id", "feedback", *SCORES.values())
        return stored | {column: row[column] for column in as_saved}
    return stored


def _conflicting_rows(session: Session, row_id: str) -> list[Row]:
    """The rows with the same key; none if they were deleted or the caller may not see them."""
    lowest, highest = key_range(row_id)
    rows = session.execute(
        session.table(TABLE).select(*COLUMNS).gte("id", lowest).lte("id", highest)
    )
    if not isinstance(rows, list):
        raise malformed_response("not a list of rows")
    return [full_row(row) for row in rows]
