"""How a search and a text are folded, and what is marked."""

import pytest

from llm_api.analysis.folding import MAX_CLUSTER, find_ranges, fold, parse_search
from tests.support.search_examples import PARSED, SEARCHES


@pytest.mark.parametrize(("query", "expected"), PARSED)
def test_a_search_is_words_and_phrases(query, expected):
    assert parse_search(query) == expected


@pytest.mark.parametrize(("text", "query", "expected"), SEARCHES)
def test_words_are_marked_where_they_are(text, query, expected):
    ranges = find_ranges(text, parse_search(query))
    assert [text[start:end] for start, end in ranges] == expected


@pytest.mark.parametrize("text", [text for text, _, _ in SEARCHES])
def test_what_was_folded_is_folded_no_further(text):
    assert fold(fold(text)) == fold(text)


def test_a_run_of_combining_characters_is_folded_in_parts():
    text = "क" + "\u094d\u093c" * 20_000 + " end"
    assert find_ranges(text, ["end"]) == [[len(text) - 3, len(text)]]
    assert len(fold(text)) == len(text)
    assert MAX_CLUSTER < 40
