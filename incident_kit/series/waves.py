"""For how long, and did it come back?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from incident_kit.series.levels import (
    FLOOR_SHARE,
    IN_A_ROW,
    LOW_SHARE,
    MIN_BASELINE,
    OUTSIDE_SIGMAS,
)
from incident_kit.series.usual import usual_before

if TYPE_CHECKING:
    from incident_kit.series.floats import Floats

# chance that a stretch as good occurs while the wave goes on
PAUSE_CHANCE = 0.0003
_LONGEST_PAUSE = 300
# fewer bad samples than this have no level: a burst, which may come again, is over
# once what follows it would do as a baseline
_BURST = 8
_ABOVE_HEALTHY = 1.5
_HEALTHY, _LOCAL = 2000, 30


@dataclass(frozen=True, slots=True)
class Stretch:
    """From the first bad sample to the first good one, None while it lasts."""

    start: int
    stop: int | None
    peak: int
    bad: int

    def moved(self, by: int) -> Stretch:
        """Return the same stretch of values that begin so much earlier."""
        stop = None if self.stop is None else self.stop + by
        return Stretch(self.start + by, stop, self.peak + by, self.bad)


def find_stretches(
    values: Floats,
    lasting: Floats,
    first_bad: int,
    *,
    last_good: int,
    sign: int,
    worth: Floats,
) -> tuple[Stretch, ...]:
    """Return the stretches of impact from an onset on, in order.

    One ends when it stays low (usual, or at most a quarter of its level lately)
    for longer than its own pauses explain; the next begins when the level rises
    as far again, for three samples or as long as the first lasted, and further
    than it did while all was well.  They begin by the values, and end by
    ``lasting``, others of the same, each ``worth`` a part of a sample.
    """
    usual = usual_before(values, last_good + 1)
    excess = sign * (values - usual.level)
    usually = usual_before(lasting, last_good + 1)
    lasts = sign * (lasting - usually.level)
    found: list[Stretch] = []
    start: int | None = first_bad
    while start is not None:
        one = _stretch(lasts, start, OUTSIDE_SIGMAS * usually.sigma, worth[start:])
        found.append(one)
        start = None
        if one.stop is not None:
            row = min(IN_A_ROW, found[0].bad)
            top = max(float(excess[wave.peak]) for wave in found)
            least = max(
                LOW_SHARE * top,
                OUTSIDE_SIGMAS * usual.sigma,
                _ABOVE_HEALTHY * _healthy_rise(excess[: last_good + 1], row),
            )
            start = _rises_again(excess, one.stop, least, row)
    return tuple(found)


def holds_bad(values: Floats, sign: int) -> bool:
    """Whether three samples in a row at the beginning lie outside what follows."""
    usual = usual_before(values, len(values))
    outside = sign * (values - usual.level) > OUTSIDE_SIGMAS * usual.sigma
    return bool(outside[:IN_A_ROW].all())


def pause_limit(bad: int, good: int) -> int:
    """Return the pause that is too long for a wave with so many bad and good samples.

    Samples are bad with an unknown chance (Jeffreys' prior): the beta-binomial
    chance of a run of good ones falls below three in ten thousand; 300 at most.
    """
    chance, run = 1.0, 0
    while chance > PAUSE_CHANCE and run < _LONGEST_PAUSE:
        chance *= (good + 0.5 + run) / (bad + good + 1 + run)
        run += 1
    return max(run, IN_A_ROW)


def _stretch(excess: Floats, start: int, noise: float, worth: Floats) -> Stretch:
    tail = excess[start:]
    high = tail > np.maximum(LOW_SHARE * _level_lately(tail, noise), noise)
    high[0] = True
    places = np.flatnonzero(high)
    passed = np.r_[0.0, np.cumsum(worth)]
    pauses = passed[np.r_[places[1:], len(tail)]] - passed[places + 1]
    for order in np.flatnonzero(pauses >= IN_A_ROW):
        last, bad = int(places[order]), int(order) + 1
        limit = pause_limit(bad, last + 1 - bad)
        if bad == len(places) < _BURST:
            limit = max(limit, MIN_BASELINE)
        if pauses[order] >= limit:
            peak = start + int(tail[: last + 1].argmax())
            return Stretch(start, start + last + 1, peak, bad)
    return Stretch(start, None, start + int(tail.argmax()), len(places))


def _level_lately(tail: Floats, noise: float) -> Floats:
    """Return how bad it was lately: the median of the last twenty samples outside.

    What fades is over when it is usual again; neither the spike at its head nor
    the hours before say what it fell from.
    """
    highest = np.maximum.accumulate(tail)
    outside = tail > np.maximum(FLOOR_SHARE * highest, noise)
    outside[0] = True
    bad = pd.Series(tail[outside])
    levels = bad.rolling(MIN_BASELINE, min_periods=1).median().to_numpy()
    # inside, that of the last one outside
    lately: Floats = levels[np.cumsum(outside) - 1]
    return lately


def _healthy_rise(before: Floats, row: int) -> float:
    """Return the largest rise over the samples just before that lasted a row."""
    before = before[-_HEALTHY:]
    rises = _lasting(_over_local(before, 0.0), row)
    return float(rises.max(initial=0.0))


def _rises_again(excess: Floats, stop: int, least: float, row: int) -> int | None:
    rises = _lasting(_over_local(excess[stop:], 0.0), row)
    places = np.flatnonzero(rises > least)
    if not len(places):
        return None
    start = stop + int(places[0])
    while start - 1 > stop and excess[start - 1] > LOW_SHARE * least:
        start -= 1
    return start


def _over_local(excess: Floats, level: float) -> Floats:
    """Return how far samples lie over the median of the thirty before each."""
    medians = pd.Series(excess).rolling(_LOCAL, min_periods=IN_A_ROW).median()
    before = medians.shift(1).fillna(level).to_numpy()
    over: Floats = excess - before
    return over


def _lasting(values: Floats, row: int) -> Floats:
    """Return the level that each sample and the following of a row reach."""
    if len(values) < row:
        return np.zeros(0)
    windows = np.lib.stride_tricks.sliding_window_view(values, row)
    lowest: Floats = windows.min(axis=1)
    return lowest
