"""Texts as Markdown. Pure: no Django, no Supabase."""

import time

from llm_api.analysis.markdown import (
    MAX_BRACKETS,
    MAX_LENGTH,
    Block,
    Inline,
    parse,
    plain,
    plain_text,
)
from tests.support.markdown_examples import EXAMPLES, as_objects, hostile_texts, html


def test_texts_are_read_as_they_were_meant():
    assert {text: html(as_objects(parse(text))) for text, *_ in EXAMPLES} == {
        text: expected for text, expected, _ in EXAMPLES
    }


def test_plain_text_has_no_marks():
    assert {text: plain_text(text) for text, *_ in EXAMPLES} == {
        text: expected for text, _, expected in EXAMPLES
    }


def test_hostile_texts_take_little_time_and_space():
    """Linear work takes half a second; what grows with the square of the length takes a minute."""
    slow = {}
    for name, text in hostile_texts(MAX_LENGTH // 2).items():
        began = time.process_time()
        blocks = parse(text)
        seconds = time.process_time() - began
        if seconds > 5 or _size(blocks) > 20 * MAX_LENGTH:
            slow[name] = (seconds, _size(blocks))
    assert slow == {}


def _size(blocks: tuple[Block, ...]) -> int:
    """The nodes of a tree, and the characters in them."""
    waiting: list[Block | Inline] = list(blocks)
    size = 0
    while waiting:
        node = waiting.pop()
        size += 1 + len(node.text) + len(getattr(node, "target", ""))
        waiting += [*node.inlines, *getattr(node, "blocks", ())]
    return size


def test_a_text_above_the_limit_is_plain():
    text = "**a**\n\n" * (MAX_LENGTH // 7)
    assert parse(text) != plain(text)
    assert parse(text + "**a**\n\n") == plain(text + "**a**\n\n")


def test_a_text_of_too_many_brackets_is_plain():
    assert parse("**a** " + "![" * MAX_BRACKETS)[0].inlines[0].kind == "strong"
    too_many = "**a** " + "![" * (MAX_BRACKETS + 1)
    assert parse(too_many) == plain(too_many)
