"""The finished drawing: two widths, its words, its data, its boxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from incident_kit.page import palette

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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
class Table:
    """The data behind a figure, as plain text."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """One width of a picture."""

    svg: str
    width: int
    height: int
    boxes: tuple[Box, ...]
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A figure with its text alternative and its data table.

    ``wide`` and ``phone`` are complete SVG documents in the light colours;
    ``dark`` turns either into its dark copy.
    """

    wide_drawing: Drawing
    phone_drawing: Drawing
    alt: str
    table: Table

    @property
    def wide(self) -> str:
        """The drawing of 820 px."""
        return self.wide_drawing.svg

    @property
    def phone(self) -> str:
        """The drawing of 336 px."""
        return self.phone_drawing.svg

    @property
    def wide_size(self) -> tuple[int, int]:
        """Width and height of the wide drawing in px."""
        return self.wide_drawing.width, self.wide_drawing.height

    @property
    def phone_size(self) -> tuple[int, int]:
        """Width and height of the phone's drawing in px."""
        return self.phone_drawing.width, self.phone_drawing.height

    @property
    def boxes_wide(self) -> tuple[Box, ...]:
        """Every text and leader of the wide drawing."""
        return self.wide_drawing.boxes

    @property
    def boxes_phone(self) -> tuple[Box, ...]:
        """Every text and leader of the phone's drawing."""
        return self.phone_drawing.boxes

    @property
    def figure(self) -> Figure:
        """The matplotlib figure of the wide drawing."""
        return self.wide_drawing.figure

    def dark(self, svg: str) -> str:
        """Return a drawing in the dark colours."""
        return palette.dark(svg)

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        """Show the wide drawing in a notebook."""
        del include, exclude
        return (
            {"image/svg+xml": self.wide, "text/plain": self.alt},
            {"image/svg+xml": {"alt": self.alt}},
        )
