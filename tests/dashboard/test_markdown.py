"""The dashboard reads Markdown as the exports do, and sets it in a Chromium."""

from tests.support.markdown_examples import EXAMPLES, html
from tests.support.node import call


def test_texts_are_read_as_the_service_reads_them():
    found = call("markdown-tree.js", "parse", [[text] for text, *_ in EXAMPLES])
    assert dict(zip((text for text, *_ in EXAMPLES), map(html, found), strict=True)) == {
        text: expected for text, expected, _ in EXAMPLES
    }


def test_plain_text_is_that_of_the_service():
    found = call("markdown-tree.js", "plainText", [[text] for text, *_ in EXAMPLES])
    assert found == [expected for *_, expected in EXAMPLES]
