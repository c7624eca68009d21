"""Styled text: what wording makes and a page shows, in runs of one style each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Literal

import pydantic

from incident_kit.errors import PageRefused

_LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f\x7f-\x9f<>\"]+", re.IGNORECASE)

Style = Literal["", "strong", "code", "unknown", "help", "impact", "small"]


class Strict:
    """What all parts share: no key that is not theirs."""

    __slots__ = ()
    __pydantic_config__: ClassVar[pydantic.ConfigDict] = pydantic.ConfigDict(
        extra="forbid"
    )


def is_link(address: str) -> bool:
    """Return whether a reader may be led there: http, https or mailto."""
    return _LINK.fullmatch(address) is not None


@dataclass(frozen=True, slots=True)
class Span(Strict):
    """A run of text in one style, perhaps a link.

    ``small`` is a second line of its own inside a table cell or under a clock.
    """

    text: str
    style: Style = ""
    link: str | None = None

    def __post_init__(self) -> None:
        """Refuse a link that a reader must not be led to."""
        if self.link is not None and not is_link(self.link):
            raise PageRefused(
                f"the link {self.link[:80]!r} is refused; "
                "only http, https and mailto links are shown"
            )


Words = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class NumberCell(Strict):
    """One number of the first screen, and in words what it counts.

    ``origin`` names the section that it comes from.
    """

    value: str
    words: Words
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo(Strict):
    """Work that was promised: ``done`` is None where nobody wrote it."""

    what: str
    detail: str = ""
    done: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCell(Strict):
    """One question that every reader has, and its answer."""

    question: str
    note: str = ""
    words: Words = ()
    todo: tuple[Todo, ...] = ()


def w(*parts: str | Span) -> Words:
    """Return words: plain text and spans, in their order."""
    return tuple(Span(part) if isinstance(part, str) else part for part in parts)


def strong(text: str) -> Span:
    """Return bold text."""
    return Span(text, "strong")


def unknown(text: str = "unknown") -> Span:
    """Return text in the quiet ink of what nobody knows."""
    return Span(text, "unknown")


def code(text: str) -> Span:
    """Return the name of a field, flag or command."""
    return Span(text, "code")


def small(text: str) -> Span:
    """Return a second, smaller line."""
    return Span(text, "small")


def link(text: str, url: str) -> Span:
    """Return a link, or the bare text when the address is not one to follow."""
    return Span(text, "", url) if is_link(url) else Span(text)
