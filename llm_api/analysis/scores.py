"""The score columns of an interview, derived from its feedback."""

import math
from typing import Any

# Keys of the feedback document, in the spelling of the language model's prompt.
SCORES = {
    "overallScore": "overall_score",
    "communicationScore": "communication_score",
    "technicalScore": "technical_score",
}


def score_columns(feedback: dict[str, Any]) -> dict[str, int | None]:
    """The three score columns (1 to 10, or None) of a validated feedback document."""
    return {column: round_half_up(feedback.get(key)) for key, column in SCORES.items()}


def round_half_up(score: float | None) -> int | None:
    """7.5 is 8 and 6.5 is 7; Python's own round() would make 6 of the second."""
    return None if score is None else math.floor(score + 0.5)
