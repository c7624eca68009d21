"""One panel of the key figure: traffic behind, harm in front, strips, words in areas."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from incident_kit.drawn import PhaseStretch
from incident_kit.figures import averted
from incident_kit.figures import curve as curves
from incident_kit.figures.curve import Scale
from incident_kit.figures.key_plan import for_scale
from incident_kit.layout import text as words
from incident_kit.layout.text import Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_kit.drawn import Curve
    from incident_kit.drawn.key import KeyCurve, KeyValues
    from incident_kit.figures.canvas import Canvas
    from incident_kit.figures.curve import Floor, Trace
    from incident_kit.figures.key_plan import Plan

_PALE, _STRONG = 3, 1


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
        floor = curves.harm_floor(one.curve, self.plan.axis, self.scale)
        if floor is not None:
            self._fill(one.curve, self.harm, floor)
        if one.curve.bad == "low" and floor is not None:
            for left, right in curves.hurt_spans(one.curve, self.plan.axis):
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
                if self.base - roof < high + 4:
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
        spans = curves.hurt_spans(one.curve, self.plan.axis)
        if not spans:
            return
        left, right = max(spans, key=lambda span: span[1] - span[0])
        for wording in one.amounts:
            runs = (Run(wording, True, "impact"),)
            half = words.runs_width(runs, 12) / 2
            end = min(max(right, left + 2 * half + 8), self.plan.right - 2)
            for x in _across(left + half + 4, end - half - 4):
                y = curves.roof(self.harm, x - half - 3, x + half + 3, self.base) - 7
                if y - 10 > self.top and self.canvas.text_where_free(
                    [(x, y)], runs, ground=True
                ):
                    return
        # under the top of the plot is always some place for it
        axis = self.plan.axis
        for wording in one.amounts:
            runs = (Run(wording, True, "impact"),)
            half = words.runs_width(runs, 12) / 2
            places = [
                (x, y)
                for y in (self.top + 12, self.top + 30, self.base - 12)
                for x in _across(axis.left + half + 2, axis.right - half - 2)
            ]
            if self.canvas.text_where_free(places, runs, ground=True):
                return

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


def _across(left: float, right: float) -> Iterator[float]:
    """Yield places from the middle of a stretch to its ends."""
    if right < left:
        return
    middle, reach = (left + right) / 2, (right - left) / 2
    for at in range(0, int(reach) + 1, 6):
        yield middle + at
        if at:
            yield middle - at
