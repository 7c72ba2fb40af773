"""Audit records: which staff member read which transcript, written before it is shown."""

from collections.abc import Iterable

from django.db import DatabaseError
from django.http import HttpRequest

from llm_api.admin_site.models import Interview, InterviewAccess
from llm_api.rest.request_id import current_request_id

Action = InterviewAccess.Action


class AccessNotRecorded(Exception):
    """The audit record could not be written, so the transcript must not be shown."""


def record_access(
    request: HttpRequest, action: Action, interviews: Iterable[Interview], detail: str = ""
) -> None:
    """Write one record per interview; `detail` is the export's format.

    Raises AccessNotRecorded.
    """
    _write(
        _record(request, action, detail, interview_id=interview.id, owner_id=interview.user_id)
        for interview in interviews
    )


def record_search(request: HttpRequest, words: str) -> None:
    """Record a search with its words: its result reveals which interviews contain them.

    Raises AccessNotRecorded.
    """
    _write([_record(request, Action.SEARCHED, words)])


def _record(
    request: HttpRequest, action: Action, detail: str, **interview: object
) -> InterviewAccess:
    return InterviewAccess(
        staff=request.user.get_username(),
        action=action,
        detail=detail,
        request_id=current_request_id(),
        **interview,
    )


def _write(records: Iterable[InterviewAccess]) -> None:
    try:
        InterviewAccess.objects.bulk_create(records)
    except DatabaseError as exc:
        raise AccessNotRecorded from exc
