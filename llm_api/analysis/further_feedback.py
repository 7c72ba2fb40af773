"""What the feedback says beside the guide's keys: questions, and keys of any other name.

The dashboard's further-feedback.js does the same, so that the page shows what the exports show.
"""

import json
from typing import Any, NamedTuple, TypeGuard

from llm_api.analysis.competencies import competencies
from llm_api.analysis.feedback import KEYS
from llm_api.analysis.key_names import key_name
from llm_api.analysis.reading import AS_SENT
from llm_api.analysis.scores import is_score

QUESTIONS = "questions"
# The texts of a question's feedback, in the order in which they are shown.
QUESTION_TEXTS = ("question", "answer", "feedback", "idealAnswer")


class Entry(NamedTuple):
    """A value with its name. It has a text, or entries of its own; those of a list have no name."""

    name: str
    text: str = ""
    entries: tuple["Entry", ...] = ()


class Question(NamedTuple):
    """One of the feedback's `questions`. Texts that are missing are empty; `score` is 1 to 10."""

    number: int  # from 1, its place in the feedback
    question: str
    answer: str
    score: float | None
    feedback: str
    ideal_answer: str
    further: tuple[Entry, ...]


def questions(feedback: Any) -> list[Question]:
    """The questions of a feedback document, without those that say nothing."""
    stored = feedback.get(QUESTIONS) if isinstance(feedback, dict) else None
    if not _are_questions(stored):
        return []
    found = [_question(*item) for item in enumerate(stored, 1)]
    return [question for question in found if question != _nothing(question.number)]


def further_entries(feedback: Any) -> tuple[Entry, ...]:
    """Everything that is shown nowhere else, in the order in which it is stored.

    Without the guide's keys, competencies, questions and `asSent`; without null and empty values.
    """
    if not isinstance(feedback, dict):
        return ()
    shown = {*KEYS, AS_SENT} | ({QUESTIONS} if _are_questions(feedback.get(QUESTIONS)) else set())
    rest = _without_paths(feedback, {competency.path for competency in competencies(feedback)})
    return _entries({key: value for key, value in rest.items() if key not in shown})


def _are_questions(stored: Any) -> TypeGuard[list[dict[str, Any] | str]]:
    """A list of objects and texts."""
    return isinstance(stored, list) and all(isinstance(item, dict | str) for item in stored)


def _question(number: int, item: dict[str, Any] | str) -> Question:
    fields = item if isinstance(item, dict) else {"question": item}
    texts = {key: fields[key] for key in QUESTION_TEXTS if isinstance(fields.get(key), str)}
    sent = fields.get("score")
    score = sent if is_score(sent) else None
    shown = {*texts, *(["score"] if score is not None else [])}
    return Question(
        number,
        texts.get("question", ""),
        texts.get("answer", ""),
        score,
        texts.get("feedback", ""),
        texts.get("idealAnswer", ""),
        _entries({key: value for key, value in fields.items() if key not in shown}),
    )


def _nothing(number: int) -> Question:
    return Question(number, "", "", None, "", "", ())


def _without_paths(feedback: dict[str, Any], paths: set[tuple[str, ...]]) -> dict[str, Any]:
    """The document without the values at `paths`, of one or two keys each."""
    return {
        key: {inner: item for inner, item in value.items() if (key, inner) not in paths}
        if isinstance(value, dict)
        else value
        for key, value in feedback.items()
        if (key,) not in paths
    }


def _entries(document: dict[str, Any]) -> tuple[Entry, ...]:
    return _named((key_name(key), value) for key, value in document.items())


def _named(values: Any) -> tuple[Entry, ...]:
    entries = (_entry(name, value) for name, value in values)
    return tuple(entry for entry in entries if entry.text or entry.entries)


def _entry(name: str, value: Any) -> Entry:
    if isinstance(value, dict):
        return Entry(name, entries=_entries(value))
    if isinstance(value, list):
        return Entry(name, entries=_named(("", item) for item in value))
    return Entry(name, _text(value))


def _text(value: Any) -> str:
    """Empty for null and blank texts; "Yes" and "No" for true and false."""
    if isinstance(value, str):
        return value if value.strip() else ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "" if value is None else json.dumps(value)
