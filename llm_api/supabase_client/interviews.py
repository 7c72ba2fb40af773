"""A person's own interviews: found, read, deleted, claimed, counted.

Every function takes the `Caller` whose interviews they are. Both of its parts decide: the query
names the owner, and with the access token Supabase's row level security checks a second time.
Only a caller without a token is served by the service role alone.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from llm_api.caller import Caller
from llm_api.exceptions import AccountNotFound, InterviewNotFound
from llm_api.schemas import COLUMNS, SUMMARY_COLUMNS, Row
from llm_api.selection import Selection
from llm_api.supabase_client.connection import (
    FOREIGN_KEY_VIOLATION,
    DatabaseRefusal,
    Session,
    with_retries,
)
from llm_api.supabase_client.deadline import renew_budget
from llm_api.supabase_client.rows import (
    TABLE,
    checked_stats,
    full_row,
    malformed_response,
    single_row,
    summary_row,
)

# Rows that an export asks for at once: whole transcripts, so few of them.
EXPORT_PAGE_SIZE = 20


class Page(NamedTuple):
    """`total` counts what the selection matches now; `next_position` is None on the last page."""

    total: int
    rows: list[Row]
    next_position: list[str] | None


def find_interviews(
    caller: Caller,
    selection: Selection,
    *,
    after: list[str] | None = None,
    page_size: int | None = None,
    whole: bool = False,
) -> Page:
    """A page of the selection, behind the position `after`; without `page_size` all of it.

    Rows come without their conversation unless `whole`; a search adds `matches` to each.
    """
    arguments = _filter_arguments(selection) | {
        "owner": caller.user_id,
        "after": after,
        "page_size": None if page_size is None else page_size + 1,
        "whole": whole,
    }
    match _read(caller, lambda s: s.rpc("find_interviews", arguments)):
        case {"total": int(total), "interviews": [*found]}:
            check = full_row if whole else summary_row
            positions = [_position(row) for row in found]
            rows = [check(row) for row in found]
            if page_size is None or len(rows) <= page_size:
                return Page(total, rows, None)
            return Page(total, rows[:page_size], positions[page_size - 1])
    raise malformed_response("no page of interviews")


def _filter_arguments(selection: Selection) -> dict[str, Any]:
    """The selection under the names that the SQL function's parameters have."""
    return {
        "words": selection.search,
        "role_contains": selection.job_role,
        "levels": selection.experience_level,
        "types": selection.interview_type,
        "min_score": selection.min_overall_score,
        "max_score": selection.max_overall_score,
        "completed_from": _iso(selection.completed_after),
        "completed_until": _iso(selection.completed_before),
        "ordering": selection.ordering,
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def all_interviews(caller: Caller, selection: Selection) -> Iterator[Row]:
    """Whole rows, a page at a time, so that few transcripts are in memory at once.

    The first page is asked for now, so that its failure is raised here. Each page has the
    request's whole time limit for itself.
    """

    def page_behind(position: list[str] | None) -> Page:
        renew_budget()
        return find_interviews(
            caller, selection, after=position, page_size=EXPORT_PAGE_SIZE, whole=True
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
    raise malformed_response("a row without its position")


def get_interview(caller: Caller, interview_id: str) -> Row:
    """The whole row. Raises InterviewNotFound when it is absent or somebody else's."""
    rows = _read(
        caller,
        lambda s: (
            s.table(TABLE).select(*COLUMNS).eq("id", interview_id).eq("user_id", caller.user_id)
        ),
    )
    if rows == []:
        raise InterviewNotFound
    return single_row(rows)


def get_summaries(caller: Caller, interview_ids: list[str]) -> list[Row]:
    """Those interviews without their conversations, in any order; all of them or none.

    Raises InterviewNotFound when one is absent or somebody else's.
    """
    rows = _read(
        caller,
        lambda s: (
            s.table(TABLE)
            .select(*SUMMARY_COLUMNS)
            .in_("id", interview_ids)
            .eq("user_id", caller.user_id)
        ),
    )
    if not isinstance(rows, list):
        raise malformed_response("no rows")
    summaries = [summary_row(row) for row in rows]
    found = sorted(row["id"] for row in summaries)
    if found == sorted(interview_ids):
        return summaries
    if len(found) < len(interview_ids):
        raise InterviewNotFound
    raise malformed_response("other rows than it was asked for")


def delete_interview(caller: Caller, interview_id: str) -> None:
    """Delete it for good. Raises InterviewNotFound when it is absent or somebody else's.

    Asked once: after a lost answer a second delete could only say that nothing is there.
    """
    session = Session(caller.token)
    rows = session.execute(
        session.table(TABLE).delete().eq("id", interview_id).eq("user_id", caller.user_id)
    )
    if rows == []:
        raise InterviewNotFound
    single_row(rows)


def claim_interview(caller: Caller, interview_id: str) -> Row:
    """Make the caller the owner of an anonymous interview, and return its row.

    An interview that is the caller's already is returned as it is. The service role makes the
    change, because row level security lets no user change a row without an owner; a row that
    has an owner is never changed. Raises InterviewNotFound when the interview is absent or
    somebody else's, AccountNotFound when the caller's account was deleted.
    """
    service = Session()
    unowned = (
        service.table(TABLE)
        .update({"user_id": caller.user_id})
        .eq("id", interview_id)
        .is_("user_id", "null")
    )
    try:
        rows = with_retries(lambda _: service.execute(unowned))
    except DatabaseRefusal as exc:
        if exc.code == FOREIGN_KEY_VIOLATION:
            raise AccountNotFound from None
        raise
    return single_row(rows) if rows != [] else get_interview(caller, interview_id)


def get_stats(caller: Caller) -> dict[str, Any]:
    """Totals and averages over all of a person's interviews, computed in the database: `Stats`."""
    return checked_stats(
        _read(caller, lambda s: s.rpc("interview_stats", {"owner": caller.user_id}))
    )


def _read(caller: Caller, ask: Callable[[Session], Any]) -> Any:
    session = Session(caller.token)
    return with_retries(lambda _: session.execute(ask(session)))
