"""The review as Markdown, for a wiki or a tracker: readable raw and rendered.

Written from the same parts as the page.  Pictures are not in it: each figure is
its description and its numbers, and says where it is drawn.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from incident_kit.export.markdown_html import blocks_of_html, indented
from incident_kit.export.markdown_text import (
    BREAK,
    Code,
    Mark,
    Token,
    code_span,
    escaped,
    heading,
    line,
    link,
    table,
)
from incident_kit.page.own import Fragment
from incident_kit.page.render import arranged
from incident_kit.page.text import markdown_html
from incident_kit.page.text_blocks import plain_words
from incident_kit.styled import strong, w
from incident_kit.wording import markdown as told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from incident_kit.page.blocks import Block, Half, Section
    from incident_kit.page.hours import HoursBlock
    from incident_kit.page.tables import BlastMapBlock, DataTable, FigureBlock
    from incident_kit.page.text_blocks import (
        AnswerStrip,
        Footer,
        Headline,
        NumberStrip,
    )
    from incident_kit.styled import Span, Todo, Words

# A figure's numbers in a text that is read from top to bottom.
_MOST_ROWS = 30
_SENTENCE_ENDS = (".", "?", "!", ":", "…")


def markdown_document(parts: Iterable[Section | Fragment], *, page: str) -> str:
    """Return the review as Markdown: the page's parts in the page's order.

    ``page`` is the name of the page beside it, where the figures are drawn.
    """
    writer = _Writer(page)
    header, main, footer = arranged(parts)
    blocks = [
        block
        for part in (*header, *main)
        for block in (
            writer.fragment(part)
            if isinstance(part, Fragment)
            else writer.section(part)
        )
    ]
    blocks += ["---", *(block for part in footer for block in writer.section(part))]
    blocks.append(told.made_with(code_span(page)))
    return "\n\n".join(block for block in blocks if block) + "\n"


class _Writer:
    """Writes sections; keeps the level of the heading before."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.last = 0
        self.pairs = count()

    def level(self, wanted: int) -> int:
        """Return the level of the next heading: none is skipped on the way down."""
        self.last = min(wanted, self.last + 1)
        return self.last

    def fragment(self, part: Fragment) -> list[str]:
        """Return a piece of the team's own."""
        return blocks_of_html(part.html, level_of=self.level)

    def section(self, part: Section) -> list[str]:
        """Return a section of ours under its heading."""
        return [
            *self._heading(part.heading, part.level),
            *(text for block in part.blocks for text in self.block(block, part.level)),
        ]

    def _heading(self, text: str, level: int) -> list[str]:
        return [heading(line([escaped(text)]), self.level(level))] if text else []

    def block(self, block: Block, level: int) -> Iterator[str]:
        match block.block:
            case "headline":
                yield from self._headline(block)
            case "numbers":
                yield self._numbers_told(block)
            case "answers":
                yield self._answers(block)
            case "lead" | "paragraph":
                yield self.words(block.words)
            case "prose":
                yield from self._prose(block.markdown, level)
            case "blast":
                yield self._map(block)
            case "figure":
                yield from self._figure(block)
            case "hours":
                yield self._hours(block)
            case "table":
                head = [self.cell(column.head) for column in block.columns]
                rows = [[self.cell(one) for one in row.cells] for row in block.rows]
                yield table(head, rows)
            case "keys":
                yield "\n".join(f"- {self._pair(*row)}" for row in block.rows)
            case "bullets":
                yield "\n".join(self._item(one, level) for one in block.items)
            case "improve":
                yield "\n".join(
                    f"- {code_span(name)}: {self.words(why)}"
                    for name, why in block.items
                )
            case "two":
                yield from self._half(block.left, level)
                yield from self._half(block.right, level)
            case "fold":
                yield self.words(w(strong(block.summary)))
                for inner in block.blocks:
                    yield from self.block(inner, level)
            case "footer":
                yield from self._footer(block)

    def words(self, words: Words, *, in_table: bool = False) -> str:
        """Return computed words as one paragraph or cell."""
        tokens = [one for span in words for one in self._span(span)]
        return line(tokens, in_table=in_table)

    def cell(self, content: Words | str) -> str:
        """Return what stands in a cell of a table."""
        if isinstance(content, str):
            return line([escaped(content)], in_table=True)
        return self.words(content, in_table=True)

    def _span(self, span: Span) -> list[Token]:
        text, style, address = span.text, span.style, span.link
        if address:
            written: list[Token] = [
                link(escaped(text).strip() or escaped(address), address)
            ]
        elif style == "code":
            written = [Code(text)]
        elif style == "strong":
            pair = next(self.pairs)
            written = [Mark("**", True, pair), escaped(text), Mark("**", False, pair)]
        else:
            written = [escaped(text)]
        return [BREAK, *written] if style == "small" else written

    def _headline(self, block: Headline) -> Iterator[str]:
        yield from self._heading(block.title, 1)
        told = [plain_words(part) for part in block.line]
        yield line([escaped(" · ".join(part for part in told if part))])
        yield from self._prose(block.summary, 1)
        yield self.words(block.words)
        yield line([escaped(block.note)])

    def _numbers_told(self, block: NumberStrip) -> str:
        rows = [
            [self.cell(w(strong(one.value))), self.cell(one.words)]
            for one in block.cells
        ]
        return table(told.NUMBER_HEADS, rows)

    def _answers(self, block: AnswerStrip) -> str:
        lines = []
        for one in block.cells:
            note = f" ({one.note})" if one.note else ""
            lines.append(f"- {self._pair(w(one.question + note), one.words)}")
            lines += [f"    - {self.words(w(_todo(it)))}" for it in one.todo]
        lines += [f"- {self.words(w(block.missing))}"] if block.missing else []
        return "\n".join(lines)

    def _map(self, block: BlastMapBlock) -> str:
        rows = [
            [
                self.cell(row.letter),
                "<br>".join(
                    filter(None, [self.cell(row.question), self.cell(row.who)])
                ),
                self.cell(row.said),
                self.cell(row.measured),
                self.cell(row.verdict),
            ]
            for row in block.rows
        ]
        return table(told.MAP_HEADS, rows)

    def _hours(self, block: HoursBlock) -> str:
        rows = []
        for row in block.rows:
            when = self.cell(row.when)
            for one in row.lines:
                letter = w(strong(one.letter), " ") if one.letter else ()
                rows.append(
                    [when, self.cell((*letter, *one.said)), self.cell(one.data)]
                )
                when = ""
        return table(told.HOURS_HEADS, rows)

    def _figure(self, block: FigureBlock) -> Iterator[str]:
        yield line([f"{told.FIGURE}{code_span(self.page)}: ", escaped(block.alt)])
        # its caption explains the drawing, which is not here
        yield from self._numbers(block.table)

    def _numbers(self, numbers: DataTable) -> Iterator[str]:
        rows = [[self.cell(one) for one in row] for row in numbers.rows]
        if not rows:
            return
        yield table([self.cell(one) for one in numbers.columns], rows[:_MOST_ROWS])
        left = len(rows) - _MOST_ROWS
        if left > 0:
            yield line([told.more_rows(left), code_span(self.page), "."])

    def _pair(self, key: Words, value: Words) -> str:
        plain = plain_words(key).strip()
        inner: list[Token] = [escaped(plain)]
        if any(span.style == "code" for span in key):
            inner = [
                Code(it.text) if it.style == "code" else escaped(it.text) for it in key
            ]
        pair = next(self.pairs)
        name = line([Mark("**", True, pair), *inner, Mark("**", False, pair)])
        colon = "" if plain.endswith(_SENTENCE_ENDS) else ":"
        return f"{name}{colon} {self.words(value)}".rstrip()

    def _prose(self, markdown: str, level: int) -> list[str]:
        html = markdown_html(markdown, under=level)
        return blocks_of_html(html, level_of=self.level)

    def _item(self, item: Words | str, level: int) -> str:
        blocks = (
            self._prose(item, level) if isinstance(item, str) else [self.words(item)]
        )
        return indented("-", blocks)

    def _half(self, half: Half, level: int) -> Iterator[str]:
        yield from self._heading(half.heading, level)
        for block in half.blocks:
            yield from self.block(block, level)

    def _footer(self, block: Footer) -> Iterator[str]:
        yield self._list(block.inputs)
        if block.definitions:
            yield told.DEFINITIONS
            yield "\n".join(f"- {self._pair(*one)}" for one in block.definitions)
        yield self.words(block.versions)

    def _list(self, items: Sequence[Words]) -> str:
        return "\n".join(f"- {self.words(one)}" for one in items)


def _todo(one: Todo) -> str:
    """Return promised work on one line, ticked where it is done."""
    detail = f", {one.detail}" if one.detail else ""
    return f"{'✓ ' if one.done else ''}{one.what}{detail}"
