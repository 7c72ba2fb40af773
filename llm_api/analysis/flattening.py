"""Texts made of any JSON value, for a place where texts belong."""

import json
from collections.abc import Iterator
from typing import Any

from llm_api.analysis.score_notation import EXPLANATIONS, folded

# Fields that hold a text. Any other key of an object is the heading of its text.
TEXT_FIELDS = EXPLANATIONS | {
    *("title", "heading", "headline", "point", "area", "topic", "category", "text", "content"),
    *("value", "item", "detail", "strength", "weakness", "improvement", "recommendation"),
    *("suggestion", "advice", "tip", "example", "action", "observation", "note", "skill"),
    *("how", "why", "what", "impact", "message"),
}
LIST_FIELDS = {
    *("items", "list", "points", "bullets", "values", "array"),
    *("strengths", "areasforimprovement", "recommendations"),
}


def list_of_texts(value: Any) -> list[str]:
    """The texts of a value in a list's place, one per item, without null and blank ones.

    The texts of an object in a list become one, "Clear: Short answers". In the list's own place, an
    object has an item per key.
    """
    return [text for text in _items(value) if text]


def paragraphs(value: Any) -> str:
    """One text: the texts of a list as paragraphs, those of an object as lines "Key: text"."""
    if not isinstance(value, dict):
        return "\n\n".join(list_of_texts(value))
    texts = ((key, "; ".join(list_of_texts(item))) for key, item in value.items())
    return "\n".join(_headed(key, text) for key, text in texts if text)


def _items(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from [_one_text(item)] if isinstance(item, dict) else _items(item)
    elif isinstance(value, dict) and all(folded(key) in TEXT_FIELDS for key in value):
        yield _one_text(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            # One text per key. A heading before each text of `item` could multiply their length.
            yield from _items(item) if _is_no_heading(key) else [_under_heading(key, item)]
    else:
        yield _scalar(value)


def _is_no_heading(key: str) -> bool:
    return key.strip().isdigit() or folded(key) in LIST_FIELDS


def _under_heading(key: str, item: Any) -> str:
    text = "; ".join(list_of_texts(item))
    return _headed(key, text) if text else ""


def _one_text(value: dict[str, Any]) -> str:
    """The texts of an object, joined, the first of its text fields as their heading."""
    texts = []
    for key, item in value.items():
        is_plain = folded(key) in TEXT_FIELDS or key.strip().isdigit()
        text = "; ".join(list_of_texts(item)) if is_plain else _under_heading(key, item)
        if text:
            texts.append((is_plain, text))
    if len(texts) > 1 and texts[0][0]:
        return _headed(texts[0][1], "; ".join(text for _, text in texts[1:]))
    return "; ".join(text for _, text in texts)


def _headed(heading: str, text: str) -> str:
    return f"{heading}: {text}"


def _scalar(value: Any) -> str:
    if value is None or (isinstance(value, str) and not value.strip()):
        return ""
    return value if isinstance(value, str) else json.dumps(value)
