"""The vocabulary of a page: sections made of blocks made of words.

A code cell of a template displays :class:`Section` values.  In a notebook they
show themselves; for the page only their JSON is read, strictly, and rendered
again, so nothing that stands in a notebook's HTML is ever trusted.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import pydantic

from incident_kit.errors import PageRefused
from incident_kit.page.markup import render_section
from incident_kit.page.text import clean_text
from incident_kit.styled import Strict, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

SECTION_MIME = "application/vnd.incident-kit.section.v1+json"


Profile = Literal["internal", "customer"]
Verdict = Literal[
    "agrees", "disagrees", "partly", "only said", "only measured", "unknown"
]
Name = Annotated[str, pydantic.StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
Pixels = Annotated[int, pydantic.Field(gt=0, le=10_000)]


def plain(words: Words) -> str:
    """Return words without their style."""
    return clean_text("".join(span.text for span in words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline(Strict):
    """What happened: a small line, the title, and two sentences.

    ``logo`` is the team's sign as a data address, "" for none.
    """

    line: tuple[str, ...]
    title: str
    words: Words
    note: str = ""
    logo: str = ""
    block: Literal["headline"] = "headline"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [" · ".join(self.line), self.title, plain(self.words)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockCell(Strict):
    """One number of the clock strip, and when and how it is known."""

    name: str
    value: str
    unit: str = ""
    detail: Words = ()
    known: bool = True


@dataclass(frozen=True, slots=True)
class ClockStrip(Strict):
    """The clocks and the size of the harm, side by side."""

    clocks: tuple[ClockCell, ...]
    block: Literal["clocks"] = "clocks"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [f"{c.name}: {c.value} {c.unit}".strip() for c in self.clocks]


@dataclass(frozen=True, slots=True)
class Lead(Strict):
    """The one sentence that opens a section."""

    words: Words
    block: Literal["lead"] = "lead"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [plain(self.words)]


@dataclass(frozen=True, slots=True)
class Prose(Strict):
    """What people wrote: Markdown, hostile until it went through the one path."""

    markdown: str
    block: Literal["prose"] = "prose"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [self.markdown]


@dataclass(frozen=True, slots=True)
class Paragraph(Strict):
    """A paragraph of computed words."""

    words: Words
    block: Literal["paragraph"] = "paragraph"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [plain(self.words)]


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
class BlastMap(Strict):
    """The map: five letters between hairlines."""

    rows: tuple[BlastRow, ...]
    block: Literal["blast"] = "blast"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [
            f"{row.letter} {row.question}: {plain(row.said)} | "
            f"{plain(row.measured)} | {row.verdict}"
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
    """A drawing at two widths, its description, its caption and its numbers."""

    wide_svg: str
    wide_size: tuple[Pixels, Pixels]
    phone_svg: str
    phone_size: tuple[Pixels, Pixels]
    alt: str
    caption: tuple[Words, ...] = ()
    table: DataTable
    block: Literal["figure"] = "figure"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [self.alt]


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
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
        return [" | ".join(plain(cell) for cell in row.cells) for row in self.rows]

    def __post_init__(self) -> None:
        """Refuse a row that does not fit under its columns."""
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise PageRefused(
                f"a row of the table {self.kind!r} does not have "
                f"{len(self.columns)} cells, one per column"
            )


@dataclass(frozen=True, slots=True)
class KeyList(Strict):
    """Pairs: the question at the left, what it touches at the right."""

    rows: tuple[tuple[Words, Words], ...]
    block: Literal["keys"] = "keys"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [f"{plain(key)} {plain(value)}" for key, value in self.rows]


@dataclass(frozen=True, slots=True)
class BulletList(Strict):
    """A list; an item is computed words, or Markdown that a person wrote."""

    items: tuple[Words | str, ...]
    block: Literal["bullets"] = "bullets"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [
            f"- {item if isinstance(item, str) else plain(item)}" for item in self.items
        ]


@dataclass(frozen=True, slots=True)
class Improve(Strict):
    """The one list of what would make this review better: field, and why."""

    items: tuple[tuple[str, Words], ...]
    block: Literal["improve"] = "improve"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [f"- {name}: {plain(why)}" for name, why in self.items]


Inner = Annotated[
    Lead | Prose | Paragraph | TableBlock | KeyList | BulletList | Improve,
    pydantic.Field(discriminator="block"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Half(Strict):
    """One of two columns, under a heading of its own."""

    heading: str
    blocks: tuple[Inner, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoColumns(Strict):
    """Two parts side by side: the trigger beside the contributing factors."""

    left: Half
    right: Half
    block: Literal["two"] = "two"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [
            line
            for half in (self.left, self.right)
            for line in (half.heading, *plain_lines(half.blocks))
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer(Strict):
    """Where the page came from; the last thing a template displays.

    Its presence is the mark that the run reached its end.
    """

    inputs: tuple[Words, ...]
    definitions: tuple[Words, ...] = ()
    versions: Words = ()
    block: Literal["footer"] = "footer"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [plain(words) for words in self.inputs]


Block = Annotated[
    Headline
    | ClockStrip
    | Lead
    | Prose
    | Paragraph
    | BlastMap
    | FigureBlock
    | TableBlock
    | KeyList
    | TwoColumns
    | BulletList
    | Improve
    | Footer,
    pydantic.Field(discriminator="block"),
]


def plain_lines(blocks: Sequence[Block]) -> list[str]:
    """Return the lines of blocks that carry their message."""
    return [line for block in blocks for line in block.plain()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Strict):
    """A part of the page.

    Without blocks it vanishes from the page, and in a notebook shows ``hint``:
    what is missing, and the field to fill.  ``profile`` says for whom it was
    made: a page for customers takes no other section.  ``unless`` names the
    section that says the same: where a page has that one, or this one already,
    it vanishes.
    """

    id: Name
    heading: str = ""
    level: Literal[2, 3] = 2
    blocks: tuple[Block, ...] = ()
    hint: str = ""
    profile: Profile = "internal"
    unless: Name | Literal[""] = ""

    def to_json(self) -> dict[str, object]:
        """Return the section as plain JSON data."""
        # Half of a character pair, as broken exports have it, is no text at all.
        text = json.dumps(asdict(self), ensure_ascii=False).encode("utf-8", "replace")
        plain: dict[str, object] = json.loads(text)
        return plain

    def _repr_mimebundle_(
        self,
        include: object = None,  # noqa: ARG002 - Jupyter's signature
        exclude: object = None,  # noqa: ARG002 - Jupyter's signature
    ) -> dict[str, object]:
        """Return what a notebook shows, and the JSON the page is made of."""
        return {
            SECTION_MIME: self.to_json(),
            "text/html": render_section(self),
            "text/plain": plain_section(self),
        }


_SECTION: pydantic.TypeAdapter[Section] = pydantic.TypeAdapter(Section)


def section_from_json(data: object) -> Section:
    """Return the section that was written as JSON, or refuse it whole."""
    try:
        return _SECTION.validate_json(json.dumps(data, allow_nan=False), strict=True)
    except pydantic.ValidationError as problem:
        first = problem.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "section"
        raise PageRefused(
            f"a section of the notebook is not one of ours: {where}: {first['msg']}"
        ) from None
    except (TypeError, ValueError, RecursionError) as problem:
        raise PageRefused(
            f"a section of the notebook cannot be read: {problem}"
        ) from None


def plain_section(section: Section) -> str:
    """Return the section as plain text, for a terminal or a log."""
    lines = plain_lines(section.blocks) if section.blocks else [section.hint]
    return clean_text("\n".join(line for line in (section.heading, *lines) if line))
