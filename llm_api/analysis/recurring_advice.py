"""Recognising the same advice in slightly different wordings. Pure functions.

Text similarity does not work: "Improve time complexity analysis" and "Improve space complexity
analysis" are more similar than most pairs with the same meaning. Instead each text is reduced to
its significant words, in their order, and two texts are the same advice if these words are the
same. In doubt they are kept apart: a missed recurrence does less harm than opposites counted as
one.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain, pairwise

from llm_api.analysis.markdown import plain_text

# Words that do not change what the advice means. Words that may invert it are left out: no, not,
# without, little, less, too, before, from, un (a French article, but also in "un-clear").
FILLER_WORDS = """
    a an the this that these those my your you our their its and of in on at for with to by as
    is are was were be been being do does have has had can could should would will may might must
    need needs please try really very just also quite simply actually some make sure ensure
    use uses using give gives giving provide provides providing
    improve improves improving improvement skill skills
    der die das den dem ein eine einen le la les une des du el los las una
"""
FILLER = frozenset(FILLER_WORDS.split())
# "More depth" means "depth", but next to one of these words "more" is significant.
CONTRASTS = frozenset(["less", "fewer", "than", "no", "not"])
# Pairs of stems (see _stem()), and what replaces them if other words remain.
STOCK_PHRASES: dict[tuple[str, str], tuple[str, ...]] = {
    ("structur", "answer"): (),
    ("structur", "respons"): (),
    ("star", "method"): ("star",),
    ("star", "techniqu"): ("star",),
    ("star", "framework"): ("star",),
    ("star", "format"): ("star",),
}
STOCK_WORDS = {first for first, _ in STOCK_PHRASES}

# Removed: apostrophes, soft hyphens and joiners, Arabic vowel signs and tatweel, Hebrew points,
# and in Chinese "your", "please" and the genitive particle.
IGNORED_CHARACTERS = re.compile(
    "['’ʼ\u00ad\u200b-\u200f\ufeff\u064b-\u0655\u0640\u0670\u0591-\u05bd\u05bf-\u05c7的你您请]"
)
LIST_MARKER = re.compile(r"^\W*\d{1,2}[.)][*_]*\s+")
# The Markdown whose removal may change the words: links, blocks of code, quotes, escapes and marks
# within a word. Other marks are punctuation here, and parsing takes ten times as long as all else.
# Each alternative begins with a character, because `re` searches for that first.
MARKDOWN = re.compile(
    r"\]\(|```|~~~|>|\\[+#]|\*(?<=\w\*)[*~`]*\w|~(?<=\w~)[*~`]*\w|`(?<=\w`)[*~`]*\w"
)
NOT = re.compile(r"n['’]t\b")
WORK_ON = re.compile(r"work(?<=\bwork)(?:ing)? on\b")
# Scripts without spaces between words: Thai, Lao, Burmese, Khmer, kana, Han.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]+"
)
# Vowel signs of Hindi, Thai and others are marks, which \w leaves out. <, >, C++ and C# are kept.
MARKS = "".join(chr(n) for n in range(0x300, 0x10000) if unicodedata.category(chr(n))[0] == "M")
WORD = re.compile(rf"\d+(?:[.,]\d+)+|[<>≤≥]|[\w{MARKS}]+[+#]*")
ASCII_WORD = re.compile(r"\d+(?:[.,]\d+)+|[<>]|\w+[+#]*", re.ASCII)  # twice as fast

ENDINGS_TO_REDUCE = ("s", "ing", "e", "ation", "our", "oural")
ENDINGS = [
    (re.compile(ending), reduced)
    for ending, reduced in (
        (r"(?<=..)ies$", "y"),  # queries
        (r"(?<=ss|sh|ch)es$|(?<=x)es$", ""),  # processes
        (r"(?<=...)(?<![isu])s$", ""),  # answers; not analysis, process, status
        (r"(?<=...)([iy])s(?=(?:e|ing|ation)$)", r"\1z"),  # optimise
        (r"(?<=...)our(?=(?:al)?$)", "or"),  # behavioural
        (r"(?<=...)([bdgmnprt])\1ing$", r"\1"),  # planning
        (r"(?<=[a-z]{4})ing$|(?<=[aeiou][^aeiou]{2})ing$", ""),  # testing, asking; not string
        (r"(?<=.{4}[^e])e$", ""),  # structure, as of structuring
    )
]

# One letter more or less inside a word of this length counts as a misspelling. In shorter words, at
# the ends, and where a letter is replaced, the result is too often another word: contact/contract,
# complain/complaint, context/content.
MIN_MISSPELT_LENGTH, MAX_MISSPELT_LENGTH = 9, 30
# Limits on the work, far above what real interviews contain: characters of a text that is reduced
# to its words, distinct words, and words per bucket (same first letter, last letter and length).
MAX_ADVICE_LENGTH, MAX_VOCABULARY, MAX_BUCKET = 1000, 20_000, 200


def advice_keys(texts: Iterable[str]) -> dict[str, str]:
    """A key for each text; the same advice has the same key. The order of `texts` is irrelevant.

    Keys are comparable within one call only.
    """
    words = {text: _significant_words(text) for text in set(texts)}
    vocabulary = Counter(chain.from_iterable(words.values()))
    corrections = _corrections(vocabulary)
    key_parts = {word: _key_part(corrections.get(word, word)) for word in vocabulary}
    return {text: "".join(map(key_parts.__getitem__, words[text])) for text in words}


def _significant_words(text: str) -> tuple[str, ...]:
    """The stems that decide the meaning of the advice; never empty."""
    words = _words(text) if len(text) <= MAX_ADVICE_LENGTH else [" ".join(text.casefold().split())]
    significant = [word for word in words if word not in FILLER]
    if "more" in significant and CONTRASTS.isdisjoint(significant):
        significant = [word for word in significant if word != "more"]
    stems = tuple(map(_stem, significant or words))
    return _without_stock_phrases(_adverb_last(stems)) or (text.strip(),)


def _words(text: str) -> list[str]:
    plain = plain_text(text) if MARKDOWN.search(text) else text
    plain = unicodedata.normalize("NFKC", plain).casefold().replace("_", " ")
    plain = LIST_MARKER.sub("", plain)
    plain = NOT.sub(" not", plain)
    plain = WORK_ON.sub(" ", IGNORED_CHARACTERS.sub("", plain) or plain)
    if plain.isascii():
        return ASCII_WORD.findall(plain)
    return WORD.findall(UNSPACED.sub(r" \g<0> ", plain))


@lru_cache(maxsize=10_000)
def _stem(word: str) -> str:
    """An English word without plural or third person -s and without -ing, in American spelling.

    -ed stays: "Limited examples" and "Limit examples" ask for opposite things.
    """
    if not (word.isascii() and word.isalpha() and word.endswith(ENDINGS_TO_REDUCE)):
        return word
    for ending, reduced in ENDINGS:
        word = ending.sub(reduced, word)
    return word


def _adverb_last(words: tuple[str, ...]) -> tuple[str, ...]:
    """ "Clearly state assumptions" as "State assumptions clearly"."""
    if len(words) > 1 and len(words[0]) > 4 and words[0].endswith("ly"):
        return (*words[1:], words[0])
    return words


def _without_stock_phrases(words: tuple[str, ...]) -> tuple[str, ...]:
    """ "Use the STAR method to structure answers" as "Use STAR"."""
    if STOCK_WORDS.isdisjoint(words):
        return words  # most texts
    for position, pair in enumerate(pairwise(words)):
        if pair in STOCK_PHRASES:
            shortened = words[:position] + STOCK_PHRASES[pair] + words[position + 2 :]
            return _without_stock_phrases(shortened) if shortened else words
    return words


def _corrections(vocabulary: Counter[str]) -> dict[str, str]:
    """The more common spelling for each word that is probably misspelt.

    Words are processed from the most to the least common. A word that is one letter away from an
    accepted spelling is mapped to that one; any other word is accepted itself. So no word is mapped
    to one more than a letter away, and the result does not depend on the order of the texts.
    """
    buckets: defaultdict[tuple[str, str, int], list[str]] = defaultdict(list)
    corrections = {}
    long_words = filter(_may_be_misspelt, vocabulary)
    most_common_first = sorted(long_words, key=lambda word: (-vocabulary[word], -len(word), word))
    for word in most_common_first[:MAX_VOCABULARY]:
        similar = _similar_spelling(word, buckets)
        bucket = buckets[word[0], word[-1], len(word)]
        if similar:
            corrections[word] = similar
        elif len(bucket) < MAX_BUCKET:
            bucket.append(word)
    return corrections


def _may_be_misspelt(word: str) -> bool:
    """Only ASCII words: one character in Chinese, or one letter in Turkish, may negate a word."""
    return (
        word.isascii()
        and word.isalpha()
        and MIN_MISSPELT_LENGTH <= len(word) <= MAX_MISSPELT_LENGTH
    )


def _similar_spelling(word: str, buckets: Mapping[tuple[str, str, int], list[str]]) -> str | None:
    # Imported here, because a worker that only saves does without its 4 MB.
    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    for length in (len(word) + 1, len(word) - 1):
        bucket = buckets.get((word[0], word[-1], length), ())
        similar = process.extractOne(word, bucket, scorer=Indel.distance, score_cutoff=1)
        if similar:
            return similar[0]
    return None


def _key_part(word: str) -> str:
    """The word as part of a key, in which trade-offs, trade offs and tradeoffs are the same."""
    separate = word in ("no", "not") or not word.isalpha()  # not able / notable, 1 5 / 15
    return f" {word} " if separate else word
