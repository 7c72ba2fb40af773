"""Texts of people and language models as a part of a Markdown document.

They are written from the tree that was read, so that they cannot change the document's structure:
fences and lists that a text leaves open end with it, its headings are below the document's, and
what was no mark in it is escaped.
"""

import re
from collections.abc import Iterable

from llm_api.analysis.markdown import Block, Inline, is_tight

# What a reader of Markdown could take for a mark within a line. An asterisk between blanks, an
# underscore within a word and brackets that are no link stay as they are.
SPECIAL = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|$)|`|<(?=[A-Za-z/!?])|&(?=[#A-Za-z])|\](?=[(\[:])|(?<=!)\[|~(?=~)|(?<=~)~"
    r"|(?<!\s)\*|\*(?!\s)|(?<![^\W_])_|_(?![^\W_])"
)
SPECIAL_IN_LINK = re.compile(rf"{SPECIAL.pattern}|[\[\]]")
BLOCK_START = re.compile(r"[#>|=:+-]|[*_](?=[\s*_]*$)|\*(?=\s)")
NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
ENTITY = re.compile(r"&(?=#?\w+;)")
NBSP = "\u00a0"
HARD_BREAK = "  \n"
MARKS = {"strong": "**", "emphasis": "*", "strikethrough": "~~"}
DELIMITERS = {"": "---", "left": ":--", "center": ":-:", "right": "--:"}
MAX_NUMBER = 999_999_999


def line(text: str) -> str:
    """A line of plain text."""
    return _started(SPECIAL.sub(r"\\\g<0>", text.strip())) if text.strip() else ""


def heading(text: str, level: int) -> str:
    """A heading with a line of Markdown. Number signs at its end would be a part of its mark."""
    words = text.rstrip("#")
    return f"{'#' * level} {words}" + "\\#" * (len(text) - len(words))


def prose(blocks: tuple[Block, ...], level: int) -> str:
    """The blocks of a text; `level` is that of its highest headings."""
    levels = sorted(set(_heading_levels(blocks)))
    shown = {of_text: min(6, level + rank) for rank, of_text in enumerate(levels)}
    return _blocks(blocks, shown, "\n\n")


def indented(text: str, indent: str) -> str:
    return re.sub(r"^(?=[^\n])", indent, text, flags=re.MULTILINE)


def _heading_levels(blocks: Iterable[Block]) -> Iterable[int]:
    for block in blocks:
        if block.kind == "heading":
            yield block.level
        yield from _heading_levels(block.blocks)


def _blocks(blocks: tuple[Block, ...], levels: dict[int, int], separator: str) -> str:
    written: list[str] = []
    lists = 0  # of the same kind, one after the other: their marks alternate, or they would be one
    for before, block in zip((None, *blocks), blocks, strict=False):
        is_same = (
            before and before.kind == "list" and (before.start is None) == (block.start is None)
        )
        lists = lists + 1 if is_same else 0
        written.append(_block(block, levels, lists % 2))
    return separator.join(written)


def _block(block: Block, levels: dict[int, int], variant: int) -> str:
    match block.kind:
        case "heading":
            return heading(_inlines(block.inlines).replace("\n", " "), levels[block.level])
        case "code_block":
            return _code_block(block)
        case "rule":
            return "***"
        case "quote":
            inner = _blocks(block.blocks, levels, "\n\n")
            return "\n".join(f"> {line}" if line else ">" for line in inner.split("\n"))
        case "list":
            return _list(block, levels, variant)
        case "table":
            return _table(block)
    return HARD_BREAK.join(map(_started, _inlines(block.inlines).split("\n")))


def _started(text: str) -> str:
    """A line of a paragraph. Its indentation is no-break spaces: four spaces would be code."""
    content = text.lstrip()
    indent = NBSP * len(text[: len(text) - len(content)].expandtabs(4))
    if NUMBER.match(content):
        content = NUMBER.sub(r"\1\\\2", content, count=1)
    elif BLOCK_START.match(content):
        content = f"\\{content}"
    return indent + content or NBSP


def _code_block(block: Block) -> str:
    longest = max((len(run) for run in re.findall(r"`{3,}", block.text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{block.language}\n{block.text}\n{fence}"


def _list(block: Block, levels: dict[int, int], variant: int) -> str:
    separator = "\n" if is_tight(block) else "\n\n"
    items = []
    for number, item in enumerate(block.blocks, block.start or 0):
        mark = "-+"[variant] if block.start is None else f"{min(number, MAX_NUMBER)}{'.)'[variant]}"
        body = indented(_blocks(item.blocks, levels, separator), " " * (len(mark) + 1))
        items.append(f"{mark} {body.lstrip(' ')}" if body else mark)
    return separator.join(items)


def _table(block: Block) -> str:
    rows = ["| " + " | ".join(map(_cell, row.blocks)) + " |" for row in block.blocks]
    delimiters = "|".join(DELIMITERS[cell.align] for cell in block.blocks[0].blocks)
    return "\n".join([rows[0], f"|{delimiters}|", *rows[1:]])


def _cell(cell: Block) -> str:
    return _inlines(cell.inlines).replace("|", "\\|")


# Inlines ---------------------------------------------------------------------------------


def _inlines(inlines: Iterable[Inline], special: re.Pattern[str] = SPECIAL) -> str:
    text = ""
    for inline in inlines:
        if inline.kind == "link" and text.endswith("!"):
            text = f"{text[:-1]}\\!"  # The link would be an image.
        text += _inline(inline, special)
    return text


def _inline(inline: Inline, special: re.Pattern[str]) -> str:
    match inline.kind:
        case "break":
            return "\n"
        case "text":
            return special.sub(r"\\\g<0>", inline.text)
        case "code":
            return _code(inline.text)
        case "link":
            return _link(inline)
    mark = MARKS[inline.kind]
    return f"{mark}{_inlines(inline.inlines, special)}{mark}"


def _code(text: str) -> str:
    longest = max(map(len, re.findall("`+", text)), default=0)
    mark = "`" * (longest + 1)
    is_padded = text.startswith("`") or text.endswith("`") or (text[0] == text[-1] == " ")
    padding = " " if is_padded and text.strip(" ") else ""
    return f"{mark}{padding}{text}{padding}{mark}"


def _link(link: Inline) -> str:
    target = ENTITY.sub("&amp;", link.target)
    if link.inlines == (Inline("text", link.target),):
        return f"<{link.target}>"
    if "(" in target or ")" in target:
        target = f"<{target}>"
    return f"[{_inlines(link.inlines, SPECIAL_IN_LINK)}]({target})"
