"""The accounts of owners, in the schema of Supabase Auth: their e-mail addresses."""

import logging
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import DatabaseError, connections

logger = logging.getLogger(__name__)

EMAILS = "select id, email from auth.users where id = any(%s) and email <> ''"
OWNER = "select id, email from auth.users where lower(email) = lower(%s)"


def emails_of(owner_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The e-mail addresses of these users, of those that have one."""
    return dict(_query(EMAILS, list(set(owner_ids))))


def owner_with_email(text: str) -> uuid.UUID | None:
    """The id of the user with this e-mail address."""
    rows = _query(OWNER, text.strip()) if "@" in text and "\0" not in text else []
    return rows[0][0] if rows else None


def _query(sql: str, argument: Any) -> list[Any]:
    """No rows where the database account may not read Supabase Auth: ids are shown then."""
    try:
        with connections["supabase"].cursor() as cursor:
            cursor.execute(sql, [argument])
            return cursor.fetchall()
    except DatabaseError as exc:
        logger.warning("The accounts cannot be read: %s", type(exc).__name__)
        return []
