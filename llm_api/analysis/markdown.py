"""Reading texts of people and language models as Markdown: CommonMark, tables and strikethrough.

The dashboard's markdown-tree.js does the same; tests/support/markdown_examples.py holds them to
each other. Where this differs from CommonMark, it is so that every text reads as it was written:

- A text without marks is plain. Lines that begin with `#`, backslashes and indentation alone are
  no marks: they are comments, paths and code.
- An asterisk between letters or digits multiplies: `5*60*60`.
- Names of Python and JavaScript keep their underscores: `__init__`.
- Every line break and the indentation of a line are kept.
- HTML, entities, images, and links to anything but http and https stay text.
- Definitions of links (`[1]: https://…`) are shown where they are.
- A text that is too long or too deeply nested is plain.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Final, NamedTuple, TypeVar

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, image
from markdown_it.token import Token

# In code points. A long answer has 5,000, an interview of an hour 50,000; the worst that is known
# takes 17 µs a character.
MAX_LENGTH: Final = 50_000  # of a text
MAX_DOCUMENT: Final = 200_000  # of all texts with marks in an export
# The parser takes quadratic time in the number of brackets that are not closed.
MAX_BRACKETS: Final = 2_000
# Of blocks and of inlines, each; a list and its items are two. Models nest lists three deep.
MAX_NESTING: Final = 20
# The addresses of all links may be this many times as long as their text. Letters are up to nine
# times as long in an address; one definition for a thousand links would be far longer.
MAX_ADDRESSES: Final = 10
MAX_COLUMNS: Final = 50
MAX_CELLS: Final = 10_000

# Without one of these, nothing in a text can be a mark.
POSSIBLE_MARK = re.compile(r"[*_`~\[<>|]|(?:^|\n)[ \t]*(?:[-+=]|[0-9]+[.)])")
# Tokens of texts that have no marks, but for headings with `#`.
UNMARKED_BLOCKS = {"paragraph_open", "paragraph_close", "code_block", "definition"}
UNMARKED_INLINES = {"text", "softbreak", "hardbreak"}

LINE_ENDS = re.compile(r"\r\n?")
BLANK_LINES = re.compile(r"\n\n+")
NOT_BLANK = re.compile(r"[^ \t\n]")
FOLLOWABLE = re.compile(r"https?://[^/?#]", re.IGNORECASE)
# Anything else behind an opening fence is the first line of somebody's code.
LANGUAGE = re.compile(r"\{?[a-zA-Z0-9_.+#-]{1,30}\}?")


# Names that Python and JavaScript write between two underscores on either side.
SPECIAL_NAME = re.compile(
    "all|call|class|contains|del|dict|dirname|doc|enter|eq|exit|file|filename|getattr|getitem|hash|"
    "init|iter|len|main|name|new|next|proto|repr|setitem|slots|str|version"
)


class Inline(NamedTuple):
    """`kind` is text, code, break, or of those with `inlines`: strong, emphasis, strikethrough,
    link."""

    kind: str
    text: str = ""
    inlines: tuple["Inline", ...] = ()
    target: str = ""  # of a link: an address of http or https, in ASCII


class Block(NamedTuple):
    """`kind` is paragraph, heading, cell, code_block, rule, or of those with `blocks`: list, item,
    quote, table, row. The first row of a table is its head."""

    kind: str
    inlines: tuple[Inline, ...] = ()
    blocks: tuple["Block", ...] = ()
    text: str = ""  # of code
    language: str = ""  # of code
    level: int = 0  # of a heading, from 1
    start: int | None = None  # of an ordered list
    tight: bool = False  # a paragraph in a list without blank lines between its items
    align: str = ""  # of a cell: left, center or right


Node = TypeVar("Node", Inline, Block)


class _BeyondLimitsError(Exception):
    """The text is nested too deeply, or a table is too large."""


def parse(text: str) -> tuple[Block, ...]:
    """The blocks of a text."""
    return _marked(text) or plain(text)


def plain_text(text: str) -> str:
    """The text without its marks: of a link the words, of a table the cells with tabs between."""
    blocks = _marked(text)
    return _text_of_blocks(blocks, "\n\n") if blocks else text


class Reader:
    """Reads the texts of one document. Those beyond MAX_DOCUMENT are plain."""

    def __init__(self) -> None:
        self._left = MAX_DOCUMENT

    def parse(self, text: str) -> tuple[Block, ...]:
        return parse(text) if self._has_room_for(text) else plain(text)

    def plain_text(self, text: str) -> str:
        return plain_text(text) if self._has_room_for(text) else text

    def _has_room_for(self, text: str) -> bool:
        self._left -= len(text) if POSSIBLE_MARK.search(text) else 0
        return self._left >= 0


def plain(text: str) -> tuple[Block, ...]:
    """The paragraphs of a text without marks."""
    paragraphs = BLANK_LINES.split(f"\n{_normalised(text)}\n")
    stripped = (paragraph.strip("\n") for paragraph in paragraphs)
    return tuple(Block("paragraph", _lines(paragraph)) for paragraph in stripped if paragraph)


def _normalised(text: str) -> str:
    """With \\n as line end, and no blanks before it."""
    return "\n".join(line.rstrip(" \t") for line in LINE_ENDS.sub("\n", text).split("\n"))


def _lines(text: str) -> tuple[Inline, ...]:
    """A text with its line breaks."""
    lines = (Inline("text", line) for line in text.split("\n"))
    inlines = [inline for line in lines for inline in (Inline("break"), line)]
    return tuple(inline for inline in inlines[1:] if inline != Inline("text"))


def _marked(text: str) -> tuple[Block, ...]:
    """The blocks of a text that is written in Markdown, else nothing."""
    if len(text) > MAX_LENGTH or not POSSIBLE_MARK.search(text):
        return ()
    if text.count("[") > MAX_BRACKETS:
        return ()
    source = _normalised(text)
    try:
        tokens = _parser().parse(source)
        if not any(map(_is_mark, tokens)) or not any(map(_has_content, tokens)):
            return ()
        if sum(map(_length_of_addresses, tokens)) > MAX_ADDRESSES * len(source):
            return ()
        return _blocks(tokens, source.split("\n"))
    except _BeyondLimitsError:
        return ()


def _is_mark(token: Token) -> bool:
    if token.type == "inline":
        return any(child.type not in UNMARKED_INLINES for child in token.children or [])
    if token.type.startswith("heading"):
        return "#" not in token.markup
    return token.type not in UNMARKED_BLOCKS


def _length_of_addresses(token: Token) -> int:
    return sum(len(str(child.attrGet("href") or "")) for child in token.children or [])


def _has_content(token: Token) -> bool:
    return NOT_BLANK.search(token.content) is not None


# The parser ------------------------------------------------------------------------------


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("js-default", {"maxNesting": MAX_NESTING, "inline_definitions": True})
    parser.disable("entity")
    parser.validateLink = _is_followable  # type: ignore[assignment,method-assign]
    parser.inline.ruler.at("newline", _newline)
    parser.inline.ruler.at("image", _image_as_text)
    parser.block.ruler.at("table", _bounded_table, {"alt": ["paragraph", "reference"]})
    parser.core.ruler.after("inline", "code", _code_as_text)
    return parser


def _is_followable(address: str) -> bool:
    return FOLLOWABLE.match(address) is not None


def _newline(state: StateInline, silent: bool) -> bool:
    """A line break. The parser's own rule removes the indentation of the next line."""
    if state.src[state.pos] != "\n":
        return False
    if not silent:
        state.push("softbreak", "br", 0)
    state.pos += 1
    return True


