"""What an impact is held against: the traffic, the usual day, or nothing.

Failures fall at night because fewer people are there.  Divided by the exposure
they do not: by the traffic where it is known, else by the shape of the day that
the samples before the incident show, with the doubt that shape leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from incident_kit.results.findings import Assumption
    from incident_kit.series.floats import Floats


_DAY_S = 86400.0
# a shape of the day needs most of one; the harmonics bridge the rest
_MOST_OF_A_DAY = 0.75
_HARMONICS = 4
_BINS_A_DAY = 96
# before any sample is seen: the first harmonic of the log, the k-th a k-th of it
_PRIOR_SD = 0.8
_STEPS = 6
_EXTREME = 30.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Exposure:
    """One weight per sample; without a ``shape`` they are known exactly.

    ``follows`` names how an impact goes on that stays the same per exposure.
    """

    weights: Floats
    follows: Assumption = "flat"
    shape: Floats | None = None
    covariance: Floats | None = None

    def doubt(self, before: slice, after: slice) -> float:
        """Return the variance of the log of how the exposure moved between them."""
        if self.shape is None or self.covariance is None:
            return 0.0
        moved = self._mean_shape(after) - self._mean_shape(before)
        return float(moved @ self.covariance @ moved)

    def _mean_shape(self, side: slice) -> Floats:
        assert self.shape is not None  # noqa: S101  # only asked where there is one
        weights = self.weights[side]
        mean: Floats = weights @ self.shape[side] / weights.sum()
        return mean


def has_usual_day(index: pd.DatetimeIndex, calm: slice) -> bool:
    """Whether the calm samples show most of a day."""
    span = index[calm]
    if len(span) < _BINS_A_DAY // 2:
        return False
    return bool((span[-1] - span[0]).total_seconds() >= _MOST_OF_A_DAY * _DAY_S)


def usual_day(seconds: Floats, values: Floats, calm: slice) -> Exposure:
    """Return the shape of the day of the calm samples, 1 at the instant 0.

    ``seconds`` are by the clock.  Its log is a sum of harmonics of the day, fitted to sums of a quarter of an
    hour; their scatter, and a prior that a day is smooth, give its doubt.
    """
    level = float(np.mean(values[calm]))
    shape, origin = _harmonics(seconds), _harmonics(np.zeros(1))
    shape = shape - origin
    size = shape.shape[1]
    prior = np.tile((np.arange(1, _HARMONICS + 1) / _PRIOR_SD) ** 2, 2)
    if level <= 0:
        return Exposure(
            weights=np.ones(len(values)), shape=shape, covariance=np.diag(1 / prior)
        )
    relative = values[calm] / level
    bins = np.floor(seconds[calm] / _DAY_S * _BINS_A_DAY).astype(np.int64)
    bins -= bins.min()
    counts = np.bincount(bins).astype(np.float64)
    full = counts > 0
    sums, counts = np.bincount(bins, relative)[full], counts[full]
    middle = np.bincount(bins, seconds[calm])[full] / counts
    design = np.c_[np.ones(len(middle)), _harmonics(middle) - origin]
    penalty = np.r_[0.0, prior]
    spread = max(float(np.mean(np.diff(relative) ** 2)) / 2, 1e-12)
    found = np.zeros(size + 1)
    for step in range(_STEPS):
        expected = counts * np.exp(np.clip(design @ found, -_EXTREME, _EXTREME))
        if step >= _STEPS // 2:
            strayed = float(((sums - expected) ** 2).sum() / expected.sum())
            spread = max(spread, strayed)
        curvature = (design.T * (expected / spread)) @ design + np.diag(penalty)
        slope = design.T @ ((sums - expected) / spread) - penalty * found
        found = found + np.clip(np.linalg.solve(curvature, slope), -1.0, 1.0)
    covariance = np.linalg.inv(curvature)[1:, 1:]
    weights = np.exp(np.clip(shape @ found[1:], -_EXTREME, _EXTREME))
    return Exposure(
        weights=weights, follows="as on a usual day", shape=shape, covariance=covariance
    )


def _harmonics(seconds: Floats) -> Floats:
    angle = 2 * np.pi / _DAY_S * np.outer(seconds, np.arange(1, _HARMONICS + 1))
    waves: Floats = np.c_[np.cos(angle), np.sin(angle)]
    return waves
