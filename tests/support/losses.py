"""Whether all that was sent can be found again in what was stored."""

import json
from collections.abc import Iterator
from typing import Any

from llm_api.analysis.score_notation import is_number, read_score
from llm_api.analysis.scores import SCORES
from llm_api.analysis.storable import storable


def leaves(value: Any) -> Iterator[Any]:
    """The texts, numbers and truths in a JSON value, as they can be stored."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from leaves(item)
    elif value is not None:
        yield storable(value)


def lost(sent: Any, stored: Any) -> list[Any]:
    """The leaves of `sent` that are not in `stored`.

    A text may have been joined to others, or be the notation of a number that is stored; a number
    or a truth may have become a text; JSON text may have become what it says.
    """
    found = list(leaves(stored))
    texts = "\n".join(leaf for leaf in found if isinstance(leaf, str))
    # The database writes the double 4.9e16 as an integer that only a double of it equals.
    numbers = [float(leaf) for leaf in found if is_number(leaf)]

    def is_found(leaf: Any) -> bool:
        if not isinstance(leaf, str):
            # Written as JSON in a text, or as Python writes it in a message's content.
            written = json.dumps(leaf) in texts or str(leaf).lower() in texts
            return written or leaf in found or float(leaf) in numbers
        return not leaf.strip() or leaf in texts or read_score(leaf) in numbers

    return [leaf for leaf in leaves(sent) if not is_found(leaf) and not is_json_of(leaf, stored)]


def is_json_of(leaf: Any, stored: Any) -> bool:
    """Whether a text is JSON, perhaps in a fence or in JSON, whose leaves are all stored."""
    if not isinstance(leaf, str):
        return False
    inner = leaf.strip().strip("`").strip().removeprefix("json").strip()
    try:
        document = json.loads(inner)
    except (ValueError, RecursionError):
        return False
    return document is None or (document != leaf and not lost(document, stored))


def invented_scores(sent: Any, stored: dict[str, Any]) -> dict[str, float]:
    """The scores of `stored` that nothing in `sent` plainly says."""
    said = {read_score(leaf) for leaf in every_leaf(sent)}
    return {key: stored[key] for key in SCORES if stored.get(key) not in (None, "", *said)}


def every_leaf(sent: Any) -> Iterator[Any]:
    """The leaves, and those of JSON in texts."""
    for leaf in leaves(sent):
        yield leaf
        for text in [leaf, *leaf.split("```")] if isinstance(leaf, str) else []:
            try:
                document = json.loads(text.strip().removeprefix("json"))
            except (ValueError, RecursionError):
                continue
            if isinstance(document, dict | list | str):
                yield from every_leaf(document) if document != leaf else ()
