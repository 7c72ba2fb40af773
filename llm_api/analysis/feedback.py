"""Reading the feedback of a language model, which varies in its types."""

from typing import Any

from llm_api.analysis.scores import SCORES, round_half_up
from llm_api.schemas import Row

# Keys of the feedback that hold lists of texts.
ADVICE = ("strengths", "areasForImprovement", "recommendations")


def feedback_warnings(sent: dict[str, Any], stored: dict[str, Any]) -> list[str]:
    """A sentence for each value of `sent` that was stored differently.

    `stored` is the validated feedback; a score column holds its score rounded.
    """
    warnings = []
    for key, column in SCORES.items():
        score = stored.get(key)
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


def advice_texts(row: Row, key: str) -> list[str]:
    """The trimmed texts under `key` of the row's feedback; values of other types are skipped."""
    feedback = row.get("feedback")
    texts = feedback.get(key) if isinstance(feedback, dict) else None
    if isinstance(texts, str):
        texts = [texts]
    if not isinstance(texts, list):
        return []
    return [text.strip() for text in texts if isinstance(text, str) and text.strip()]
