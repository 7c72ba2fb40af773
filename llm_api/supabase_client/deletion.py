"""Bulk deletion of interviews, and counting them."""

from datetime import datetime
from typing import Any, NamedTuple

from postgrest import CountMethod

from llm_api.caller import Caller
from llm_api.exceptions import TotalChanged
from llm_api.supabase_client.connection import Session
from llm_api.supabase_client.retries import with_retries
from llm_api.supabase_client.rows import TABLE, malformed_response


class PurgeFilter(NamedTuple):
    """Interviews of all users that were stored before a time, optionally only those without an
    owner."""

    stored_before: datetime
    unowned_only: bool = False


def delete_all_interviews(caller: Caller, expected_total: int) -> int:
    """Delete all interviews of a user permanently, in one transaction, and return their number.

    Raises TotalChanged, and deletes nothing, if there are not `expected_total` of them. Not
    retried: after a lost response, a second attempt would find none and raise TotalChanged.
    """
    session = Session(caller.token)
    arguments = {"owner": caller.user_id, "expected_total": expected_total}
    match session.execute(session.rpc("delete_interviews", arguments)):
        case {"total": int(total), "deleted": int(deleted)} if total == deleted == expected_total:
            return deleted
        case {"total": int(total), "deleted": 0}:
            raise TotalChanged(total, expected_total)
    raise malformed_response("not a count of deleted rows")


def purge_interviews(purge_filter: PurgeFilter, at_most: int) -> int:
    """Delete up to `at_most` interviews of all users; return their number, 0 if none is left."""
    service = Session()
    arguments = {
        "stored_before": purge_filter.stored_before.isoformat(),
        "unowned_only": purge_filter.unowned_only,
        "at_most": at_most,
    }
    match service.execute(service.rpc("purge_interviews", arguments)):
        case int(deleted):
            return deleted
    raise malformed_response("not a count of deleted rows")


def count_interviews(purge_filter: PurgeFilter | None = None, user_id: str | None = None) -> int:
    """The number of interviews of all users, of those in `purge_filter`, or of one user."""
    service = Session()
    query: Any = service.table(TABLE).select("id", count=CountMethod.exact)
    if purge_filter is not None:
        query = query.lt("created_at", purge_filter.stored_before.isoformat())
        if purge_filter.unowned_only:
            query = query.is_("user_id", "null")
    if user_id is not None:
        query = query.eq("user_id", user_id)
    return with_retries(lambda _: service.count(query.limit(0)))
