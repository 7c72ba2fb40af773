"""Serializer fields for the values of bodies and queries."""

import re
import uuid
from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import Any, Literal

import pydantic
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from typing_extensions import TypedDict

from llm_api.analysis.conversation import ROLES, MessageError, read_conversation
from llm_api.analysis.feedback import read_feedback
from llm_api.analysis.reading import Reading
from llm_api.analysis.storable import is_storable

MAX_JOB_ROLE = 200
MAX_MESSAGES = 5_000
# A client's clock may be ahead of the server's by this much.
CLOCK_SKEW = timedelta(seconds=60)

UUID_PATTERN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def choice(options: list[str]) -> serializers.ChoiceField:
    """A ChoiceField whose error message lists the choices."""
    message = f"Choose one of: {', '.join(options)}."
    return serializers.ChoiceField(options, error_messages={"invalid_choice": message})


class TextField(serializers.CharField):
    """A string; DRF's CharField would also accept a number and convert it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # The parser has already rejected NUL and lone surrogates in bodies.
        self.validators = [v for v in self.validators if isinstance(v, MaxLengthValidator)]

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field(
    {"type": "string", "minLength": 1, "maxLength": MAX_JOB_ROLE, "pattern": r"[^\s\x1c-\x1f\x85]"}
)
class JobRoleField(TextField):
    """Trimmed text, which must not be empty."""


class WholeNumberField(serializers.IntegerField):
    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int | float) or data != int(data):
            self.fail("invalid")
        return int(data)


class CanonicalUUIDField(serializers.UUIDField):
    """A UUID in the form 8-4-4-4-12, returned as a lower-case string."""

    def to_internal_value(self, data: Any) -> str:  # type: ignore[override]
        if not isinstance(data, str) or not UUID_PATTERN.fullmatch(data):
            self.fail("invalid", value=data)
        return str(uuid.UUID(data))


class CompletionTimeField(serializers.DateTimeField):
    """A time that is not in the future; the value is a Reading of a datetime in UTC."""

    default_error_messages = {
        "invalid": "Give an ISO 8601 date and time, such as 2026-01-31T09:30:00Z.",
    }

    def to_internal_value(self, value: Any) -> Reading:  # type: ignore[override]
        if not isinstance(value, str):
            self.fail("invalid")
        try:
            moment = super().to_internal_value(value).astimezone(UTC)
        except OverflowError:
            self.fail("invalid")
        if moment <= timezone.now() + CLOCK_SKEW:
            return Reading(moment, [])
        warning = f"completed_at was {value}, which is in the future: the current time was stored."
        return Reading(timezone.now(), [warning])


@extend_schema_field({"$ref": "#/components/schemas/Feedback"})
class FeedbackField(serializers.Field):
    """Any JSON value, or none: see `read_feedback`. The value is a Reading."""

    def run_validation(self, data: Any = serializers.empty) -> Reading:
        return read_feedback(None if data is serializers.empty else data)


class Message(TypedDict):
    """A message that is stored as sent, further keys included.

    A TypedDict, because a pydantic model would create an object per message that is never used.
    """

    role: Literal["interviewer", "user"]
    content: str


PLAIN_MESSAGES = pydantic.TypeAdapter(list[Message], config=None)


def _any_case(words: Iterable[str]) -> str:
    """A regular expression for these words in any case, for dialects without flags."""
    spelled = ("".join(f"[{c.upper()}{c}]" for c in word) for word in words)
    return f"^ *({'|'.join(spelled)}) *$"


@extend_schema_field(
    {
        "type": "array",
        "minItems": 1,
        "maxItems": MAX_MESSAGES,
        "items": {
            "type": "object",
            "properties": {
                "role": {
                    "type": "string",
                    "pattern": _any_case(ROLES),
                    "description": "interviewer, user, or one of the names that SDKs use for them.",
                },
                "content": {
                    "$ref": "#/components/schemas/JsonValue",
                    "description": (
                        "The text. Where it is missing, or is a list of parts, it is read from "
                        "the texts of `parts`, `text` or `message`."
                    ),
                },
            },
            "required": ["role"],
            "additionalProperties": {"$ref": "#/components/schemas/JsonValue"},
        },
    }
)
class ConversationField(serializers.Field):
    """The messages; the value is a Reading.

    pydantic finds in one pass that most conversations need no reading at all. A nested serializer
    would cost more than everything else in a save.
    """

    default_error_messages = {
        "invalid": "Give a list of messages.",
        "min_length": "At least 1 message.",
        "max_length": f"At most {MAX_MESSAGES:,} messages.",
    }

    def to_internal_value(self, data: Any) -> Reading:
        if not isinstance(data, list):
            self.fail("invalid")
        if not data:
            self.fail("min_length")
        if len(data) > MAX_MESSAGES:
            self.fail("max_length")
        if _is_plain(data):
            return Reading(data, [])
        try:
            return read_conversation(data)
        except MessageError as exc:
            raise ValidationError(
                {path: [ErrorDetail(message, code)] for path, code, message in exc.errors}
            ) from None


def _is_plain(messages: list[Any]) -> bool:
    try:
        PLAIN_MESSAGES.validate_python(messages, strict=True)
    except pydantic.ValidationError:
        return False
    return is_storable(messages)
