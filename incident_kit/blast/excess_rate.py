"""The excess of an impact per exposure on both sides of an action, and its scatter.

A sample strays by chance, in proportion to its level, and by a slow wobble of the
excess that neighbours share; the second is why many samples say less than they seem.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from incident_kit.series.levels import FLOOR_SHARE, MAD_TO_SIGMA, OUTSIDE_SIGMAS
from incident_kit.series.traffic import usual_rate

if TYPE_CHECKING:
    from incident_kit.series.floats import Floats


MIN_SAMPLES = 5
WINDOW = 60
_BLOCK, _BLOCKS = 30, 12
_JUST_BEFORE = 15
_RISING = 6
# the first fifth after it may still be settling
_SETTLING = 5
# another level, and none that wobbles: a third off, and by more than chance
_STEP = 1 / 3
# back at more than half of what was gained, and by more than chance
_SURELY = 5.0
# what the wobble may be: how strongly neighbours share it, its size in the excess
_SHARED = np.array([0.0, 0.3, 0.5, 0.7, 0.85])
_WOBBLE = np.array([0.0, 0.02, 0.05, 0.1, 0.2, 0.4])
# a level is never known better than this share of it
FINEST = 1e-6
LEAST = float(np.finfo(np.float64).tiny)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Level:
    """The excess rate of one side: ``rate`` with its ``variance``, where it lies.

    ``by_chance`` is the part of the variance that there is without any excess:
    what wobbles is the excess itself.
    """

    at: slice
    rate: float
    variance: float
    by_chance: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sides:
    """Both sides of an action, and how samples stray.

    ``chance``: the variance of a sample per its level.  ``wobble``: the variance
    of a share of the excess, times the samples that share one draw of it.
    ``moved``: the variance of the log of how the exposure moved between them.
    """

    before: Level
    after: Level
    chance: float
    wobble: float
    moved: float

    def strayed(self, level: Level, samples: Samples) -> Floats:
        """Return the variance of each sample of one side."""
        weights = samples.weights[level.at]
        usual = abs(samples.usual + level.rate) * weights
        finest = FINEST * max(abs(self.before.rate), abs(self.after.rate)) * weights
        spread: Floats = (
            self.chance * np.maximum(usual, self.chance)
            + self.wobble * (level.rate * weights) ** 2
            + finest**2
        )
        return spread


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Samples:
    """Impact ``values`` and ``weights`` of exposure, turned so that more is worse.

    ``usual`` is the rate between them in the ``calm`` samples, ``excess`` what
    each sample has above it; ``sign`` is -1 where the values were turned.
    """

    values: Floats
    weights: Floats
    calm: slice
    usual: float
    excess: Floats
    sign: int

    @classmethod
    def of(cls, levels: Floats, weights: Floats, calm: slice, sign: int = 1) -> Self:
        """Return samples with their usual rate: an old incident cannot move it."""
        values = sign * levels
        usual = usual_rate(values[calm], weights[calm])
        excess = values - usual * weights
        return cls(
            values=values,
            weights=weights,
            calm=calm,
            usual=usual,
            excess=excess,
            sign=sign,
        )

    def levels(self, excess: Floats, span: slice) -> Floats:
        """Return the levels in the series' unit that an excess over a span makes."""
        levels: Floats = self.sign * (excess + self.usual * self.weights[span])
        return levels


def plateau_start(excess: Floats, weights: Floats, stop: int, first: int) -> int:
    """Return since when the excess has been at the level it has just before ``stop``.

    Where the sum of what lies above half of that level is largest.
    """
    start = max(first, stop - _JUST_BEFORE)
    for _ in range(3):
        half = excess[start:stop].sum() / weights[start:stop].sum() / 2
        above = (excess[first:stop] - half * weights[first:stop])[::-1].cumsum()
        start = stop - 1 - int((above if half >= 0 else -above).argmax())
    return start


