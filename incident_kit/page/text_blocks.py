"""The blocks of a page that are text: headline, clocks, prose, lists, footer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from incident_kit.page.text import clean_text
from incident_kit.styled import ClockCell, Strict, Words


def plain_words(words: Words) -> str:
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
        return [" · ".join(self.line), self.title, plain_words(self.words)]


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
        return [plain_words(self.words)]


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
        return [plain_words(self.words)]


@dataclass(frozen=True, slots=True)
class KeyList(Strict):
    """Pairs: the question at the left, what it touches at the right."""

    rows: tuple[tuple[Words, Words], ...]
    block: Literal["keys"] = "keys"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [f"{plain_words(key)} {plain_words(value)}" for key, value in self.rows]


@dataclass(frozen=True, slots=True)
class BulletList(Strict):
    """A list; an item is computed words, or Markdown that a person wrote."""

    items: tuple[Words | str, ...]
    block: Literal["bullets"] = "bullets"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [
            f"- {item if isinstance(item, str) else plain_words(item)}"
            for item in self.items
        ]


@dataclass(frozen=True, slots=True)
class Improve(Strict):
    """The one list of what would make this review better: field, and why."""

    items: tuple[tuple[str, Words], ...]
    block: Literal["improve"] = "improve"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [f"- {name}: {plain_words(why)}" for name, why in self.items]


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
        return [plain_words(words) for words in self.inputs]
