"""Where does a series move as it never did before?

The level after a sample is compared with the level before it, over one to 64
samples; what counts is by how much the move exceeds the largest one seen
earlier at the same length, so that a series is judged by its own past and a
daily rise is no surprise the second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from incident_kit.series.levels import MIN_BASELINE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from incident_kit.series.floats import Floats

LENGTHS = (1, 2, 4, 8, 16, 32, 64)
# a length is held against as many samples before, or so many where it is shorter:
# against few a dip on a slope is seen, against more a step in noise
_LEAST_BEFORE = (4, 8, 16)
LOOKS = sorted(
    {(after, max(after, least)) for after in LENGTHS for least in _LEAST_BEFORE}
)
# chance that a healthy series shows such a move
CHANCE = 0.03
# and that it does where a page says when to look, as simulated
# (tests/benchmarks/error_rates.py); no computation takes it
PAGED_CHANCE = 0.08
_FEWEST = 8
_SORTED = 16
# of more moves an even choice tells what is usual
_ENOUGH = 4000
_NOISE_WINDOW = 120
# a move of one sample below this share of the range of all values is none
_OF_RANGE = 0.05
# nor is one below so many standard errors of its own length
_ERRORS = 5.0
# a later move counts half as past: the incident's end is often as large as it
_LATER, _LATER_FROM = 0.5, 0.15
_NOISE_WEIGHT = 0.5
# healthy records of so many samples are remembered; so many are always looked at
REMEMBERED, _LOOKED_AT = 500, 60
_AHEAD, _JUST_AFTER = 20, 5
_LEAST = 1e-6
# what comes again so many times may be a habit; so many first times are looked at
_HABIT, _TRIES = 8, 5
# of a burst of surprises within so many samples the first of half the height counts
_BURST, _BURST_SHARE = 60, 0.5
# noticing takes about so many samples; each doubling of that costs
_DELAY, _DELAY_WEIGHT = 10, 1.0


@dataclass(frozen=True, slots=True)
class Moves:
    """Level after minus level before in the bad direction: a row per length."""

    lengths: tuple[int, ...]
    sizes: Floats
    noise: Floats


@dataclass(frozen=True, slots=True)
class Surprise:
    """By how much moves exceed the past: log ratios, summed over lengths and at best.

    ``sizes`` has the moves themselves, a row per length.
    """

    sizes: Floats
    height: Floats
    best: Floats


def measure_surprise(values: Floats, sign: int) -> Surprise:
    """Return how surprising each move is where high (1), low (-1) or either (0) hurts."""
    size = float(np.ptp(values)) if len(values) else 0.0
    if len(values) <= MIN_BASELINE or size == 0:
        nothing = np.zeros(len(values))
        return Surprise(np.zeros((0, len(values))), nothing, nothing)
    return _judge(measure_moves((values - np.median(values)) / size, sign))


def find_surprise(
    surprise: Surprise, *, noticed: int | None = None, chance: float = CHANCE
) -> int | None:
    """Return the position of the most surprising move, None where there is none.

    ``noticed`` is the position of the page or first report: nothing after it is
    looked at, and of two moves alike the later one is the likelier to have been
    noticed.  ``chance`` is how often a healthy series may show such a move.
    """
    height = surprise.height.copy()
    place = np.arange(len(height))
    stand = len(height) - 1 if noticed is None else noticed
    passed = np.maximum(stand - place, 1)
    beyond = surprise.best - _luck(place, passed, chance)
    rare = _highest_ahead(np.where(place <= stand + _JUST_AFTER, beyond, -np.inf)) > 0
    if noticed is not None:
        late = np.log(np.maximum(passed, _DELAY) / _DELAY)
        height = np.maximum(height - _DELAY_WEIGHT * late, _LEAST) * (height > 0)
    height[~rare | (place < MIN_BASELINE) | (place > stand)] = 0.0
    for _ in range(_TRIES):
        best = int(height.argmax()) if len(height) else 0
        if not height[best : best + 1].any():
            return None
        first = _first_of_burst(height, best)
        if not _is_habit(surprise.sizes, first):
            return first
        height[max(0, first - _AHEAD) : first + _AHEAD] = 0.0
    return None


def _is_habit(sizes: Floats, place: int) -> bool:
    """Whether moves like the one at a place come so often that it had to come.

    Seen once in a gap g, it is missing in the n samples before by chance
    exp(-n / g): a first time, not a first incident.
    """
    near = slice(place, place + _AHEAD)
    for size in sizes:
        if not size[near].any():
            continue
        like = size >= size[near].max() / 2
        starts = np.flatnonzero(like[1:] & ~like[:-1]) + 1
        again = int(np.sum(starts >= place + _AHEAD))
        if again < _HABIT:
            return False
        gap = (len(size) - place - _AHEAD) / again
        if np.exp(-place / gap) < CHANCE:
            return False
    return True


def measure_moves(values: Floats, sign: int) -> Moves:
    """Return by how much the level after each sample exceeds the one before it."""
    count = len(values)
    looks = tuple(look for look in LOOKS if 4 * look[0] <= count)
    medians = {
        width: _running_medians(values, width)
        for width in {width for look in looks for width in look}
        if width >= _LEAST_BEFORE[0]
    }
    sums = np.r_[0.0, np.cumsum(values)]
    afters = {
        length: _level_after(values, length, sums, medians.get(length))
        for length in {length for length, _ in looks}
    }
    sizes = np.zeros((len(looks), count))
    for row, (length, width) in enumerate(looks):
        before = np.r_[np.nan, medians[width][:-1]]
        move = np.nan_to_num(afters[length] - before)
        if length >= _FEWEST:
            move = _smaller(move, _mean_move(sums, length, width))
        sizes[row] = np.abs(move) if sign == 0 else np.maximum(sign * move, 0.0)
    return Moves(tuple(length for length, _ in looks), sizes, _noise(values))


def _level_after(
    values: Floats, length: int, sums: Floats, medians: Floats | None
) -> Floats:
    """Return the level of a length from each sample on, of what is left at the end."""
    after = np.full(len(values), np.nan)
    whole = len(values) - length + 1
    if medians is None or length < _FEWEST:
        after[:whole] = (sums[length:] - sums[:-length]) / length
    else:
        after[:whole] = medians[length - 1 :]
    for start in range(whole, len(values) - length // 2):
        after[start] = np.median(values[start:])
    return after


def _running_medians(values: Floats, width: int) -> Floats:
    """Return the median of the samples up to each one, of a width that is even."""
    if width > _SORTED or len(values) < width:
        rolling = pd.Series(values).rolling(width, min_periods=min(width, _FEWEST))
        slow: Floats = rolling.median().to_numpy()
        return slow
    # to sort a few is faster than to keep an order
    windows = np.sort(np.lib.stride_tricks.sliding_window_view(values, width), axis=1)
    medians = np.full(len(values), np.nan)
    medians[width - 1 :] = (windows[:, width // 2 - 1] + windows[:, width // 2]) / 2
    return medians


def _mean_move(sums: Floats, length: int, before: int) -> Floats:
    place = np.arange(len(sums) - 1)
    stop = np.minimum(place + length, len(sums) - 1)
    start = np.maximum(place - before, 0)
    after = (sums[stop] - sums[place]) / (stop - place)
    move: Floats = after - (sums[place] - sums[start]) / np.maximum(place - start, 1)
    return move


def _smaller(one: Floats, other: Floats) -> Floats:
    """Return the smaller of two moves, none where they disagree on the direction."""
    small = np.minimum(np.abs(one), np.abs(other)) * np.sign(one)
    return np.where(one * other > 0, small, 0.0)


def _noise(values: Floats) -> Floats:
    """Return the noise before each sample, from the steps between neighbours.

    For normal samples the mean step is 2 / sqrt(pi) sigma (von Neumann, 1941).
    """
    steps = np.abs(np.diff(values, prepend=values[:1]))
    sums = np.r_[0.0, np.cumsum(steps)]
    end = np.arange(len(values))
    start = np.maximum(end - _NOISE_WINDOW, 0)
    mean = (sums[end] - sums[start]) / np.maximum(end - start, 1)
    noise: Floats = np.sqrt(np.pi) / 2 * mean
    return noise


def _judge(moves: Moves) -> Surprise:
    """Return by how much each move exceeds all that were before it."""
    count = moves.sizes.shape[1]
    height, best = np.zeros(count), np.zeros(count)
    usual_noise = float(np.median(moves.noise))
    noise = np.sqrt(moves.noise**2 + (usual_noise / 4) ** 2 + 0.005**2)
    for length, size in zip(moves.lengths, moves.sizes, strict=True):
        errors = size / noise * np.sqrt(length)
        height += _excess(size, length, _OF_RANGE / np.sqrt(length))
        height += _NOISE_WEIGHT * _excess(errors, length, _ERRORS)
        least = max(float(np.median(_some(size))), _OF_RANGE / float(np.sqrt(length)))
        past = np.maximum(_past(size, length), least)
        best = np.maximum(best, _clear_ratio(moves, length, size, past))
    return Surprise(moves.sizes, height, best)


def _clear_ratio(moves: Moves, length: int, size: Floats, past: Floats) -> Floats:
    clear = size * np.sqrt(length) >= _ERRORS * moves.noise
    return np.where(clear, _log_ratio(size, past), 0.0)


def _excess(size: Floats, length: int, floor: float) -> Floats:
    """Return the log of a move over the largest one before it, where it is larger."""
    lag = int(_LATER_FROM * len(size))
    later = np.zeros(len(size))
    ahead = np.maximum.accumulate(size[::-1])[::-1]
    later[: len(size) - lag] = ahead[lag:]
    usual = max(float(np.quantile(_some(size), 0.9)), floor)
    past = np.maximum(np.maximum(_past(size, length), usual), _LATER * later)
    return _log_ratio(size, past)


def _some(size: Floats) -> Floats:
    return size[:: len(size) // _ENOUGH + 1]


def _past(size: Floats, length: int) -> Floats:
    """Return the largest move that had ended before each sample."""
    highest: Floats = np.maximum.accumulate(size)
    return np.concatenate((np.zeros(length), highest[:-length]))


def _log_ratio(size: Floats, past: Floats) -> Floats:
    ratio = np.zeros(len(size))
    larger = size > past
    ratio[larger] = np.log(size[larger] / past[larger])
    return ratio


def _luck(place: NDArray[np.int64], passed: NDArray[np.int64], chance: float) -> Floats:
    """Return the log ratio to the past that luck alone reaches too often.

    Healthy moves have heavy tails, P(size > x) ~ x^-2, so one of N new ones is
    c times the largest of n earlier ones with chance N / (n c^2) (records:
    Rényi, 1962).
    """
    past = np.clip(place, 1, REMEMBERED)
    luck: Floats = 0.5 * np.log(np.maximum(passed, _LOOKED_AT) / past / chance)
    return luck


def _highest_ahead(values: Floats) -> Floats:
    padded = np.r_[values, np.full(_AHEAD, -np.inf)]
    windows = np.lib.stride_tricks.sliding_window_view(padded, _AHEAD + 1)
    highest: Floats = windows.max(axis=1)
    return highest


def _first_of_burst(height: Floats, best: int) -> int:
    start = max(0, best - _BURST)
    high = np.flatnonzero(height[start : best + 1] >= _BURST_SHARE * height[best])
    first = start + int(high[0])
    stop = min(first + 5, best + 1)
    return first + int(height[first:stop].argmax())
