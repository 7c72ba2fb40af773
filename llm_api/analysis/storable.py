"""Text that PostgreSQL can store: no NUL, and no half of a surrogate pair."""

import re
from typing import Any

NUL = "\x00"
SURROGATE = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\ufffd"


def is_storable(value: Any) -> bool:
    """Whether every text and every key of a parsed JSON value can be stored as it is."""
    texts: list[str] = []
    pending = [value]
    while pending:
        item = pending.pop()
        if type(item) is str:
            texts.append(item)
        elif type(item) is list:
            pending += item
        elif type(item) is dict:
            texts += item
            pending += item.values()
    text = "".join(texts)
    return NUL not in text and (text.isascii() or not SURROGATE.search(text))


def storable(value: Any) -> Any:
    """The value without NUL characters, and with U+FFFD for each half of a surrogate pair.

    Keys that would become equal get U+FFFD and a number, so that no value is lost. The nesting of
    `value` is bounded by the parser.
    """
    if isinstance(value, str):
        return SURROGATE.sub(REPLACEMENT, value.replace(NUL, ""))
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        names = _storable_keys(value)
        return {names[key]: storable(item) for key, item in value.items()}
    return value


def _storable_keys(sent: dict[str, Any]) -> dict[str, str]:
    """A storable key of its own for each key. Numbers only go up, so that many equal keys cost no
    more than as many different ones."""
    names: dict[str, str] = {}
    taken = set(sent)
    counts: dict[str, int] = {}
    for key in sent:
        base = name = storable(key)
        while name != key and name in taken:
            counts[base] = counts.get(base, 1) + 1
            name = f"{base}{REPLACEMENT}{counts[base]}"
        taken.add(name)
        names[key] = name
    return names
