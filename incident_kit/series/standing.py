"""Which stretches of a series that stands still hold another level?

Each window of several lengths is held against all samples outside; how far windows
of a length stray by chance is measured on the series itself.  A series stands still
where its noise has a short memory: longer means stray as little as shorter ones tell.
The more it wanders, the further off a window must be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from incident_kit.series.levels import MIN_BASELINE
from incident_kit.series.noise import (
    LENGTHS_IN,
    SHORT_MEMORY,
    noise_of_means,
    noise_of_steps,
    sigma_of,
    unexplained,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from incident_kit.series.floats import Floats
    from incident_kit.series.noise import Noise

# what lasts fewer samples is a burst
SHORTEST = 10
# one level holds at most this share of the samples; all of them at most that
_SHARE, _SHARES, _MOST = 0.4, 0.5, 6
# windows grow by this from one length to the next
_LONGER = 2**0.25
# a sample further off counts as far as so many sigmas: a spike is no level
_LIMIT = 4.0
# the error grows as this power of what a short memory does not explain
WANDERS = 2.0
# windows of a length that overlap are worth so many tries a sample, of such at most
_TRIES, _OVERLAP = 48, 32
# a page comes within so many samples of what it is about, as likely before each
_NEAR = 60
# of several levels the first that is off by this share of the furthest counts
_FIRST_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Level:
    """From a sample to before another the level is off, by so many errors and so far."""

    start: int
    stop: int
    errors: float
    size: float

    @property
    def sign(self) -> int:
        """Return in which direction it is off."""
        return int(np.sign(self.size))


def first_level(levels: Sequence[Level]) -> Level | None:
    """Return the first that is about as far off as the furthest, None without any."""
    least = _FIRST_SHARE * max((abs(one.size) for one in levels), default=0.0)
    return next((one for one in levels if abs(one.size) >= least), None)


@dataclass(frozen=True, slots=True)
class _Bar:
    """How many errors a window must be off, by where it starts and its length."""

    tries: Floats

    def of(self, length: int) -> Floats:
        looks = _TRIES * self.tries / min(length, _OVERLAP)
        bar: Floats = np.sqrt(2 * np.log(looks))
        return bar

    def passed(self, one: Level) -> float:
        return one.errors - float(self.of(one.stop - one.start)[one.start])


def find_levels(
    values: Floats,
    sign: int,
    chance: float,
    *,
    before: int | None = None,
    wanders: float | None = None,
) -> list[Level]:
    """Return the stretches that hold another level, in order.

    ``chance`` is how often a healthy series that stands still may show one; just
    ``before`` the sample at which somebody was called less is needed.  Errors grow as
    the power ``wanders`` (WANDERS) of how far longer means stray unexplained.
    """
    count = len(values)
    if count < LENGTHS_IN * 4 * SHORT_MEMORY:
        return []
    tries = np.full(count, float(count))
    if before is not None:
        near = np.arange(min(before + 1, count))
        tries[: len(near)] = np.maximum(before - near, _NEAR)
        tries *= 1 + np.log(count / _NEAR)
    bar = _Bar(tries / chance)
    noise = noise_of_steps(values)
    if noise.of(1) == 0:
        return []
    level = _mode(np.convolve(values, np.ones(SHORTEST) / SHORTEST, "valid"))
    away = values - level
    limit = _LIMIT * sigma_of(away)
    away = np.clip(away, -limit, limit)
    found: list[Level] = []
    free = np.ones(count, dtype=np.bool_)
    while len(found) < _MOST:
        one = _clearest(away, free, sign, noise, bar)
        if one is None:
            break
        free[one.start : one.stop] = False
        if free.mean() < 1 - _SHARES:
            break
        found.append(one)
        away -= away[free].mean()
    found = [part for one in found for part in _parts(away, one, noise, bar)]
    return sorted(
        _tested(away, found, bar, WANDERS if wanders is None else wanders),
        key=lambda one: one.start,
    )


def _parts(away: Floats, one: Level, noise: Noise, bar: _Bar) -> list[Level]:
    """Return the levels on both sides of a stretch in which it is usual again."""
    inner = slice(one.start + SHORTEST, one.stop - SHORTEST)
    if inner.stop - inner.start < SHORTEST:
        return [one]
    gains = np.sign(one.size) * (one.size / 2 - away[inner])
    sums = np.r_[0.0, np.cumsum(gains)]
    lowest = np.minimum.accumulate(sums)
    stop = int((sums - lowest).argmax())
    start = int(sums[: stop + 1].argmin())
    length = stop - start
    if length < SHORTEST:
        return [one]
    start += inner.start
    gap = float(away[start : start + length].mean())
    error = np.sqrt(
        noise.of(length) * (1 / length + 1 / (one.stop - one.start - length))
    )
    if (
        abs(gap) > abs(one.size) / 2
        or abs(gap - one.size) < error * bar.of(length)[start]
    ):
        return [one]
    sides = (one.start, start), (start + length, one.stop)
    return [
        part
        for first, last in sides
        for part in _parts(
            away,
            Level(first, last, one.errors, float(away[first:last].mean())),
            noise,
            bar,
        )
    ]


def _tested(away: Floats, found: list[Level], bar: _Bar, wanders: float) -> list[Level]:
    """Return the levels that the noise outside, of all means, leaves."""
    while found:
        left = away.copy()
        free = np.ones(len(away), dtype=np.bool_)
        for one in found:
            free[one.start : one.stop] = False
            left[one.start : one.stop] -= left[one.start : one.stop].mean()
        usual = away[free].mean()
        left[free] -= usual
        noise = noise_of_means(left)
        if noise.of(SHORT_MEMORY) == 0:
            return []
        more = unexplained(noise) ** wanders
        found = [_again(one, away, usual, noise, free) for one in found]
        found = [replace(one, errors=one.errors / more) for one in found]
        least = min(found, key=bar.passed)
        if bar.passed(least) >= 0:
            break
        found.remove(least)
    return found


def _again(
    one: Level, away: Floats, usual: float, noise: Noise, free: NDArray[np.bool_]
) -> Level:
    """Return a level by the noise outside, and its own where that is more."""
    inside, length = away[one.start : one.stop], one.stop - one.start
    size = float(inside.mean() - usual)
    own = noise_of_means(inside - inside.mean(), least=2).of(SHORT_MEMORY)
    variance = noise.of(length) * max(own / noise.of(SHORT_MEMORY), 1.0)
    # nobody knows how means of more samples stray: they are no surer
    sure = min(length, 4 * SHORT_MEMORY)
    error = np.sqrt(variance / sure + noise.of(length) / int(free.sum()))
    return replace(one, size=size, errors=abs(size) / error)


def _clearest(
    away: Floats, free: NDArray[np.bool_], sign: int, noise: Noise, bar: _Bar
) -> Level | None:
    """Return the window that passes the bar by most, None where none does."""
    count, outside = len(away), int(free.sum())
    sums = np.r_[0.0, np.cumsum(np.where(free, away, 0.0))]
    taken = np.r_[0, np.cumsum(~free)]
    best, passed = None, 0.0
    length = float(SHORTEST)
    while length <= _SHARE * count:
        width = int(length)
        error = np.sqrt(noise.of(width) * (1 / width + 1 / outside))
        means = (sums[width:] - sums[:-width]) / width
        size = np.abs(means) if sign == 0 else sign * means
        beyond = size / error - bar.of(width)[: len(size)]
        beyond[taken[width:] > taken[:-width]] = 0.0
        beyond[:MIN_BASELINE] = 0.0
        place = int(beyond.argmax())
        if beyond[place] > passed:
            passed = float(beyond[place])
            best = Level(
                place, place + width, float(size[place] / error), float(means[place])
            )
        length *= _LONGER
    while best is not None:
        fitted = _fitted(away, free, best)
        if fitted.stop - fitted.start <= best.stop - best.start:
            return fitted
        best = fitted
    return None


def _fitted(away: Floats, free: NDArray[np.bool_], one: Level) -> Level:
    """Return a level with the ends that explain most: each sample beyond half of it."""
    half = one.size / 2
    gains = np.where(free, np.sign(half) * (away - half), -np.inf)
    reach = one.stop - one.start
    low = max(MIN_BASELINE, one.start - reach)
    middle = (one.start + one.stop) // 2
    before = np.cumsum(gains[low:middle][::-1])
    after = np.cumsum(gains[middle : one.stop + reach])
    start = middle - 1 - int(before.argmax())
    stop = middle + 1 + int(after.argmax())
    if stop - start < SHORTEST:
        return one
    size = float(away[start:stop].mean())
    return replace(one, start=start, stop=stop, size=size)


def _mode(values: Floats) -> float:
    """Return where values lie closest (half-sample mode: Robertson and Cryer, 1974)."""
    left = np.sort(values)
    while len(left) > SHORTEST:
        half = (len(left) + 1) // 2
        widths = left[half - 1 :] - left[: len(left) - half + 1]
        place = int(widths.argmin())
        left = left[place : place + half]
    return float(left.mean())
