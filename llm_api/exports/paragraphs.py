"""Paragraphs for a typst template: each with its own direction and language, and with places where
a very long word may break."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

KANA = re.compile(r"[\u3040-\u30ff\uff66-\uff9d]")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
LANGUAGES = {
    "CJK": "zh",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "ARABIC": "ar",
    "HEBREW": "he",
    "DEVANAGARI": "hi",
    "THAI": "th",
}
# A Japanese sentence with this many Han characters also has kana; without kana it is Chinese.
MIN_CHINESE_LENGTH = 12

# A run of this length may not fit on a line, so U+200B marks where it may break. Chinese, Japanese,
# Korean, Thai and related scripts, and emoji, are excluded: they have their own rules.
BREAKABLE = (
    r"[^\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff"
    r"\ufe30-\ufe4f\uff00-\uffef\U0001f000-\U0001faff\U00020000-\U0003ffff]"
)
LONG_RUN = re.compile(BREAKABLE + "{30,}")
LONG_RUN_IN_CELL = re.compile(BREAKABLE + "{12,}")
BREAK_INTERVAL = 8  # characters between two breaks, or more to stay within MAX_BREAKS
MAX_BREAKS = 400
BREAK = "\u200b"
JOINER = "\u200d"
VIRAMA = 9  # combining class


def han_language(texts: Iterable[str]) -> str:
    """The language of Han characters without kana around them: "ja" if a text has any, or "zh"."""
    return "ja" if any(map(KANA.search, texts)) else "zh"


def is_mostly_rtl(texts: list[str]) -> bool:
    return 2 * sum(map(is_rtl, texts)) > len(texts)


def paragraph(text: str, han: str) -> dict[str, Any]:
    return {
        "text": breakable(text),
        "rtl": is_rtl(text),
        "lang": language(text, han),
    }


def is_rtl(text: str) -> bool:
    """Whether the first letter with a direction is of a script from right to left."""
    return next((character for character in map(_direction, text) if character), "L") != "L"


def _direction(character: str) -> str:
    """L, R or AL of a strong character, otherwise an empty string."""
    direction = unicodedata.bidirectional(character)
    return direction if direction in ("L", "R", "AL") else ""


def language(text: str, han: str) -> str:
    """The language of the first letter's script; for Han without kana also by length and `han`."""
    first = next(filter(str.isalpha, text), " ")
    of_script = LANGUAGES.get(unicodedata.name(first, " ").partition(" ")[0], "en")
    if of_script != "zh":
        return of_script
    if KANA.search(text):
        return "ja"
    return "zh" if len(HAN.findall(text)) >= MIN_CHINESE_LENGTH else han


def breakable(text: str, long_run: re.Pattern[str] = LONG_RUN) -> str:
    return long_run.sub(lambda run: _insert_breaks(run[0]), text.replace(BREAK, ""))


def _insert_breaks(run: str) -> str:
    """`run` with U+200B after every few characters, but never inside a grapheme cluster."""
    segments, start, size = [], 0, max(BREAK_INTERVAL, len(run) // MAX_BREAKS)
    for end in range(1, len(run)):
        if end - start >= size and _starts_character(run[end - 1], run[end]):
            segments.append(run[start:end])
            start = end
    return BREAK.join([*segments, run[start:]])


def _starts_character(before: str, character: str) -> bool:
    """Whether `character` starts a new grapheme cluster."""
    joined = before == JOINER or unicodedata.combining(before) == VIRAMA
    return not joined and unicodedata.category(character)[0] not in "MC"
