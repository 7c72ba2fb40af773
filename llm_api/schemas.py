"""Interviews and statistics as Supabase returns them, as pydantic models.

`supabase_client` validates every response of Supabase against them, and the OpenAPI document is
generated from them. They also define the names and the order of the columns.
"""

from typing import Annotated, Any

import pydantic

EXPERIENCE_LEVELS = ["Junior", "Mid-level", "Senior"]
INTERVIEW_TYPES = ["Behavioral", "Technical", "System Design"]

# A row of the interviews table as parsed JSON: the fields of `Interview`, or of `InterviewSummary`.
Row = dict[str, Any]


def documented(**keywords: Any) -> Any:
    """JSON Schema keywords for the OpenAPI document; responses are not validated against them."""
    return pydantic.Field(json_schema_extra=keywords)


# Rows that were not written by this service may hold other values than these enums.
UUIDText = Annotated[str, documented(format="uuid")]
Timestamp = Annotated[str, documented(format="date-time")]
ExperienceLevel = Annotated[str, documented(enum=EXPERIENCE_LEVELS)]
InterviewType = Annotated[str, documented(enum=INTERVIEW_TYPES)]
Average = Annotated[float | None, documented(format="double")]
Messages = Annotated[list[Any], documented(items={"type": "object", "additionalProperties": True})]


class Match(pydantic.BaseModel):
    """A place where a word of the search was found."""

    where: str = pydantic.Field(
        description="job_role, conversation.3, feedback.strengths.0, …",
    )
    snippet: str = pydantic.Field(description="Plain text, with an ellipsis where it was cut.")
    ranges: list[Annotated[list[int], pydantic.Field(min_length=2, max_length=2)]] = pydantic.Field(
        description="[start, end] of each word in the snippet, in code points, for marking.",
    )


class InterviewColumns(pydantic.BaseModel):
    """All columns except the conversation."""

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
    """A row without its conversation; with `matches` in a search."""

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


class CompetencyStats(pydantic.BaseModel):
    """A further score of the feedback; `n` interviews have it."""

    name: str
    average: float
    n: int


class Stats(pydantic.BaseModel):
    """Over the exact scores; null without a scored interview. Averages have two decimals."""

    total_interviews: int
    total_questions: int
    average_overall_score: Average
    average_communication_score: Average
    average_technical_score: Average
    best_overall_score: float | None
    latest_overall_score: float | None = pydantic.Field(
        description="Of the latest interview that has an overall score.",
    )
    first_completed_at: Annotated[str | None, documented(format="date-time")]
    last_completed_at: Annotated[str | None, documented(format="date-time")]
    by_interview_type: list[TypeStats]
    by_experience_level: list[LevelStats]
    competencies: list[CompetencyStats]
