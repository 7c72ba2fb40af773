"""Feedback to score columns, and what is worth telling about the way. Pure."""

import math
from typing import Any

# Keys of the feedback document, in the spelling of the language model's prompt.
SCORES = {
    "overallScore": "overall_score",
    "communicationScore": "communication_score",
    "technicalScore": "technical_score",
}
ADVICE = ("strengths", "areasForImprovement", "recommendations")


def score_columns(feedback: dict[str, Any]) -> dict[str, int | None]:
    """The three score columns (1 to 10, or None) of a validated feedback document."""
    return {column: round_half_up(feedback.get(key)) for key, column in SCORES.items()}


def round_half_up(score: float | None) -> int | None:
    """7.5 is 8 and 6.5 is 7; Python's own round() would make 6 of the second."""
    return None if score is None else math.floor(score + 0.5)


def feedback_warnings(sent: dict[str, Any], kept: dict[str, Any]) -> list[str]:
    """One sentence for each value of `sent` that `kept` or its column holds differently."""
    warnings = []
    for key, column in SCORES.items():
        score = kept.get(key)
        if isinstance(sent.get(key), str):
            warnings.append(f'feedback.{key} was the text "{sent[key]}" and was stored as {score}.')
        if score is not None and score != round_half_up(score):
            warnings.append(
                f"feedback.{key} keeps {score}; the column {column} holds it rounded, "
                f"{round_half_up(score)}."
            )
    for key in ADVICE:
        if isinstance(sent.get(key), str):
            warnings.append(f"feedback.{key} was one text and was stored as a list of one.")
    return warnings
