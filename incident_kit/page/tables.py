"""The blocks of a page that are tables and figures: the map, tables, drawings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import pydantic

from incident_kit.errors import PageRefused
from incident_kit.page.drawings import inline
from incident_kit.page.text_blocks import plain_words
from incident_kit.styled import Strict, Words

Verdict = Literal[
    "agrees", "disagrees", "partly", "only said", "only measured", "unknown"
]
Name = Annotated[str, pydantic.StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
Pixels = Annotated[int, pydantic.Field(gt=0, le=10_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlastRow(Strict):
    """One letter: what was said beside what the data say."""

    letter: str
    question: str
    who: str = ""
    said: Words
    measured: Words
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class BlastMapBlock(Strict):
    """The map: five letters between hairlines."""

    rows: tuple[BlastRow, ...]
    block: Literal["blast"] = "blast"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [
            f"{row.letter} {row.question}: {plain_words(row.said)} | "
            f"{plain_words(row.measured)} | {row.verdict}"
            for row in self.rows
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable(Strict):
    """The numbers behind a figure; ``note`` says what else there is."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureBlock(Strict):
    """A drawing at two or three widths, its description, its caption and its numbers.

    ``full_svg`` is for the widest screens, where there is one.  ``names`` are what
    numbers in the drawing stand for, listed under it up to the width at which the
    drawing itself names them.
    """

    heading: str = ""
    full_svg: str = ""
    wide_svg: str
    wide_size: tuple[Pixels, Pixels]
    phone_svg: str
    phone_size: tuple[Pixels, Pixels]
    alt: str
    caption: tuple[Words, ...] = ()
    names: tuple[Words, ...] = ()
    names_up_to: Literal["phone", "wide", "full"] = "phone"
    table: DataTable
    block: Literal["figure"] = "figure"

    def __post_init__(self) -> None:
        """Refuse a drawing that holds anything but lines, areas and words."""
        for svg in filter(None, (self.full_svg, self.wide_svg, self.phone_svg)):
            inline(svg)

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [one for one in (self.heading, self.alt) if one]


@dataclass(frozen=True, slots=True)
class Column(Strict):
    """A column of a table.

    ``small`` cells are short: on a phone they share a line with their small
    neighbours.  ``phone_word`` then stands before a number that would be bare
    without the column's head.
    """

    key: Name
    head: str
    small: bool = False
    phone_word: str = ""


@dataclass(frozen=True, slots=True)
class Row(Strict):
    """A row of a table; ``disc`` draws the first cell as the ledger's number."""

    cells: tuple[Words, ...]
    tone: Literal["", "ruled-out"] = ""
    disc: Literal["", "supported", "possible", "ruled-out"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBlock(Strict):
    """A table; ``kind`` names it for the style, ``caption`` for a screen reader."""

    kind: Name
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str
    block: Literal["table"] = "table"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [
            " | ".join(plain_words(cell) for cell in row.cells) for row in self.rows
        ]

    def __post_init__(self) -> None:
        """Refuse a row that does not fit under its columns."""
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise PageRefused(
                f"a row of the table {self.kind!r} does not have "
                f"{len(self.columns)} cells, one per column"
            )
