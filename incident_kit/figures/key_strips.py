"""Each further series of the key figure: a strip of its own, its amount inside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.drawn import PhaseStretch
from incident_kit.figures import curve as curves
from incident_kit.figures.curve import Scale
from incident_kit.figures.key_plan import cut
from incident_kit.figures.time_axis import draw_base_line
from incident_kit.layout import text as words
from incident_kit.layout.text import Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.drawn.key import KeyCurve, KeyValues
    from incident_kit.figures.canvas import Canvas
    from incident_kit.figures.curve import Trace
    from incident_kit.figures.key_plan import Plan

_HIGH = 34.0
# a label over a strip stands clear of the zero of the axis above it
_AIR = 21.0
_TINT = 3


def draw_strips(canvas: Canvas, values: KeyValues, plan: Plan, y: float) -> float:
    """Draw each further series on a scale of its own; return the next free y."""
    for one in values.strips:
        y = _draw(canvas, plan, cut(one, plan.panel), y)
    return y


def _draw(canvas: Canvas, plan: Plan, one: KeyCurve, y: float) -> float:
    axis, panel = plan.axis, plan.panel
    base = y + _AIR + _HIGH
    scale = Scale(*curves.bounds(one.curve), y + _AIR, base)
    found = curves.traces(one.curve, axis, scale)
    floor = curves.harm_floor(one.curve, axis, scale)
    whole = PhaseStretch(
        name="", start=panel.start, end=panel.end, tint=_TINT, count_text=""
    )
    if floor is not None:
        hurt = curves.hurting([whole], one.curve)
        curves.draw_areas(canvas, found, axis, hurt, floor)
    curves.draw_line(canvas, found, axis, base)
    draw_base_line(canvas, axis, base)
    _write(canvas, plan, one, found, base)
    return base


def _write(
    canvas: Canvas,
    plan: Plan,
    one: KeyCurve,
    found: Sequence[Trace],
    base: float,
) -> None:
    """Write the amount beside the harm where the series lies on the floor, else over it."""
    axis = plan.axis
    spans = curves.hurt_spans(one.curve, axis)
    left = min((span[0] for span in spans), default=axis.right)
    right = max((span[1] for span in spans), default=axis.left)
    for wording in one.amounts or (one.curve.unit,):
        runs = (Run(wording, True, "impact"),)
        note = (Run(one.note, color="ink2"),)
        wide = max(words.runs_width(runs, 12), words.runs_width(note, 12))
        for off in range(8, 44, 4):
            for x, anchor in ((left - off - wide, "end"), (right + off, "start")):
                is_inside = x >= axis.left and x + wide <= axis.right
                if is_inside and curves.roof(found, x, x + wide, base) > base - 4:
                    at = x + wide if anchor == "end" else x
                    canvas.text(at, base - 22, runs, anchor=anchor)
                    canvas.text(at, base - 7, note, anchor=anchor)
                    return
    for wording in one.amounts or (one.curve.unit,):
        runs = (Run(wording, True, "impact"),)
        wide = words.runs_width(runs, 12)
        if wide <= plan.right - plan.left - 2:
            middle = min(
                max((left + right) / 2, plan.left + wide / 2), plan.right - wide / 2
            )
            canvas.text(middle, base - _HIGH - 4, runs, anchor="middle")
            return
