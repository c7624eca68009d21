"""The letters of the map in the key figure: squares when they were asked."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from incident_kit.figures.picture import Box
from incident_kit.layout.apart import dodge
from incident_kit.layout.text import Run

if TYPE_CHECKING:
    from incident_kit.drawn import LetterMark
    from incident_kit.drawn.key import KeyValues
    from incident_kit.figures.canvas import Canvas
    from incident_kit.figures.key_plan import Plan

_SQUARE = 16.0
# a letter of 11 px must fit
_LEAST = 13.0


def draw_letters(canvas: Canvas, values: KeyValues, plan: Plan, y: float) -> None:
    """Draw them around a y, filled before the first change, never past it or a leader.

    Where they have no room between two leaders only the words under the picture tell.
    """
    changed, axis = values.first_change, plan.axis
    wall = axis.right
    if changed is not None and plan.holds(changed):
        wall = axis.x(changed)
    for state, low, high in (
        ("before", axis.left, wall - 2),
        ("after", wall + 2, axis.right),
    ):
        group = [
            one for one in values.letters if one.state == state and plan.holds(one.at)
        ]
        _draw(canvas, plan, group, (low, high), y)


def _draw(
    canvas: Canvas,
    plan: Plan,
    group: list[LetterMark],
    sides: tuple[float, float],
    y: float,
) -> None:
    low, high = sides
    timed = sorted((one.at, one.letter, one) for one in group if one.at is not None)
    if not timed:
        return
    wished = [plan.axis.x(at) for at, *_ in timed]
    leaders = [
        x
        for stand in plan.stands
        for event in stand.events
        if event.moment.at is not None
        and low < (x := plan.axis.x(event.moment.at)) < high
    ]
    middle = sum(wished) / len(wished)
    gaps = [
        (start + 4, end - 2)
        for start, end in pairwise(sorted([low - 4, *leaders, high + 2]))
        if end - start - 6 >= len(timed) * _LEAST
    ]
    if not gaps:
        return
    start, end = min(gaps, key=lambda gap: max(gap[0] - middle, middle - gap[1], 0.0))
    pitch = min(_SQUARE, (end - start) / len(timed))
    half = pitch / 2
    places = dodge(wished, start + half, end - half, pitch)
    squares = [Box("text", x - half, y - half, x + half, y + half) for x in places]
    if not all(canvas.free(one, 1) for one in squares):
        return
    for (_, letter, one), x in zip(timed, places, strict=True):
        is_before = one.state == "before"
        fill, color = ("ink", "ground") if is_before else ("ground", "ink")
        canvas.rect(
            x - half + 0.5, y - half, x + half - 0.5, y + half, fill, edge="ink"
        )
        canvas.text(x, y + 4, (Run(letter, True, color),), 11, anchor="middle")
