"""Competencies: the further scores of the feedback, beside the guide's three.

The SQL function `interview_competencies` and the dashboard's competencies.js do the same.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from llm_api.analysis.key_names import joined_key, key_name
from llm_api.analysis.scores import SCORES, is_score

# An object of scores, whose keys need not end in "Score".
SCORES_OBJECT = "scores"
LAST_WORD = " score"
# Beside the score of the guide's own key, another of the same name is no competency.
TAKEN_NAMES = {key_name(key).removesuffix(LAST_WORD) for key in SCORES}


class Competency(NamedTuple):
    """`score` is from 1 to 10, with decimals. `path` leads to it: ("scores", "clarity")."""

    name: str
    score: float
    path: tuple[str, ...]


def competencies(feedback: Any) -> list[Competency]:
    """The competencies of a feedback document, sorted by name; each name stands there once.

    A competency is a JSON number from 1 to 10 under a key whose last word is "score", or under any
    key of the object `scores`. Of two with one name the first counts, and those outside of `scores`
    come first. The order of keys is as stored: that of PostgreSQL's jsonb.
    """
    found: dict[str, Competency] = {}
    if isinstance(feedback, dict):
        for competency in (*_of_document(feedback), *_of_scores(feedback)):
            if competency.name not in TAKEN_NAMES:
                found.setdefault(competency.name, competency)
    return [found[name] for name in sorted(found)]


def competency_scores(feedback: Any) -> dict[str, float]:
    """{name: score}, sorted by name."""
    return {competency.name: competency.score for competency in competencies(feedback)}


def _of_document(feedback: dict[str, Any]) -> Iterator[Competency]:
    for key, value in feedback.items():
        if key not in SCORES and is_score(value):
            name = key_name(key)
            if name.endswith(LAST_WORD):
                yield Competency(name.removesuffix(LAST_WORD), value, (key,))


def _of_scores(feedback: dict[str, Any]) -> Iterator[Competency]:
    for scores_key, scores in feedback.items():
        if isinstance(scores, dict) and joined_key(scores_key) == SCORES_OBJECT:
            for key, value in scores.items():
                if is_score(value):
                    name = key_name(key).removesuffix(LAST_WORD)
                    yield Competency(name, value, (scores_key, key))
