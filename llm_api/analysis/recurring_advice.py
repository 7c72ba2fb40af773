"""Which pieces of advice are the same advice, worded a little differently. Pure.

Likeness of whole texts cannot tell: "Improve time complexity analysis" and "Improve space
complexity analysis" are more alike than most pairs that mean the same. So a text is first
reduced to the words that carry its meaning, in their order, and two texts are the same advice
when these are the same words. Where that is in doubt they stay apart: a recurrence missed is a
smaller harm than two opposites counted as one.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain, pairwise

from rapidfuzz import process
from rapidfuzz.distance import Indel

# Words without which the advice is the same. What may turn its sense is not among them: no, not,
# without, little, less, too, before, from, un (German and French articles, but also "un-clear").
FILLER_WORDS = """
    a an the this that these those my your you our their its and of in on at for with to by as
    is are was were be been being do does have has had can could should would will may might must
    need needs please try really very just also quite simply actually some make sure ensure
    use uses using give gives giving provide provides providing
    improve improves improving improvement skill skills
    der die das den dem ein eine einen le la les une des du el los las una
"""
FILLER = frozenset(FILLER_WORDS.split())
# "More depth" is "depth", but beside one of these "more" says something of its own.
CONTRASTS = frozenset(["less", "fewer", "than", "no", "not"])
# Two words, reduced as by _stem(), and what is left of them where more is said beside them.
STOCK_PHRASES: dict[tuple[str, str], tuple[str, ...]] = {
    ("structur", "answer"): (),
    ("structur", "respons"): (),
    ("star", "method"): ("star",),
    ("star", "techniqu"): ("star",),
    ("star", "framework"): ("star",),
    ("star", "format"): ("star",),
}

# Dropped: apostrophes, soft hyphens and joiners, Arabic vowel signs and tatweel, Hebrew points,
# and in Chinese "your", "please" and the genitive particle.
DROPPED = re.compile(
    "['’ʼ\u00ad\u200b-\u200f\ufeff\u064b-\u0655\u0640\u0670\u0591-\u05bd\u05bf-\u05c7的你您请]"
)
LIST_MARKER = re.compile(r"^\W*\d{1,2}[.)]\s+")
NOT = re.compile(r"n['’]t\b")
WORK_ON = re.compile(r"\bwork(?:ing)? on\b")
# Written without spaces, so no sign of where a word ends: Thai to Lao, Burmese, Khmer, kana, Han.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]+"
)
# Vowel signs of Hindi, Thai and others are marks, which \w leaves out. <, >, C++ and C# are kept.
MARKS = "".join(chr(n) for n in range(0x300, 0x10000) if unicodedata.category(chr(n))[0] == "M")
WORD = re.compile(rf"\d+(?:[.,]\d+)+|[<>≤≥]|[\w{MARKS}]+[+#]*")

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

# A letter more or less inside a word is a slip of the pen in words this long. In shorter ones, at
# the ends and where a letter is exchanged, too many are words of their own: contact/contract,
# complain/complaint, context/content.
SHORTEST_MISSPELT, LONGEST_MISSPELT = 9, 30
# Bounds on the work, far from what people's interviews hold: characters of a text that is looked
# at closely, spellings told apart, and those among them that start, end and measure alike.
LONGEST_ADVICE, LARGEST_VOCABULARY, LARGEST_SHELF = 1000, 20_000, 200


def advice_keys(texts: Iterable[str]) -> dict[str, str]:
    """A key for each text; the same advice has the same key. The order of `texts` is no matter.

    Keys are good for comparing with others of the same call, and for nothing else.
    """
    words = {text: _telling_words(text) for text in set(texts)}
    vocabulary = Counter(chain.from_iterable(words.values()))
    spellings = _spellings(vocabulary)
    pieces = {word: _piece(spellings.get(word, word)) for word in vocabulary}
    return {text: "".join(map(pieces.__getitem__, words[text])) for text in words}


def _telling_words(text: str) -> tuple[str, ...]:
    """The words that make the advice what it is; never none."""
    words = _words(text) if len(text) <= LONGEST_ADVICE else [" ".join(text.casefold().split())]
    telling = [word for word in words if word not in FILLER]
    if CONTRASTS.isdisjoint(telling):
        telling = [word for word in telling if word != "more"]
    stems = tuple(_stem(word) for word in telling or words)
    return _without_stock_phrases(_adverb_last(stems)) or (text.strip(),)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("_", " ")
    plain = LIST_MARKER.sub("", plain)
    plain = NOT.sub(" not", plain)
    plain = WORK_ON.sub(" ", DROPPED.sub("", plain) or plain)
    return WORD.findall(plain if plain.isascii() else UNSPACED.sub(r" \g<0> ", plain))


@lru_cache(maxsize=10_000)
def _stem(word: str) -> str:
    """An English word without plural or third person -s, without -ing, in American spelling.

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
    for position, pair in enumerate(pairwise(words)):
        if pair in STOCK_PHRASES:
            rest = words[:position] + STOCK_PHRASES[pair] + words[position + 2 :]
            return _without_stock_phrases(rest) if rest else words
    return words


def _spellings(vocabulary: Counter[str]) -> dict[str, str]:
    """The commoner spelling of each word that looks misspelt.

    Words are taken commonest first. One that is a letter away from a spelling already taken
    becomes that one; any other is itself taken. So nothing is further than that one letter from
    what it becomes, whatever lies between, and the outcome does not depend on who came first.
    """
    shelves: defaultdict[tuple[str, str, int], list[str]] = defaultdict(list)
    spellings = {}
    long_words = filter(_may_be_misspelt, vocabulary)
    commonest_first = sorted(long_words, key=lambda word: (-vocabulary[word], -len(word), word))
    for word in commonest_first[:LARGEST_VOCABULARY]:
        near = _spelling_near(word, shelves)
        shelf = shelves[word[0], word[-1], len(word)]
        if near:
            spellings[word] = near
        elif len(shelf) < LARGEST_SHELF:
            shelf.append(word)
    return spellings


def _may_be_misspelt(word: str) -> bool:
    """ASCII alone: in Chinese one sign, in Turkish one letter inside a word, may negate it."""
    return word.isascii() and word.isalpha() and SHORTEST_MISSPELT <= len(word) <= LONGEST_MISSPELT


def _spelling_near(word: str, shelves: Mapping[tuple[str, str, int], list[str]]) -> str | None:
    for length in (len(word) + 1, len(word) - 1):
        shelf = shelves.get((word[0], word[-1], length), ())
        near = process.extractOne(word, shelf, scorer=Indel.distance, score_cutoff=1)
        if near:
            return near[0]
    return None


def _piece(word: str) -> str:
    """The word's part in a key where trade-offs, trade offs and tradeoffs are to be alike."""
    apart = word in ("no", "not") or not word.isalpha()  # not able / notable, 1 5 / 15
    return f" {word} " if apart else word
