"""The finished picture: two widths, its words, its data, its boxes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from incident_kit.drawn import FigureTable

WIDE = 820
PHONE = 336


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
    """A figure at two widths, its text alternative and its data table."""

    wide: Drawing = field(repr=False)
    phone: Drawing = field(repr=False)
    alt: str
    table: FigureTable = field(repr=False)

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        """Show the wide drawing in a notebook."""
        del include, exclude
        return (
            {"image/svg+xml": self.wide.svg, "text/plain": self.alt},
            {"image/svg+xml": {"alt": self.alt}},
        )
