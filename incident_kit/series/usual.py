"""What is usual: the daily course, the level and its noise before a sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from incident_kit.series.levels import MAD_TO_SIGMA
from incident_kit.series.traffic import LITTLE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from incident_kit.series.floats import Floats

DAY_S = 86_400.0
# of earlier days, so many are enough for a median
_DAYS = 7
# the days, back from a sample, that show its time of day: earlier ones more, as they
# cannot hold what it began
_OTHER_DAYS = (1, 2, 3, 4, -1, -2)
_COURSE_S, _COURSE_SAMPLES = 1800.0, 31
# a course that moves less than this tells nothing of noise by level
_MOVES = 1.2
LEVEL_WINDOWS = (120, 60, 30)
_NEARER = 0.9


@dataclass(frozen=True, slots=True)
class Usual:
    """The level before a sample, and the noise around it, from ``start`` on."""

    level: float
    sigma: float
    start: int


@dataclass(frozen=True, slots=True)
class Course:
    """What other days show at the time of day of each sample, and how noise grows."""

    level: Floats
    scale: Floats

    def without(self, values: Floats) -> Floats:
        """Return what the course does not explain, as noisy at any time of day."""
        left: Floats = (values - self.level) * self.scale
        return left


def clock_seconds(index: pd.Index, zone: tzinfo | None = None) -> Floats:
    """Return what a clock of the zone shows at each instant, in seconds.

    By default that of the index.  People live by it, so it tells the time of day; where
    it is put back an hour comes twice.
    """
    local = pd.DatetimeIndex(index)
    local = local if zone is None else local.tz_convert(zone)
    shown = local.tz_localize(None).to_numpy().astype("datetime64[us]")
    seconds: Floats = shown.astype(np.float64) / 1e6
    return seconds


def daily_course(
    values: Floats,
    clock: Floats,
    *,
    apart: Sequence[tuple[int, int]] = (),
) -> Course | None:
    """Return the course of the day, None in under two days.

    At each sample the median of what the same time by the clock (in seconds) shows on up
    to four earlier and two later days, over half an hour; never of its own day.  What lies ``apart``, from
    one place to before another, is no usual day: there an incident would print itself
    on the days around it.
    """
    if not len(clock) or np.ptp(clock) < 2 * DAY_S:
        return None
    usual = values
    if apart:
        usual = values.copy()
        for start, stop in apart:
            usual[start:stop] = np.nan
    others = []
    for back in _OTHER_DAYS:
        then = clock - DAY_S * back
        shown = _shown(then, clock, usual)
        is_seen = (then >= clock.min()) & (then <= clock.max())
        others.append(np.where(is_seen, shown, np.nan))
    step = float(np.median(np.diff(clock)))
    window = int(min(_COURSE_S / step, _COURSE_SAMPLES))
    level = pd.Series(_median_of_known(np.array(others)))
    level = level.rolling(max(window, 1), center=True, min_periods=1).median()
    known = level.interpolate(limit_direction="both").to_numpy()
    found: Floats = np.asarray(known, dtype=np.float64)
    return Course(found, _evening(values - found, values, found))


def _evening(left: Floats, values: Floats, course: Floats) -> Floats:
    """Return by what to take noise so that it is the same at any time of day.

    The noise of counts grows as a power of their level (Taylor, 1961), which the
    busy and the quiet third of the day tell; from none to in proportion.
    """
    even = np.ones(len(left))
    if values.min() < 0:
        return even
    middle = float(np.median(course))
    known = np.maximum(course, LITTLE * middle)
    low, high = np.quantile(known, [1 / 3, 2 / 3])
    busy, quiet = known >= high, known <= low
    more = float(np.median(known[busy])) / max(float(np.median(known[quiet])), 1e-300)
    noise = spread(left[quiet]), spread(left[busy])
    if more < _MOVES or min(noise) <= 0:
        return even
    power = np.clip(np.log(noise[1] / noise[0]) / np.log(more), 0.0, 1.0)
    scale: Floats = (middle / known) ** power
    return scale


def _shown(then: Floats, clock: Floats, values: Floats) -> Floats:
    """Return the values at times by the clock, which may show an hour twice."""
    order = clock.argsort(kind="stable")
    shown: Floats = np.interp(then, clock[order], values[order])
    return shown


def course_before(values: Floats, clock: Floats, onset: int, start: int) -> Floats:
    """Return what the same time by the clock on up to seven days before an onset shows.

    From ``start`` on; NaN where there is no such day.
    """
    at = clock[start:]
    # whole days back, to before the onset
    nearest = np.maximum(np.floor((at - clock[onset]) / DAY_S) + 1, 1)
    earlier = []
    for back in range(_DAYS):
        then = at - DAY_S * (nearest + back)
        if then.max() < clock[0]:
            break
        shown = _shown(then, clock[:onset], values[:onset])
        earlier.append(np.where(then < clock[0], np.nan, shown))
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
