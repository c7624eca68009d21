"""The blocks of a page that are text: headline, clocks, prose, lists, footer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from incident_kit.page.text import clean_text
from incident_kit.styled import AnswerCell, NumberCell, Strict, Words


def plain_words(words: Words) -> str:
    """Return words without their style."""
    return clean_text("".join(span.text for span in words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline(Strict):
    """What happened: a small line, the title, what people wrote, and two sentences.

    ``summary`` is Markdown that a person wrote, "" for none; ``logo`` is the team's
    sign as a data address, "" for none.
    """

    line: tuple[Words, ...]
    title: str
    words: Words = ()
    summary: str = ""
    note: str = ""
    logo: str = ""
    block: Literal["headline"] = "headline"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        told = (self.summary, plain_words(self.words))
        line = " · ".join(plain_words(part) for part in self.line)
        return [line, self.title, *filter(None, told)]


@dataclass(frozen=True, slots=True)
class NumberStrip(Strict):
    """What a reader asks first in numbers, side by side."""

    cells: tuple[NumberCell, ...]
    block: Literal["numbers"] = "numbers"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [f"{one.value} {plain_words(one.words)}" for one in self.cells]


@dataclass(frozen=True, slots=True)
class AnswerStrip(Strict):
    """The questions that every reader has, side by side."""

    cells: tuple[AnswerCell, ...]
    missing: str = ""
    block: Literal["answers"] = "answers"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        told = []
        for one in self.cells:
            told.append(f"{one.question} {plain_words(one.words)}".strip())
            told += [f"- {it.what} {it.detail}".strip() for it in one.todo]
        return [*told, self.missing] if self.missing else told


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
    definitions: tuple[tuple[Words, Words], ...] = ()
    versions: Words = ()
    block: Literal["footer"] = "footer"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [plain_words(words) for words in self.inputs]
