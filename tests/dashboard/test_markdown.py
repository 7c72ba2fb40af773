"""The dashboard reads Markdown as the exports do, and makes elements of it in a Chromium."""

import re
from urllib.parse import urlsplit

from tests.support.markdown_examples import EXAMPLES, hostile_texts, html
from tests.support.node import call

# What the page makes of texts, written as in the examples: without escaping, and without what only
# the page has, which is wrappers, levels of headings below its own, and addresses behind links.
WRITTEN = """async (texts) => {
  const { markdownNodes } = await import("/static/dashboard/markdown.js");
  return texts.map((text) => markdownNodes(text).map(written).join(""));

  function written(node) {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.matches(".link-target")) return "";
    const inner = [...node.childNodes].map(written).join("");
    if (node.matches("div, thead, tbody, pre > code, .tight > li > p")) return inner;
    if (node.matches("br, hr")) return `<${node.localName}>`;
    const name = node.localName.replace(/^th$/, "td").replace(/^h[1-6]$/, "h");
    return `<${name}${attribute(node)}>${inner}</${name}>`;
  }

  function attribute(node) {
    if (node.localName === "a") return ` href="${node.getAttribute("href")}"`;
    if (node.localName === "ol") return ` start="${node.start}"`;
    return node.className.replace(/.*align-(\\w+).*|.*/, (_, side) => side ? ` align="${side}"` : "");
  }
}"""
# What no text may become. Only the page's own bars have a style.
FOREIGN = (
    "img, svg, script, iframe, object, embed, style, link, form, input, [src], [style]:not(.fill)"
)


def test_texts_are_read_as_the_service_reads_them():
    found = call("markdown-tree.js", "parse", [[text] for text, *_ in EXAMPLES])
    assert dict(zip((text for text, *_ in EXAMPLES), map(html, found), strict=True)) == {
        text: expected for text, expected, _ in EXAMPLES
    }


def test_text_without_marks_is_that_of_the_service():
    examples = [(text, plain) for text, html, plain in EXAMPLES if "<pre" not in html[1:]]
    found = call("markdown-tree.js", "textBeforeCode", [[text] for text, _ in examples])
    assert found == [plain for _, plain in examples]


def test_a_title_ends_before_the_code_that_it_introduces():
    titles = {
        "What is *wrong* here?\n\n```js\nlet x;\n```\nAnd why?": "What is wrong here?",
        "Compare:\n\n- this\n- that\n\n```\nx\n```": "Compare:\n\nthis\nthat",
        "```\nx = 1\n```\nWhat is x?": "x = 1\n\nWhat is x?",
        "Call `main()` first": "Call main() first",
    }
    found = call("markdown-tree.js", "textBeforeCode", [[text] for text in titles])
    assert found == [*titles.values()]


def test_texts_become_elements(visitor):
    visitor.open()
    found = visitor.page.evaluate(WRITTEN, [text for text, *_ in EXAMPLES])
    assert dict(zip((text for text, *_ in EXAMPLES), found, strict=True)) == {
        text: re.sub(r"<(/?h)\d>", r"<\1>", re.sub('<pre class="[^"]*">', "<pre>", expected))
        for text, expected, _ in EXAMPLES
    }


def test_hostile_texts_are_inert_on_the_page(signed_in, keep):
    """The window complains of what the policy refuses, and of every message of the console."""
    hostile = [text for text, *_ in EXAMPLES if len(text) < 5000]
    hostile += [*hostile_texts(2000).values(), "**x** <img src=x onerror=alert(1)> <svg onload=y>"]
    feedback = {"overallScore": 5, "strengths": hostile, "detailedFeedback": "\n\n".join(hostile)}
    conversation = [{"role": "user", "content": text} for text in hostile]
    row_id = keep(job_role="Hostile", conversation=conversation, feedback=feedback)
    signed_in.open(f"/interviews/{row_id}")
    signed_in.page.get_by_role("heading", name="Hostile").wait_for()

    article = signed_in.page.locator("article")
    assert article.locator(FOREIGN).count() == 0
    links = article.locator('a:not([href^="#"])')  # these lead to parts of the page
    addresses = links.evaluate_all("(links) => links.map((link) => link.href)")
    assert "https://example.com/a?b=1&c=2" in addresses
    assert {urlsplit(address).scheme for address in addresses} == {"http", "https"}
    relations = links.evaluate_all("(links) => links.map(({ target, rel }) => [target, rel])")
    assert set(map(tuple, relations)) == {("_blank", "noopener noreferrer nofollow")}


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
