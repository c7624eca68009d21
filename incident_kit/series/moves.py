"""By how much does the level after each sample exceed the level before it?

Over one to 128 samples after, held against four to 128 before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from incident_kit.series.floats import Floats

LENGTHS = (1, 2, 4, 8, 16, 32, 64, 128)
# a length is held against as many samples before, or so many where it is shorter:
# against few a dip on a slope is seen, against more a step in noise
_LEAST_BEFORE = (4, 16, 64)
LOOKS = sorted(
    {(after, max(after, least)) for after in LENGTHS for least in _LEAST_BEFORE}
)
# what lasts so long is no burst
LONG = 64
_FEWEST = 8
# a level is looked at where there are so many of its length
_LENGTHS_IN = 8
_SORTED = 16


@dataclass(frozen=True, slots=True)
class Moves:
    """Level after minus level before each sample: a row per look."""

    looks: tuple[tuple[int, int], ...]
    sizes: Floats


def measure_moves(values: Floats) -> Moves:
    """Return by how much the level after each sample exceeds the one before it."""
    count = len(values)
    looks = tuple(look for look in LOOKS if _LENGTHS_IN * look[0] <= count)
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
        sizes[row] = move
    return Moves(looks, sizes)


def measure_drift(values: Floats, after: int, before: int) -> tuple[Floats, Floats]:
    """Return what the slope within both levels explains of a move, and its errors.

    One slope is fitted to both, each around its own mean (least squares); the
    errors are squared, in the variance of one sample.
    """
    count = len(values)
    place, here = np.arange(count), np.arange(count) - count / 2
    sums = np.r_[0.0, np.cumsum(values)], np.r_[0.0, np.cumsum(values * here)]
    start, stop = np.maximum(place - before, 0), np.minimum(place + after, count)
    shared, spread = np.zeros(count), np.zeros(count)
    for low, high in ((start, place), (place, stop)):
        samples = high - low
        middle = (low + high - 1 - count) / 2
        shared += sums[1][high] - sums[1][low] - middle * (sums[0][high] - sums[0][low])
        spread += samples * (samples**2 - 1) / 12
    spread = np.maximum(spread, 1.0)
    apart = (stop - start) / 2
    return apart * shared / spread, apart**2 / spread


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


def mean_moves(values: Floats, after: int, before: int) -> Floats:
    """Return the mean after minus the mean before each sample."""
    return _mean_move(np.r_[0.0, np.cumsum(values)], after, before)


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
