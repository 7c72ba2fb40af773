"""One person's interviews over time: score trends and recurring advice. Pure functions.

A row is a dict with id, completed_at (ISO 8601 with Z), job_role, interview_type,
experience_level, the three score columns (int, or None where unscored) and feedback.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Collection
from datetime import datetime
from operator import itemgetter
from typing import Any

from llm_api.analysis.feedback import advice_texts
from llm_api.analysis.recurring_advice import advice_keys
from llm_api.analysis.scores import SCORES
from llm_api.schemas import Row

POINT_COLUMNS = (
    "id",
    "completed_at",
    "job_role",
    "interview_type",
    "experience_level",
    *SCORES.values(),
)
# Scored interviews in a moving average, the current one included.
WINDOW = 3


def progress(rows: list[Row]) -> dict[str, Any]:
    """The `data` of `/api/interviews/progress` for `rows`, in any order:

    {"n", "points": [POINT_COLUMNS and "moving_average"] oldest first,
     "change": {score column: {"first", "latest", "difference", "n"} or None},
     "recurring": {"strengths", "areas_for_improvement": [see recurring_advice()]}}
    """
    rows = oldest_first(rows)
    return {
        "n": len(rows),
        "points": points(rows),
        "change": {column: score_change(rows, column) for column in SCORES.values()},
        "recurring": {
            "strengths": recurring_advice(rows, "strengths"),
            "areas_for_improvement": recurring_advice(rows, "areasForImprovement"),
        },
    }


def oldest_first(rows: list[Row]) -> list[Row]:
    """Sorted by time, ties by id. As text, "09:00:00.5Z" would sort before "09:00:00Z"."""
    return sorted(rows, key=lambda row: (completed_at(row), row["id"]))


def completed_at(row: Row) -> datetime:
    return datetime.fromisoformat(row["completed_at"])


def points(rows: list[Row]) -> list[Row]:
    """A point for each of `rows` (oldest first); `moving_average` is None if it is unscored."""
    averages = moving_averages([row["overall_score"] for row in rows])
    return [
        {column: row[column] for column in POINT_COLUMNS} | {"moving_average": average}
        for row, average in zip(rows, averages, strict=True)
    ]


def moving_averages(scores: list[int | None]) -> list[float | None]:
    """The mean of each score and up to two scores before it; a None yields None and is skipped."""
    window: deque[int] = deque(maxlen=WINDOW)
    averages: list[float | None] = []
    for score in scores:
        if score is None:
            averages.append(None)
        else:
            window.append(score)
            averages.append(mean_to_hundredths(window))
    return averages


def mean_to_hundredths(scores: Collection[int]) -> float:
    """The mean, rounded half up to two decimals.

    Computed in integers: a float is rarely exactly on the half.
    """
    return (200 * sum(scores) + len(scores)) // (2 * len(scores)) / 100


def score_change(rows: list[Row], column: str) -> dict[str, int] | None:
    """The change from the first to the latest scored row of `rows` (oldest first).

    None if fewer than two rows have that score.
    """
    scores = [row[column] for row in rows if row[column] is not None]
    if len(scores) < 2:
        return None
    return {
        "first": scores[0],
        "latest": scores[-1],
        "difference": scores[-1] - scores[0],
        "n": len(scores),
    }


def recurring_advice(rows: list[Row], key: str) -> list[dict[str, Any]]:
    """The advice under `key` that at least two of `rows` (oldest first) share.

    [{"text", "count", "first_seen", "last_seen", "interview_ids"}]: `count` is the number of
    interviews, `text` the most common wording, or the latest of several. Sorted by `count` and
    `last_seen`, both descending, then by `text`.
    """
    texts = [list(dict.fromkeys(advice_texts(row, key))) for row in rows]
    keys = advice_keys(text for row_texts in texts for text in row_texts)
    seen: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for position, row_texts in enumerate(texts):
        for text in row_texts:
            seen[keys[text]].append((position, text))
    entries = [_entry(rows, found) for found in seen.values() if len(found) > 1]
    recurring = sorted((entry for entry in entries if entry["count"] > 1), key=itemgetter("text"))
    return sorted(recurring, key=_by_frequency, reverse=True)


def _entry(rows: list[Row], wordings: list[tuple[int, str]]) -> dict[str, Any]:
    """`wordings` are pairs of a position in `rows` and the text found there, oldest first."""
    counts = Counter(text for _, text in wordings)
    latest = {text: position for position, text in wordings}
    found = [rows[position] for position in dict.fromkeys(position for position, _ in wordings)]
    return {
        "text": max(counts, key=lambda text: (counts[text], latest[text])),
        "count": len(found),
        "first_seen": found[0]["completed_at"],
        "last_seen": found[-1]["completed_at"],
        "interview_ids": [row["id"] for row in found],
    }


def _by_frequency(entry: dict[str, Any]) -> tuple[int, datetime]:
    return entry["count"], datetime.fromisoformat(entry["last_seen"])
