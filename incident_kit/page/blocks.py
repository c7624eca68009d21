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
from incident_kit.page.hours import HoursBlock
from incident_kit.page.markup import render_section
from incident_kit.page.tables import BlastMapBlock, FigureBlock, Name, TableBlock
from incident_kit.page.text import clean_text
from incident_kit.page.text_blocks import (
    AnswerStrip,
    BulletList,
    Footer,
    Headline,
    Improve,
    KeyList,
    Lead,
    NumberStrip,
    Paragraph,
    Prose,
)
from incident_kit.styled import Strict

if TYPE_CHECKING:
    from collections.abc import Sequence

SECTION_MIME = "application/vnd.incident-kit.section.v1+json"


Profile = Literal["internal", "customer"]


Inner = Annotated[
    Lead
    | Prose
    | Paragraph
    | FigureBlock
    | TableBlock
    | KeyList
    | BulletList
    | Improve,
    pydantic.Field(discriminator="block"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold(Strict):
    """What is there to look up: closed under a line, open on paper."""

    summary: str
    blocks: tuple[Inner, ...]
    block: Literal["fold"] = "fold"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [self.summary, *plain_lines(self.blocks)]


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


Block = Annotated[
    Headline
    | NumberStrip
    | AnswerStrip
    | Lead
    | Prose
    | Paragraph
    | BlastMapBlock
    | FigureBlock
    | HoursBlock
    | TableBlock
    | KeyList
    | TwoColumns
    | Fold
    | BulletList
    | Improve
    | Footer,
    pydantic.Field(discriminator="block"),
]


def plain_lines(blocks: Sequence[Block]) -> list[str]:
    """Return the lines of blocks that carry their message."""
    return [line for block in blocks for line in block.plain()]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Section(Strict):
    """A part of the page.

    Without blocks it vanishes from the page, and in a notebook shows ``hint``:
    what is missing, and the field to fill.  ``profile`` says for whom it was
    made: a page for customers takes no other section.  ``unless`` names the
    section that says the same: where a page has that one, or this one already,
    it vanishes.  On the page a ``folded`` one is its heading until it is opened.
    """

    id: Name
    heading: str = ""
    level: Literal[2, 3] = 2
    blocks: tuple[Block, ...] = ()
    hint: str = ""
    profile: Profile = "internal"
    unless: Name | Literal[""] = ""
    folded: bool = False

    def __repr__(self) -> str:
        """Return which it is in one line; displayed, it shows itself."""
        return f"<section {self.id}: {self.heading or self.hint}>"

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
