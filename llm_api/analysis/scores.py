"""The scores of an interview: exact in its feedback, rounded in its columns."""

import math
from typing import Any, TypeGuard

from llm_api.schemas import Row

# Keys of the feedback, as the language model's prompt spells them, and their columns.
SCORES = {
    "overallScore": "overall_score",
    "communicationScore": "communication_score",
    "technicalScore": "technical_score",
}
KEYS = {column: key for key, column in SCORES.items()}


def score_columns(feedback: dict[str, Any]) -> dict[str, int | None]:
    """The three score columns (1 to 10, or None) of a feedback document that was read."""
    return {column: round_half_up(feedback.get(key) or None) for key, column in SCORES.items()}


def round_half_up(score: float | None) -> int | None:
    """7.5 becomes 8 and 6.5 becomes 7; Python's own round() rounds 6.5 to 6."""
    return None if score is None else math.floor(score + 0.5)


def exact_score(row: Row, column: str) -> float | None:
    """The score of `column` as the feedback has it (7.4), else the column's (7), else None.

    Rows that were not written by this service may lack the score in their feedback.
    """
    feedback = row.get("feedback")
    sent = feedback.get(KEYS[column]) if isinstance(feedback, dict) else None
    score = sent if is_score(sent) else row.get(column)
    return score if is_score(score) else None


def is_score(value: Any) -> TypeGuard[float]:
    """Whether a JSON value is a number from 1 to 10."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value <= 10
