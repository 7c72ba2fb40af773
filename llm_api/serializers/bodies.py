"""Request bodies."""

from typing import Any, NamedTuple

from rest_framework import serializers

from llm_api.analysis.feedback import ADVICE, feedback_warnings
from llm_api.schemas import EXPERIENCE_LEVELS, INTERVIEW_TYPES
from llm_api.serializers.fields import (
    MAX_JOB_ROLE,
    AdviceField,
    CanonicalUUIDField,
    CompletionTimeField,
    ConversationField,
    JobRoleField,
    ScoreField,
    TextField,
    WholeNumberField,
    choice,
)

MAX_QUESTIONS = 1_000


class FeedbackSerializer(serializers.Serializer):
    """The AI's feedback. The fields listed here are validated; further keys are stored as sent."""

    default_error_messages = {"invalid": "Give a JSON object."}

    overallScore = ScoreField(required=False, allow_null=True)
    communicationScore = ScoreField(required=False, allow_null=True)
    technicalScore = ScoreField(required=False, allow_null=True)
    strengths = AdviceField(required=False, allow_null=True)
    areasForImprovement = AdviceField(required=False, allow_null=True)
    recommendations = AdviceField(required=False, allow_null=True)
    detailedFeedback = TextField(
        required=False, allow_null=True, allow_blank=True, trim_whitespace=False
    )

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        feedback = {**super().to_internal_value(data)}
        for key in ADVICE:
            feedback[key] = feedback.get(key) or []
        feedback["detailedFeedback"] = feedback.get("detailedFeedback") or ""
        return {**data, **feedback}


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
    feedback = FeedbackSerializer()
    question_count = WholeNumberField(min_value=0, max_value=MAX_QUESTIONS)
    completed_at = CompletionTimeField(
        required=False, allow_null=True, help_text="Default: now. Not in the future."
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
    unknown = sorted(set(body) - set(_SAVE_SERIALIZER.fields))[:MAX_UNKNOWN_FIELDS]
    warnings = [f'The field "{name[:100]}" is not known and was not stored.' for name in unknown]
    warnings += feedback_warnings(body["feedback"], columns["feedback"])
    return ValidatedInterview(user_id, columns, warnings)


class ClaimSerializer(serializers.Serializer):
    default_error_messages = {"invalid": "Send a JSON object."}

    user_id = CanonicalUUIDField(
        required=False, allow_null=True, help_text="Optional: the token's user."
    )
    claim_token = TextField(allow_blank=True, help_text="From the response to an anonymous save.")
