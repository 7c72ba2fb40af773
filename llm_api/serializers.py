"""What a body must look like. No input or output here; answers are in `answers`."""

from typing import Any

from rest_framework import serializers

from llm_api.fields import (
    EXPERIENCE_LEVELS,
    INTERVIEW_TYPES,
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
from llm_api.scores import ADVICE, feedback_warnings

MAX_QUESTIONS = 1_000


class FeedbackSerializer(serializers.Serializer):
    """The AI's feedback: what is named here is checked, further keys are kept as sent."""

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


# One instance for all requests, as a ListSerializer uses its child: a new one would copy
# every field, which costs as much as checking them.
_SAVE_FORM = SaveInterviewSerializer()


def read_interview(body: Any) -> tuple[dict[str, Any], list[str]]:
    """A parsed body as the arguments of a save, and what is stored otherwise than sent.

    Raises ValidationError.
    """
    interview = _SAVE_FORM.run_validation(body)
    unknown = sorted(set(body) - set(_SAVE_FORM.fields))
    warnings = [f'The field "{name[:100]}" is not known and was not stored.' for name in unknown]
    return interview, warnings[:20] + feedback_warnings(body["feedback"], interview["feedback"])


class ClaimSerializer(serializers.Serializer):
    default_error_messages = {"invalid": "Send a JSON object."}

    user_id = CanonicalUUIDField(
        required=False, allow_null=True, help_text="Optional: the token's user."
    )
    claim_token = TextField(allow_blank=True, help_text="Of the answer to an anonymous save.")