def _image_as_text(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if not image(state, True):
        return False
    if not silent:
        state.append_pending(state.src[start : state.pos])
    return True


def _code_as_text(state: StateCore) -> None:
    """Take back the emphasis in `5*60*60`, `a**b**c` and `__init__`."""
    for token in state.tokens:
        tokens = token.children or []
        opened: list[int] = []
        for place, child in enumerate(tokens):
            if child.nesting > 0:
                opened.append(place)
            elif child.nesting < 0:
                start = opened.pop()
                is_product = child.markup.startswith("*") and _is_within_word(tokens, start, place)
                if is_product or _is_special_name(child, tokens[start + 1 : place]):
                    tokens[start] = tokens[place] = Token("text", "", 0, content=child.markup)


def _is_special_name(token: Token, inner: list[Token]) -> bool:
    return (
        token.markup == "__"
        and len(inner) == 1
        and SPECIAL_NAME.fullmatch(inner[0].content) is not None
    )


def _is_within_word(tokens: list[Token], start: int, end: int) -> bool:
    if start == 0 or end + 1 == len(tokens):
        return False
    around = tokens[start - 1].content[-1:] + tokens[end + 1].content[:1]
    return len(around) == 2 and around.isascii() and around.isalnum()


def _bounded_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table within the limits. The parser's own rule completes short rows, so that a few
    characters could make 65,536 cells."""
    columns = _line(state, start + 1).count("|") + 1 if start + 1 < end else 1
    if columns > MAX_COLUMNS + 2:
        return False
    cells_left = state.env.setdefault("cells_left", min(MAX_CELLS, len(state.src)))
    last = min(end, start + 2 + cells_left // columns)
    if not table(state, start, last, silent):
        return False
    if not silent:
        state.env["cells_left"] = cells_left - columns * (state.line - start - 1)
        if state.line == last < end:
            raise _BeyondLimitsError
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] : state.eMarks[number]]


# From tokens to a tree -------------------------------------------------------------------


def _nested(
    tokens: Iterable[Token],
    leaf: Callable[[Token], Iterable[Node]],
    container: Callable[[Token, tuple[Node, ...]], Iterable[Node]],
) -> tuple[Node, ...]:
    """A flat list of tokens as a tree."""
    opened: list[Token] = []
    levels: list[list[Node]] = [[]]
    for token in tokens:
        if token.nesting > 0:
            opened.append(token)
            levels.append([])
            if len(opened) >= MAX_NESTING:  # Here the parser starts to skip text.
                raise _BeyondLimitsError
        elif token.nesting < 0:
            children = tuple(levels.pop())
            levels[-1] += container(opened.pop(), children)
        else:
            levels[-1] += leaf(token)
    return tuple(levels[0])


def _blocks(tokens: list[Token], lines: list[str]) -> tuple[Block, ...]:
    return _nested(tokens, lambda token: _leaf_blocks(token, lines), _container_blocks)


def _leaf_blocks(token: Token, lines: list[str]) -> list[Block]:
    if token.type == "inline":  # Its container takes the inlines.
        return [Block("", _nested(token.children or [], _leaf_inlines, _container_inlines))]
    if token.type in ("fence", "code_block"):
        return _code(token)
    if token.type == "definition" and token.map:
        return [Block("paragraph", _definition(lines[slice(*token.map)]))]
    return [Block("rule")]


def _code(token: Token) -> list[Block]:
    info = token.info.strip(" \t")
    code = token.content.removesuffix("\n")
    if info and not LANGUAGE.fullmatch(info):
        code, info = f"{info}\n{code}".removesuffix("\n"), ""
    return [Block("code_block", text=code, language=info)] if NOT_BLANK.search(code) else []


def _definition(lines: list[str]) -> tuple[Inline, ...]:
    """Lines as they were written, without the marks of quotes and lists around them."""
    first, *rest = lines
    return _lines("\n".join([first[first.index("[") :], *(line.lstrip(" \t>") for line in rest)]))


def _container_blocks(token: Token, blocks: tuple[Block, ...]) -> list[Block]:
    kind = token.type.removesuffix("_open")
    if kind in ("thead", "tbody"):
        return list(blocks)
    inlines = blocks[0].inlines if blocks else ()
    match kind:
        case "paragraph":
            return [Block("paragraph", inlines, tight=token.hidden)]
        case "heading":
            return [Block("heading", inlines, level=int(token.tag[1:]))] if inlines else []
        case "th" | "td":
            return [Block("cell", inlines, align=str(token.attrGet("style") or "")[11:])]
        case "ordered_list":
            start = token.attrGet("start")
            return [Block("list", blocks=blocks, start=1 if start is None else int(start))]
        case "blockquote":
            return [Block("quote", blocks=blocks)] if blocks else []
    return [Block(CONTAINERS[kind], blocks=blocks)]


CONTAINERS = {"bullet_list": "list", "list_item": "item", "table": "table", "tr": "row"}
INLINE_CONTAINERS = {"strong": "strong", "em": "emphasis", "s": "strikethrough"}


def _leaf_inlines(token: Token) -> list[Inline]:
    if token.type in ("softbreak", "hardbreak"):
        return [Inline("break")]
    kind = "code" if token.type == "code_inline" else "text"
    return [Inline(kind, token.content)] if token.content else []


def _container_inlines(token: Token, inlines: tuple[Inline, ...]) -> list[Inline]:
    kind = token.type.removesuffix("_open")
    if kind != "link":
        return [Inline(INLINE_CONTAINERS[kind], inlines=inlines)]
    target = str(token.attrGet("href") or "")
    # The parser does not validate `[words]()`, and allows `[<https://a.example>](https://b.example)`.
    if not target or _has_link(inlines):
        return [Inline("text", "["), *inlines, Inline("text", f"]({target})")]
    return [Inline("link", inlines=inlines or (Inline("text", target),), target=target)]


def _has_link(inlines: Iterable[Inline]) -> bool:
    return any(inline.kind == "link" or _has_link(inline.inlines) for inline in inlines)


# From a tree to plain text ---------------------------------------------------------------


def _text_of_blocks(blocks: Iterable[Block], separator: str) -> str:
    return separator.join(filter(None, map(_text_of_block, blocks)))


def _text_of_block(block: Block) -> str:
    match block.kind:
        case "code_block":
            return block.text
        case "table":
            return "\n".join(
                "\t".join(_text_of_inlines(cell.inlines) for cell in row.blocks).strip("\t")
                for row in block.blocks
            )
        case "list":
            return _text_of_list(block)
        case "quote":
            return _text_of_blocks(block.blocks, "\n\n")
    return _text_of_inlines(block.inlines)


def _text_of_list(block: Block) -> str:
    """Numbers are kept, since other texts refer to them."""
    separator = "\n" if is_tight(block) else "\n\n"
    items = (_text_of_blocks(item.blocks, separator) for item in block.blocks)
    if block.start is None:
        return separator.join(items)
    return separator.join(f"{number}. {item}" for number, item in enumerate(items, block.start))


def is_tight(block: Block) -> bool:
    """Whether a list has no blank lines between its items."""
    return all(
        child.tight or child.kind != "paragraph" for item in block.blocks for child in item.blocks
    )


def _text_of_inlines(inlines: Iterable[Inline]) -> str:
    return "".join(
        "\n" if inline.kind == "break" else inline.text + _text_of_inlines(inline.inlines)
        for inline in inlines
    )
