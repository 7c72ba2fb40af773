"""What progress and comparison say of scores by the rules of docs/api.md, computed in fractions.

`rows` are rows of the table, or bodies of interviews that were saved, oldest first.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Any

from tests.support.histories import SCORES

Scores = list[Fraction | None]
# The further scores that the tests' feedback has, by their place in it.
COMPETENCIES = {
    ("problemSolvingScore",): "Problem solving",
    ("pace_score",): "Pace",
    ("scores", "depth"): "Depth",
    ("scores", "systemDesign"): "System design",
}


def exact(row: dict[str, Any], column: str) -> Fraction | None:
    """The score of the feedback, else that of the column."""
    sent = row["feedback"].get(SCORES[column])
    found = row.get(column) if sent is None else sent
    return None if found is None else Fraction(str(found))


def exact_competencies(row: dict[str, Any]) -> dict[str, Fraction]:
    found = {}
    for path, name in COMPETENCIES.items():
        place: Any = row["feedback"]
        for key in path:
            place = place.get(key, {})
        if place != {}:
            found[name] = Fraction(str(place))
    return found


def scores_of(row: dict[str, Any]) -> dict[str, Any]:
    """The scores of a point of a progress."""
    return {column: as_number(exact(row, column)) for column in SCORES} | {
        "competencies": {name: float(score) for name, score in exact_competencies(row).items()}
    }


def by_score(measure: Callable[[Scores], Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """`measure` of each of the three scores, and of each competency that occurs."""
    names = {name for row in rows for name in exact_competencies(row)}
    return {column: measure([exact(row, column) for row in rows]) for column in SCORES} | {
        "competencies": {
            name: measure([exact_competencies(row).get(name) for row in rows]) for name in names
        }
    }


def change(scores: Scores) -> dict[str, Any] | None:
    known = [score for score in scores if score is not None]
    if len(known) < 2:
        return None
    first, latest = known[0], known[-1]
    numbers = {"first": first, "latest": latest, "difference": latest - first}
    return {name: float(number) for name, number in numbers.items()} | {"n": len(known)}


def trend(scores: Scores) -> dict[str, Any] | None:
    known = [score for score in scores if score is not None]
    if len(known) < 6:
        return None
    early, late = sum(known[:3]) / Fraction(3), sum(known[-3:]) / Fraction(3)
    means = {"early": early, "late": late, "difference": late - early}
    return {name: hundredths(mean) for name, mean in means.items()} | {"k": 3, "n": len(known)}


def moving_averages(scores: Scores) -> list[float | None]:
    averages: list[float | None] = []
    for position, score in enumerate(scores):
        last = [known for known in scores[: position + 1] if known is not None][-3:]
        averages.append(None if score is None else hundredths(sum(last) / Fraction(len(last))))
    return averages


def steps(rows: list[dict[str, Any]]) -> Callable[[Scores], list[dict[str, Any]]]:
    """What a comparison says of the scores of `rows`."""

    def of(scores: Scores) -> list[dict[str, Any]]:
        changes = [
            None if before is None or score is None else score - before
            for before, score in pairwise([None, *scores])
        ]
        return [
            {"id": row["id"], "score": as_number(score), "change": as_number(change)}
            for row, score, change in zip(rows, scores, changes, strict=True)
        ]

    return of


def hundredths(number: Fraction) -> float:
    """Rounded half up, -0.005 to -0.01."""
    sign = -1 if number < 0 else 1
    return float(Fraction(sign * floor(abs(number) * 100 + Fraction(1, 2)), 100))


def as_number(number: Fraction | None) -> float | None:
    return None if number is None else float(number)
