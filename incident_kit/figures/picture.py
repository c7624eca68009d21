"""The finished picture: two or three widths, its words, its data, its boxes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from incident_kit.drawn import Event, FigureTable

WIDE = 820
PHONE = 336
# the key figure: on a wide screen, and on a narrow one or paper
FULL = 1072
MIDDLE = 736


@dataclass(frozen=True, slots=True)
class Box:
    """Where a text or a leader stands, in px from the top left."""

    kind: Literal["text", "leader"]
    left: float
    top: float
    right: float
    bottom: float
    text: str = ""

    def meets(self, other: Box, gap: float = 0.0) -> bool:
        """Tell whether two boxes share an area."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )


@dataclass(frozen=True, slots=True)
class Drawing:
    """One width of a picture: a complete SVG document in the light colours."""

    svg: str
    width: int
    height: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A figure at two or three widths, its text alternative and its data table.

    ``numbered`` is what the numbers in it stand for, up to the widest drawing that
    has numbers instead of names.
    """

    full: Drawing | None = field(default=None, repr=False)
    wide: Drawing = field(repr=False)
    phone: Drawing = field(repr=False)
    alt: str
    table: FigureTable = field(repr=False)
    numbered: tuple[Event, ...] = field(default=(), repr=False)
    numbered_up_to: Literal["phone", "wide", "full"] = "phone"

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        """Show the wide drawing in a notebook."""
        del include, exclude
        return (
            {"image/svg+xml": self.wide.svg, "text/plain": self.alt},
            {"image/svg+xml": {"alt": self.alt}},
        )
