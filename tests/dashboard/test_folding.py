"""The dashboard marks the words of a search as the service finds them."""

from llm_api.analysis.folding import fold, parse_search
from tests.support.node import call
from tests.support.search_examples import PARSED, SEARCHES, every_character


def test_a_search_is_words_and_phrases():
    words = call("folding.js", "parseSearch", [[query] for query, _ in PARSED])
    assert words == [expected for _, expected in PARSED]


def test_words_are_marked_where_they_are():
    asked = [[text, parse_search(query)] for text, query, _ in SEARCHES]
    found = call("folding.js", "findRanges", asked)
    marked = [
        [utf_16_slice(text, *marked) for marked in ranges]
        for (text, _, _), ranges in zip(SEARCHES, found, strict=True)
    ]
    assert marked == [expected for *_, expected in SEARCHES]


def utf_16_slice(text: str, start: int, end: int) -> str:
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def test_every_character_is_folded_as_the_service_folds_it():
    for text in every_character():
        [folded] = call("folding.js", "fold", [[text]])
        assert folded["text"].split("|") == fold(text).split("|")
