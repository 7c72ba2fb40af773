"""What Supabase returns about interviews, as pydantic models.

One definition for two readers: `supabase_client` checks every response of Supabase against it,
and the OpenAPI document is generated from it. The column names and their order come from here too.
"""

from typing import Annotated, Any

import pydantic

EXPERIENCE_LEVELS = ["Junior", "Mid-level", "Senior"]
INTERVIEW_TYPES = ["Behavioral", "Technical", "System Design"]

# A row of the interviews table as parsed JSON: the fields of `Interview`, or of `InterviewSummary`.
Row = dict[str, Any]


def documented(**keywords: Any) -> Any:
    """JSON Schema keywords that the OpenAPI document states and a response is not checked for."""
    return pydantic.Field(json_schema_extra=keywords)


# Rows that were written past the service may hold other values than the enumerated ones.
UUIDText = Annotated[str, documented(format="uuid")]
Timestamp = Annotated[str, documented(format="date-time")]
ExperienceLevel = Annotated[str, documented(enum=EXPERIENCE_LEVELS)]
InterviewType = Annotated[str, documented(enum=INTERVIEW_TYPES)]
Average = Annotated[float | None, documented(format="double")]
Messages = Annotated[list[Any], documented(items={"type": "object", "additionalProperties": True})]


class Match(pydantic.BaseModel):
    """A place where a search found one of its words."""

    where: str = pydantic.Field(
        description="job_role, conversation.3, feedback.strengths.0, …",
    )
    snippet: str


class InterviewColumns(pydantic.BaseModel):
    """All columns but the conversation."""

    id: UUIDText
    user_id: Annotated[str | None, documented(format="uuid")]
    job_role: str
    experience_level: ExperienceLevel
    interview_type: InterviewType
    feedback: dict[str, Any]
    overall_score: int | None
    communication_score: int | None
    technical_score: int | None
    question_count: int
    completed_at: Timestamp
    created_at: Timestamp


class Interview(InterviewColumns):
    """A row of the interviews table."""

    conversation: Messages


class InterviewSummary(InterviewColumns):
    """A row without its conversation; with `matches` when it was searched for."""

    matches: list[Match] = pydantic.Field(default_factory=list)


SUMMARY_COLUMNS = tuple(InterviewColumns.model_fields)
COLUMNS = tuple(Interview.model_fields)


class GroupStats(pydantic.BaseModel):
    total_interviews: int
    average_overall_score: Average


class TypeStats(GroupStats):
    interview_type: InterviewType


class LevelStats(GroupStats):
    experience_level: ExperienceLevel


class Stats(pydantic.BaseModel):
    """Averages to two decimals, over the scored interviews; null where there is none."""

    total_interviews: int
    total_questions: int
    average_overall_score: Average
    average_communication_score: Average
    average_technical_score: Average
    best_overall_score: int | None
    latest_overall_score: int | None = pydantic.Field(
        description="Of the latest interview that has one.",
    )
    first_completed_at: Annotated[str | None, documented(format="date-time")]
    last_completed_at: Annotated[str | None, documented(format="date-time")]
    by_interview_type: list[TypeStats]
    by_experience_level: list[LevelStats]
