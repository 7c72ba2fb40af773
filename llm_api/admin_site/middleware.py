"""What all pages under /admin/ share: a policy, no caches, and a page for what fails."""

import logging
from collections.abc import Callable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from psycopg import DataError, errors

from llm_api.admin_site.audit import AccessNotRecorded
from llm_api.admin_site.notices import notice
from llm_api.rest import csp

logger = logging.getLogger(__name__)

ADMIN_POLICY = csp.header(csp.ADMIN)


class Notice(NamedTuple):
    title: str
    text: str
    status: int = 503


NOT_RECORDED = Notice(
    "The access could not be recorded",
    "Nobody reads a transcript here without a record of it, so it is not shown. The service's log "
    "has the reason.",
)
TOO_SLOW = Notice(
    "That took too long",
    "The database gave up on so many interviews. Narrow the selection first, by the owner's id or "
    "by the day of completion, and then search.",
)
NOT_MIGRATED = Notice(
    "A table is missing",
    "For the admin's own tables run: manage.py migrate. For the interviews run "
    "supabase_migration.sql in the SQL editor of Supabase.",
)
REFUSED = Notice(
    "The database refused this",
    "The account of SUPABASE_DB_URL may not do it, or not here. The service's log has the reason.",
)
UNREACHABLE = Notice(
    "The database cannot be reached",
    "Try again in a moment. If it stays so, look at SUPABASE_DB_URL: manage.py migrate says what "
    "is wrong with it.",
)
NO_SENSE = Notice(
    "That makes no sense",
    "The address or the form holds something that is no id, or a character that is none.",
    status=400,
)
NOTICES: dict[type[BaseException] | None, Notice] = {
    AccessNotRecorded: NOT_RECORDED,
    ValidationError: NO_SENSE,  # an id that is none
    DataError: NO_SENSE,
    errors.QueryCanceled: TOO_SLOW,
    errors.UndefinedTable: NOT_MIGRATED,
    errors.InvalidSchemaName: NOT_MIGRATED,
    errors.InsufficientPrivilege: REFUSED,
    errors.ReadOnlySqlTransaction: REFUSED,
}


class AdminMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            response.headers.setdefault("Content-Security-Policy", ADMIN_POLICY)
            response["Cache-Control"] = "no-store"
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page in plain words for what the database refuses. A bug stays a 500."""
        said = _notice_of(error) if request.path.startswith("/admin/") else None
        if said is None:
            return None
        cause = error.__cause__ or error
        # Its class alone: PostgreSQL's words may hold what was searched for.
        logger.warning("%s: %s", said.title, type(cause.__cause__ or cause).__name__)
        return notice(said.title, said.text, status=said.status)


def _notice_of(error: Exception) -> Notice | None:
    """By the error's own kind, or for an error of Django's database layer by PostgreSQL's."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return NOTICES.get(type(error))
    cause = error.__cause__
    if isinstance(cause, errors.OperationalError) and cause.sqlstate is None:
        return UNREACHABLE
    return NOTICES.get(type(cause) if cause else None)
