"""The search over everybody's interviews.

It reads what the API's own search reads (job role, messages, the guide's feedback texts), but of
all owners, so that no index helps. A statement_timeout ends what takes too long.
"""

import uuid
from typing import Any

from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.http import HttpRequest

MESSAGES: Any = Func(
    F("conversation"),
    template="(select string_agg(message #>> '{}', chr(10))"
    " from jsonb_path_query(%(expressions)s, '$[*].content') as message)",
)
FEEDBACK: Any = Func(
    F("feedback"),
    template="(select string_agg(item #>> '{}', chr(10)) from jsonb_path_query(%(expressions)s,"
    " '$.*[*] ? (@.type() == \"string\")') as item)",
)
SAID: Any = Func(
    Value("\n"), F("job_role"), MESSAGES, FEEDBACK, function="concat_ws", output_field=TextField()
)


def as_id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text.strip())
    except ValueError:
        return None


def searched_for(request: HttpRequest) -> str:
    """The words that a request searches transcripts for; none where it asks for an id."""
    text = request.GET.get(SEARCH_VAR, "").replace("\0", "").strip()
    return "" if as_id(text) else text


def holding(interviews: QuerySet, text: str) -> QuerySet:
    """Those with this id or owner, or else with every one of the words."""
    if wanted := as_id(text):
        return interviews.filter(Q(id=wanted) | Q(user_id=wanted))
    words = text.split()
    if words:
        interviews = interviews.alias(said=SAID)
    for word in words:
        interviews = interviews.filter(said__icontains=word)
    return interviews
