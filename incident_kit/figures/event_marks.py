"""The events drawn: bands and frames, leaders, labels, marks, and the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.figures.canvas import DASHED
from incident_kit.figures.marks import (
    arrow,
    event_mark,
    i_beam,
    is_said,
    time_unknown,
)
from incident_kit.layout.text import Run, drawable
from incident_kit.wording.figures import more_in_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.drawn import Event
    from incident_kit.figures.canvas import Canvas
    from incident_kit.figures.event_rows import EventRows, Stand
    from incident_kit.layout.axis import TimeAxis

_MOST_LISTED = 20


def draw_bands(
    canvas: Canvas, rows: EventRows, axis: TimeAxis, top: float, base: float
) -> None:
    """Fill the onset's frame, before the curve: it may hide no data."""
    for stand, label in zip(rows.stands, rows.placed, strict=True):
        if stand.frame is not None:
            left = axis.left if stand.frame.is_at_most else stand.left
            start = top + rows.tops[label.row]
            canvas.rect(left, start, stand.right, base, "band")


def _draw_frame(
    canvas: Canvas, stand: Stand, axis: TimeAxis, top: float, base: float
) -> None:
    """Draw an onset's frame from last good to first bad, open where it is."""
    is_open = stand.frame is not None and stand.frame.is_at_most
    canvas.leader(stand.right, top, base, "ink")
    if is_open:
        arrow(canvas, max(axis.left - 9, 1), base - 18, "ink", -1)
        canvas.line([(axis.left, top), (stand.right, top)], "ink")
        return
    canvas.leader(stand.left, top, base, "ink")
    canvas.lines([[(stand.left, y), (stand.right, y)] for y in (top, base)], "ink")


def draw_events(
    canvas: Canvas,
    events: Sequence[Event],
    rows: EventRows,
    axis: TimeAxis,
    *,
    top: float,
    base: float,
) -> None:
    """Draw frames and leaders from their labels down to the base line, and marks."""
    starts = [top + rows.tops[label.row] for label in rows.placed]
    for stand, start in zip(rows.stands, starts, strict=True):
        if stand.frame is not None:
            _draw_frame(canvas, stand, axis, start, base)
    for stand, start in zip(rows.stands, starts, strict=True):
        if stand.frame is None:
            dash = DASHED if all(is_said(event) for event in stand.events) else None
            canvas.leader(stand.left, start, base, stand.color, dash)
    draw_marks(canvas, events, axis, base)
    draw_labels(canvas, rows, top)


def draw_labels(canvas: Canvas, rows: EventRows, top: float) -> None:
    """Write the labels and their second lines."""
    for label in rows.placed:
        y = top + rows.tops[label.row] + rows.size - 1
        canvas.text(label.x, y, label.name, rows.size, anchor=label.anchor)
        if label.detail:
            canvas.text(
                label.x, y + 15, label.detail, color="ink2", anchor=label.anchor
            )


def draw_marks(
    canvas: Canvas, events: Sequence[Event], axis: TimeAxis, base: float
) -> None:
    """Draw every timed event's own mark on the base line."""
    for event in events:
        moment = event.moment
        if moment.at is None:
            continue
        x = axis.x(moment.at)
        if event.role != "onset" and moment.low and moment.high:
            low, high = axis.x(moment.low), axis.x(moment.high)
            if high - low >= 6:
                i_beam(canvas, low, high, base, event.color)
        event_mark(canvas, event, x, base)
        if not axis.holds(moment.at):
            direction = -1 if x <= axis.left else 1
            tip = min(max(x + 13 * direction, 1), canvas.width - 1)
            arrow(canvas, tip, base, event.color, direction)


def draw_list(
    canvas: Canvas, rows: EventRows, untimed: Sequence[Event], y: float
) -> float:
    """List numbered events and those without a time; return the next free y."""
    indent = 30.0
    for number, event in rows.listed[:_MOST_LISTED]:
        canvas.text(indent - 8, y + 13, (Run(number, True),), anchor="end")
        _list_row(canvas, event, indent, y)
        y += 18
    if len(rows.listed) > _MOST_LISTED:
        rest = more_in_table(len(rows.listed) - _MOST_LISTED)
        canvas.text(indent, y + 13, rest, color="ink2")
        y += 18
    for event in untimed:
        time_unknown(canvas, 4, indent - 8, y + 9)
        _list_row(canvas, event, indent, y)
        y += 18
    return y + (6 if rows.listed or untimed else 0)


def _list_row(canvas: Canvas, event: Event, x: float, y: float) -> None:
    detail = f" – {drawable(event.detail)}" if event.detail else ""
    runs = (
        Run(event.moment.words, True, event.color),
        Run(f" {drawable(event.name)}", color=event.color),
        Run(detail, color="ink2"),
    )
    canvas.text(x, y + 13, runs, room=canvas.width - x - 1)
