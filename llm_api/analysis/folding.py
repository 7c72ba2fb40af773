"""Folding: texts as the search compares them, and where in a text the words of a search are.

The SQL function `interview_fold` and the dashboard's folding.js fold alike.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

# Typography that keyboards write in ASCII. The classes of characters are those of a regular
# expression, and have the same text in SQL and in JavaScript.
SINGLE_QUOTES = r"\u00b4\u02bb\u02bc\u05f3\u2018-\u201b\u2032\u2035\u2039\u203a"
DOUBLE_QUOTES = r"\u00ab\u00bb\u05f4\u201c-\u201f\u2033\u2036\u301d-\u301f"
DASHES = r"\u058a\u05be\u2010-\u2015\u207b\u208b\u2212\ufe31\ufe32\ufe58\ufe63\uff0d"
TYPOGRAPHY = [
    (re.compile(f"[{SINGLE_QUOTES}]"), "'"),
    (re.compile(f"[{DOUBLE_QUOTES}]"), '"'),
    (re.compile(f"[{DASHES}]"), "-"),
]
# Letters with strokes, which Unicode does not decompose, and other ways to write the same.
LETTERS = str.maketrans(
    dict(zip("ςøđłħ⁄", "σodlh/", strict=True)) | {"ß": "ss", "æ": "ae", "œ": "oe"}
)
# Soft hyphens, zero-width characters, marks of direction, and the Arabic tatweel.
INVISIBLE = r"\u00ad\u0640\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
# Accents of Latin, Greek and Cyrillic, vowel signs of Arabic and Hebrew, and variation selectors.
# All other combining characters are letters: dakuten, nukta, the vowels of Indic and Thai.
MARKS = (
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    r"\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    r"\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff\u180b-\u180d\u180f\u1ab0-\u1aff\u1dc0-\u1dff"
    r"\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
)
IGNORED = re.compile(f"[{INVISIBLE}{MARKS}]")
INVISIBLE_END = re.compile(f"[{INVISIBLE}]+$")
# A skin tone, or what a joiner makes one with the emoji before.
EMOJI_PART = re.compile("[\U0001f3fb-\U0001f3ff]|(?<=\u200d)[\u2190-\u2bff\U0001f000-\U0001faff]")
WHITESPACE = dict.fromkeys(map(ord, "\t\n\r\x85\u1680\u2028\u2029"), " ")
# Normalization takes quadratic time in the number of combining characters on one letter.
MAX_CLUSTER = 32

QUOTES = r'"\u00ab\u00bb\u201c-\u201f\u301d-\u301f\uff02'
PHRASE_OR_WORD = re.compile(rf"[{QUOTES}]([^{QUOTES}]*)[{QUOTES}](?!\S)|\S+")


class FoldedText(NamedTuple):
    """`starts` and `ends` say for each character of `text` where it was in the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def parse_search(query: str) -> list[str]:
    """The words of a search; "two words" in quotation marks are one.

    A quotation mark that does not enclose whole words is a character like others. Words of
    ignored characters alone are left out.
    """
    found = PHRASE_OR_WORD.finditer(query)
    words = [match[0] if match[1] is None else " ".join(match[1].split()) for match in found]
    return [word for word in words if fold(word).strip()]


def find_ranges(text: str, words: list[str]) -> list[list[int]]:
    """Where the words are in `text`, as [start, end] in characters: sorted, without overlaps."""
    folded = fold_with_positions(text)
    found = [
        (folded.starts[start], folded.ends[start + len(needle) - 1])
        for needle in {fold(word) for word in words} - {""}
        for start in _occurrences(folded.text, needle)
    ]
    return _merged(sorted(found))


def _occurrences(text: str, needle: str) -> Iterator[int]:
    start = text.find(needle)
    while start >= 0:
        yield start
        start = text.find(needle, start + 1)


def _merged(ranges: list[tuple[int, int]]) -> list[list[int]]:
    merged: list[list[int]] = []
    for start, end in ranges:
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    return merged


def fold(text: str) -> str:
    """`text` as the search compares it."""
    return fold_with_positions(text).text


def fold_with_positions(text: str) -> FoldedText:
    # Most texts in English are folded character by character.
    simple = _in_ascii(text).translate(WHITESPACE)
    if simple.isascii() and "  " not in simple:
        return FoldedText(simple.lower(), range(len(text)), range(1, len(text) + 1))
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, cluster in _clusters(text):
        # The accent on a letter belongs to it, a soft hyphen behind it does not.
        end = start + len(INVISIBLE_END.sub("", cluster))
        for character in _fold_cluster(cluster):
            if character == " " and characters[-1:] == [" "]:
                ends[-1] = end
            else:
                characters.append(character)
                starts.append(start)
                ends.append(end)
    return FoldedText("".join(characters), starts, ends)


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """(start, text) of the smallest parts that can be folded one by one."""
    start = 0
    for end in range(1, len(text)):
        cluster = text[start:end]
        if len(cluster) == MAX_CLUSTER or not _continues(cluster, text[end]):
            yield start, cluster
            start = end
    if text:
        yield start, text[start:]


def _continues(cluster: str, character: str) -> bool:
    """Whether `character` is folded together with what is before it."""
    if character.isascii():
        return False
    first = unicodedata.normalize("NFKD", character)[0]
    if unicodedata.category(first)[0] == "M" or IGNORED.match(first):
        return True
    if EMOJI_PART.match(cluster[-1] + character, 1):
        return True
    # Vowels and final consonants of Korean.
    return "\u1160" < first < "\u1200" and len(_fold_cluster(cluster + character)) == 1


def _in_ascii(text: str) -> str:
    """`text` with its quotation marks and dashes in ASCII."""
    if not text.isascii():
        for pattern, character in TYPOGRAPHY:
            text = pattern.sub(character, text)
    return text


@lru_cache(maxsize=4096)
def _fold_cluster(cluster: str) -> str:
    decomposed = unicodedata.normalize("NFKD", _in_ascii(cluster))
    letters = IGNORED.sub("", decomposed).lower().translate(LETTERS)
    return unicodedata.normalize("NFC", letters).translate(WHITESPACE)
