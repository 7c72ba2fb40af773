"""One person's interviews over time: score trends and recurring advice. Pure functions.

A row is a dict with id, completed_at (ISO 8601 with Z), job_role, interview_type,
experience_level, the three score columns (int, or None where unscored) and feedback.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable
from datetime import datetime
from operator import itemgetter
from typing import Any

from llm_api.analysis.competencies import competency_scores
from llm_api.analysis.decimal_arithmetic import (
    difference,
    difference_of_means,
    mean_to_hundredths,
)
from llm_api.analysis.feedback import advice_texts
from llm_api.analysis.recurring_advice import advice_keys
from llm_api.analysis.scores import SCORES, exact_score
from llm_api.schemas import Row

# What a point has of its row as it is; its scores are exact ones.
POINT_COLUMNS = ("id", "completed_at", "job_role", "interview_type", "experience_level")
# Scored interviews in a moving average, the current one included.
WINDOW = 3
# Scored interviews at either end of a trend. The two ends do not overlap.
TREND_INTERVIEWS = 3

# The scores of the scored interviews, oldest first.
Series = list[float]


def progress(rows: list[Row]) -> dict[str, Any]:
    """The `data` of `/api/interviews/progress` for `rows`, in any order:

    {"n", "points": [see points()] oldest first,
     "change": {score column: see change(), "competencies": {name: see change()}},
     "trend": {score column: see trend(), "competencies": {name: see trend()}},
     "recurring": {"strengths", "areas_for_improvement": [see recurring_advice()]}}
    """
    rows = oldest_first(rows)
    found = points(rows)
    return {
        "n": len(rows),
        "points": found,
        "change": measure_scores(change, found),
        "trend": measure_scores(trend, found),
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
    """A point for each of `rows` (oldest first): POINT_COLUMNS, the three exact scores,
    "competencies": {name: score}, and "moving_average", which is None if it is unscored.
    """
    scores = [exact_scores(row) for row in rows]
    averages = moving_averages([score["overall_score"] for score in scores])
    return [
        {
            **{column: row[column] for column in POINT_COLUMNS},
            **score,
            "competencies": competency_scores(row["feedback"]),
            "moving_average": average,
        }
        for row, score, average in zip(rows, scores, averages, strict=True)
    ]


def exact_scores(row: Row) -> dict[str, float | None]:
    return {column: exact_score(row, column) for column in SCORES.values()}


def moving_averages(scores: list[float | None]) -> list[float | None]:
    """The mean of each score and up to two scores before it; a None yields None and is skipped."""
    window: deque[float] = deque(maxlen=WINDOW)
    averages: list[float | None] = []
    for score in scores:
        if score is None:
            averages.append(None)
        else:
            window.append(score)
            averages.append(mean_to_hundredths(window))
    return averages


def measure_scores(measure: Callable[[Series], Any], points: list[Row]) -> dict[str, Any]:
    """`measure` of each score, and under "competencies" of each competency that occurs."""
    return {
        **{column: measure(_score_series(points, column)) for column in SCORES.values()},
        "competencies": {
            name: measure(series) for name, series in sorted(_competency_series(points).items())
        },
    }


def _score_series(points: list[Row], column: str) -> Series:
    return [point[column] for point in points if point[column] is not None]


def _competency_series(points: list[Row]) -> dict[str, Series]:
    """In one pass, because thousands of names may occur in few interviews each."""
    series: defaultdict[str, Series] = defaultdict(list)
    for point in points:
        for name, score in point["competencies"].items():
            series[name].append(score)
    return series


def change(series: Series) -> dict[str, Any] | None:
    """From the first to the latest score; None for fewer than two."""
    if len(series) < 2:
        return None
    first, latest = series[0], series[-1]
    return {
        "first": first,
        "latest": latest,
        "difference": difference(first, latest),
        "n": len(series),
    }


def trend(series: Series) -> dict[str, Any] | None:
    """The mean of the first TREND_INTERVIEWS scores and that of the last ones.

    None for so few that one score would be in both.
    """
    if len(series) < 2 * TREND_INTERVIEWS:
        return None
    early, late = series[:TREND_INTERVIEWS], series[-TREND_INTERVIEWS:]
    return {
        "early": mean_to_hundredths(early),
        "late": mean_to_hundredths(late),
        "difference": difference_of_means(early, late),
        "k": TREND_INTERVIEWS,
        "n": len(series),
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
