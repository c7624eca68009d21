"""When did the level turn: before an action, with it, or long after?

A level that goes from one height to another, in a step, along a line or by halves,
is fitted to the samples around the action at every place and pace.  Each way counts
as much as it explains them, so the doubt about the place is known, too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from incident_kit.blast.decline import EASING
from incident_kit.blast.excess_rate import FINEST, LEAST, MIN_SAMPLES, WINDOW

if TYPE_CHECKING:
    from incident_kit.blast.around import Around
    from incident_kit.blast.excess_rate import Samples
    from incident_kit.series.floats import Floats

# over how many samples it falls along a line; after how many half is gone, by halves
_LINES = (1.0, 2.0, 4.0, 8.0, 12.0, 16.0, 20.0, 25.0, 30.0)
_HALVINGS = (0.7, 1.4, 2.8, 5.6, 11.2, 22.4)
# both levels are seen for at least so many samples
SEEN = 3
# a sample is stamped at its begin or its end, so a turn is dated to its neighbour, of
# which no more can have gone than after the action, and what its time is rounded by
_NEAR, _ROUNDED = 1, 0.25
_SURELY = 0.95
# so much of its way is a part of it, so much is all
_PART, _MOSTLY = 0.1, 0.95
# a second fall is one of this share of the first level
_FURTHER = 0.2
# so many ways that fit best as plain sums are weighed with their noise
_WEIGHED = 200
_MOST_ALIKE = 0.8
_PEAK = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A move of the level from ``was`` to ``became``, by places in the series.

    ``began`` is the first sample that had moved, ``settled`` the first at which
    nearly all had.  ``early`` is the chance that a part of it had gone more than a
    sample before the action, or more of the last one than it explains, ``late`` that none had until long after it.  It
    ``goes_down`` from a peak that lies sooner than a level that stands would.
    """

    was: float
    became: float
    began: int
    settled: int
    early: float
    late: float
    goes_down: bool = False

    @property
    def fell(self) -> bool:
        """Whether most of it went away."""
        return self.became < self.was / 2

    def is_over(self, place: int, samples: int) -> bool:
        """Whether it most likely was over so many samples before a place."""
        return self.early > 1 / 2 and self.settled <= place - samples


