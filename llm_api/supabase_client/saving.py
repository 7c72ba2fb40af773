"""Storing an interview, once."""

import uuid
from datetime import UTC, datetime
from typing import Any, NamedTuple

from llm_api import metrics
from llm_api.exceptions import (
    AccountNotFound,
    IdempotencyKeyReused,
    SupabaseUnavailable,
)
from llm_api.scores import score_columns
from llm_api.supabase_client.connection import (
    FOREIGN_KEY_VIOLATION,
    UNIQUE_VIOLATION,
    DatabaseRefusal,
    Session,
    with_retries,
)
from llm_api.supabase_client.idempotency import interview_id, key_range
from llm_api.supabase_client.rows import COLUMNS, TABLE, Row, nonsense, one_row, whole_row


class SavedInterview(NamedTuple):
    """A stored row, and whether it had been stored by an earlier request."""

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

    The row's id is fixed before the first attempt, so an insert whose answer was lost is
    sent again without making a second row. With an `idempotency_key` the id follows from
    owner, key and `body` (the request's parsed JSON), and an earlier request's row is
    given back. With a `token` the insert runs as that user, under row level security;
    without one as the service role.

    Raises IdempotencyKeyReused, AccountNotFound, InvalidToken, SupabaseUnavailable or
    SupabaseRefused. After the last two the interview may or may not be stored.
    """
    if idempotency_key is None:
        row_id = uuid.uuid4()
    else:
        row_id = interview_id(user_id or "anonymous", idempotency_key, body)
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

    def attempt(number: int) -> SavedInterview:
        try:
            rows = session.execute(session.table(TABLE).insert(row))
        except DatabaseRefusal as exc:
            if exc.code == FOREIGN_KEY_VIOLATION:
                raise AccountNotFound from None
            if exc.code != UNIQUE_VIOLATION:
                raise
            in_the_way = _rows_in_the_way(session, row_id)
            if not in_the_way and number == 0:
                raise SupabaseUnavailable from None  # deleted in this moment: try again
            stored = next((found for found in in_the_way if found["id"] == row["id"]), None)
            # Whoever reaches the database directly may give a row any id: look at what it holds.
            if stored is None or stored["conversation"] != conversation:
                raise IdempotencyKeyReused from None
            # As it was saved: an anonymous row may have found its owner since.
            return SavedInterview(stored | {"user_id": user_id}, replayed=number == 0)
        stored = one_row(rows)
        if stored["id"] != row["id"]:
            raise nonsense("another row than the one it was given")
        return SavedInterview(stored, replayed=False)

    saved = with_retries(attempt)
    metrics.SAVES.labels("replayed" if saved.replayed else "stored").inc()
    return saved


def _rows_in_the_way(session: Session, row_id: uuid.UUID) -> list[Row]:
    """What a refused insert ran into; nothing if it is gone or not ours to see."""
    lowest, highest = key_range(row_id)
    rows = session.execute(
        session.table(TABLE).select(*COLUMNS).gte("id", lowest).lte("id", highest)
    )
    if not isinstance(rows, list):
        raise nonsense("no rows")
    return [whole_row(row) for row in rows]
