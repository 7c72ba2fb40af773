"""Reading all interviews for a backup, and putting them back."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

from llm_api.exceptions import SupabaseRefused
from llm_api.schemas import COLUMNS, Row
from llm_api.supabase_client.connection import (
    FOREIGN_KEY_VIOLATION,
    UNIQUE_VIOLATION,
    PostgrestError,
    Session,
)
from llm_api.supabase_client.deadline import renew_budget
from llm_api.supabase_client.error_meanings import Meaning
from llm_api.supabase_client.idempotency import is_same_json
from llm_api.supabase_client.retries import with_retries
from llm_api.supabase_client.rows import TABLE, full_row, malformed_response

PAGE_SIZE = 50  # rows of up to 2 MB
NO_INTERVIEW = "00000000-0000-0000-0000-000000000000"


class Restored(StrEnum):
    """What became of a row of a backup."""

    ADDED = "added"
    UNCHANGED = "there already"
    KEPT = "there in another version, which was kept"
    NO_ACCOUNT = "not restored: the owner's account does not exist"
    KEY_TAKEN = "not restored: another interview has its idempotency key"
    REFUSED = "not restored: Supabase did not accept it"


def stored_interviews(stored_before: datetime, after: str = NO_INTERVIEW) -> Iterator[Row]:
    """The full rows of all people, by id, that were stored before a time; those after an id.

    Read in pages by id, so that neither a cap on rows nor a row that is added or deleted meanwhile
    leaves another one out.
    """
    while True:
        renew_budget()
        page = _page(stored_before, after)
        if not page:
            return
        yield from page
        after = page[-1]["id"]


def _page(stored_before: datetime, after: str) -> list[Row]:
    service = Session()
    query = (
        service.table(TABLE)
        .select(*COLUMNS)
        .gt("id", after)
        .lt("created_at", stored_before.isoformat())
        .order("id")
        .limit(PAGE_SIZE)
    )
    return _full_rows(with_retries(lambda _: service.execute(query)))


def restore_interviews(rows: list[Row]) -> list[Restored]:
    """Insert the rows that are missing, with their ids and times, and say what became of each.

    A row that is there is never changed. Safe to repeat.
    """
    renew_budget()
    there = _rows_by_id([row["id"] for row in rows])
    missing = [row for row in rows if row["id"] not in there]
    added = dict(zip([row["id"] for row in missing], _insert(missing), strict=True))
    return [added.get(row["id"]) or _compared(row, there[row["id"]]) for row in rows]


def _compared(row: Row, stored: Row) -> Restored:
    return Restored.UNCHANGED if is_same_json(row, stored) else Restored.KEPT


def _rows_by_id(ids: list[str]) -> dict[str, Row]:
    service = Session()
    query = service.table(TABLE).select(*COLUMNS).in_("id", ids)
    rows = _full_rows(with_retries(lambda _: service.execute(query)))
    return {row["id"]: row for row in rows}


def _full_rows(response: Any) -> list[Row]:
    if not isinstance(response, list):
        raise malformed_response("not a list of rows")
    return [{column: full_row(row)[column] for column in COLUMNS} for row in response]


def _insert(rows: list[Row]) -> list[Restored]:
    """Insert the rows in one statement, or one by one if one of them cannot be inserted."""
    if not rows:
        return []
    try:
        _insert_all(rows)
    except SupabaseRefused:
        return [_insert_one(row) for row in rows]
    return [Restored.ADDED] * len(rows)


def _insert_one(row: Row) -> Restored:
    renew_budget()
    try:
        _insert_all([row])
    except PostgrestError as exc:
        if exc.meaning is not Meaning.REFUSED:
            raise
        return _refusal(exc.code, row)
    except SupabaseRefused:
        return Restored.REFUSED
    return Restored.ADDED


def _refusal(code: str | None, row: Row) -> Restored:
    if code == FOREIGN_KEY_VIOLATION:
        return Restored.NO_ACCOUNT
    if code != UNIQUE_VIOLATION:
        return Restored.REFUSED
    there = _rows_by_id([row["id"]])
    # It is there after an attempt whose response was lost.
    return _compared(row, there[row["id"]]) if there else Restored.KEY_TAKEN


def _insert_all(rows: list[Row]) -> None:
    service = Session()
    query = service.table(TABLE).insert(rows)
    added = _full_rows(with_retries(lambda _: service.execute(query)))
    if [row["id"] for row in added] != [row["id"] for row in rows]:
        raise malformed_response("not the inserted rows")
