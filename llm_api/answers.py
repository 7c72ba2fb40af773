"""What answers look like: serializers for the OpenAPI document, functions that make them.

The serializers serialize nothing: rows come checked out of `supabase_client`, and to pass each
value through DRF again would cost more than all the rest of an answer.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from drf_spectacular.utils import inline_serializer
from pydantic_core import to_json
from rest_framework import serializers

from llm_api.fields import EXPERIENCE_LEVELS, INTERVIEW_TYPES


def success(name: str, data: Any, **further: serializers.Field) -> Any:
    """`{"success": true, "data": …}`, and what else stands beside them."""
    return inline_serializer(name, {"success": serializers.BooleanField(), "data": data, **further})


def warnings(meaning: str) -> serializers.Field:
    return Texts(required=False, help_text=meaning)


class Texts(serializers.ListField):
    child = serializers.CharField()


# One interview -----------------------------------------------------------------------


class InterviewColumnsSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    user_id = serializers.UUIDField(allow_null=True)
    job_role = serializers.CharField()
    experience_level = serializers.ChoiceField(EXPERIENCE_LEVELS)
    interview_type = serializers.ChoiceField(INTERVIEW_TYPES)
    feedback = serializers.DictField()
    overall_score = serializers.IntegerField(allow_null=True)
    communication_score = serializers.IntegerField(allow_null=True)
    technical_score = serializers.IntegerField(allow_null=True)
    question_count = serializers.IntegerField()
    completed_at = serializers.DateTimeField()
    created_at = serializers.DateTimeField()


class InterviewSerializer(InterviewColumnsSerializer):
    """A row of the interviews table; `interview_answer` makes it."""

    conversation = serializers.ListField(child=serializers.DictField())


class MatchSerializer(serializers.Serializer):
    where = serializers.CharField(help_text="job_role, conversation.3, feedback.strengths.0, …")
    snippet = serializers.CharField()


class InterviewSummarySerializer(InterviewColumnsSerializer):
    """A row without its conversation; with `matches` when it was searched for."""

    matches = MatchSerializer(many=True, required=False)


ROW_KEYS = tuple(InterviewSerializer().fields)
SUMMARY_KEYS = tuple(InterviewSummarySerializer().fields)


def interview_answer(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the table as the API gives it: exactly its columns."""
    return {column: row[column] for column in ROW_KEYS}


