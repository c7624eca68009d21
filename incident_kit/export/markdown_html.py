"""Sanitized HTML to Markdown: what people wrote, and what their cells showed.

People's Markdown, their HTML and their tables all went through the page's one
path of free text; from there they become Markdown again, so nothing that the
page would not show is in the export.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from incident_kit.export.markdown_text import (
    BREAK,
    Code,
    Mark,
    Token,
    code_block,
    escaped,
    heading,
    line,
    link,
    table,
)
from incident_kit.styled import is_link
from incident_kit.wording.markdown import PICTURE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bs4.element import PageElement

_MARKS = {"strong": "**", "b": "**", "em": "_", "i": "_"}
_BLOCKS = {
    "p",
    "div",
    "section",
    "figure",
    "figcaption",
    "blockquote",
    "ul",
    "ol",
    "dl",
    "pre",
    "table",
    "hr",
    "details",
    "summary",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
}
_INNER = {"li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "caption"}
# What nests deeper is read as its words.
_DEEPEST = 40


def blocks_of_html(html: str, *, level_of: Callable[[int], int]) -> list[str]:
    """Return sanitized HTML as blocks of Markdown, headings at ``level_of``."""
    soup = BeautifulSoup(html, features="html.parser")
    return list(_Reader(level_of).blocks(soup, 0))


class _Reader:
    """Reads one piece of HTML; counts its pairs of marks."""

    def __init__(self, level_of: Callable[[int], int]) -> None:
        self.level_of = level_of
        self.pairs = count()

    def blocks(self, parent: Tag, depth: int) -> Iterator[str]:
        run: list[Token] = []
        for child in parent.children:
            if isinstance(child, Tag) and self._is_block(child):
                if text := line(run):
                    yield text
                run = []
                yield from self.block(child, depth + 1)
            else:
                run += self.tokens(child, depth + 1)
        if text := line(run):
            yield text

    @staticmethod
    def _is_block(tag: Tag) -> bool:
        return tag.name in _BLOCKS | _INNER or tag.find(list(_BLOCKS)) is not None

    def block(self, tag: Tag, depth: int) -> Iterator[str]:
        name = tag.name
        if depth > _DEEPEST:
            yield from filter(None, [line([escaped(tag.get_text(" "))])])
        elif name == "pre":
            yield code_block(tag.get_text())
        elif name == "hr":
            yield "---"
        elif name in {"ul", "ol"}:
            yield from self._list(tag, depth)
        elif name == "dl":
            yield from self._pairs(tag, depth)
        elif name == "table":
            yield from self._table(tag, depth)
        elif name == "blockquote":
            inner = "\n\n".join(self.blocks(tag, depth)).splitlines()
            yield "\n".join(f"> {text}".rstrip() for text in inner)
        elif name[0] == "h" and name[1:].isdigit():
            if text := line(self._inline(tag, depth)):
                yield heading(text, self.level_of(int(name[1:])))
        else:
            yield from self.blocks(tag, depth)

    def _list(self, tag: Tag, depth: int) -> Iterator[str]:
        start = str(tag.get("start") or "1")
        number = int(start) if start.isdecimal() and len(start) < 9 else 1
        items = []
        for position, item in enumerate(tag.find_all("li", recursive=False)):
            sign = "-" if tag.name == "ul" else f"{number + position}."
            items.append(indented(sign, list(self.blocks(item, depth))))
        if items:
            yield "\n".join(items)

    def _pairs(self, tag: Tag, depth: int) -> Iterator[str]:
        items: list[str] = []
        for part in tag.find_all(["dt", "dd"]):
            text = line(self._inline(part, depth))
            items.append(f"- {text}" if part.name == "dt" or not items else f"  {text}")
        if items:
            yield "\n".join(items)

    def _table(self, tag: Tag, depth: int) -> Iterator[str]:
        caption = tag.find("caption")
        if caption is not None and (text := line(self._inline(caption, depth))):
            yield text
        rows = [row for row in tag.find_all("tr") if row.find_parent("table") is tag]
        grid = _grid(
            [
                [
                    (cell, self._cell(cell, depth))
                    for cell in row.find_all(["td", "th"], recursive=False)
                ]
                for row in rows
            ]
        )
        if not grid:
            return
        headed = all(
            cell.name == "th"
            for cell in rows[0].find_all(["td", "th"], recursive=False)
        )
        head = grid[0] if headed else [""] * len(grid[0])
        yield table(head, grid[1:] if headed else grid)

    def _cell(self, cell: Tag, depth: int) -> str:
        return line(list(self._inline(cell, depth, in_table=True)), in_table=True)

    def _inline(self, tag: Tag, depth: int, *, in_table: bool = False) -> list[Token]:
        return [
            token
            for child in tag.children
            for token in self.tokens(child, depth + 1, in_table=in_table)
        ]

    def tokens(
        self, node: PageElement, depth: int, *, in_table: bool = False
    ) -> list[Token]:
        """Return what stands in a line: text, marks, breaks."""
        if isinstance(node, NavigableString):
            return [escaped(node)] if type(node) is NavigableString else []
        if not isinstance(node, Tag):
            return []
        if depth > _DEEPEST:
            return [escaped(node.get_text(" "))]
        if node.name == "br":
            return [BREAK]
        if node.name == "img":
            return [f"{PICTURE}{escaped(str(node.get('alt') or ''))}"]
        if node.name in {"code", "pre", "samp", "kbd"}:
            return [Code(node.get_text())]
        inner = self._inline(node, depth, in_table=in_table)
        if node.name == "a":
            return self._link(node, inner, in_table=in_table)
        if node.name in _MARKS and inner:
            pair, sign = next(self.pairs), _MARKS[node.name]
            return [Mark(sign, True, pair), *inner, Mark(sign, False, pair)]
        if node.name in _BLOCKS | _INNER:
            return [BREAK, *inner, BREAK]
        return inner

    @staticmethod
    def _link(tag: Tag, inner: list[Token], *, in_table: bool) -> list[Token]:
        address = str(tag.get("href") or "")
        text = line([one for one in inner if one != BREAK], in_table=in_table)
        if not is_link(address):
            return inner
        return [link(text or escaped(address), address)]


def indented(sign: str, blocks: list[str]) -> str:
    """Return blocks as one item of a list."""
    if not blocks:
        return sign
    pad = " " * (len(sign) + 1)
    lines = "\n\n".join(blocks).split("\n")
    rest = [f"{pad}{text}" if text else "" for text in lines[1:]]
    return "\n".join([f"{sign} {lines[0]}", *rest])


def _grid(rows: list[list[tuple[Tag, str]]]) -> list[list[str]]:
    """Return rows of one width; what a cell spans beside its first place is empty."""
    grid: list[list[str]] = []
    below: dict[int, int] = {}
    for row in rows:
        cells: list[str] = []
        for cell, text in row:
            while below.get(len(cells), 0):
                below[len(cells)] -= 1
                cells.append("")
            wide, high = (_span(cell, name) for name in ("colspan", "rowspan"))
            for step in range(wide):
                if high > 1:
                    below[len(cells)] = high - 1
                cells.append(text if step == 0 else "")
        if cells:
            grid.append(cells)
    width = max(map(len, grid), default=0)
    return [cells + [""] * (width - len(cells)) for cells in grid]


def _span(cell: Tag, name: str) -> int:
    text = str(cell.get(name) or "1")
    return min(max(int(text), 1), 100) if text.isdecimal() and len(text) < 6 else 1