def fall_span(samples: Samples, around: Around, end: int, reach: int = WINDOW) -> slice:
    """Return from when the excess stood high in the hour before an action, to an end.

    Where the sum of what lies above half of its highest is largest, without the
    first samples, in which it may still rise.
    """
    start = around.start
    first = max(around.impact_first, start - reach)
    rates = samples.excess[first:start] / samples.weights[first:start]
    width = min(_PEAK, len(rates))
    means = np.convolve(rates, np.ones(width) / width, "valid")
    peak = int(means.argmax())
    above = (rates[: peak + width] - means[peak] / 2)[::-1].cumsum()
    began = peak + width - 1 - int(above.argmax())
    return slice(first + began + min(MIN_SAMPLES, (len(rates) - began) // 4), end)


def find_turn(
    samples: Samples,
    chance: float,
    at: slice,
    action: int,
    done: int,
    *,
    late: int,
    until: float = 0.0,
) -> Turn | None:
    """Return how the level moved within a span, held against an action's places.

    ``chance`` is the variance of a sample per its level; what begins from the
    place ``late`` on came long after the action; of the last sample before it that part
    lay ``until`` it.  A turn before the action
    that another one with it follows is not held to be early: that one is its own.
    None of too few samples.
    """
    size, place = at.stop - at.start, action - at.start
    begins = np.arange(SEEN, size - SEEN + 1)
    if not len(begins):
        return None
    weights = samples.weights[at]
    rates = samples.excess[at] / weights
    begun, gone = _ways(begins, size)
    was, became, misfit = _fitted(rates, gone, weights)
    kept = misfit.argsort()[:_WEIGHED]
    begun, gone, was, became = begun[kept], gone[kept], was[kept], became[kept]
    level = np.maximum(was[:, None] + (became - was)[:, None] * gone, 0.0)
    noise = _Noise.of(samples.usual, chance, weights, rates, level[0])
    strayed = noise.misfit(rates, level)
    best = int(strayed.argmin())
    noise = noise.widened(rates, level[best])
    by_then = gone[:, max(place - 1, 0)]
    early = (begun < place - _NEAR) & (by_then > _PART)
    seen = (was - rates[place - 1]) / np.where(was == became, np.inf, was - became)
    last = (begun < place) & (np.minimum(by_then, seen) > 1 - until + _ROUNDED)
    turned = -noise.misfit(rates, level) / 2
    again = turned[early][:0]
    if early.any():
        further, by = _further(rates, level[early], weights, done - at.start)
        again = -noise.misfit(rates, further) / 2 - np.log(size)
        again = again[by > _FURTHER * was[early]]
    highest = max(turned.max(), again.max(initial=-np.inf))
    worth = _worth_of_each(rates - level[best])
    turned, again = (np.exp(worth * (one - highest)) for one in (turned, again))
    chances = [
        _chance_by_itself(turned[one].sum(), turned[~one].sum() + again.sum())
        for one in (early, early | last)
    ]
    # one sample alone is chance unless it surely is none
    early_chance = max(chances) if max(chances) > _SURELY else chances[0]
    is_late = begun + at.start >= late
    late_chance = float(turned[is_late].sum() / (turned.sum() + again.sum()))
    if late_chance > 1 / 2:
        # what is told of it is one of those that are most likely
        best = int(np.where(is_late, strayed, np.inf).argmin())
    settled = np.append(gone[best], 1.0) >= _MOSTLY
    return Turn(
        was=float(was[best]),
        became=float(became[best]),
        began=at.start + int(begun[best]),
        settled=at.start + int(settled.argmax()),
        early=early_chance,
        late=late_chance,
    )


def _chance_by_itself(early: float, with_it: float) -> float:
    by_itself = EASING * early
    return float(by_itself / (by_itself + (1 - EASING) * with_it))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Noise:
    """How rates stray: by chance, by a wobble of the excess, and by the misfit."""

    usual: float
    chance: float
    weights: Floats
    wobble: float
    finest: float
    scale: float = 1.0

    @classmethod
    def of(
        cls, usual: float, chance: float, weights: Floats, rates: Floats, level: Floats
    ) -> Self:
        """Return the noise around the level that is nearest to the rates."""
        finest = max(FINEST * float(np.abs(rates).max()), np.sqrt(LEAST)) ** 2
        plain = cls(
            usual=usual, chance=chance, weights=weights, wobble=0.0, finest=finest
        )
        over = float(((rates - level) ** 2 - plain.variance(level)).sum())
        wobble = max(over, 0.0) / (float((level**2).sum()) + finest)
        return replace(plain, wobble=min(wobble, 1.0))

    def variance(self, level: Floats) -> Floats:
        # what is bad when low was turned: its usual level is negative
        seen = np.maximum(np.abs(self.usual + level), self.chance / self.weights)
        by_chance = self.chance * seen / self.weights
        variance: Floats = by_chance + self.wobble * level**2 + self.finest
        return variance

    def misfit(self, rates: Floats, level: Floats) -> Floats:
        """Return twice the negative log likelihood of each way."""
        variance = self.variance(level)
        strayed = (rates - level) ** 2 / variance / self.scale
        misfit: Floats = (strayed + np.log(variance)).sum(axis=-1)
        return misfit

    def widened(self, rates: Floats, level: Floats) -> Self:
        """Return the noise as wide as the best way needs it."""
        strayed = float(((rates - level) ** 2 / self.variance(level)).mean())
        return replace(self, scale=max(strayed, 1.0))


def _further(
    rates: Floats, level: Floats, known: Floats, done: int
) -> tuple[Floats, Floats]:
    """Return each way with a further fall when the action was done, and by how much."""
    after = level[:, done:]
    weighed = after * known[done:]
    left = (weighed @ rates[done:]) / np.maximum((weighed * after).sum(axis=1), LEAST)
    left = np.clip(left, 0.0, 1.0)
    further = level.copy()
    further[:, done:] *= left[:, None]
    return further, after[:, 0] * (1 - left)


def _ways(begins: Floats, size: int) -> tuple[Floats, Floats]:
    """Return the first sample that had moved, per way, and what had gone by each."""
    since = np.maximum(np.arange(size) - begins[:, None] + 1, 0)
    passed = np.arange(size + 1.0)
    curves = [np.minimum(passed / length, 1.0) for length in _LINES]
    curves += [1 - 0.5 ** (passed / halving) for halving in _HALVINGS]
    return np.tile(begins, len(curves)), np.concatenate([one[since] for one in curves])


def _fitted(
    rates: Floats, gone: Floats, known: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return both levels that fit each way best, by least squares, and the misfit."""
    fewer, squared = gone @ known, (gone * gone) @ known
    before = known.sum() - 2 * fewer + squared
    both = fewer - squared
    late = gone @ (known * rates)
    early = float(known @ rates) - late
    shared = np.maximum(before * squared - both**2, LEAST)
    was = (squared * early - both * late) / shared
    became = (before * late - both * early) / shared
    return was, became, -(was * early + became * late)


def _worth_of_each(strayed: Floats) -> float:
    """Return how many independent samples each stands for (Bartlett, 1946)."""
    power = max(float((strayed**2).sum()), LEAST)
    alike = float((strayed[1:] * strayed[:-1]).sum()) / power
    alike = min(max(alike, 0.0), _MOST_ALIKE)
    return (1 - alike) / (1 + alike)
