"""The score columns of an interview, derived from its feedback."""

import math
from typing import Any

# Keys of the feedback, as the language model's prompt spells them, and their columns.
SCORES = {
    "overallScore": "overall_score",
    "communicationScore": "communication_score",
    "technicalScore": "technical_score",
}


def score_columns(feedback: dict[str, Any]) -> dict[str, int | None]:
    """The three score columns (1 to 10, or None) of a feedback document that was read."""
    return {column: round_half_up(feedback.get(key) or None) for key, column in SCORES.items()}


def round_half_up(score: float | None) -> int | None:
    """7.5 becomes 8 and 6.5 becomes 7; Python's own round() rounds 6.5 to 6."""
    return None if score is None else math.floor(score + 0.5)
