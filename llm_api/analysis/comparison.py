"""A few interviews side by side. Pure; what a row is, `progress` says."""

from typing import Any

from llm_api.analysis.feedback import advice_texts
from llm_api.analysis.progress import oldest_first
from llm_api.analysis.recurring_advice import advice_keys
from llm_api.analysis.scores import SCORES
from llm_api.schemas import Row

# What makes scores hard to compare where it differs.
CONDITIONS = {"interview_type": "interview type", "experience_level": "experience level"}


def compare(rows: list[Row]) -> dict[str, Any]:
    """What `/api/interviews/compare` answers about two or more `rows`, in any order:

    {"interviews": the rows as given, oldest first,
     "scores": {score column: [{"id", "score", "change" since the interview before, or None}]},
     "strengths": {"kept", "gained", "lost"},
     "areas_for_improvement": {"resolved", "persisting", "new"}}

    The last two hold texts, and the first interview against the last.
    """
    rows = oldest_first(rows)
    kept, gained, lost = advice_change(rows, "strengths")
    persisting, new, resolved = advice_change(rows, "areasForImprovement")
    return {
        "interviews": rows,
        "scores": {column: score_steps(rows, column) for column in SCORES.values()},
        "strengths": {"kept": kept, "gained": gained, "lost": lost},
        "areas_for_improvement": {"resolved": resolved, "persisting": persisting, "new": new},
    }


def comparison_warnings(rows: list[Row]) -> list[str]:
    """One sentence for each condition that is not the same in all of `rows`."""
    warnings = []
    for column, name in CONDITIONS.items():
        values = dict.fromkeys(str(row[column]) for row in oldest_first(rows))
        if len(values) > 1:
            warnings.append(
                f"The {name} is not the same in all of these interviews ({', '.join(values)}); "
                "their scores may not be comparable."
            )
    return warnings


def score_steps(rows: list[Row], column: str) -> list[dict[str, Any]]:
    """Each of `rows`, oldest first, with its change since the one directly before it."""
    scores = [row[column] for row in rows]
    return [
        {"id": row["id"], "score": score, "change": _difference(before, score)}
        for row, score, before in zip(rows, scores, [None, *scores[:-1]], strict=True)
    ]


def _difference(before: int | None, score: int | None) -> int | None:
    return None if before is None or score is None else score - before


def advice_change(rows: list[Row], key: str) -> tuple[list[str], list[str], list[str]]:
    """What both the first and the last of `rows` say, in the last's words; the last's own; the
    first's own. Each in the order of its interview, and the same advice once."""
    first, last = advice_texts(rows[0], key), advice_texts(rows[-1], key)
    keys = advice_keys([*first, *last])
    before, after = _by_key(first, keys), _by_key(last, keys)
    return (
        [text for key, text in after.items() if key in before],
        [text for key, text in after.items() if key not in before],
        [text for key, text in before.items() if key not in after],
    )


def _by_key(texts: list[str], keys: dict[str, str]) -> dict[str, str]:
    """The first wording under each key."""
    wordings: dict[str, str] = {}
    for text in texts:
        wordings.setdefault(keys[text], text)
    return wordings
