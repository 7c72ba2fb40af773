"""Comparing a few interviews. Pure functions over rows as described in `progress`."""

from typing import Any

from llm_api.analysis.competencies import competency_scores
from llm_api.analysis.decimal_arithmetic import difference
from llm_api.analysis.feedback import advice_texts
from llm_api.analysis.progress import oldest_first
from llm_api.analysis.recurring_advice import advice_keys
from llm_api.analysis.scores import SCORES, exact_score
from llm_api.schemas import Row

# Scores are hard to compare between interviews that differ in one of these columns.
CONDITIONS = {"interview_type": "interview type", "experience_level": "experience level"}


def compare(rows: list[Row]) -> dict[str, Any]:
    """The `data` of `/api/interviews/compare` for two or more `rows`, in any order:

    {"interviews": the rows as given, oldest first,
     "scores": {score column: see score_steps(), "competencies": {name: see score_steps()}},
     "strengths": {"kept", "gained", "lost"},
     "areas_for_improvement": {"resolved", "persisting", "new"}}

    The last two are lists of texts that compare the first interview with the last.
    """
    rows = oldest_first(rows)
    kept, gained, lost = advice_change(rows, "strengths")
    persisting, new, resolved = advice_change(rows, "areasForImprovement")
    return {
        "interviews": rows,
        "scores": {
            **{column: score_steps(rows, _scores(rows, column)) for column in SCORES.values()},
            "competencies": {
                name: score_steps(rows, scores) for name, scores in _competencies(rows).items()
            },
        },
        "strengths": {"kept": kept, "gained": gained, "lost": lost},
        "areas_for_improvement": {"resolved": resolved, "persisting": persisting, "new": new},
    }


def comparison_warnings(rows: list[Row]) -> list[str]:
    """A sentence for each of the CONDITIONS that differs among `rows`."""
    warnings = []
    for column, name in CONDITIONS.items():
        values = dict.fromkeys(str(row[column]) for row in oldest_first(rows))
        if len(values) > 1:
            warnings.append(
                f"The {name} is not the same in all of these interviews ({', '.join(values)}); "
                "their scores may not be comparable."
            )
    return warnings


def score_steps(rows: list[Row], scores: list[float | None]) -> list[dict[str, Any]]:
    """[{"id", "score", "change"}], one for each of `rows`, oldest first.

    `change` is against the row directly before, and None where either has no score.
    """
    return [
        {"id": row["id"], "score": score, "change": _change(before, score)}
        for row, score, before in zip(rows, scores, [None, *scores[:-1]], strict=True)
    ]


def _change(before: float | None, score: float | None) -> float | None:
    return None if before is None or score is None else difference(before, score)


def _scores(rows: list[Row], column: str) -> list[float | None]:
    return [exact_score(row, column) for row in rows]


def _competencies(rows: list[Row]) -> dict[str, list[float | None]]:
    """The scores of each competency that occurs in one of `rows`, sorted by name."""
    found = [competency_scores(row["feedback"]) for row in rows]
    names = sorted({name for scores in found for name in scores})
    return {name: [scores.get(name) for scores in found] for name in names}


def advice_change(rows: list[Row], key: str) -> tuple[list[str], list[str], list[str]]:
    """The advice under `key` that the first and the last of `rows` share, that only the last has,
    and that only the first has. Shared advice is in the last one's wording. Each list follows its
    interview's order, without duplicates.
    """
    first, last = advice_texts(rows[0], key), advice_texts(rows[-1], key)
    keys = advice_keys([*first, *last])
    before, after = _by_key(first, keys), _by_key(last, keys)
    return (
        [text for key, text in after.items() if key in before],
        [text for key, text in after.items() if key not in before],
        [text for key, text in before.items() if key not in after],
    )


def _by_key(texts: list[str], keys: dict[str, str]) -> dict[str, str]:
    """The first text for each key."""
    wordings: dict[str, str] = {}
    for text in texts:
        wordings.setdefault(keys[text], text)
    return wordings