def side_before(samples: Samples, stop: int, first: int) -> slice:
    """Return up to 60 samples before, since it began and without its first rise."""
    start = plateau_start(samples.excess, samples.weights, stop, first)
    rising = min(_RISING, (stop - start) // 4)
    return slice(max(start + rising, stop - WINDOW), stop)


def side_after(start: int, settled: int, stop: int) -> slice:
    """Return up to 60 samples after, without the fifth in which it settles."""
    stop = min(stop, start + WINDOW)
    begin = max(start + (stop - start) // _SETTLING, settled)
    return slice(min(begin, stop - MIN_SAMPLES), stop)


def since_last_step(samples: Samples, side: slice, *, rising: bool) -> slice:
    """Return the part of a side since its level last moved by over a third of itself.

    Only since it last rose, where ``rising``: what falls may go on falling.
    """
    start = side.start
    while True:
        rates = samples.excess[start : side.stop] / samples.weights[start : side.stop]
        size = len(rates)
        places = np.arange(MIN_SAMPLES, size - MIN_SAMPLES + 1)
        if not len(places):
            return slice(start, side.stop)
        sums = rates.cumsum()
        early = sums[places - 1] / places
        late = (sums[-1] - sums[places - 1]) / (size - places)
        gaps = np.maximum(late - early, 0.0) if rising else np.abs(late - early)
        best = int((places * (size - places) * gaps**2).argmax())
        gap, place = float(gaps[best]), int(places[best])
        chance = np.sqrt(float(np.mean(np.diff(rates) ** 2)) / 2)
        chance *= np.sqrt(1 / place + 1 / (size - place))
        level = max(abs(float(early[best])), abs(float(late[best])))
        if gap <= max(_STEP * level, _SURELY * chance):
            return slice(start, side.stop)
        start += place


def calm_reach(samples: Samples, length: int) -> float:
    """Return how high the excess of that many calm samples may well be.

    Four scaled MADs of their moving mean, or 5 % of the highest there is.
    """
    length = max(min(length, (samples.calm.stop - samples.calm.start) // 4), 1)
    window = np.ones(length)
    rates = np.convolve(samples.excess, window, "valid") / np.convolve(
        samples.weights, window, "valid"
    )
    calm = rates[samples.calm.start : samples.calm.stop - length + 1]
    strayed = MAD_TO_SIGMA * float(np.median(np.abs(calm - np.median(calm))))
    return max(OUTSIDE_SIGMAS * strayed, FLOOR_SHARE * float(rates.max()))


def lasted_until(samples: Samples, side: slice, start: int, stop: int) -> int | None:
    """Return where the level rose again by over half of what it had fallen, if it did."""
    before = measure_sides(samples, side, side, 0.0).before
    stop = min(stop, start + WINDOW)
    excess, weights = samples.excess[start:stop], samples.weights[start:stop]
    places = np.arange(2 * MIN_SAMPLES, len(excess) - MIN_SAMPLES)
    if not len(places):
        return None
    sums, seen = excess.cumsum(), weights.cumsum()
    early = sums[places - 1] / seen[places - 1]
    late = (sums[-1] - sums[places - 1]) / (seen[-1] - seen[places - 1])
    shares = seen[places - 1] * (seen[-1] - seen[places - 1])
    best = int((shares * np.maximum(late - early, 0) ** 2).argmax())
    gap, place = float(late[best] - early[best]), int(places[best])
    chance = np.sqrt(before.variance * (before.at.stop - before.at.start))
    chance *= np.sqrt(1 / place + 1 / (len(excess) - place))
    lost_half = gap > (before.rate - float(early[best])) / 2 > 0
    return start + place if lost_half and gap > _SURELY * chance else None


def measure_sides(samples: Samples, before: slice, after: slice, moved: float) -> Sides:
    """Return the excess rate of both sides, and how samples stray around it.

    ``moved`` is the variance of the log of how the exposure moved between them.
    """
    values, weights, usual = samples.values, samples.weights, samples.usual
    excess, calm, both = samples.excess, samples.calm, (before, after)
    exposed = [float(weights[at].sum()) for at in both]
    rates = [
        float(excess[at].sum()) / seen for at, seen in zip(both, exposed, strict=True)
    ]
    chance = chance_of(samples, before, after)
    spectra = []
    for at, seen, rate in zip(both, exposed, rates, strict=True):
        level = max(abs(usual + rate), chance / seen)
        white = chance * level * float(np.mean(1 / weights[at]))
        spectra.append((excess[at] / weights[at], max(rate, 0.0), white))
    wobble = _wobble(spectra)
    doubt = chance * max(float(np.abs(values[calm]).sum()), chance)
    doubt /= float(weights[calm].sum()) ** 2
    finest = (FINEST * max(abs(usual), *map(abs, rates))) ** 2
    was, became = (_level(samples, at, chance, wobble, doubt + finest) for at in both)
    became = replace(
        became, variance=became.variance + (became.rate + usual) ** 2 * moved
    )
    return Sides(before=was, after=became, chance=chance, wobble=wobble, moved=moved)


def _level(
    samples: Samples, at: slice, chance: float, wobble: float, doubt: float
) -> Level:
    weights = samples.weights[at]
    seen = float(weights.sum())
    rate = float(samples.excess[at].sum()) / seen
    level = max(float(np.abs(samples.values[at]).sum()), chance)
    by_chance = chance * level / seen**2 + doubt
    wobbles = wobble * float(((rate * weights) ** 2).sum()) / seen**2
    return Level(at=at, rate=rate, variance=by_chance + wobbles, by_chance=by_chance)


def chance_of(samples: Samples, before: slice, after: slice) -> float:
    """Return the variance of one sample per its level, from neighbours' differences.

    Of the calm samples; of the two sides where those hardly vary, or vary in
    another way than in proportion.
    """
    usual = samples.usual * samples.weights[samples.calm]
    strayed = samples.values[samples.calm] - usual
    calm = _per_level(strayed, samples.values[samples.calm])
    rate = samples.values / samples.weights
    sides = [
        _per_level(
            (rate[at] - rate[at].mean()) * samples.weights[at], samples.values[at]
        )
        for at in (before, after)
        if np.abs(samples.values[at]).sum() > 0
    ]
    side = float(np.mean(sides)) if sides else 0.0
    return calm if 0 < calm <= 2 * side or side == 0 else side


def _per_level(strayed: Floats, values: Floats) -> float:
    level = float(np.abs(values).mean())
    if level == 0 or len(strayed) < 2:
        return 0.0
    return float(np.mean(np.diff(strayed) ** 2)) / 2 / level


def _wobble(spectra: list[tuple[Floats, float, float]]) -> float:
    """Return the wobble, averaged over what it may be by how well each explains it.

    A slope of a side is no wobble, where it explains clearly more than a number
    more must: the log of how many samples there are, twice Schwarz (1978).
    """
    fit = np.zeros((len(_SHARED), len(_WOBBLE)))
    finest = max((FINEST * max(level for _, level, _ in spectra)) ** 2, LEAST)
    for rates, level, white in spectra:
        size = len(rates)
        steady = rates - rates.mean()
        places = np.arange(size) - (size - 1) / 2
        places = places / np.sqrt(max(float(places @ places), LEAST))
        slope = places * (places @ steady)
        kept = 1 - np.abs(np.fft.rfft(places)[1:]) ** 2 / size
        turn = np.cos(2 * np.pi * np.arange(1, size // 2 + 1) / size)
        shared = _SHARED[:, None]
        slow = (1 - shared**2) / (1 - 2 * shared * turn + shared**2)
        expected = (
            max(white, finest) + (_WOBBLE[:, None] * level) ** 2 * slow[:, None, :]
        )
        fit += np.logaddexp(
            _likelihood(steady, expected),
            _likelihood(steady - slope, expected * kept) - np.log(size),
        )
    weight = np.exp(fit - fit.max())
    lasting = _WOBBLE**2 * ((1 + _SHARED) / (1 - _SHARED))[:, None]
    return float((weight * lasting).sum() / weight.sum())


def _likelihood(rates: Floats, expected: Floats) -> Floats:
    """Return the log likelihood of samples by their spectrum (Whittle, 1953)."""
    power = np.abs(np.fft.rfft(rates)[1:]) ** 2 / len(rates)
    likelihood: Floats = -(np.log(expected) + power / expected).sum(axis=2)
    return likelihood
