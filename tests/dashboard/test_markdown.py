"""The dashboard reads Markdown as the exports do, and makes elements of it in a Chromium."""

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


def test_text_runs_in_the_direction_of_its_own_script(signed_in, keep):
    said = "## ملخص\n\nعربي\n\n- بند\n- item\n\n> اقتباس\n\nLatin\n\n```\nتعليق = 1\n```"
    row_id = keep(job_role="Both", conversation=[{"role": "user", "content": said}])
    signed_in.open(f"/interviews/{row_id}")
    signed_in.page.get_by_role("heading", name="Both").wait_for()
    directions = signed_in.page.locator(".conversation").evaluate(
        """(turns) => Object.fromEntries(
          ["ملخص", "عربي", "بند", "item", "اقتباس", "Latin", "تعليق = 1"].map((text) => {
            const all = [...turns.querySelectorAll("*")];
            const last = all.filter((each) => each.textContent.trim() === text).at(-1);
            return [text, getComputedStyle(last).direction];
          }))"""
    )
    assert directions == {
        "ملخص": "rtl",
        "عربي": "rtl",
        "بند": "rtl",
        "item": "ltr",
        "اقتباس": "rtl",
        "Latin": "ltr",
        "تعليق = 1": "ltr",
    }
