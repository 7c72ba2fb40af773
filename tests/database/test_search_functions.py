"""The SQL functions of the search: they fold as Python does, and skip no interview by a shortcut."""

import json
import re

import pytest

from llm_api.analysis.folding import fold, parse_search
from tests.support.markdown_examples import EXAMPLES
from tests.support.search_examples import SEARCHES, every_character

# What interview_plain_text does not read as the service's analysis/markdown.py does: renumbered
# lists, fences in lists, escapes, references, nesting, and what CommonMark says of punctuation.
READ_OTHERWISE = [
    *(
        "3. three\n",
        "1) a\n",
        "- > quote in item",
        "````\n```",
        "- ```\n",
        "a  \nb\\\n",
        "\\*not em",
    ),
    *("[docs](https://example.com/ü)", "[reference][1]", "[](https://example.com)", "[![image]"),
    *("[<https://a.example>]", "| a | b | c |\n|:--", "**注意：**", "> - a\n", "#hashtag **x**"),
    *("**a**\n\n>", "**x**\n\n>>>>", "**x**\n\n- a\n", "*a *a *a", "| a | a | a | a |"),
]


@pytest.mark.parametrize(
    "texts", [every_character(), [each for row in SEARCHES for each in row[:2]]]
)
def test_texts_are_folded_as_the_service_folds_them(connection, texts):
    query = "select array(select interview_fold(text) from unnest(%s::text[]) as text)"
    [folded] = connection.execute(query, [texts]).fetchone()
    for text, found in zip(texts, folded, strict=True):
        assert found.split("|") == fold(text).split("|")


def test_texts_lose_the_marks_that_the_service_takes_from_them(connection):
    texts = {text: plain for text, _, plain in EXAMPLES if "\0" not in text}
    query = "select array(select interview_plain_text(text) from unnest(%s::text[]) as text)"
    [found] = connection.execute(query, [list(texts)]).fetchone()
    different = [
        text
        for text, plain in zip(texts, found, strict=True)
        if fold(plain).strip() != fold(texts[text]).strip()
    ]
    assert [text for text in different if not text.startswith(tuple(READ_OTHERWISE))] == []


def test_every_character_that_becomes_a_letter_may_be_one(connection):
    """interview_may_have_word knows in advance which characters fold into letters, or vanish."""
    characters = [character for text in every_character() for character in text.split("|")]
    texts = {f"a{character}b": fold(f"a{character}b") for character in characters}
    folded = {text: word for text, word in texts.items() if re.fullmatch("[a-z0-9'-]+", word)}
    query = (
        "select array_agg(text) from unnest(%s::text[], %s::text[]) as _ (text, word) "
        'where not interview_may_have_word(lower(text collate "C"), word)'
        ' and strpos(lower(text collate "C"), word) = 0'
    )
    [missed] = connection.execute(query, [list(folded), list(folded.values())]).fetchone()
    assert len(folded) > 1000
    assert missed is None


@pytest.mark.parametrize("kind", ["message", "advice", "question", "job role"])
def test_an_interview_has_the_words_that_are_in_its_plain_texts(connection, kind):
    """Whether words are looked for in texts with their marks, or without, is the same.

    So is whether there are places to show.
    """
    texts = [text for text, *_ in SEARCHES] + [text for text, *_ in EXAMPLES if "\0" not in text]
    texts += ["**S**ituation **T**ask", "_state_-of-the-art", "it**'**s", "`don`’t", "a\nb"]
    texts += [
        "[the docs](https://a.example) team",
        "the\n```js\nteam\n```",
        "[it](https://a.example)'s",
    ]
    texts += ["[Post](https://a.example)greSQL", 'say "hi" \\ there "x"', "tab\tnext"]
    queries = [query for _, query, _ in SEARCHES]
    queries += [
        "situation",
        "postgresql",
        "it's",
        "state-of-the",
        '"the state-of"',
        '"docs team"',
        '"the team"',
        "next",
        "tnext",
    ]
    queries += ['"', 'x"', 'hi"', "\\", '"\\ there"', "nb"]
    queries += [
        "bold",
        "docs",
        "code",
        '"a b"',
        "example",
        "python",
        "|",
        "**",
        "```",
        "quote",
        "-",
    ]
    words = [word for query in queries for word in map(fold, parse_search(query))]
    for text in texts:
        role, conversation, feedback = {
            "message": ("", [{"role": "user", "content": text}], {}),
            "advice": ("", [], {"strengths": [text]}),
            "question": ("", [], {"questions": [{"answer": text}]}),
            "job role": (text, [], {}),
        }[kind]
        disagreed = connection.execute(
            "select array_agg(word) from unnest(%(words)s::text[]) as word, lateral ("
            "select %(role)s, %(conversation)s::jsonb, %(feedback)s::jsonb, 'everything', array[word]"
            ") as _ (role, conversation, feedback, search_in, words), lateral ("
            "select strpos(interview_fold(interview_plain_text(%(text)s)), word) > 0"
            ") as expected (has_word) where array["
            "interview_has_words(role, conversation, feedback, search_in, words),"
            "interview_matches(role, conversation, feedback, search_in, words) <> '[]'"
            "] is distinct from array[has_word, has_word]",
            {
                "words": words,
                "role": role,
                "conversation": json.dumps(conversation),
                "feedback": json.dumps(feedback),
                "text": text,
            },
        ).fetchone()
        assert (text, disagreed) == (text, (None,))


@pytest.mark.parametrize(
    "text",
    [
        "\u094d" * 300_000 + "\u093c" * 300_000,
        "e" + "\u0301" * 600_000,
        "**a " * 400_000,
        "`a" * 800_000,
        "```a b\n" * 200_000,
        "[a](https://" * 150_000,
        "|" * 900_000 + "\n|-|\n",
        " \n" * 800_000 + "é",
    ],
    ids=["joined letters", "accents", "stars", "ticks", "fences", "links", "pipes", "blanks"],
)
def test_hostile_texts_take_no_quadratic_time(connection, text):
    """In quadratic time each would take minutes, and be stopped here."""
    connection.execute("set local statement_timeout = '45s'")
    query = "select interview_fold(interview_plain_text(%s)) is not null"
    assert connection.execute(query, [text]).fetchone() == (True,)
