"""For all pages under /admin/: a Content-Security-Policy, no caching, and error pages."""

import logging
from collections.abc import Callable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from psycopg import DataError, errors

from llm_api.admin_site.audit import AccessNotRecorded
from llm_api.admin_site.notices import notice_page
from llm_api.rest import csp

logger = logging.getLogger(__name__)

ADMIN_CSP = csp.header(csp.ADMIN)


class Notice(NamedTuple):
    title: str
    text: str
    status: int = 503


NOT_RECORDED = Notice(
    "The access could not be recorded",
    "Every access to a transcript is recorded before the transcript is shown. This record could "
    "not be written, so nothing is shown. The service's log has the reason.",
)
TOO_SLOW = Notice(
    "That took too long",
    "The query reached the database's time limit. Narrow the selection first, by the owner's id "
    "or by the day of completion, and then search.",
)
NOT_MIGRATED = Notice(
    "A table is missing",
    "For the admin's own tables run: manage.py migrate. For the interviews run "
    "supabase_migration.sql in the SQL editor of Supabase.",
)
PERMISSION_DENIED = Notice(
    "The database did not allow this",
    "The account of SUPABASE_DB_URL lacks the privilege, or the connection is read-only. The "
    "service's log has the reason.",
)
UNREACHABLE = Notice(
    "The database cannot be reached",
    "Try again in a moment. If the problem persists, run manage.py migrate: its error message "
    "shows what is wrong with SUPABASE_DB_URL.",
)
INVALID_REQUEST = Notice(
    "The request is not valid",
    "The address or the form contains an id that is not a UUID, or a character that is not "
    "allowed.",
    status=400,
)
NOTICES: dict[type[BaseException] | None, Notice] = {
    AccessNotRecorded: NOT_RECORDED,
    ValidationError: INVALID_REQUEST,  # raised for an id that is not a UUID
    DataError: INVALID_REQUEST,
    errors.QueryCanceled: TOO_SLOW,
    errors.UndefinedTable: NOT_MIGRATED,
    errors.UndefinedFunction: NOT_MIGRATED,
    errors.InvalidSchemaName: NOT_MIGRATED,
    errors.InsufficientPrivilege: PERMISSION_DENIED,
    errors.ReadOnlySqlTransaction: PERMISSION_DENIED,
}


class AdminMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            response.headers.setdefault("Content-Security-Policy", ADMIN_CSP)
            response["Cache-Control"] = "no-store"
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """An error page for a database error. Any other exception is a bug and stays a 500."""
        notice = _notice_for(error) if request.path.startswith("/admin/") else None
        if notice is None:
            return None
        cause = error.__cause__ or error
        # Only the class is logged: PostgreSQL's message may contain the search words.
        logger.warning("%s: %s", notice.title, type(cause.__cause__ or cause).__name__)
        return notice_page(notice.title, notice.text, status=notice.status)


def _notice_for(error: Exception) -> Notice | None:
    """The notice for an exception's class, or for a Django database error its psycopg cause's."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return NOTICES.get(type(error))
    cause = error.__cause__
    if isinstance(cause, errors.OperationalError) and cause.sqlstate is None:
        return UNREACHABLE
    return NOTICES.get(type(cause) if cause else None)
