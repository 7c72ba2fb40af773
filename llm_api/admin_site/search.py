"""The search over the interviews of all owners.

It finds what the API's search finds, by the same functions of the database. No index helps here,
because it is not limited to one owner; a statement_timeout ends slow queries.
"""

import uuid
from typing import Any

from django.contrib.admin.views.main import SEARCH_VAR
from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, Func, JSONField, Q, QuerySet, TextField, Value
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from llm_api.analysis.folding import fold, parse_search
from llm_api.analysis.snippets import match_with_snippet
from llm_api.selection import SEARCH_IN


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
    """The interviews with this id or owner, or, for other text, those that contain every word.

    The latter are annotated with `matches`, those of the SQL function `interview_matches`, and with
    the `searched_words`.
    """
    if row_id := parse_uuid(text):
        return interviews.filter(Q(id=row_id) | Q(user_id=row_id))
    words = [fold(word) for word in parse_search(text)]
    if not words:
        return interviews
    return interviews.filter(
        _search_function("interview_has_words", words, BooleanField())
    ).annotate(
        matches=_search_function("interview_matches", words, JSONField()),
        searched_words=_array(words),
    )


def snippet(interview: Any) -> SafeString:
    """The first snippet of a search, its words in mark elements; empty without a search."""
    matches = getattr(interview, "matches", [])
    if not matches:
        return SafeString()
    match = match_with_snippet(matches[0], interview.searched_words)
    text, end = match["snippet"], 0
    parts = []
    for start, next_end in match["ranges"]:
        parts.append((text[end:start], text[start:next_end]))
        end = next_end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", parts), text[end:])


def _search_function(name: str, words: list[str], output_field: Any) -> Func:
    return Func(
        *("job_role", "conversation", "feedback"),
        Value(SEARCH_IN[0], output_field=TextField()),
        _array(words),
        function=f"public.{name}",
        output_field=output_field,
    )


def _array(words: list[str]) -> Value:
    return Value(words, output_field=ArrayField(TextField()))
