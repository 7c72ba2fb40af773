"""Texts of people and language models as data for prose.typ, which sets them in the PDF.

They are read as Markdown. Each line has its own direction and language. What typst should not lay
out (wide tables, addresses that it refuses) is reduced to lines of text here.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from typing import Any, NamedTuple

from llm_api.analysis.markdown import Block, Inline, Reader, is_tight, plain
from llm_api.exports.paragraphs import LONG_RUN, LONG_RUN_IN_CELL, breakable, is_rtl, language

Data = dict[str, Any]

# In a line from right to left, they keep the pieces of an address in their order.
LTR_ISOLATE, END_OF_ISOLATE = "\u2066", "\u2069"

# A table that is wider, or beyond this number of cells in a document, is set as lines: a page has
# no room for it, and typst takes 35 KB of memory for a cell.
MAX_COLUMNS = 8
MAX_CELLS = 10_000
MAX_ADDRESS = 4_000  # typst refuses links above 8,000 bytes


LETTERS = {"strong": "s", "emphasis": "e", "strikethrough": "d"}


class Run(NamedTuple):
    """A piece of a line. `marks` are letters: strong, emphasis, deleted, code, a link's target."""

    text: str
    marks: str = ""
    target: str = ""


class Prose:
    """The texts of one document."""

    def __init__(self, han: str, *, reads_markdown: bool = True) -> None:
        """`han` is the language of Han characters in doubt: zh or ja."""
        self._han = han
        self._read = Reader().parse if reads_markdown else plain
        self._cells_left = MAX_CELLS

    def blocks(self, text: str) -> list[Data]:
        """The blocks of a text. The highest of its headings are at level 0."""
        blocks = self._read(text)
        return self._blocks(blocks, sorted(set(_heading_levels(blocks))))

    def items(self, texts: list[str]) -> list[Data]:
        """The blocks of texts that are items of a list."""
        items = [(is_rtl(text), self.blocks(text)) for text in texts]
        return [_list(items, None, is_tight=False)] if items else []

    def _blocks(self, blocks: Iterable[Block], levels: list[int]) -> list[Data]:
        return [self._block(block, levels) for block in blocks]

    def _block(self, block: Block, levels: list[int]) -> Data:
        match block.kind:
            case "code_block":
                return {"kind": "code", "text": breakable(block.text)}
            case "rule":
                return {"kind": "rule"}
            case "quote":
                blocks = self._blocks(block.blocks, levels)
                return {"kind": "quote", "rtl": is_rtl(_text_of(block)), "blocks": blocks}
            case "list":
                items = [
                    (is_rtl(_text_of(item)), self._blocks(item.blocks, levels))
                    for item in block.blocks
                ]
                return _list(items, block.start, is_tight=is_tight(block))
            case "table":
                return self._table(block)
            case "heading":
                lines = self._lines(block.inlines)
                return {"kind": "heading", "level": levels.index(block.level), "lines": lines}
        return {"kind": "paragraph", "lines": self._lines(block.inlines)}

    def _table(self, block: Block) -> Data:
        columns = len(block.blocks[0].blocks)
        self._cells_left -= columns * len(block.blocks)
        if columns > MAX_COLUMNS or self._cells_left < 0:
            rows = [self._lines(_joined(row)) for row in block.blocks]
            return {"kind": "paragraph", "lines": list(chain.from_iterable(rows))}
        rows = [[self._cell(cell) for cell in row.blocks] for row in block.blocks]
        return {"kind": "table", "rtl": is_rtl(_text_of(block)), "columns": columns, "rows": rows}

    def _cell(self, cell: Block) -> Data:
        line = self._line(list(filter(None, _runs(cell.inlines))), LONG_RUN_IN_CELL)
        return {**line, "align": cell.align}

    def _lines(self, inlines: Iterable[Inline]) -> list[Data]:
        lines: list[list[Run]] = [[]]
        for run in _runs(inlines):
            if run is None:
                lines.append([])
            else:
                lines[-1].append(run)
        return [self._line(runs) for runs in lines]

    def _line(self, runs: list[Run], long_run: re.Pattern[str] = LONG_RUN) -> Data:
        text = "".join(run.text for run in runs)
        rtl = is_rtl(text)
        data: Data = {"rtl": rtl, "lang": language(text, self._han)}
        if any(run.marks or run.target for run in runs):
            return {**data, "runs": [_run(run, long_run, rtl=rtl) for run in runs]}
        return {**data, "text": breakable(text, long_run)}


def _list(items: list[tuple[bool, list[Data]]], start: int | None, *, is_tight: bool) -> Data:
    """A list of items, each with its direction. Bullets and numbers stand where an item begins, so
    that neighbours of one direction are a group."""
    groups: list[Data] = []
    for rtl, members in groupby(items, lambda item: item[0]):
        bodies = [blocks for _, blocks in members]
        groups.append({"rtl": rtl, "start": start, "items": bodies})
        start = None if start is None else start + len(bodies)
    return {"kind": "list", "tight": is_tight, "groups": groups}


def _heading_levels(blocks: Iterable[Block]) -> Iterator[int]:
    for block in blocks:
        if block.kind == "heading":
            yield block.level
        yield from _heading_levels(block.blocks)


def _joined(row: Block) -> list[Inline]:
    separated = [inline for cell in row.blocks for inline in (Inline("text", " | "), *cell.inlines)]
    return separated[1:]


# Lines and runs --------------------------------------------------------------------------


def _runs(inlines: Iterable[Inline], marks: str = "", target: str = "") -> Iterator[Run | None]:
    """Inlines without their nesting; None is a line break."""
    for inline in inlines:
        match inline.kind:
            case "break":
                yield None
            case "text":
                yield Run(inline.text, marks, target)
            case "code":
                yield Run(inline.text, marks + "c", target)
            case "link":
                yield from _link_runs(inline, marks)
            case _:
                yield from _runs(inline.inlines, marks + LETTERS[inline.kind], target)


def _link_runs(link: Inline, marks: str) -> Iterator[Run | None]:
    """The words of a link, and where it leads unless they say so."""
    target = link.target if len(link.target) <= MAX_ADDRESS else ""
    yield from _runs(link.inlines, marks, target)
    if link.inlines != (Inline("text", link.target),):
        yield Run(f" ({link.target})", marks + "t", target)


def _run(run: Run, long_run: re.Pattern[str], *, rtl: bool) -> Data:
    text = breakable(run.text, long_run)
    if rtl and "t" in run.marks:
        text = f" ({LTR_ISOLATE}{text[2:-1]}{END_OF_ISOLATE})"
    return {"text": text, "marks": run.marks, "target": run.target}


def _text_of(node: Block | Inline) -> str:
    """All text within a node, to find out its direction."""
    return node.text + "".join(map(_text_of, (*node.inlines, *getattr(node, "blocks", ()))))
