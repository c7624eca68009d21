"""The events of the key figure, drawn: leaders, labels, elbows to a list, numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incident_kit.figures.canvas import DASHED
from incident_kit.figures.event_marks import draw_marks
from incident_kit.figures.marks import is_said
from incident_kit.figures.picture import Box
from incident_kit.layout import text as words
from incident_kit.layout.callouts import listed
from incident_kit.layout.text import Run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from incident_kit.figures.canvas import Canvas
    from incident_kit.figures.event_rows import Stand
    from incident_kit.figures.key_plan import Plan
    from incident_kit.layout.wrapping import Line

_RADIUS = 8.5
_DIGIT = 11.5
# under a disc the ticks need some air
DISC_ROOM = 9.0


def draw_bands(canvas: Canvas, plan: Plan, top: float, base: float) -> None:
    """Fill the span in which it began, under the curve: it may hide no data."""
    for stand in plan.stands:
        if stand.frame is not None:
            left = plan.axis.left if stand.frame.is_at_most else stand.left
            canvas.rect(left, top, max(stand.right, left + 3), base, "hair")


def draw_events(
    canvas: Canvas,
    plan: Plan,
    numbers: Mapping[int, int],
    *,
    head: float,
    top: float,
    base: float,
) -> None:
    """Draw the events of a panel over its plot, from its head down to its base line."""
    if plan.is_numbered:
        _draw_numbers(canvas, plan, numbers, top, base)
        return
    for stand, spot in plan.over:
        foot = top - 6 - spot.rise
        _leader(canvas, stand, stand.left, foot - (spot.top - spot.rise), base)
    _draw_aside(canvas, plan, head, base)
    events = [event for stand in plan.stands for event in stand.events]
    draw_marks(canvas, events, plan.axis, base)
    for _, spot in plan.over:
        y = top - 6 - spot.top
        _write(canvas, spot.lines, spot.x, y, spot.anchor)


def _leader(canvas: Canvas, stand: Stand, x: float, top: float, bottom: float) -> None:
    dash = DASHED if all(is_said(event) for event in stand.events) else None
    canvas.leader(x, top, bottom, stand.color, dash)


def _draw_aside(canvas: Canvas, plan: Plan, head: float, base: float) -> None:
    """Draw the list at the right: the earliest on top, so that no elbow meets another."""
    tops = listed([lines for *_, lines in plan.aside])
    for (stand, event, lines), under in zip(plan.aside, tops, strict=False):
        at = event.moment.at
        x = plan.axis.x(at) if at is not None else stand.left
        y = head + under
        elbow = y + 0.55 * lines[0].size
        end = plan.aside_left - 6
        dash = DASHED if is_said(event) else None
        canvas.line([(x, base), (x, elbow), (end, elbow)], event.color, dash=dash)
        canvas.boxes.append(Box("leader", x - 0.5, elbow, x + 0.5, base))
        canvas.boxes.append(Box("leader", x, elbow - 0.5, end, elbow + 0.5))
        _write(canvas, lines, plan.aside_left, y, "start")


def _write(
    canvas: Canvas, lines: tuple[Line, ...], x: float, y: float, anchor: str
) -> None:
    for line in lines:
        canvas.text(x, y + line.size - 1, line.runs, line.size, anchor=anchor)
        y += line.pitch


@dataclass(slots=True)
class _Pill:
    """Events that one number, or a range of numbers, stands for."""

    left: float
    right: float
    first: int
    last: int
    color: str

    @property
    def label(self) -> str:
        return (
            f"{self.first}" if self.first == self.last else f"{self.first}–{self.last}"
        )

    def grow(self, low: float, high: float) -> None:
        """Widen it to its label, held between two places."""
        wide = max(2 * _RADIUS, words.width(self.label, _DIGIT, bold=True) + 9)
        middle = (self.left + self.right) / 2
        half = max(wide, self.right - self.left) / 2
        middle = min(max(middle, low + half), high - half)
        self.left, self.right = middle - half, middle + half


def _draw_numbers(
    canvas: Canvas, plan: Plan, numbers: Mapping[int, int], top: float, base: float
) -> None:
    """Draw a numbered disc for each event; neighbours that would meet share one."""
    pills: list[_Pill] = []
    low, high = 1.0, canvas.width - 1.0
    for stand in plan.stands:
        for event in stand.events:
            at = event.moment.at
            x = plan.axis.x(at) if at is not None else stand.left
            dash = DASHED if is_said(event) else None
            canvas.leader(x, top, base - _RADIUS - 1, event.color, dash)
    order = sorted(
        (
            (numbers[id(event)], plan.axis.x(event.moment.at), event.color)
            for stand in plan.stands
            for event in stand.events
            if event.moment.at is not None
        ),
    )
    for number, x, color in order:
        pill = _Pill(x - _RADIUS, x + _RADIUS, number, number, color)
        pill.grow(low, high)
        while pills and pills[-1].right + 2 > pill.left:
            before = pills.pop()
            same = before.color if before.color == pill.color else "ink"
            pill = _Pill(
                min(before.left, pill.left),
                max(before.right, pill.right),
                before.first,
                pill.last,
                same,
            )
            pill.grow(low, high)
        pills.append(pill)
    for pill in pills:
        canvas.pill(
            pill.left, pill.right, base, _RADIUS, "ground", edge=pill.color, stroke=1.6
        )
        middle = (pill.left + pill.right) / 2
        runs = (Run(pill.label, True, pill.color),)
        canvas.text(middle, base + 4, runs, _DIGIT, anchor="middle")
