"""Serializer fields for the values of bodies and queries."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

import pydantic
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from typing_extensions import TypedDict

MAX_JOB_ROLE = 200
MAX_MESSAGES = 1_000
MAX_CONTENT = 20_000
# A client's clock may be ahead of the server's by this much.
CLOCK_SKEW = timedelta(seconds=60)

UUID_PATTERN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
NUMBER_PATTERN = re.compile(r"-?\d{1,9}(\.\d{1,9})?", re.ASCII)


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
    default_error_messages = {
        "invalid": "Give an ISO 8601 date and time, such as 2026-01-31T09:30:00Z.",
        "future": "An interview cannot have been completed in the future.",
    }

    def to_internal_value(self, value: Any) -> datetime:
        if not isinstance(value, str):
            self.fail("invalid")
        try:
            moment = super().to_internal_value(value).astimezone(UTC)
        except OverflowError:
            self.fail("invalid")
        if moment > timezone.now() + CLOCK_SKEW:
            self.fail("future")
        return moment


@extend_schema_field(
    {
        "oneOf": [
            {"type": "number", "minimum": 1, "maximum": 10},
            {"type": "string", "pattern": r"^ *([1-9](\.[0-9]{1,9})?|10(\.0{1,9})?) *$"},
        ],
        "description": "1 to 10. A number in quotes is accepted, with a warning.",
    }
)
class ScoreField(serializers.Field):
    """A score as language models write it: 7, 7.5 or "8". Numbers are kept as sent."""

    default_error_messages = {
        "invalid": "A score is a number from 1 to 10.",
        "min_value": "A score may not be under 1.",
        "max_value": "A score may not be over 10.",
    }

    def to_internal_value(self, data: Any) -> int | float:
        if isinstance(data, str) and NUMBER_PATTERN.fullmatch(data.strip()):
            number = float(data)
            data = int(number) if number.is_integer() else number
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("invalid")
        if data < 1:
            self.fail("min_value")
        if data > 10:
            self.fail("max_value")
        return data


@extend_schema_field(
    {
        "oneOf": [
            {"type": "array", "items": {"type": "string"}},
            {"type": "string"},
        ],
        "description": "A list of texts. A single text is stored as a list of one, with a warning.",
    }
)
class AdviceField(serializers.Field):
    default_error_messages = {
        "invalid": "Give a list of texts.",
        "not_text": "Every item of this list must be a text.",
    }

    def to_internal_value(self, data: Any) -> list[str]:
        if isinstance(data, str):
            return [data]
        if not isinstance(data, list):
            self.fail("invalid")
        wrong = next((n for n, item in enumerate(data) if not isinstance(item, str)), None)
        if wrong is not None:
            message = str(self.error_messages["not_text"])
            raise ValidationError({str(wrong): [ErrorDetail(message, "invalid")]})
        return data


class Message(TypedDict):
    """One message. Further keys are kept as sent.

    A TypedDict, because a pydantic model would create an object per message that is never used.
    """

    role: Literal["interviewer", "user"]
    content: Annotated[str, pydantic.StringConstraints(min_length=1, max_length=MAX_CONTENT)]


CONVERSATION = pydantic.TypeAdapter(
    Annotated[list[Message], pydantic.Field(min_length=1, max_length=MAX_MESSAGES)],
    config=None,
)

# pydantic's error types as the codes that DRF uses.
ERROR_CODES = {
    "missing": "required",
    "literal_error": "invalid_choice",
    "string_too_long": "max_length",
    "string_too_short": "min_length",
    "too_long": "max_length",
    "too_short": "min_length",
}
ERROR_MESSAGES = {
    "missing": "This field is required.",
    "literal_error": "A role is either interviewer or user.",
    "string_type": "This must be a text.",
    "string_too_long": f"At most {MAX_CONTENT:,} characters.",
    "string_too_short": "At least 1 character.",
    "list_type": "Give a list of messages.",
    "too_long": f"At most {MAX_MESSAGES:,} messages.",
    "too_short": "At least 1 message.",
    "dict_type": 'A message is an object with "role" and "content".',
}


@extend_schema_field(
    {
        "type": "array",
        "minItems": 1,
        "maxItems": MAX_MESSAGES,
        "items": {
            "type": "object",
            "properties": {
                "role": {"enum": ["interviewer", "user"]},
                "content": {"type": "string", "minLength": 1, "maxLength": MAX_CONTENT},
            },
            "required": ["role", "content"],
        },
    }
)
class ConversationField(serializers.Field):
    """The messages, validated by pydantic and kept as sent.

    A nested serializer would cost more than everything else in a save.
    """

    def to_internal_value(self, data: Any) -> list[Any]:
        try:
            CONVERSATION.validate_python(data, strict=True)
        except pydantic.ValidationError as exc:
            raise ValidationError(_by_path(exc)) from None
        return data


def _by_path(exc: pydantic.ValidationError) -> dict[str, list[ErrorDetail]]:
    errors = {}
    for error in exc.errors(include_url=False, include_context=False, include_input=False):
        path = ".".join(str(step) for step in error["loc"])
        kind = error["type"]
        detail = ErrorDetail(
            ERROR_MESSAGES.get(kind, error["msg"]), ERROR_CODES.get(kind, "invalid")
        )
        errors[path or "non_field_errors"] = [detail]
    return errors
