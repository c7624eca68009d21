"""What is usual: the daily course, the level and its noise before a sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from incident_kit.series.levels import MAD_TO_SIGMA

if TYPE_CHECKING:
    from incident_kit.series.floats import Floats

DAY_S = 86_400.0
# of earlier days, so many are enough for a median
_DAYS = 7
# the daily course is taken off where it leaves less than this share of the spread
_PAYS = 0.7
LEVEL_WINDOWS = (120, 60, 30)
_NEARER = 0.9


@dataclass(frozen=True, slots=True)
class Usual:
    """The level before a sample, and the noise around it, from ``start`` on."""

    level: float
    sigma: float
    start: int


def without_daily_course(values: Floats, seconds: Floats) -> tuple[Floats, int]:
    """Return what the same time on earlier days does not explain, and from where on.

    Earlier days only: an incident would print itself on the days before it.
    All values, from 0, where there is no second day or it explains little.
    """
    days = int((seconds[-1] - seconds[0]) // DAY_S) if len(seconds) else 0
    first = int(np.searchsorted(seconds, seconds[0] + DAY_S)) if days else 0
    if not 0 < first < len(values):
        return values, 0
    course = np.empty(len(values) - first)
    for day in range(1, days + 1):
        # samples of this day have so many earlier days
        begin, end = np.searchsorted(
            seconds, seconds[0] + DAY_S * np.array([day, day + 1.0])
        )
        at = seconds[begin:end]
        earlier = [
            np.interp(at - DAY_S * back, seconds, values)
            for back in range(1, min(day, _DAYS) + 1)
        ]
        course[begin - first : end - first] = np.median(earlier, axis=0)
    left = values[first:] - course
    if spread(left) >= _PAYS * spread(values[first:]):
        return values, 0
    return left, first


def course_before(values: Floats, seconds: Floats, onset: int, start: int) -> Floats:
    """Return what the same time on up to seven days before an onset shows.

    From ``start`` on; NaN where there is no such day.
    """
    at = seconds[start:]
    # whole days back, to before the onset
    nearest = np.maximum(np.floor((at - seconds[onset]) / DAY_S) + 1, 1)
    earlier = []
    for back in range(_DAYS):
        then = at - DAY_S * (nearest + back)
        if then.max() < seconds[0]:
            break
        shown = np.interp(then, seconds[:onset], values[:onset])
        earlier.append(np.where(then < seconds[0], np.nan, shown))
    if not earlier:
        return np.full(len(at), np.nan)
    return _median_of_known(np.array(earlier))


def _median_of_known(days: Floats) -> Floats:
    """Return the median of each column's known values; the known ones come first."""
    known = (~np.isnan(days)).sum(axis=0)
    ordered = np.sort(days, axis=0)
    places = np.arange(days.shape[1])
    low = ordered[np.maximum(known - 1, 0) // 2, places]
    high = ordered[np.minimum(known // 2, len(days) - 1), places]
    median: Floats = (low + high) / 2
    return median


def spread(values: Floats) -> float:
    """Return the median absolute deviation, scaled to a normal sigma."""
    if not len(values):
        return 0.0
    return MAD_TO_SIGMA * float(np.median(np.abs(values - np.median(values))))


def usual_before(values: Floats, position: int) -> Usual:
    """Return the level before a sample: of the last 120, 60 or 30.

    A shorter window only where its median lies nearer to the last 30 samples
    by a tenth: where the level drifts.
    """
    found, nearest = Usual(0.0, 0.0, position), np.inf
    for window in LEVEL_WINDOWS:
        start = max(0, position - window)
        level = float(np.median(values[start:position]))
        away = np.abs(values[start:position] - level)
        sigma = MAD_TO_SIGMA * float(np.median(away))
        recent = away[-LEVEL_WINDOWS[-1] :]
        # far ones count as three sigmas: an outlier is no drift
        limit = 3 * MAD_TO_SIGMA * float(np.median(recent))
        distance = float(np.minimum(recent, limit).mean())
        if distance < _NEARER * nearest:
            found, nearest = Usual(level, sigma, start), distance
    return found
