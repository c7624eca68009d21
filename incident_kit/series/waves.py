"""For how long, and did it come back?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from incident_kit.series.dating import date_onset
from incident_kit.series.levels import (
    FLOOR_SHARE,
    IN_A_ROW,
    LOW_SHARE,
    MIN_BASELINE,
    OUTSIDE_SIGMAS,
)
from incident_kit.series.standing import find_levels
from incident_kit.series.surprise import CLIMB, judge_moves
from incident_kit.series.usual import spread, usual_before

if TYPE_CHECKING:
    from incident_kit.series.floats import Floats

# chance that what follows a wave, healthy, shows another: as low as one-wave windows of
# the public sets ask for (in 7 of 90 another is invented; at 0.01 in 8)
AGAIN_CHANCE = 0.005
# chance that a stretch as good occurs while the wave goes on
PAUSE_CHANCE = 0.0003
_LONGEST_PAUSE = 300
# fewer bad samples than this have no level: a burst, which may come again, is over
# once what follows it would do as a baseline
_BURST = 8
# so many samples before the onset tell what is usual for the next
_HEALTHY = 2000
_WIDTHS = (2, 4, 8, 16, 32, 64)


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
    for longer than its own pauses explain; the next begins with a move that the
    search for the first would find, had those before it never been.  They begin by
    the values, and end by ``lasting``, others of the same, each ``worth`` a part of
    a sample.
    """
    usual = usual_before(lasting, last_good + 1)
    lasts = sign * (lasting - usual.level)
    found: list[Stretch] = []
    start: int | None = first_bad
    while start is not None:
        tail, noise = _as_seen(lasts, last_good + 1, start, usual.sigma)
        one = _stretch(tail, start, noise, worth[start:])
        found.append(one)
        start = None
        if one.stop is not None:
            top = max(float(lasts[wave.peak]) for wave in found)
            start = _next_start(values, last_good + 1, one.stop, sign, LOW_SHARE * top)
    return tuple(found)


def _as_seen(
    excess: Floats, calm: int, start: int, sigma: float
) -> tuple[Floats, float]:
    """Return the excess from a start on, and the noise that no one would call bad.

    As means of the fewest samples that tell its level from the noise before it:
    half of the level is beyond what is usual then.
    """
    tail = excess[start:]
    past = excess[max(0, calm - _HEALTHY) : calm]
    if float(tail[:IN_A_ROW].max()) >= 2 * OUTSIDE_SIGMAS * sigma:
        return tail, OUTSIDE_SIGMAS * sigma
    for width in _WIDTHS:
        level = float(tail[:width].mean())
        means = np.convolve(past, np.ones(width) / width, "valid")
        noise = OUTSIDE_SIGMAS * spread(means)
        if len(means) < width or width > len(tail):
            break
        if level >= 2 * noise or width == _WIDTHS[-1]:
            if level < noise:
                break
            smooth = pd.Series(tail).rolling(width, center=True, min_periods=1).mean()
            return smooth.to_numpy(), min(noise, level / 2)
    return tail, OUTSIDE_SIGMAS * sigma


def _next_start(
    values: Floats, calm: int, stop: int, sign: int, least: float
) -> int | None:
    """Return where it begins again after a stop, by so much, None where it does not."""
    past = values[max(0, calm - _HEALTHY) : calm]
    joined = np.r_[past, values[stop:]]
    level = usual_before(joined, len(past)).level
    height = judge_moves(joined, sign).surprise(AGAIN_CHANCE).height
    # what touches the one before is no other
    free = len(past) + IN_A_ROW
    places = [
        int(place)
        for place in free + np.flatnonzero(height[free:])
        if height[place + 1 : place + 1 + CLIMB].max(initial=0.0) <= height[place]
    ]
    levels = find_levels(joined, sign, AGAIN_CHANCE)
    places += [one.start for one in levels if one.start >= free]
    for place in sorted(places):
        first = date_onset(joined, int(place), sign=sign).first_bad
        reached = float(sign * (joined[first : first + IN_A_ROW].mean() - level))
        if first >= free and reached >= least:
            return stop + first - len(past)
    return None


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


def _stretch(tail: Floats, start: int, noise: float, worth: Floats) -> Stretch:
    high = tail > np.maximum(LOW_SHARE * _level_lately(tail, noise), noise)
    high[0] = True
    places = np.flatnonzero(high)
    passed = np.r_[0.0, np.cumsum(worth)]
    pauses = passed[np.r_[places[1:], len(tail)]] - passed[places + 1]
    for order in np.flatnonzero(pauses >= IN_A_ROW):
        last, bad = int(places[order]), int(order) + 1
        # that a wave begins bad says less of the chance
        limit = pause_limit(bad - (bad >= IN_A_ROW), last + 1 - bad)
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