def json_array(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """Rows of the table as one JSON array, one after the other."""
    separator = b"["
    for row in rows:
        yield separator + to_json(interview_answer(row))
        separator = b",\n"
    yield b"[]" if separator == b"[" else b"]"


def summary_answer(row: dict[str, Any]) -> dict[str, Any]:
    """A row without its conversation as the API gives it."""
    return {key: row[key] for key in SUMMARY_KEYS if key in row}


class DeletedTotalSerializer(serializers.Serializer):
    deleted = serializers.IntegerField(min_value=0)


class DeletedIdSerializer(serializers.Serializer):
    id = serializers.UUIDField()


ONE_INTERVIEW = success("OneInterviewAnswer", InterviewSerializer())
SAVED_INTERVIEW = success(
    "SavedInterviewAnswer",
    InterviewSerializer(),
    message=serializers.CharField(),
    warnings=warnings("What was stored otherwise than sent."),
    claim_token=serializers.CharField(
        required=False,
        help_text="For an interview without an owner: proves later, for 30 days, that it is yours.",
    ),
)
DELETED_INTERVIEW = success(
    "DeletedInterviewAnswer", DeletedIdSerializer(), message=serializers.CharField()
)
DELETED_INTERVIEWS = success(
    "DeletedInterviewsAnswer", DeletedTotalSerializer(), message=serializers.CharField()
)

# A page of them ----------------------------------------------------------------------


class PaginationSerializer(serializers.Serializer):
    total = serializers.IntegerField(help_text="What matches at the time of this request.")
    limit = serializers.IntegerField()
    next_cursor = serializers.CharField(allow_null=True, help_text="Null on the last page.")


INTERVIEW_LIST = success(
    "InterviewListAnswer", InterviewSummarySerializer(many=True), pagination=PaginationSerializer()
)

# All of them -------------------------------------------------------------------------


class GroupStatsSerializer(serializers.Serializer):
    total_interviews = serializers.IntegerField()
    average_overall_score = serializers.FloatField(allow_null=True)


class TypeStatsSerializer(GroupStatsSerializer):
    interview_type = serializers.ChoiceField(INTERVIEW_TYPES)


class LevelStatsSerializer(GroupStatsSerializer):
    experience_level = serializers.ChoiceField(EXPERIENCE_LEVELS)


class StatsSerializer(serializers.Serializer):
    """Averages to two decimals, over the scored interviews; null where there is none."""

    total_interviews = serializers.IntegerField()
    total_questions = serializers.IntegerField()
    average_overall_score = serializers.FloatField(allow_null=True)
    average_communication_score = serializers.FloatField(allow_null=True)
    average_technical_score = serializers.FloatField(allow_null=True)
    best_overall_score = serializers.IntegerField(allow_null=True)
    latest_overall_score = serializers.IntegerField(
        allow_null=True, help_text="Of the latest interview that has one."
    )
    first_completed_at = serializers.DateTimeField(allow_null=True)
    last_completed_at = serializers.DateTimeField(allow_null=True)
    by_interview_type = TypeStatsSerializer(many=True)
    by_experience_level = LevelStatsSerializer(many=True)


class PointSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    completed_at = serializers.DateTimeField()
    job_role = serializers.CharField()
    interview_type = serializers.ChoiceField(INTERVIEW_TYPES)
    experience_level = serializers.ChoiceField(EXPERIENCE_LEVELS)
    overall_score = serializers.IntegerField(allow_null=True)
    communication_score = serializers.IntegerField(allow_null=True)
    technical_score = serializers.IntegerField(allow_null=True)
    moving_average = serializers.FloatField(
        allow_null=True, help_text="Of this and up to two overall scores before it."
    )


class ChangeSerializer(serializers.Serializer):
    first = serializers.IntegerField()
    latest = serializers.IntegerField()
    difference = serializers.IntegerField()
    n = serializers.IntegerField(help_text="How many of the interviews have this score.")


class ChangesSerializer(serializers.Serializer):
    """Null where fewer than two interviews have that score."""

    overall_score = ChangeSerializer(allow_null=True)
    communication_score = ChangeSerializer(allow_null=True)
    technical_score = ChangeSerializer(allow_null=True)


class RecurrenceSerializer(serializers.Serializer):
    text = serializers.CharField(help_text="The commonest wording.")
    count = serializers.IntegerField(help_text="In how many interviews: two at least.")
    first_seen = serializers.DateTimeField()
    last_seen = serializers.DateTimeField()
    interview_ids = serializers.ListField(child=serializers.UUIDField())


class RecurringSerializer(serializers.Serializer):
    strengths = RecurrenceSerializer(many=True)
    areas_for_improvement = RecurrenceSerializer(many=True)


class ProgressSerializer(serializers.Serializer):
    n = serializers.IntegerField(help_text="How many interviews the filters select.")
    points = PointSerializer(many=True, help_text="Oldest first.")
    change = ChangesSerializer()
    recurring = RecurringSerializer()


STATS = success("StatsAnswer", StatsSerializer())
PROGRESS = success("ProgressAnswer", ProgressSerializer())

# A few side by side ------------------------------------------------------------------


class ScoreStepSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    score = serializers.IntegerField(allow_null=True)
    change = serializers.IntegerField(
        allow_null=True, help_text="Against the interview before; null where either has no score."
    )


class ScoreStepsSerializer(serializers.Serializer):
    overall_score = ScoreStepSerializer(many=True)
    communication_score = ScoreStepSerializer(many=True)
    technical_score = ScoreStepSerializer(many=True)


class StrengthsChangeSerializer(serializers.Serializer):
    """The first interview against the last."""

    kept = Texts()
    gained = Texts()
    lost = Texts()


class AreasChangeSerializer(serializers.Serializer):
    """The first interview against the last."""

    resolved = Texts()
    persisting = Texts()
    new = Texts()


class ComparisonSerializer(serializers.Serializer):
    interviews = InterviewSummarySerializer(many=True, help_text="Oldest first.")
    scores = ScoreStepsSerializer()
    strengths = StrengthsChangeSerializer()
    areas_for_improvement = AreasChangeSerializer()


COMPARISON = success(
    "ComparisonAnswer",
    ComparisonSerializer(),
    warnings=warnings("Where type or level differ, so that scores compare badly."),
)
