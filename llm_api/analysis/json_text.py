"""JSON objects that a language model wrote as text, perhaps in a fenced code block of Markdown."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

MAX_NESTING = 32
# Beyond this, doubles (JavaScript and most JSON clients) cannot represent every integer.
MAX_INTEGER = 2**53

# ```json {…} ```, with or without line breaks.
IN_ONE_FENCE = re.compile(r"```(?:json)?(.*)```", re.DOTALL | re.IGNORECASE)
OPENING_FENCE = re.compile(r"(`{3,}+|~{3,}+)[^`]*")  # possessive, or tildes take quadratic time
BLANK = " \t\r\n\ufeff"


class JsonText(NamedTuple):
    """An object found in a text, or None for the text `null`."""

    document: dict[str, Any] | None
    is_whole: bool  # nothing but JSON, and a fence around it, stands in the text
    is_complete: bool  # no key is repeated, so that `document` holds every value


def find_json(text: str) -> JsonText | None:
    """The object, or null, that `text` is as JSON, or that the only such code block in it is.

    None for any other text, and for JSON beyond the limits of a request body: 32 levels, no NaN or
    infinity, integers up to 2^53.
    """
    stripped = text.strip(BLANK)
    fence = IN_ONE_FENCE.fullmatch(stripped)
    whole = _parsed(fence[1] if fence else stripped)
    if whole:
        return whole
    found = [block for block in map(_parsed, _code_blocks(stripped)) if block and block.document]
    return found[0]._replace(is_whole=False) if len(found) == 1 else None


def _parsed(text: str) -> JsonText | None:
    repeated: list[str] = []

    def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) < len(pairs):
            repeated.append(text)
        return members

    def parse(json_text: str) -> Any:
        return json.loads(json_text, parse_constant=_reject, object_pairs_hook=object_of)

    try:
        document = parse(text)
        if isinstance(document, str):  # JSON in a JSON text
            document = parse(document)
    except (ValueError, RecursionError):
        return None
    if document is None or (isinstance(document, dict) and _is_within_limits(document)):
        return JsonText(document, is_whole=True, is_complete=not repeated)
    return None


def _reject(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _code_blocks(text: str) -> Iterator[str]:
    """The contents of fenced code blocks. The last one may lack its closing fence, as in
    CommonMark. Read by line, because a regular expression would take quadratic time."""
    fence = ""
    lines: list[str] = []
    for line in text.split("\n"):
        stripped = line.strip()
        if not fence:
            opening = OPENING_FENCE.fullmatch(stripped)
            fence, lines = (opening[1] if opening else ""), []
        elif stripped.startswith(fence) and not stripped.strip(fence[0]):
            yield "\n".join(lines)
            fence = ""
        else:
            lines.append(line)
    if fence:
        yield "\n".join(lines)


def _is_within_limits(document: dict[str, Any]) -> bool:
    level: list[Any] = [document]
    for _ in range(MAX_NESTING):
        level = [child for value in level for child in _children(value)]
        if not all(map(_is_exact, level)):
            return False
    return not any(isinstance(value, dict | list) for value in level)


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _is_exact(value: Any) -> bool:
    if type(value) is int:
        return -MAX_INTEGER <= value <= MAX_INTEGER
    return type(value) is not float or abs(value) != float("inf")
