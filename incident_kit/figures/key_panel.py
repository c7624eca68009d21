"""One panel of the key figure: traffic behind, harm in front, strips, words in areas."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from incident_kit.drawn import PhaseStretch
from incident_kit.figures import averted
from incident_kit.figures import curve as curves
from incident_kit.figures.curve import Scale
from incident_kit.figures.key_plan import cut, for_scale
from incident_kit.layout import text as words
from incident_kit.layout.apart import dodge
from incident_kit.layout.text import Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_kit.drawn import Curve
    from incident_kit.drawn.key import KeyCurve, KeyValues
    from incident_kit.figures.canvas import Canvas
    from incident_kit.figures.curve import Floor, Trace
    from incident_kit.figures.key_plan import Plan

_PALE, _STRONG = 3, 1
_STRIP = 38.0
_STRIP_AIR = 22.0
_SQUARE = 16.0
# a letter of 11 px must fit
_LEAST_SQUARE = 13.0


class PanelDrawing:
    """A panel between the y of its plot's top and of its base line."""

    def __init__(
        self, canvas: Canvas, values: KeyValues, plan: Plan, top: float, base: float
    ) -> None:
        self.canvas, self.values, self.plan = canvas, values, plan
        self.top, self.base = top, base
        self.scale = Scale(0, 1, 1, top, base)
        self.traffic: list[Trace] = []
        self.harm: list[Trace] = []

    def draw_traffic(self) -> None:
        """Draw the scale, and the traffic behind all else."""
        one, axis = self.plan.curve, self.plan.axis
        if one is None:
            return
        bounds = curves.bounds(for_scale(self.values, one))
        self.scale = Scale(*bounds, self.top, self.base)
        curves.draw_scale(self.canvas, axis, self.scale)
        self.harm = curves.traces(one.curve, axis, self.scale)
        behind = one.traffic
        if one.curve.bad == "low":
            behind = one.curve.values
        if behind is None:
            return
        self.traffic = curves.traces(
            replace(one.curve, values=behind), axis, self.scale
        )
        zero = self.scale.y(0.0)
        for trace in self.traffic:
            points = trace.points()
            ends = [(points[-1][0], zero), (points[0][0], zero)]
            self.canvas.polygon([*points, *ends], "band")
            if one.curve.bad != "low":
                self.canvas.line(points, "mute", 1.2)

    def draw_harm(self) -> None:
        """Draw the harm: pale, and strong where the heading speaks of it."""
        one = self.plan.curve
        if one is None:
            return
        floor = _floor(one.curve, self.plan, self.scale)
        if floor is not None:
            self._fill(one.curve, self.harm, floor)
        if one.curve.bad == "low" and floor is not None:
            for left, right in _hurt_spans(one.curve, self.plan):
                xs = np.linspace(left, right, 24)
                line = list(zip(xs.tolist(), floor.ys(xs).tolist(), strict=True))
                self.canvas.line(line, "mute", 1.2, (4.0, 3.0))
        if self.values.assumed and self._holds_averted():
            self._draw_averted(one.curve)
        curves.draw_line(self.canvas, self.harm, self.plan.axis, self.base)

    def _fill(self, curve: Curve, found: Sequence[Trace], floor: Floor) -> None:
        chosen = self.values.emphasised
        panel = self.plan.panel
        whole = PhaseStretch(
            name="", start=panel.start, end=panel.end, tint=_PALE, count_text=""
        )
        parts = [whole]
        if chosen is not None and chosen.color == "impact":
            parts = [
                replace(whole, end=chosen.start),
                replace(whole, start=chosen.start, end=chosen.end, tint=_STRONG),
                replace(whole, start=chosen.end),
            ]
        parts = [
            replace(one, start=max(one.start, panel.start), end=min(one.end, panel.end))
            for one in parts
        ]
        parts = [one for one in parts if one.start < one.end]
        hurt = curves.hurting(parts, curve)
        curves.draw_areas(self.canvas, found, self.plan.axis, hurt, floor)

    def _holds_averted(self) -> bool:
        chosen = self.values.emphasised
        return chosen is not None and self.plan.holds(chosen.start)

    def _draw_averted(self, curve: Curve) -> None:
        part, lines = self.plan.axis.parts[-1], self.values.assumed
        averted.draw_averted(
            self.canvas, part, self.scale, curve, lines, is_hatched=True
        )
        for line in lines:
            averted.draw_assumed(self.canvas, part, self.scale, line)

    def write(self) -> None:
        """Write what stands in the areas: the number of the heading first."""
        one = self.plan.curve
        if one is None:
            return
        self._write_emphasised()
        first = self.values.panels[0] is self.plan.panel
        if first and one.amounts:
            self._write_amount(one)
        if self.traffic and one.traffic_name:
            self._write_traffic(one.traffic_name)
        curves.write_gaps(self.canvas, self.harm, self.plan.axis, self.base)

    def _write_emphasised(self) -> None:
        chosen = self.values.emphasised
        if chosen is None or not self.plan.holds(chosen.start):
            return
        spans = curves.spans_of(self.plan.axis, chosen.start, chosen.end)
        if not spans:
            return
        left, right = max(spans, key=lambda span: span[1] - span[0])
        color = "help" if chosen.color == "help" else "ink"
        for lines in chosen.wordings:
            wide = max(words.width(line, 12, bold=True) for line in lines)
            high = 16.0 * len(lines)
            for x in _across(left + wide / 2 + 5, right - wide / 2 - 5):
                roof = self._roof(x - wide / 2 - 3, x + wide / 2 + 3, chosen.color)
                if self.base - roof < high + 8:
                    continue
                y = (roof + self.base - high) / 2 + 12
                if self._write_lines(lines, x, y, color, ground=color == "help"):
                    return

    def _roof(self, left: float, right: float, color: str) -> float:
        """Return how far up a label may reach within an area."""
        if color != "help":
            return curves.ceiling(self.harm, left, right, self.base)
        part = self.plan.axis.parts[-1]
        assert self.plan.curve is not None  # noqa: S101  # the caller has one
        near = averted.edges(self.plan.curve.curve, self.values.assumed, self.scale)[1]
        xs = averted.xs_of(self.values.assumed[0], part)
        inside = (xs >= left) & (xs <= right)
        return float(near[inside].max()) if inside.any() else self.base

    def _write_lines(
        self, lines: Sequence[str], x: float, y: float, color: str, *, ground: bool
    ) -> bool:
        """Write lines around a place where they meet nothing; tell whether they do."""
        runs = [(Run(line, at == 0, color),) for at, line in enumerate(lines)]
        boxes = [
            self.canvas.text_box(x, y + 16 * at, run, anchor="middle")
            for at, run in enumerate(runs)
        ]
        if not all(self.canvas.free(box, 3) for box in boxes):
            return False
        for at, run in enumerate(runs):
            self.canvas.text(x, y + 16 * at, run, anchor="middle", ground=ground)
        return True

    def _write_amount(self, one: KeyCurve) -> None:
        """Write how much harm there was over its line, as near to it as it fits."""
        spans = _hurt_spans(one.curve, self.plan)
        if not spans:
            return
        left, right = max(spans, key=lambda span: span[1] - span[0])
        for wording in one.amounts:
            runs = (Run(wording, True, "impact"),)
            half = words.runs_width(runs, 12) / 2
            for x in _across(
                left + half + 4, max(right, left + 2 * half + 8) - half - 4
            ):
                y = curves.roof(self.harm, x - half - 3, x + half + 3, self.base) - 7
                if y - 10 > self.top and self.canvas.text_where_free(
                    [(x, y)], runs, ground=True
                ):
                    return
        # under the top of the plot is always some place for it
        runs = (Run(one.amounts[-1], True, "impact"),)
        half = words.runs_width(runs, 12) / 2
        axis = self.plan.axis
        places = [
            (x, y)
            for y in (self.top + 12, self.top + 30, self.base - 12)
            for x in _across(axis.left + half + 2, axis.right - half - 2)
        ]
        self.canvas.text_where_free(places, runs, ground=True)

    def _write_traffic(self, name: str) -> None:
        runs = (Run(name, color="ink2"),)
        half = words.runs_width(runs, 12) / 2
        axis = self.plan.axis
        for x in list(_across(axis.left + half + 6, axis.right - half - 6))[::-1]:
            span = x - half - 3, x + half + 3
            under = curves.ceiling(self.traffic, *span, self.base) + 5
            over = curves.roof(self.harm, *span, self.base) - 5
            if over - under > 14 and self.canvas.text_where_free(
                [(x, (under + over) / 2 + 4)], runs
            ):
                return

    def draw_letters(self) -> None:
        """Draw the letters as squares at the times they were asked, never past a change."""
        changed = self.values.first_change
        letters = [one for one in self.values.letters if self.plan.holds(one.at)]
        axis = self.plan.axis
        wall = axis.x(changed) if changed and self.plan.holds(changed) else axis.right
        for state, low, high in (
            ("before", axis.left, wall - 2),
            ("after", wall + 2, axis.right),
        ):
            group = [one for one in letters if one.state == state]
            group.sort(key=lambda one: (one.at is None, one.at))
            wished = [axis.x(one.at) for one in group if one.at is not None]
            first = max([low, *(x + 4 for x in self._detected() if x < high)])
            pitch = min(_SQUARE, (high - first) / max(len(group), 1))
            if pitch < _LEAST_SQUARE:
                continue
            half = pitch / 2
            places = dodge(wished, first + half, high - half, pitch)
            y = self.letters_y
            for one, x in zip(group, places, strict=True):
                fill = "ink" if state == "before" else "ground"
                self.canvas.rect(
                    x - half + 0.5, y - half, x + half - 0.5, y + half, fill, edge="ink"
                )
                color = "ground" if state == "before" else "ink"
                self.canvas.text(
                    x, y + 4, (Run(one.letter, True, color),), 11, anchor="middle"
                )

    def _detected(self) -> list[float]:
        """Return where somebody told of it."""
        return [
            stand.left
            for stand in self.plan.stands
            for event in stand.events
            if event.role == "detected"
        ]

    @property
    def letters_y(self) -> float:
        """The y of the middle of the letters."""
        return self.top - 9

    def draw_strips(self, y: float) -> float:
        """Draw each further series on a scale of its own; return the next free y."""
        for one in self.values.strips:
            y = self._strip(cut(one, self.plan.panel), y)
        return y

    def _strip(self, one: KeyCurve, y: float) -> float:
        axis, canvas = self.plan.axis, self.canvas
        base = y + _STRIP_AIR + _STRIP
        low, high, step = curves.bounds(one.curve)
        scale = Scale(low, high, step, y + _STRIP_AIR, base)
        found = curves.traces(one.curve, axis, scale)
        floor = _floor(one.curve, self.plan, scale)
        panel = self.plan.panel
        whole = PhaseStretch(
            name="", start=panel.start, end=panel.end, tint=_PALE, count_text=""
        )
        if floor is not None:
            hurt = curves.hurting([whole], one.curve)
            curves.draw_areas(canvas, found, axis, hurt, floor)
        curves.draw_line(canvas, found, axis, base)
        for part in axis.parts:
            canvas.line([(part.left - 2, base), (part.right + 2, base)], "ink3")
        self._write_strip(one, found, y, base)
        return base

    def _write_strip(
        self, one: KeyCurve, found: Sequence[Trace], y: float, base: float
    ) -> None:
        """Write a strip's amount beside its harm, else over it."""
        axis, canvas = self.plan.axis, self.canvas
        spans = _hurt_spans(one.curve, self.plan)
        left = min((span[0] for span in spans), default=axis.right)
        right = max((span[1] for span in spans), default=axis.left)
        for wording in one.amounts or (one.curve.unit,):
            runs = (Run(wording, True, "impact"),)
            note = (Run(one.note, color="ink2"),)
            wide = max(words.runs_width(runs, 12), words.runs_width(note, 12))
            for off in range(8, 44, 4):
                for x, end in ((left - off - wide, "end"), (right + off, "start")):
                    is_inside = x >= axis.left and x + wide <= axis.right
                    # only where the series lies on the floor
                    is_low = curves.roof(found, x, x + wide, base) > base - 4
                    if is_inside and is_low:
                        at = x + wide if end == "end" else x
                        canvas.text(at, base - 22, runs, anchor=end)
                        canvas.text(at, base - 7, note, anchor=end)
                        return
        for wording in one.amounts or (one.curve.unit,):
            runs = (Run(wording, True, "impact"),)
            if words.runs_width(runs, 12) <= axis.right - axis.left:
                canvas.text_inside((left + right) / 2, y + 16, runs, left=axis.left)
                return


def strips_height(values: KeyValues) -> float:
    """Return how high the strips of all further series are."""
    return len(values.strips) * (_STRIP + _STRIP_AIR)


def _floor(curve: Curve, plan: Plan, scale: Scale) -> Floor | None:
    """Return from where the harm is drawn, None when it is not known."""
    if curve.bad != "low":
        return curves.floor_of(replace(curve, usual=None), plan.axis, scale, 0.0)
    if curve.baseline is None:
        return None
    return curves.floor_of(curve, plan.axis, scale, curve.baseline)


def _hurt_spans(curve: Curve, plan: Plan) -> list[tuple[float, float]]:
    """Return where a series shows harm, in px."""
    return [
        span
        for start, end in curve.hurt or ()
        for span in curves.spans_of(plan.axis, start, end)
    ]


def _across(left: float, right: float) -> Iterator[float]:
    """Yield places from the middle of a stretch to its ends."""
    if right < left:
        return
    middle, reach = (left + right) / 2, (right - left) / 2
    for at in range(0, int(reach) + 1, 6):
        yield middle + at
        if at:
            yield middle - at
