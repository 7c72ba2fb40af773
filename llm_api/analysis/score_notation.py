"""Scores as language models write them: 8, "8/10", "7,5", {"score": 8}."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

# 8, 7.5, 7,5, 8/10, 8 out of 10, **8**/10. Only scores of ten are read. Three digits behind a comma
# may be thousands.
SCORE_TEXT = re.compile(
    r"(\d{1,2})(?:\.(\d{1,20})|,(\d{1,2}))?[*_`]*"
    r"(?:\s*(?:/|out\s+of|of)\s*[*_`]*10(?:[.,]0{1,2})?)?",
    re.IGNORECASE,
)
MAX_SCORE_TEXT = 60  # characters
MARKS = "*_` \t\r\n\u00a0\u3000"
FULL_WIDTH_FORMS = 0xFEE0  # what they are above ASCII
ARABIC_DECIMAL_SEPARATOR = "\u066b"

SCORE_FIELDS = {"score", "value", "rating"}
# Fields beside a score that explain it. Beside any other, a score may be of 100.
EXPLANATIONS = {
    *("reason", "reasoning", "rationale", "justification", "explanation", "comment", "comments"),
    *("feedback", "description", "details", "summary", "evidence", "notes", "label", "name"),
}
# "5 of 5", "3/5", "out of 100" in an explanation: the score beside it is not of ten.
OTHER_MAXIMUM = re.compile(r"(?:/|\bout of|\d\s+of)\s*(?!10(?!\d))\d", re.IGNORECASE)
# Fields beside a score that say of how many it is.
MAXIMA = {"max", "maximum", "maxscore", "maxvalue", "outof", "scale"}


def folded(key: str) -> str:
    """A key without case and separators: overall_score, "Overall Score", OVERALL-SCORE."""
    return re.sub(r"[\s_-]+", "", key).casefold()


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def read_score(sent: Any) -> float | None:
    """A number from 1 to 10 that is plainly written; None for anything else."""
    if is_number(sent):
        return sent if 1 <= sent <= 10 else None
    if isinstance(sent, str):
        return _score_of_text(sent)
    if isinstance(sent, list) and len(sent) == 1:
        return read_score(sent[0])
    if isinstance(sent, dict):
        return _score_of_object(sent)
    return None


def is_score_alone(sent: Any) -> bool:
    """Whether a score stands in `sent` without anything beside it, as in [8] or {"score": 8}."""
    while isinstance(sent, dict | list) and len(sent) == 1:
        sent = next(iter(sent.values() if isinstance(sent, dict) else sent))
    return not isinstance(sent, dict | list)


def _score_of_text(sent: str) -> float | None:
    if len(sent) > MAX_SCORE_TEXT:
        return None
    found = SCORE_TEXT.fullmatch("".join(map(_in_ascii, sent)).strip(MARKS))
    if not found:
        return None
    written = Decimal(f"{found[1]}.{found[2] or found[3] or 0}")
    if not 1 <= written <= 10:  # before a float rounds it into the range
        return None
    number = float(written)
    return int(number) if number.is_integer() else number


def _in_ascii(character: str) -> str:
    """Digits of any script, and full-width forms, in ASCII.

    No Unicode normalization: it takes superscripts for digits, and quadratic time.
    """
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - FULL_WIDTH_FORMS)
    return "." if character == ARABIC_DECIMAL_SEPARATOR else character


def _score_of_object(sent: dict[str, Any]) -> float | None:
    scores = [value for key, value in sent.items() if folded(key) in SCORE_FIELDS]
    if len(scores) != 1 or not all(_explains(folded(key), value) for key, value in sent.items()):
        return None
    return read_score(scores[0])


def _explains(field: str, value: Any) -> bool:
    """Whether a field leaves no doubt that the score beside it is of ten."""
    if field in MAXIMA:
        return value == 10 or value == "10"
    texts = value if isinstance(value, list) else [value]
    is_explanation = all(
        text is None or (isinstance(text, str) and not OTHER_MAXIMUM.search(text)) for text in texts
    )
    return field in SCORE_FIELDS or (field in EXPLANATIONS and is_explanation)
