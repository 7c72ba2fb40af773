"""Request bodies."""

from typing import Any, NamedTuple

from rest_framework import serializers

from llm_api.analysis.reading import Reading
from llm_api.analysis.storable import storable
from llm_api.schemas import EXPERIENCE_LEVELS, INTERVIEW_TYPES
from llm_api.serializers.fields import (
    MAX_JOB_ROLE,
    CanonicalUUIDField,
    CompletionTimeField,
    ConversationField,
    FeedbackField,
    JobRoleField,
    TextField,
    WholeNumberField,
    choice,
)

MAX_QUESTIONS = 1_000


class SaveInterviewSerializer(serializers.Serializer):
    """A finished interview, as the frontend posts it."""

    default_error_messages = {"invalid": "Send a JSON object."}

    user_id = CanonicalUUIDField(
        required=False,
        allow_null=True,
        help_text="Optional. The owner is always the token's user.",
    )
    job_role = JobRoleField(max_length=MAX_JOB_ROLE)
    experience_level = choice(EXPERIENCE_LEVELS)
    interview_type = choice(INTERVIEW_TYPES)
    conversation = ConversationField()
    feedback = FeedbackField(required=False)
    question_count = WholeNumberField(min_value=0, max_value=MAX_QUESTIONS)
    completed_at = CompletionTimeField(
        required=False,
        allow_null=True,
        help_text="Default: now. So is a time in the future.",
    )


# One instance for all requests: creating one copies every field, which costs as much as validating
# them. Serializers keep no state between validations.
_SAVE_SERIALIZER = SaveInterviewSerializer()
MAX_UNKNOWN_FIELDS = 20  # reported in warnings


class ValidatedInterview(NamedTuple):
    """A valid body: its `user_id`, the arguments of a save, and what was changed or dropped."""

    user_id: str | None
    columns: dict[str, Any]
    warnings: list[str]


def read_interview(body: Any) -> ValidatedInterview:
    """Validate the parsed JSON of a save. Raises ValidationError."""
    columns = _SAVE_SERIALIZER.run_validation(body)
    user_id = columns.pop("user_id", None)
    warnings = _unknown_fields(_SAVE_SERIALIZER, body)
    for name, value in columns.items():
        if isinstance(value, Reading):
            columns[name] = value.value
            warnings += value.warnings
    return ValidatedInterview(user_id, columns, warnings)


def _unknown_fields(serializer: serializers.Serializer, body: dict[str, Any]) -> list[str]:
    unknown = sorted(set(body) - set(serializer.fields))[:MAX_UNKNOWN_FIELDS]
    names = [storable(name[:100]) for name in unknown]
    return [f'The field "{name}" is not known and was not stored.' for name in names]


class LateFeedbackSerializer(serializers.Serializer):
    """Feedback for an interview without an owner, with its claim token."""

    default_error_messages = {"invalid": "Send a JSON object."}

    claim_token = TextField(allow_blank=True, help_text="From the response to an anonymous save.")
    feedback = FeedbackField(required=False)


_LATE_FEEDBACK_SERIALIZER = LateFeedbackSerializer()


class LateFeedback(NamedTuple):
    claim_token: str
    feedback: dict[str, Any]
    warnings: list[str]


def read_late_feedback(body: Any) -> LateFeedback:
    """Validate the parsed JSON of feedback with a claim token. Raises ValidationError."""
    sent = _LATE_FEEDBACK_SERIALIZER.run_validation(body)
    feedback: Reading = sent["feedback"]
    warnings = _unknown_fields(_LATE_FEEDBACK_SERIALIZER, body) + feedback.warnings
    return LateFeedback(sent["claim_token"], feedback.value, warnings)


class ClaimSerializer(serializers.Serializer):
    default_error_messages = {"invalid": "Send a JSON object."}

    user_id = CanonicalUUIDField(
        required=False, allow_null=True, help_text="Optional: the token's user."
    )
    claim_token = TextField(allow_blank=True, help_text="From the response to an anonymous save.")
