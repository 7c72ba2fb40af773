"""Successful responses: pydantic models for the OpenAPI document, and functions that build JSON.

The models are not used to serialize. Rows are validated in `supabase_client`, and validating them
again would cost more than everything else in a response.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated

import pydantic
from pydantic import Field
from pydantic_core import to_json

from llm_api.schemas import (
    COLUMNS,
    Average,
    ExperienceLevel,
    Interview,
    InterviewSummary,
    InterviewType,
    Row,
    Stats,
    Timestamp,
    UUIDText,
)

SUMMARY_KEYS = tuple(InterviewSummary.model_fields)


def interview_response(row: Row) -> Row:
    """A row of the table as the API returns it, without further keys."""
    return {column: row[column] for column in COLUMNS}


def summary_response(row: Row) -> Row:
    """A summary as the API returns it, with `matches` if it has them."""
    return {key: row[key] for key in SUMMARY_KEYS if key in row}


def claim_preview(row: Row) -> Row:
    """What names an interview: neither its texts nor its scores."""
    return {key: row[key] for key in ClaimPreview.model_fields}


def json_array(rows: Iterable[Row]) -> Iterator[bytes]:
    """A JSON array of rows, in chunks of one row."""
    separator = b"["
    for row in rows:
        yield separator + to_json(interview_response(row))
        separator = b",\n"
    yield b"[]" if separator == b"[" else b"]"


class Success(pydantic.BaseModel):
    """`{"success": true, "data": …}`; subclasses define `data`."""

    success: bool


def _optional_texts(description: str) -> list[str]:
    texts: list[str] = Field(default_factory=list, description=description)
    return texts


# One interview -----------------------------------------------------------------------


class OneInterviewAnswer(Success):
    data: Interview


class SavedInterviewAnswer(OneInterviewAnswer):
    message: str
    warnings: list[str] = _optional_texts("What was stored differently from what was sent.")
    claim_token: str = Field(
        default_factory=str,
        description=("For an interview without an owner: allows you to claim it within 30 days."),
    )


class FeedbackAnswer(OneInterviewAnswer):
    warnings: list[str] = _optional_texts("What was stored otherwise than sent.")


class ClaimPreview(pydantic.BaseModel):
    id: UUIDText
    user_id: Annotated[str | None, Field(description="Null, or the caller's own.")]
    job_role: str
    experience_level: ExperienceLevel
    interview_type: InterviewType
    completed_at: Timestamp


class ClaimPreviewAnswer(Success):
    data: ClaimPreview


class DeletedId(pydantic.BaseModel):
    id: UUIDText


class DeletedInterviewAnswer(Success):
    data: DeletedId
    message: str


class DeletedTotal(pydantic.BaseModel):
    deleted: Annotated[int, Field(ge=0)]


class DeletedInterviewsAnswer(Success):
    data: DeletedTotal
    message: str


# Many interviews ---------------------------------------------------------------------


class Pagination(pydantic.BaseModel):
    total: int = Field(description="Number of matches at the time of this request.")
    limit: int
    next_cursor: str | None = Field(description="Null on the last page.")


class InterviewListAnswer(Success):
    data: list[InterviewSummary]
    pagination: Pagination


class StatsAnswer(Success):
    data: Stats


class Point(pydantic.BaseModel):
    """One interview. Scores are exact: 7.4 and not the 7 of the column."""

    id: UUIDText
    completed_at: Timestamp
    job_role: str
    interview_type: InterviewType
    experience_level: ExperienceLevel
    overall_score: float | None
    communication_score: float | None
    technical_score: float | None
    competencies: dict[str, float] = Field(description="The further scores, by their names.")
    moving_average: Average = Field(
        description="The mean of this and up to two preceding overall scores."
    )


class Change(pydantic.BaseModel):
    """The latest interview that has this score against the first one."""

    first: float
    latest: float
    difference: float
    n: int = Field(description="Number of interviews with this score.")


class Changes(pydantic.BaseModel):
    """Null if fewer than two interviews have that score."""

    overall_score: Change | None
    communication_score: Change | None
    technical_score: Change | None
    competencies: dict[str, Change | None]


class Trend(pydantic.BaseModel):
    """The mean of the last interviews that have this score against that of the first ones."""

    early: float
    late: float
    difference: float
    k: int = Field(description="Number of interviews in each of the two means.")
    n: int = Field(description="Number of interviews with this score.")


class Trends(pydantic.BaseModel):
    """Null if fewer than six interviews have that score."""

    overall_score: Trend | None
    communication_score: Trend | None
    technical_score: Trend | None
    competencies: dict[str, Trend | None]


class Recurrence(pydantic.BaseModel):
    text: str = Field(description="The most common wording.")
    count: int = Field(description="Number of interviews, at least two.")
    first_seen: Timestamp
    last_seen: Timestamp
    interview_ids: list[UUIDText]


class Recurring(pydantic.BaseModel):
    strengths: list[Recurrence]
    areas_for_improvement: list[Recurrence]


class Progress(pydantic.BaseModel):
    n: int = Field(description="Number of interviews that match the filters.")
    points: list[Point] = Field(description="Oldest first.")
    change: Changes
    trend: Trends
    recurring: Recurring


class ProgressAnswer(Success):
    data: Progress


# A few interviews side by side -------------------------------------------------------


class ScoreStep(pydantic.BaseModel):
    id: UUIDText
    score: float | None
    change: float | None = Field(
        description="Difference from the previous interview; null if either has no score."
    )


class ScoreSteps(pydantic.BaseModel):
    overall_score: list[ScoreStep]
    communication_score: list[ScoreStep]
    technical_score: list[ScoreStep]
    competencies: dict[str, list[ScoreStep]] = Field(
        description="For each that one of the interviews has; null scores where one lacks it."
    )


class StrengthsChange(pydantic.BaseModel):
    """The first interview compared with the last."""

    kept: list[str]
    gained: list[str]
    lost: list[str]


class AreasChange(pydantic.BaseModel):
    """The first interview compared with the last."""

    resolved: list[str]
    persisting: list[str]
    new: list[str]


class Comparison(pydantic.BaseModel):
    interviews: list[InterviewSummary] = Field(description="Oldest first.")
    scores: ScoreSteps
    strengths: StrengthsChange
    areas_for_improvement: AreasChange


class ComparisonAnswer(Success):
    data: Comparison
    warnings: list[str] = _optional_texts(
        "If the type or the level differ, so that scores are hard to compare."
    )
