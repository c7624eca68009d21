"""The small marks of the chart grammar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.figures.canvas import DOTTED, SHORT_DASHED
from incident_kit.layout.text import Run

if TYPE_CHECKING:
    from incident_kit.drawn import Event, LedgerGroup
    from incident_kit.figures.canvas import Canvas

_DISC = {
    "supported": ("ink", "ink", "ground"),
    "still possible": ("ground", "ink", "ink"),
    "ruled out": ("ground", "mute", "ink3"),
}


def i_beam(
    canvas: Canvas, left: float, right: float, y: float, color: str, *, half: float = 5
) -> None:
    """Draw a span as a beam with two ends."""
    canvas.line([(left, y), (right, y)], color, 1.4)
    for x in (left, right):
        canvas.line([(x, y - half), (x, y + half)], color, 1.4)


def arrow(canvas: Canvas, x: float, y: float, color: str, direction: int) -> None:
    """Draw the head of an arrow whose tip is at ``x``."""
    back = x - 7 * direction
    canvas.polygon([(x, y), (back, y - 4), (back, y + 4)], color)


def ring(canvas: Canvas, x: float, y: float, color: str) -> None:
    """Draw the ring of an action."""
    canvas.circle(x, y, 4.5, "ground", edge=color, stroke=1.8)


def event_mark(canvas: Canvas, event: Event, x: float, y: float) -> None:
    """Draw an event's mark on a base line."""
    if event.role == "detected":
        canvas.polygon([(x - 5, y - 8), (x + 5, y - 8), (x, y)], "ink")
    elif event.role == "fix":
        canvas.circle(x, y, 5, "help", edge="ground", stroke=0.8)
    elif event.role not in {"onset", "known"}:
        if event.role == "open":
            canvas.line([(x, y), (min(x + 9, canvas.width - 8), y)], event.color, 1.8)
            arrow(canvas, min(x + 13, canvas.width - 1), y, event.color, 1)
        ring(canvas, x, y, event.color)


def change_disc(
    canvas: Canvas,
    left: float,
    right: float,
    y: float,
    *,
    group: LedgerGroup,
    label: str,
) -> None:
    """Draw a numbered disc, or a pill when it is wider than high."""
    fill, edge, color = _DISC[group]
    dash = SHORT_DASHED if group == "ruled out" else None
    canvas.pill(left, right, y, 8.5, fill, edge=edge, stroke=1.2, dash=dash)
    size = 11 if canvas.is_wide else 11.5
    runs = (Run(label, group == "supported", color),)
    canvas.text((left + right) / 2, y + 4, runs, size, anchor="middle")


def time_unknown(canvas: Canvas, left: float, right: float, y: float) -> None:
    """Draw the dotted dash of a time that nobody knows."""
    canvas.line([(left, y), (right, y)], "ink2", 1.6, DOTTED)


def is_said(event: Event) -> bool:
    """Tell whether an event is only said, not measured: its leader is dashed."""
    return not event.measured or event.role == "open"
