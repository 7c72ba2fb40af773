"""The search over the interviews of all owners.

It covers the same texts as the API's search: job role, messages, and the feedback's texts. No index
helps here, because it is not limited to one owner; a statement_timeout ends slow queries.
"""

import uuid
from typing import Any

from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.http import HttpRequest

MESSAGE_TEXTS: Any = Func(
    F("conversation"),
    template="(select string_agg(message #>> '{}', chr(10))"
    " from jsonb_path_query(%(expressions)s, '$[*].content') as message)",
)
FEEDBACK_TEXTS: Any = Func(
    F("feedback"),
    template="(select string_agg(item #>> '{}', chr(10)) from jsonb_path_query(%(expressions)s,"
    " '$.*[*] ? (@.type() == \"string\")') as item)",
)
SEARCHED_TEXT: Any = Func(
    Value("\n"),
    F("job_role"),
    MESSAGE_TEXTS,
    FEEDBACK_TEXTS,
    function="concat_ws",
    output_field=TextField(),
)


def parse_uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text.strip())
    except ValueError:
        return None


def search_words(request: HttpRequest) -> str:
    """The words that a request searches transcripts for; empty if it searches for an id."""
    text = request.GET.get(SEARCH_VAR, "").replace("\0", "").strip()
    return "" if parse_uuid(text) else text


def search_interviews(interviews: QuerySet, text: str) -> QuerySet:
    """The interviews with this id or owner, or, for other text, those that contain every word."""
    if row_id := parse_uuid(text):
        return interviews.filter(Q(id=row_id) | Q(user_id=row_id))
    words = text.split()
    if words:
        interviews = interviews.alias(searched_text=SEARCHED_TEXT)
    for word in words:
        interviews = interviews.filter(searched_text__icontains=word)
    return interviews
