"""How far did each level move, held against its own good time?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from incident_kit.series.levels import MIN_BASELINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from incident_kit.series.floats import Floats

    Rows = NDArray[np.bool_]

# the least that a level which never moved must move, as a part of its largest
_LEAST_MOVE = 0.001
# how many times its spread a level may reach in a good time
_REACH = 3.0
_ROUNDING = 1e-9
# a step is over three samples: no onset is exact to one
_STEP = 3
# further from its usual than three times the median deviation: Tukey's fence, which
# stands as long as less than half is bad
_FENCE = 3.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moves:
    """Per column: how far it moved, how often beyond its good time, both levels."""

    is_known: Rows
    score: Floats
    outside: Floats
    usual: Floats
    level: Floats


def find_moves(rows: pd.DataFrame, is_good: Rows, is_bad: Rows, bad: str) -> Moves:
    """Hold every column in its bad rows against its good ones: levels and steps.

    The steps count where the one into the bad time was seen: a level that wanders
    left its range many times, yet seldom as abruptly.  Of fewer than a baseline's
    samples nobody can tell what is rare.
    """
    levels = rows.to_numpy(dtype=np.float64)
    levels = np.where(np.isfinite(levels), levels, np.nan)
    seconds = (rows.index - rows.index[:1].min()).total_seconds().to_numpy()
    is_good = _still_good(levels, seconds, is_good, is_bad)
    good, now = _one_at_least(levels[is_good]), _one_at_least(levels[is_bad])
    (usual,), (level,) = _quantiles(good, (0.5,)), _quantiles(now, (0.5,))
    score, outside = _strayed(good, now, bad)
    steps = _steps(levels, seconds)
    steps_now = _one_at_least(steps[is_bad])
    abrupt, _ = _strayed(_one_at_least(steps[is_good]), steps_now, bad)
    was_seen = np.isfinite(steps_now[:_STEP]).any(axis=0)
    return Moves(
        is_known=(_seen(good) >= MIN_BASELINE) & np.isfinite(level),
        score=score + np.where(was_seen, abrupt, 0.0),
        outside=outside,
        usual=usual,
        level=level,
    )


def _still_good(levels: Floats, seconds: Floats, is_good: Rows, is_bad: Rows) -> Rows:
    """Return the good rows without the bad ones that an onset found late left there.

    Of those nearest to the onset, as many as look mostly like the bad time in what
    moved; at most half.
    """
    places = np.flatnonzero(is_good)
    most = min(len(places) // 2, len(places) - MIN_BASELINE)
    if most <= 0 or not is_bad.any():
        return is_good
    good = levels[places]
    (usual,), (level,) = _quantiles(good, (0.5,)), _quantiles(levels[is_bad], (0.5,))
    strayed, away = np.abs(good - usual), level - usual
    (middle,) = _quantiles(strayed, (0.5,))
    middle = np.where(middle > 0, middle, _largest(strayed) / 2 / _REACH)
    has_moved = np.abs(away) > _FENCE * middle
    way = (good - usual)[:, has_moved] / away[has_moved]
    votes = np.where(np.isfinite(way), np.where(way > 1 / 2, 1, -1), 0).sum(axis=1)
    apart = np.abs(seconds[places] - seconds[is_bad.argmax()])
    nearest = np.argsort(apart, kind="stable")[:most]
    reached = votes[nearest].cumsum()
    if reached.max() <= 0:
        return is_good
    still = is_good.copy()
    still[places[nearest[: reached.argmax() + 1]]] = False
    return still


def _steps(levels: Floats, seconds: Floats) -> Floats:
    """Return how far each sample is from the third before it.

    Unknown where more than twice the usual time lies between the two.
    """
    steps = np.full(levels.shape, np.nan)
    apart = seconds[_STEP:] - seconds[:-_STEP]
    if len(apart):
        is_near = apart <= 2 * np.median(apart)
        steps[_STEP:][is_near] = (levels[_STEP:] - levels[:-_STEP])[is_near]
    return steps


def _strayed(good: Floats, now: Floats, bad: str) -> tuple[Floats, Floats]:
    """Return how far the bad time strayed, and its share outside the good range.

    Beyond the largest deviation of the good time, it left its range.  How far is
    beyond that, and beyond the usual of the largest, the standard and the robust
    spread: one odd sample makes the first large, a metric that mostly stands still
    the last small.
    """
    low, usual, high = _quantiles(good, (0.25, 0.5, 0.75))
    seen = _seen(good)
    strayed = np.abs(good - usual)
    furthest = _largest(strayed)
    spread = np.sqrt(np.nan_to_num(strayed**2).sum(axis=0) / np.maximum(seen, 1))
    middle = _middle(good, low, usual, high)
    away, then = _to_the_bad(now - usual, bad), _to_the_bad(good - usual, bad)
    largest = np.fmax(_largest(np.abs(good)), _largest(np.abs(now)))
    least = _LEAST_MOVE * largest
    mixed = np.cbrt(furthest * (_REACH * spread) * (_REACH * middle))
    far, _ = _beyond(away, np.fmax(mixed, least), seen)
    far_then, _ = _beyond(then, np.fmax(mixed, least), seen)
    further, outside = _beyond(away, np.fmax(furthest, least), seen)
    return (np.maximum(far - far_then, 0.0) + further) / 2, outside


def _to_the_bad(away: Floats, bad: str) -> Floats:
    """Return how far each is from its usual on the side that is bad."""
    if bad == "either":
        return np.abs(away)
    return np.maximum(away if bad == "high" else -away, 0.0)


def _beyond(
    away: Floats, reach: Floats, seen: NDArray[np.int_]
) -> tuple[Floats, Floats]:
    """Return the mean log exceedance, and the share of samples beyond the reach.

    The mean is over the half of the rows that went furthest, since a place may follow
    late or recover early; an unknown sample went nowhere.  So many good samples
    witness against chance by one more to one, at most.
    """
    times = np.divide(away, reach, out=np.zeros(away.shape), where=(reach > 0))
    beyond = np.where(np.isfinite(away), np.maximum(times - 1, 0.0), 0.0)
    witnessed = np.minimum(np.log1p(beyond), np.log1p(seen))
    half = (len(away) + 1) // 2
    score: Floats = np.sort(witnessed, axis=0)[len(away) - half :].mean(axis=0)
    samples = np.maximum(_seen(away), 1)
    # as far as ever is not beyond, however the numbers are rounded
    share: Floats = (beyond > _ROUNDING).sum(axis=0) / samples
    return score, share


def _middle(good: Floats, low: Floats, usual: Floats, high: Floats) -> Floats:
    """Return the width of the middle half; of one that stands still, a part of its reach."""
    middle: Floats = np.where(
        high > low, high - low, _largest(np.abs(good - usual)) / _REACH
    )
    return middle


def _one_at_least(levels: Floats) -> Floats:
    """Return the rows, or one of which nothing is known."""
    return levels if len(levels) else np.full((1, levels.shape[1]), np.nan)


def _seen(levels: Floats) -> NDArray[np.int_]:
    seen: NDArray[np.int_] = np.isfinite(levels).sum(axis=0)
    return seen


def _quantiles(values: Floats, shares: Sequence[float]) -> list[Floats]:
    """Return quantiles per column of the samples that are known; NaN for none."""
    ordered = np.sort(values, axis=0)  # unknown ones last
    last = np.maximum(_seen(ordered) - 1, 0)
    columns, found = np.arange(values.shape[1]), []
    for share in shares:
        place = last * share
        below, above = np.floor(place).astype(int), np.ceil(place).astype(int)
        part = place - below
        found.append(
            ordered[below, columns] * (1 - part) + ordered[above, columns] * part
        )
    return found


def _largest(values: Floats) -> Floats:
    largest: Floats = np.fmax.reduce(values, axis=0)
    return largest
