"""Deleting many interviews at once, and counting them before and after."""

from datetime import datetime
from typing import Any, NamedTuple

from postgrest import CountMethod

from llm_api.caller import Caller
from llm_api.exceptions import TotalChanged
from llm_api.supabase_client.connection import Session, with_retries
from llm_api.supabase_client.rows import TABLE, malformed_response


class Expired(NamedTuple):
    """Which interviews of all people: stored before a moment, and, if so, without an owner."""

    stored_before: datetime
    unowned_only: bool = False


def delete_all_interviews(caller: Caller, expected_total: int) -> int:
    """Delete all of a person's interviews for good, at once; how many that were.

    Raises TotalChanged, and deletes nothing, when they have more or fewer than
    `expected_total`. Asked once: after a lost answer a second request could only say that
    there are none.
    """
    session = Session(caller.token)
    arguments = {"owner": caller.user_id, "expected_total": expected_total}
    match session.execute(session.rpc("delete_interviews", arguments)):
        case {"total": int(total), "deleted": int(deleted)} if total == deleted == expected_total:
            return deleted
        case {"total": int(total), "deleted": 0}:
            raise TotalChanged(total, expected_total)
    raise malformed_response("no count of what it deleted")


def purge_interviews(expired: Expired, at_most: int) -> int:
    """Delete up to `at_most` of all people's interviews; how many that were, 0 if none is left."""
    service = Session()
    arguments = {
        "stored_before": expired.stored_before.isoformat(),
        "unowned_only": expired.unowned_only,
        "at_most": at_most,
    }
    match service.execute(service.rpc("purge_interviews", arguments)):
        case int(deleted):
            return deleted
    raise malformed_response("no count of what it deleted")


def count_interviews(expired: Expired | None = None, user_id: str | None = None) -> int:
    """How many interviews there are of all people, of those `expired` selects, or of one person."""
    service = Session()
    query: Any = service.table(TABLE).select("id", count=CountMethod.exact)
    if expired is not None:
        query = query.lt("created_at", expired.stored_before.isoformat())
        if expired.unowned_only:
            query = query.is_("user_id", "null")
    if user_id is not None:
        query = query.eq("user_id", user_id)
    return with_retries(lambda _: service.count(query.limit(0)))
