"""The record of who looked at which transcript, written before anybody sees it."""

from collections.abc import Iterable

from django.db import DatabaseError
from django.http import HttpRequest

from llm_api.admin_site.models import Interview, InterviewAccess
from llm_api.rest.request_id import current_request_id

Action = InterviewAccess.Action


class AccessNotRecorded(Exception):
    """So nothing may be shown."""


def record_access(
    request: HttpRequest, action: Action, interviews: Iterable[Interview], detail: str = ""
) -> None:
    """One record for each of the interviews. Raises AccessNotRecorded."""
    _write(
        _record(request, action, detail, interview_id=interview.id, owner_id=interview.user_id)
        for interview in interviews
    )


def record_search(request: HttpRequest, words: str) -> None:
    """A search tells which interviews hold a word. Raises AccessNotRecorded."""
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
