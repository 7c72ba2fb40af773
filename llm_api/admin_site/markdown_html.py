"""Texts as HTML: their Markdown as elements, and everything else of them escaped."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from llm_api.analysis.further_feedback import Entry
from llm_api.analysis.markdown import Block, Inline, parse

# Elements without attributes.
BLOCKS = {"item": "li", "quote": "blockquote", "row": "tr"}
INLINES = {"strong": "strong", "emphasis": "em", "strikethrough": "s"}


def markdown_html(text: str) -> SafeString:
    """The blocks of a text. Headings are paragraphs in bold, below the headings of the page."""
    return _blocks(parse(text))


def item_html(text: str) -> SafeString:
    """A text as an item of a list, in which a single paragraph needs no element of its own."""
    match parse(text):
        case [Block(kind="paragraph") as block]:
            return _inlines(block.inlines)
        case blocks:
            return _blocks(blocks)


def entries_html(entries: Iterable[Entry]) -> SafeString:
    """Names and values as a description list, nested as they are; empty without entries."""
    rows = format_html_join(
        "",
        "<div><dt>{}</dt><dd>{}{}</dd></div>",
        ((name, markdown_html(text), entries_html(nested)) for name, text, nested in entries),
    )
    return format_html("<dl>{}</dl>", rows) if rows else SafeString()


def _blocks(blocks: Iterable[Block]) -> SafeString:
    return format_html_join("", "{}", ((_block(block),) for block in blocks))


def _block(block: Block) -> SafeString:
    match block.kind:
        case "code_block":
            return format_html('<pre tabindex="0" dir="ltr"><code>{}</code></pre>', block.text)
        case "rule":
            return format_html("<hr>")
        case "heading":
            return format_html('<p dir="auto"><strong>{}</strong></p>', _inlines(block.inlines))
        case "list" if block.start is not None:
            return format_html('<ol start="{}">{}</ol>', block.start, _blocks(block.blocks))
        case "list":
            return format_html("<ul>{}</ul>", _blocks(block.blocks))
        case "table":
            return format_html(
                '<div class="wide" tabindex="0"><table>{}</table></div>', _blocks(block.blocks)
            )
        case "cell":
            return format_html('<td dir="auto">{}</td>', _inlines(block.inlines))
        case "paragraph":
            return format_html('<p class="prose" dir="auto">{}</p>', _inlines(block.inlines))
    element = mark_safe(BLOCKS[block.kind])  # noqa: S308
    return format_html("<{}>{}</{}>", element, _blocks(block.blocks), element)


def _inlines(inlines: Iterable[Inline]) -> SafeString:
    return format_html_join("", "{}", ((_inline(inline),) for inline in inlines))


def _inline(inline: Inline) -> SafeString:
    match inline.kind:
        case "text":
            return format_html("{}", inline.text)
        case "code":
            return format_html("<code>{}</code>", inline.text)
        case "break":
            return format_html("<br>")
        case "link":
            return _link(inline)
    element = mark_safe(INLINES[inline.kind])  # noqa: S308
    return format_html("<{}>{}</{}>", element, _inlines(inline.inlines), element)


def _link(inline: Inline) -> SafeString:
    """The target is shown, unless the words are the target."""
    words = _inlines(inline.inlines)
    shown = "" if words == format_html("{}", inline.target) else f" ({inline.target})"
    return format_html(
        '<a href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>{}',
        inline.target,
        words,
        shown,
    )
