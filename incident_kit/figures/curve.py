"""A series as a line and the areas under it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from incident_kit.figures.canvas import DOTTED
from incident_kit.layout import text as words
from incident_kit.layout.scales import nice_step, value_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from incident_kit.drawn import Curve, PhaseStretch
    from incident_kit.figures.canvas import Canvas, Points
    from incident_kit.layout.axis import AxisPart, TimeAxis

_PER_POINT = 1.6
_MISSED = 3.0
_PHASE_GAP = 0.75


@dataclass(frozen=True, slots=True)
class Scale:
    """A value axis: zero is always in it."""

    low: float
    high: float
    step: float
    top: float
    base: float

    def y(self, value: float) -> float:
        """Return where a value stands."""
        share = (value - self.low) / (self.high - self.low)
        return self.base - share * (self.base - self.top)

    def ys(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where many values stand."""
        share = (values - self.low) / (self.high - self.low)
        return self.base - share * (self.base - self.top)

    @property
    def values(self) -> list[float]:
        """The values that have a gridline."""
        count = round((self.high - self.low) / self.step)
        return [self.low + at * self.step for at in range(count + 1)]


def bounds(curve: Curve) -> tuple[float, float, float]:
    """Return a curve's round low and high, and the step between gridlines."""
    known = curve.values[np.isfinite(curve.values)]
    high = max(float(known.max()), 0.0) if known.size else 0.0
    low = min(float(known.min()), 0.0) if known.size else 0.0
    usual = [] if curve.baseline is None else [curve.baseline]
    if curve.usual is not None:
        usual += curve.usual[np.isfinite(curve.usual)].tolist()
    high, low = max([high, *usual]), min([low, *usual])
    if high == low:
        high = low + 1.0
    step = nice_step(high - low, 4)
    return floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step, step


def tick_room(curve: Curve) -> float:
    """Return how wide the numbers of a curve's axis are."""
    scale = Scale(*bounds(curve), 0, 1)
    return max(words.width(value_text(value, scale.step), 12) for value in scale.values)


def draw_scale(canvas: Canvas, axis: TimeAxis, scale: Scale) -> None:
    """Draw the gridlines and write their numbers."""
    for value in scale.values:
        y = scale.y(value)
        for part in axis.parts:
            canvas.line([(part.left, y), (part.right, y)], "grid")
        label = value_text(value + 0.0, scale.step)
        canvas.text(axis.left - 6, y + 4, label, color="ink3", anchor="end")


