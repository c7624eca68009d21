"""What did not happen: the area between how it would have gone on and the curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from incident_kit.figures import curve as curves
from incident_kit.figures.canvas import DASHED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from incident_kit.drawn import Assumed, Curve
    from incident_kit.figures.canvas import Canvas, Points
    from incident_kit.figures.curve import Scale
    from incident_kit.layout.axis import AxisPart

_HATCH = 7.0


def xs_of(line: Assumed, part: AxisPart) -> NDArray[np.float64]:
    """Return where the samples of an assumed level stand."""
    return part.xs(curves.seconds_of(line.times))


def edges(
    curve: Curve, assumed: Sequence[Assumed], scale: Scale
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return where the worst and the mildest assumption and the curve stand."""
    observed = _observed(curve, assumed[0], scale)
    lines = np.array([scale.ys(one.values) for one in assumed])
    if curve.bad == "low":
        near = np.maximum(lines.min(axis=0), observed)
        return np.maximum(lines.max(axis=0), near), near, observed
    near = np.minimum(lines.max(axis=0), observed)
    return np.minimum(lines.min(axis=0), near), near, observed


def _observed(curve: Curve, line: Assumed, scale: Scale) -> NDArray[np.float64]:
    """Return where the curve stands at the times of the assumed levels."""
    known = np.isfinite(curve.values)
    at = curves.seconds_of(line.times)
    times = curves.seconds_of(curve.times)[known]
    return scale.ys(np.interp(at, times, curve.values[known]))


def draw_averted(
    canvas: Canvas,
    part: AxisPart,
    scale: Scale,
    curve: Curve,
    assumed: Sequence[Assumed],
    *,
    is_hatched: bool,
) -> None:
    """Hatch what every assumption says was averted; tint the range between."""
    xs = xs_of(assumed[0], part)
    far, near, observed = edges(curve, assumed, scale)
    if len(assumed) > 1:
        back = zip(xs[::-1].tolist(), near[::-1].tolist(), strict=True)
        canvas.polygon([*zip(xs.tolist(), far.tolist(), strict=True), *back], "helpt")
    if is_hatched:
        canvas.lines(hatch_between(xs, near, observed), "help", 0.8)


def draw_assumed(
    canvas: Canvas, part: AxisPart, scale: Scale, line: Assumed
) -> tuple[float, float]:
    """Draw an assumed level, dashed; return where it ends."""
    xs, ys = xs_of(line, part), scale.ys(line.values)
    points = list(zip(xs.tolist(), ys.tolist(), strict=True))
    canvas.line(points, "help", 1.4, DASHED)
    return points[-1]


def hatch_between(
    x: NDArray[np.float64], one: NDArray[np.float64], other: NDArray[np.float64]
) -> list[Points]:
    """Return 45-degree lines that fill the area between two lines over ``x``."""
    if x.size < 2 or x[-1] - x[0] < 1:
        return []
    at = np.arange(x[0], x[-1], 1.0)
    top = np.interp(at, x, np.minimum(one, other))
    bottom = np.interp(at, x, np.maximum(one, other))
    pieces: list[Points] = []
    low = float(at[0] + top.min())
    for level in np.arange(low + _HATCH / 2, float(at[-1] + bottom.max()), _HATCH):
        y = level - at
        inside = (y >= top) & (y <= bottom)
        edges = np.flatnonzero(np.diff(np.concatenate([[0], inside, [0]])))
        for first, last in zip(edges[::2], edges[1::2] - 1, strict=True):
            if last > first:
                pieces.append([(float(at[k]), float(y[k])) for k in (first, last)])
    return pieces
