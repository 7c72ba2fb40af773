"""What a person asks about their own interviews.

Every function takes whose they are, `user_id`, and the user's access token. Both decide:
the query names the owner, and with the token Supabase's row level security looks again.
Only where there is no token (TRUST_CLIENT_USER_ID) does the service role ask.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import pydantic

from llm_api.exceptions import AccountNotFound, InterviewNotFound
from llm_api.supabase_client.connection import (
    FOREIGN_KEY_VIOLATION,
    DatabaseRefusal,
    Session,
    with_retries,
)
from llm_api.supabase_client.deadline import begin_request
from llm_api.supabase_client.rows import (
    COLUMNS,
    SUMMARY_COLUMNS,
    TABLE,
    Row,
    in_utc,
    nonsense,
    one_row,
    summary_row,
    whole_row,
)

Answer = TypeVar("Answer")

# Of an export.
PAGE_SIZE = 20


class Selection(NamedTuple):
    """Which of a person's interviews, and in which order. None and empty: all of them."""

    words: list[str] = []
    role_contains: str = ""
    levels: list[str] | None = None
    types: list[str] | None = None
    min_score: int | None = None
    max_score: int | None = None
    completed_from: datetime | None = None
    completed_until: datetime | None = None
    ordering: str = "-completed_at"


class Page(NamedTuple):
    """`total` counts what the selection matches now; `next_position` is None on the last page."""

    total: int
    rows: list[Row]
    next_position: list[str] | None


def find_interviews(
    user_id: str,
    token: str | None,
    selection: Selection,
    *,
    after: list[str] | None = None,
    page_size: int | None = None,
    whole: bool = False,
) -> Page:
    """A page of the selection, behind the position `after`; without `page_size` all of it.

    Rows come without their conversation unless `whole`; a search adds `matches` to each.
    """
    arguments = selection._asdict() | {
        "owner": user_id,
        "completed_from": _iso(selection.completed_from),
        "completed_until": _iso(selection.completed_until),
        "after": after,
        "page_size": None if page_size is None else page_size + 1,
        "whole": whole,
    }
    match _read(token, lambda s: s.function("find_interviews", arguments)):
        case {"total": int(total), "interviews": [*found]}:
            check = whole_row if whole else summary_row
            positions = [_position(row) for row in found]
            rows = [check(row) for row in found]
            if page_size is None or len(rows) <= page_size:
                return Page(total, rows, None)
            return Page(total, rows[:page_size], positions[page_size - 1])
    raise nonsense("no page of interviews")


def all_interviews(user_id: str, token: str | None, selection: Selection) -> Iterator[Row]:
    """Whole rows, a page at a time, so that few transcripts are in memory at once.

    The first page is asked for now, so that its failure is raised here. Each page has the
    request's whole time limit for itself.
    """

    def page_behind(position: list[str] | None) -> Page:
        begin_request()
        return find_interviews(
            user_id, token, selection, after=position, page_size=PAGE_SIZE, whole=True
        )

    return _rows_from(page_behind(None), page_behind)


def _rows_from(page: Page, page_behind: Callable[[list[str]], Page]) -> Iterator[Row]:
    yield from page.rows
    while page.next_position is not None:
        page = page_behind(page.next_position)
        yield from page.rows


def _position(row: Any) -> list[str]:
    match row:
        case {"id": str(row_id), "position": [int(key_1), int(key_2)]}:
            return [str(key_1), str(key_2), row_id]
    raise nonsense("a row without its position")


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def get_interview(user_id: str, token: str | None, interview_id: str) -> Row:
    """The whole row. Raises InterviewNotFound when it is absent or somebody else's."""
    rows = _read(
        token,
        lambda s: s.table(TABLE).select(*COLUMNS).eq("id", interview_id).eq("user_id", user_id),
    )
    if rows == []:
        raise InterviewNotFound
    return one_row(rows)


def get_summaries(user_id: str, token: str | None, interview_ids: list[str]) -> list[Row]:
    """Those interviews without their conversations, in any order; all of them or none.

    Raises InterviewNotFound when one is absent or somebody else's.
    """
    rows = _read(
        token,
        lambda s: (
            s.table(TABLE).select(*SUMMARY_COLUMNS).in_("id", interview_ids).eq("user_id", user_id)
        ),
    )
    if not isinstance(rows, list):
        raise nonsense("no rows")
    summaries = [summary_row(row) for row in rows]
    found = sorted(row["id"] for row in summaries)
    if found == sorted(interview_ids):
        return summaries
    if len(found) < len(interview_ids):
        raise InterviewNotFound
    raise nonsense("other rows than it was asked for")


def delete_interview(user_id: str, token: str | None, interview_id: str) -> None:
    """Delete it for good. Raises InterviewNotFound when it is absent or somebody else's.

    Asked once: after a lost answer a second delete could only say that nothing is there.
    """
    session = Session(token)
    rows = session.execute(
        session.table(TABLE).delete().eq("id", interview_id).eq("user_id", user_id)
    )
    if rows == []:
        raise InterviewNotFound
    one_row(rows)


def claim_interview(user_id: str, token: str | None, interview_id: str) -> Row:
    """Make an interview without an owner `user_id`'s; theirs already is as good.

    The service role does it, since nobody's row is not the user's to change; never to a
    row that has an owner. Raises InterviewNotFound when it is absent or somebody else's.
    """
    service = Session()
    unowned = (
        service.table(TABLE)
        .update({"user_id": user_id})
        .eq("id", interview_id)
        .is_("user_id", "null")
    )
    try:
        rows = with_retries(lambda _: service.execute(unowned))
    except DatabaseRefusal as exc:
        if exc.code == FOREIGN_KEY_VIOLATION:
            raise AccountNotFound from None
        raise
    return one_row(rows) if rows != [] else get_interview(user_id, token, interview_id)


class GroupStats(pydantic.BaseModel):
    total_interviews: int
    average_overall_score: float | None


class Stats(pydantic.BaseModel):
    total_interviews: int
    total_questions: int
    average_overall_score: float | None
    average_communication_score: float | None
    average_technical_score: float | None
    best_overall_score: int | None
    latest_overall_score: int | None
    first_completed_at: str | None
    last_completed_at: str | None
    by_interview_type: list[GroupStats]
    by_experience_level: list[GroupStats]


def get_stats(user_id: str, token: str | None) -> dict[str, Any]:
    """Totals and averages over all of a person's interviews, made in the database: see Stats."""
    stats = _read(token, lambda s: s.function("interview_stats", {"owner": user_id}))
    try:
        Stats.model_validate(stats, strict=True)
    except pydantic.ValidationError:
        # Not chained: pydantic's words hold the answer.
        raise nonsense("no statistics") from None
    times = {name: stats[name] for name in ("first_completed_at", "last_completed_at")}
    return stats | {name: time and in_utc(time) for name, time in times.items()}


def _read(token: str | None, ask: Callable[[Session], Any]) -> Any:
    session = Session(token)
    return with_retries(lambda _: session.execute(ask(session)))
