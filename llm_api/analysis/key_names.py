"""The words of a JSON key, as people read them: `problemSolvingScore` is "Problem solving score".

The SQL function `interview_key_name` and the dashboard's key-names.js do the same. All three change
the case of ASCII letters only, because that does not depend on a locale.
"""

import re
from functools import lru_cache

# Where a word begins within a key: problem|Solving, API|Design.
WORD_START = re.compile(r"(?<=[^A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
SEPARATORS = re.compile(r"[ \t\r\n_-]+")
ACRONYM = re.compile(r"[A-Z]{2,4}[0-9]*")
CAPITALS = re.compile(r"[A-Z]+")
# Longer keys are not cached: a key may have the length of a whole request.
MAX_CACHED_LENGTH = 100  # characters


def key_name(key: str) -> str:
    """The words of `key`, the first with a capital; acronyms of up to four letters keep theirs."""
    return _cached_name(key) if len(key) <= MAX_CACHED_LENGTH else _name(key)


def joined_key(key: str) -> str:
    """The words of `key` as one in lower case: `SCORES` and `sco_res` are "scores"."""
    return _lower(SEPARATORS.sub("", key))


@lru_cache(maxsize=2_000)  # the same keys occur in every interview
def _cached_name(key: str) -> str:
    return _name(key)


def _name(key: str) -> str:
    words = SEPARATORS.sub(" ", WORD_START.sub(" ", key)).strip(" ").split(" ")
    name = " ".join(word if ACRONYM.fullmatch(word) else _lower(word) for word in words)
    return name[:1].upper() + name[1:] if name[:1].isascii() else name


def _lower(word: str) -> str:
    return CAPITALS.sub(lambda letters: letters[0].lower(), word)
