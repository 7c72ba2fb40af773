"""Finding, reading, deleting, claiming and counting one person's interviews.

Every function takes the owner as a `Caller`. Each query filters by the owner's id, and carries the
access token, so that row level security checks the owner a second time. Only for a caller without a
token does it run as the service role.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from llm_api.analysis.snippets import match_with_snippet
from llm_api.caller import Caller
from llm_api.exceptions import AccountNotFound, InterviewNotFound
from llm_api.schemas import COLUMNS, SUMMARY_COLUMNS, Row
from llm_api.selection import Selection
from llm_api.supabase_client.connection import (
    FOREIGN_KEY_VIOLATION,
    PostgrestError,
    Session,
)
from llm_api.supabase_client.deadline import renew_budget
from llm_api.supabase_client.retries import with_retries
from llm_api.supabase_client.rows import (
    TABLE,
    checked_stats,
    full_row,
    malformed_response,
    single_row,
    summary_row,
)

# Rows per query of an export. Small, because they include transcripts, or feedback of any size.
EXPORT_PAGE_SIZE = 20
SUMMARY_PAGE_SIZE = 50


class Page(NamedTuple):
    """`total` is the number of all matches; `next_position` is None on the last page."""

    total: int
    rows: list[Row]
    next_position: list[str] | None


def find_interviews(
    caller: Caller,
    selection: Selection,
    *,
    after: list[str] | None = None,
    page_size: int | None = None,
    with_conversation: bool = False,
) -> Page:
    """A page of the selection after the position `after`; all matches without `page_size`.

    Rows are summaries unless `with_conversation`; a search adds `matches` to each summary.
    """
    arguments = _filter_arguments(selection) | {
        "owner": caller.user_id,
        "after": after,
        "page_size": None if page_size is None else page_size + 1,
        "with_conversation": with_conversation,
    }
    match _read(caller, lambda s: s.rpc("list_interviews", arguments)):
        case {"total": int(total), "interviews": [*found]}:
            check = full_row if with_conversation else summary_row
            positions = [_position(row) for row in found]
            rows = [check(_with_snippets(row, selection.search)) for row in found]
            if page_size is None or len(rows) <= page_size:
                return Page(total, rows, None)
            return Page(total, rows[:page_size], positions[page_size - 1])
    raise malformed_response("not a page of interviews")


def _filter_arguments(selection: Selection) -> dict[str, Any]:
    """The selection as arguments of the SQL function, which have the same names."""
    return selection._asdict() | {
        "min_overall_score": _text(selection.min_overall_score),
        "max_overall_score": _text(selection.max_overall_score),
        "completed_after": _iso(selection.completed_after),
        "completed_before": _iso(selection.completed_before),
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def all_interviews(
    caller: Caller, selection: Selection, *, with_conversation: bool = True
) -> Iterator[Row]:
    """Full rows or summaries, read in pages, so that few are in memory at once.

    The first page is read before this returns, so that its failure is raised here. Each page has
    the full time limit of a request.
    """

    page_size = EXPORT_PAGE_SIZE if with_conversation else SUMMARY_PAGE_SIZE

    def page_after(position: list[str] | None) -> Page:
        renew_budget()
        return find_interviews(
            caller,
            selection,
            after=position,
            page_size=page_size,
            with_conversation=with_conversation,
        )

    return _rows_from(page_after(None), page_after)


def _rows_from(page: Page, page_after: Callable[[list[str]], Page]) -> Iterator[Row]:
    yield from page.rows
    while page.next_position is not None:
        page = page_after(page.next_position)
        yield from page.rows


def _position(row: Any) -> list[str]:
    match row:
        case {"id": str(row_id), "position": [str(key_1), str(key_2)]}:
            return [key_1, key_2, row_id]
    raise malformed_response("a row without its position")


def _with_snippets(row: Any, words: list[str]) -> Any:
    """The row with each match's snippet in the place of its excerpt."""
    if "matches" not in row:
        return row
    try:
        return row | {"matches": [match_with_snippet(match, words) for match in row["matches"]]}
    except (TypeError, KeyError):
        raise malformed_response("matches without excerpts") from None


def get_interview(caller: Caller, interview_id: str) -> Row:
    """The full row. Raises InterviewNotFound if it does not exist or has another owner."""
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
    """The summaries of these interviews, in any order.

    Raises InterviewNotFound if one of them does not exist or has another owner.
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
        raise malformed_response("not a list of rows")
    summaries = [summary_row(row) for row in rows]
    found = sorted(row["id"] for row in summaries)
    if found == sorted(interview_ids):
        return summaries
    if len(found) < len(interview_ids):
        raise InterviewNotFound
    raise malformed_response("not the requested rows")


def delete_interview(caller: Caller, interview_id: str) -> None:
    """Delete it permanently. Raises InterviewNotFound if it does not exist or has another owner.

    Not retried: after a lost response, a second attempt would raise InterviewNotFound.
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

    An interview that is already the caller's is returned unchanged. The update runs as the service
    role, because row level security does not let users change rows without an owner; a row with an
    owner is never changed. Raises InterviewNotFound if the interview does not exist or has another
    owner, AccountNotFound if the caller's account was deleted.
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
    except PostgrestError as exc:
        if exc.code == FOREIGN_KEY_VIOLATION:
            raise AccountNotFound from None
        raise
    return single_row(rows) if rows != [] else get_interview(caller, interview_id)


def get_claimable_interview(caller: Caller, interview_id: str) -> Row:
    """The row that `claim_interview` would change, or that is the caller's already; as it is now.

    It is read as the service role, because row level security shows users no row without an owner.
    Raises InterviewNotFound if the interview does not exist or has another owner.
    """
    service = Session()
    unowned = service.table(TABLE).select(*COLUMNS).eq("id", interview_id).is_("user_id", "null")
    rows = with_retries(lambda _: service.execute(unowned))
    return single_row(rows) if rows != [] else get_interview(caller, interview_id)


def get_stats(caller: Caller) -> dict[str, Any]:
    """Totals and averages over all of a person's interviews, with the fields of `Stats`."""
    return checked_stats(
        _read(caller, lambda s: s.rpc("interview_exact_stats", {"owner": caller.user_id}))
    )


def _read(caller: Caller, build_query: Callable[[Session], Any]) -> Any:
    session = Session(caller.token)
    return with_retries(lambda _: session.execute(build_query(session)))