@dataclass(frozen=True, slots=True)
class Trace:
    """A stretch of known samples on one part of the axis, in px."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]

    def between(self, left: float, right: float) -> Trace:
        """Return the trace cut to a stretch, its ends on the line."""
        left, right = max(left, self.x[0]), min(right, self.x[-1])
        if right <= left:
            return Trace(self.x[:0], self.y[:0])
        inner = (self.x > left) & (self.x < right)
        ends = np.interp([left, right], self.x, self.y)
        x = np.concatenate([[left], self.x[inner], [right]])
        return Trace(x, np.concatenate([ends[:1], self.y[inner], ends[1:]]))

    def points(self) -> Points:
        """Return the points to draw: lowest and highest of each 3.2 px."""
        count = self.x.size
        if count < 3 or count <= (self.x[-1] - self.x[0]) / _PER_POINT:
            keep = np.arange(count)
        else:
            bins = np.floor(self.x / (2 * _PER_POINT)).astype(int)
            edges = np.flatnonzero(np.diff(bins)) + 1
            kept = {0, count - 1}
            for part in np.split(np.arange(count), edges):
                kept.add(int(part[np.argmin(self.y[part])]))
                kept.add(int(part[np.argmax(self.y[part])]))
            keep = np.array(sorted(kept))
        xs, ys = self.x[keep].tolist(), self.y[keep].tolist()
        return list(zip(xs, ys, strict=True))


def seconds_of(
    times: NDArray[np.datetime64] | pd.DatetimeIndex,
) -> NDArray[np.float64]:
    """Return instants in seconds since 1970."""
    index = pd.DatetimeIndex(times)
    if index.tz is not None:
        index = index.tz_convert("UTC").tz_localize(None)
    return index.as_unit("ns").asi8 / 1e9


def traces(curve: Curve, axis: TimeAxis, scale: Scale) -> list[Trace]:
    """Return the known stretches of a curve, none across a gap or a break."""
    seconds, values = seconds_of(curve.times), np.asarray(curve.values, dtype=float)
    usual = float(np.median(np.diff(seconds))) if seconds.size > 2 else np.inf
    known = np.isfinite(values)
    gap = np.diff(seconds) > _MISSED * usual if seconds.size > 1 else np.zeros(0, bool)
    cuts = np.flatnonzero(gap | ~known[1:] | ~known[:-1]) + 1
    found = []
    for piece in np.split(np.arange(seconds.size), cuts):
        if piece.size and known[piece[0]]:
            ys = scale.ys(values[piece])
            for part in axis.parts:
                trace = _on_part(part, seconds[piece], ys)
                if trace is not None:
                    found.append(trace)
    return found


def _on_part(
    part: AxisPart, seconds: NDArray[np.float64], ys: NDArray[np.float64]
) -> Trace | None:
    x = part.xs(seconds)
    if x.size == 1:
        inside = part.left <= x[0] <= part.right
        return Trace(x, ys) if inside else None
    cut = Trace(x, ys).between(part.left, part.right)
    return cut if cut.x.size else None


def hurting(phases: Sequence[PhaseStretch], curve: Curve) -> list[PhaseStretch]:
    """Return the phases cut to the stretches in which the series shows harm."""
    if curve.hurt is None:
        return list(phases)
    return [
        replace(phase, start=max(phase.start, start), end=min(phase.end, end))
        for phase in phases
        for start, end in curve.hurt
        if max(phase.start, start) < min(phase.end, end)
    ]


@dataclass(frozen=True, slots=True)
class Floor:
    """From where harm is counted, in px: one level, or one that moves."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]

    def ys(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where it stands at some places."""
        return np.interp(x, self.x, self.y)

    def back(self, points: Points) -> Points:
        """Return the way back along it under the points of a curve."""
        ends = points[::-1] if self.x.size > 1 else [points[-1], points[0]]
        xs = [x for x, _ in ends]
        return list(zip(xs, self.ys(np.array(xs)).tolist(), strict=True))


def floor_of(curve: Curve, axis: TimeAxis, scale: Scale, level: float) -> Floor:
    """Return what is usual as a floor; a level where that does not move."""
    if curve.usual is not None:
        found = traces(replace(curve, values=curve.usual), axis, scale)
        if found:
            return Floor(
                np.concatenate([one.x for one in found]),
                np.concatenate([one.y for one in found]),
            )
    return Floor(np.array([0.0]), np.array([scale.y(level)]))


def harm_floor(curve: Curve, axis: TimeAxis, scale: Scale) -> Floor | None:
    """Return from where the harm is drawn, None when it is not known."""
    if curve.bad != "low":
        return floor_of(replace(curve, usual=None), axis, scale, 0.0)
    if curve.baseline is None:
        return None
    return floor_of(curve, axis, scale, curve.baseline)


def hurt_spans(curve: Curve, axis: TimeAxis) -> list[tuple[float, float]]:
    """Return where a series shows harm, in px."""
    return [
        span for start, end in curve.hurt or () for span in spans_of(axis, start, end)
    ]


def draw_areas(
    canvas: Canvas,
    found: Sequence[Trace],
    axis: TimeAxis,
    phases: Sequence[PhaseStretch],
    floor: Floor,
) -> None:
    """Fill the area between the curve and its floor, by phase."""
    for phase in phases:
        for cut in cuts(found, axis, [phase], _PHASE_GAP):
            points = cut.points()
            tint = f"t{min(max(phase.tint, 1), 4)}"
            canvas.polygon([*points, *floor.back(points)], tint)


def cuts(
    found: Sequence[Trace],
    axis: TimeAxis,
    phases: Sequence[PhaseStretch],
    gap: float = 0.0,
) -> Iterator[Trace]:
    """Yield a curve cut to phases, each short of its ends by a gap."""
    for phase in phases:
        for left, right in spans_of(axis, phase.start, phase.end):
            for trace in found:
                cut = trace.between(left + gap, right - gap)
                if cut.x.size > 1:
                    yield cut


def spans_of(
    axis: TimeAxis, start: datetime, end: datetime
) -> list[tuple[float, float]]:
    """Return where a stretch of time lies, once per part of the axis."""
    spans = []
    for part in axis.parts:
        left = max(part.x(start), part.left)
        right = min(part.x(end), part.right)
        if right > left:
            spans.append((left, right))
    return spans


def draw_line(
    canvas: Canvas, found: Sequence[Trace], axis: TimeAxis, base: float
) -> None:
    """Draw the outline; what is missing is dotted on the base line, with a word."""
    for trace in found:
        if trace.x.size == 1:
            canvas.circle(float(trace.x[0]), float(trace.y[0]), 2, "impact")
        else:
            canvas.line(trace.points(), "impact", 1.6)
    for part in axis.parts:
        own = sorted(
            (float(trace.x[0]), float(trace.x[-1]))
            for trace in found
            if part.left - 0.1 <= trace.x[0] <= part.right
        )
        for (_, end), (start, _) in pairwise(own):
            if start - end > 4:
                canvas.line([(end, base - 2), (start, base - 2)], "ink2", 1.6, DOTTED)


def write_gaps(
    canvas: Canvas, found: Sequence[Trace], axis: TimeAxis, base: float
) -> None:
    """Write "unknown" where samples are missing and the word fits."""
    word = words.Run("unknown", color="ink2")
    wide = words.width(word.text, 12)
    for part in axis.parts:
        own = [t for t in found if part.left - 0.1 <= t.x[0] <= part.right]
        for before, after in pairwise(own):
            left, right = float(before.x[-1]), float(after.x[0])
            if right - left >= wide + 8:
                canvas.text_where_free([((left + right) / 2, base - 9)], (word,), gap=2)


def roof(found: Sequence[Trace], left: float, right: float, base: float) -> float:
    """Return the y of the highest point of the curve over a stretch."""
    tops = [base]
    for trace in found:
        cut = trace.between(left, right) if trace.x.size > 1 else trace
        if cut.x.size and cut.x[-1] >= left and cut.x[0] <= right:
            tops.append(float(cut.y.min()))
    return min(tops)


def ceiling(found: Sequence[Trace], left: float, right: float, base: float) -> float:
    """Return the y of the lowest point of the curve over a stretch."""
    for trace in found:
        if trace.x.size > 1 and trace.x[0] <= left and trace.x[-1] >= right:
            return float(trace.between(left, right).y.max())
    return base
