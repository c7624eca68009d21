"""The time axis of a figure, drawn: ticks, their words, and where the scale changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.layout import text as words
from incident_kit.layout.axis import (
    BREAK,
    TICK_GAP,
    part_words,
    tick_spacing,
    time_ticks,
)

if TYPE_CHECKING:
    from incident_kit.figures.canvas import Canvas
    from incident_kit.layout.axis import AxisPart, TimeAxis


def draw_base_line(canvas: Canvas, axis: TimeAxis, y: float) -> None:
    """Draw the line on which the marks stand, once per part of the axis."""
    for part in axis.parts:
        canvas.line([(part.left - 2, y), (part.right + 2, y)], "ink3")


def draw_time_ticks(canvas: Canvas, axis: TimeAxis, y: float) -> float:
    """Write the ticks under a base line at ``y``; return the next free y."""
    room = tick_spacing(canvas.width)
    last = -TICK_GAP
    several = len(axis.parts) > 1
    for part in axis.parts:
        ticks, step = time_ticks(part, axis.zone, room)
        for tick in ticks:
            wide = words.width(tick.label, 12)
            left = min(max(tick.x - wide / 2, 1.0), canvas.width - 1 - wide)
            if left < last + TICK_GAP or left < part.left - 40:
                continue
            canvas.line([(tick.x, y), (tick.x, y + 3)], "ink3")
            canvas.text(left, y + 17, tick.label, color="ink3")
            last = left + wide
        if several:
            _write_part(canvas, part, part_words(part, axis.zone, step), y + 32)
    if several:
        x = axis.parts[0].right + BREAK / 2
        for shift in (-3.0, 2.0):
            canvas.line([(x + shift - 2, y + 5), (x + shift + 2, y - 5)], "ink3")
    return y + (37 if several else 23)


def _write_part(canvas: Canvas, part: AxisPart, label: str, y: float) -> None:
    for wording in (label, label.rpartition(", ")[2]):
        last = canvas.width - words.width(wording, 12) - 1
        places = [(min(part.left, last), y), (last, y)]
        runs = (words.Run(wording, color="ink2"),)
        if canvas.text_where_free(places, runs, gap=1, anchor="start"):
            return
