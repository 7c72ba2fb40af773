"""Query parameters of each endpoint, and how they are validated."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.http import QueryDict
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from llm_api.analysis.folding import parse_search
from llm_api.exceptions import InterviewNotFound
from llm_api.schemas import EXPERIENCE_LEVELS, INTERVIEW_TYPES
from llm_api.selection import ORDERINGS, SEARCH_IN, Selection
from llm_api.serializers.fields import (
    MAX_JOB_ROLE,
    UUID_PATTERN,
    CanonicalUUIDField,
    TextField,
    choice,
)

MAX_SEARCH = 200
MAX_COMPARED = 5
UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,9}")
MAX_DECIMALS = 20
DECIMAL_NUMBER = re.compile(rf"-?[0-9]{{1,9}}(\.[0-9]{{1,{MAX_DECIMALS}}})?")


class QueryNumberField(serializers.IntegerField):
    def to_internal_value(self, data: Any) -> int:
        if not WHOLE_NUMBER.fullmatch(data):
            self.fail("invalid")
        return int(data)


class ScoreField(serializers.DecimalField):
    default_error_messages: ClassVar = {
        "invalid": f"Give a number from 1 to 10, with at most {MAX_DECIMALS} decimals.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_digits=None,
            decimal_places=None,
            min_value=Decimal(1),
            max_value=Decimal(10),
            coerce_to_string=False,
            **kwargs,
        )

    def to_internal_value(self, data: Any) -> Decimal:
        if not DECIMAL_NUMBER.fullmatch(data):
            self.fail("invalid")
        return Decimal(data)


@extend_schema_field({"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]})
class TimestampField(serializers.DateTimeField):
    """ISO 8601. A date without a time is midnight; a time without an offset is UTC."""

    def to_internal_value(self, value: Any) -> datetime:
        # An unescaped + in a query string is decoded as a space.
        return super().to_internal_value(value.replace(" ", "+"))


class NoQuery(serializers.Serializer):
    """No query parameters."""


class OwnerQuery(serializers.Serializer):
    """The parameter that every request about the caller's own interviews accepts."""

    user_id = CanonicalUUIDField(
        required=False, help_text="Optional; a user other than the token's is a 403."
    )


class FilterQuery(OwnerQuery):
    job_role = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=MAX_JOB_ROLE,
        help_text="A part of the job role; compared like the words of a search.",
    )
    experience_level = serializers.ListField(
        child=choice(EXPERIENCE_LEVELS), required=False, help_text="Repeatable."
    )
    interview_type = serializers.ListField(
        child=choice(INTERVIEW_TYPES), required=False, help_text="Repeatable."
    )
    min_overall_score = ScoreField(required=False, help_text="Inclusive, with decimals.")
    max_overall_score = ScoreField(required=False, help_text="Inclusive, with decimals.")
    completed_after = TimestampField(required=False, help_text="Completed at this time or later.")
    completed_before = TimestampField(required=False, help_text="Completed before this time.")


class ExportQuery(FilterQuery):
    search = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=MAX_SEARCH,
        help_text=(
            'Each word, and each "quoted phrase", must occur in the job role, a message or the '
            "feedback. Case, accents, width and typography do not matter."
        ),
    )
    search_in = serializers.ChoiceField(
        SEARCH_IN,
        default=SEARCH_IN[0],
        help_text="`answers`: search the messages of the user alone.",
    )
    ordering = serializers.ChoiceField(
        ORDERINGS,
        default=ORDERINGS[0],
        help_text="In both orders by score, unscored interviews come last.",
    )


class ListQuery(ExportQuery):
    limit = QueryNumberField(default=20, min_value=1, max_value=100)
    cursor = TextField(
        required=False,
        trim_whitespace=False,
        help_text="`next_cursor` of the previous page, with the same filters and ordering.",
    )


@extend_schema_field(
    {
        "type": "string",
        "pattern": f"^ *{UUID}( *, *{UUID}){{1,4}} *$",
        "examples": ["0192a1b2-c3d4-4e5f-8000-000000000001,0192a1b2-c3d4-4e5f-8000-000000000002"],
    }
)
class IdListField(serializers.Field):
    default_error_messages = {
        "invalid": "Give ids separated by commas.",
        "length": f"Give 2 to {MAX_COMPARED} different ids.",
    }

    def to_internal_value(self, data: str) -> list[str]:
        ids = [part.strip().lower() for part in data.split(",")]
        if not all(map(UUID_PATTERN.fullmatch, ids)):
            self.fail("invalid")
        if not 2 <= len(ids) <= MAX_COMPARED or len(set(ids)) < len(ids):
            self.fail("length")
        return ids


class CompareQuery(OwnerQuery):
    ids = IdListField(help_text="2 to 5 different ids, separated by commas.")


class FeedbackQuery(OwnerQuery):
    replace = serializers.ChoiceField(
        ["true", "false"],
        default="false",
        help_text="Replace feedback that is there already. Not with a claim token.",
    )


class DeleteAllQuery(OwnerQuery):
    expected_total = QueryNumberField(
        min_value=0,
        max_value=999_999_999,
        help_text="The current number of interviews: `total_interviews` of the statistics.",
    )


def read_query(serializer: serializers.Serializer, query: QueryDict) -> dict[str, Any]:
    """The validated values of a query string. Raises ValidationError, also for unknown parameters.

    An empty value (`name=`) is the same as none.
    """
    sent = {name: [v for v in query.getlist(name) if v] for name in query}
    problems = {name: _problem(serializer, name, values) for name, values in sent.items()}
    if wrong := {_printable(name): [found] for name, found in problems.items() if found}:
        raise ValidationError(wrong)
    values = {
        name: values if _repeatable(serializer, name) else values[0]
        for name, values in sent.items()
        if values
    }
    return serializer.run_validation(values)


def _problem(
    serializer: serializers.Serializer, name: str, values: list[str]
) -> ErrorDetail | None:
    if name not in serializer.fields:
        return ErrorDetail("This endpoint has no such query parameter.", "unknown_parameter")
    if len(values) > 1 and not _repeatable(serializer, name):
        return ErrorDetail("Give this query parameter only once.", "repeated_parameter")
    return None


def _repeatable(serializer: serializers.Serializer, name: str) -> bool:
    return isinstance(serializer.fields[name], serializers.ListField)


def _printable(name: str) -> str:
    return name[:100].encode(errors="replace").decode()


def selection(query: dict[str, Any]) -> Selection:
    """The Selection for validated query parameters."""
    filters = {name: query[name] for name in Selection._fields if name in query}
    return Selection(**filters | {"search": parse_search(query.get("search", ""))})


def parse_interview_id(text: str) -> str:
    """The id from a URL path, in lower case. Raises InterviewNotFound if it is not a UUID."""
    if not UUID_PATTERN.fullmatch(text):
        raise InterviewNotFound
    return text.lower()
