"""Snippets: parts of texts in which the words of a search were found."""

import re
import unicodedata
from typing import Any

from llm_api.analysis.folding import find_ranges

ELLIPSIS = "…"
# Characters of scripts that are written without spaces between words.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Myanmar, Khmer
    "\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff9f\U00020000-\U0003ffff]"  # CJK
)
ZERO_WIDTH_JOINER = "\u200d"
# Joiners, skin tones and tags of emoji; vowels and final consonants of Korean.
CONTINUING = re.compile("[\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\u1160-\u11ff]")
FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))  # two are a flag
VIRAMA = 9  # its combining class; it joins two consonants


def match_with_snippet(match: dict[str, Any], words: list[str]) -> dict[str, Any]:
    """A match as the API has it, from one of the SQL function `interview_matches`.

    The snippet is the excerpt, cut between words, with an ellipsis where it was cut. `ranges` are
    the places of all words in it.
    """
    snippet = _snippet(match, words)
    return {"where": match["where"], "snippet": snippet, "ranges": find_ranges(snippet, words)}


def _snippet(match: dict[str, Any], words: list[str]) -> str:
    excerpt = match["excerpt"]
    middle = len(excerpt) // 2
    first_start, first_end = (find_ranges(excerpt, words) or [[middle, middle]])[0]
    begin, end = 0, len(excerpt)
    if match["is_cut_before"]:
        begin = _best_cut(excerpt, range(1, first_start + 1))
    if match["is_cut_after"]:
        end = _best_cut(excerpt, range(end - 1, max(first_end, begin) - 1, -1))
    before = ELLIPSIS if match["is_cut_before"] else ""
    after = ELLIPSIS if match["is_cut_after"] else ""
    snippet = excerpt[begin:end]
    snippet = snippet.lstrip() if before else snippet
    return before + (snippet.rstrip() if after else snippet) + after


def _best_cut(text: str, places: range) -> int:
    """The first place between two words, else between two characters, else the last place."""
    between_characters = [place for place in places if not _is_within_cluster(text, place)]
    between_words = (place for place in between_characters if _is_between_words(text, place))
    return next(between_words, [*between_characters, *places[-1:], 0][0])


def _is_between_words(text: str, place: int) -> bool:
    around = text[place - 1 : place + 1]
    return any(map(str.isspace, around)) or UNSPACED.search(around) is not None


def _is_within_cluster(text: str, place: int) -> bool:
    """Whether the characters before and at `place` are one for a reader."""
    before, after = text[place - 1], text[place]
    return (
        unicodedata.category(after)[0] == "M"
        or CONTINUING.match(after) is not None
        or before == ZERO_WIDTH_JOINER
        or unicodedata.combining(before) == VIRAMA
        or before + after == "\r\n"
        or (after in FLAG_LETTERS and (place - len(text[:place].rstrip(FLAG_LETTERS))) % 2 == 1)
    )
