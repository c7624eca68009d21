"""How the excess would have gone on: steady, or already declining before the action.

Every way of declining (when it began, how soon it halved) is held beside the
steady one; each counts as much as it explains the samples on both sides.  So a fall
that had begun before is not credited, as far as the samples can tell the two apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from incident_kit.blast.excess_rate import WINDOW

if TYPE_CHECKING:
    from incident_kit.blast.excess_rate import Level, Samples, Sides
    from incident_kit.series.floats import Floats


# how often an incident is easing by itself when somebody acts
EASING = 0.05
_APART = 4
# a quicker decline looks like an action that takes a while to settle
_HALVINGS = WINDOW / 2.0 ** (np.arange(13) / 4)
LOW, _MIDDLE, _HIGH = 0.025, 0.5, 0.975


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Course:
    """The ways in which the excess could have gone on, and the drop under each.

    One row per way, the steady one first: its ``weight``, the level ``before`` at
    its start and the ``variance`` of it; ``drop`` is over all of them, ``steady``
    is the drop if it had been steady.
    """

    weight: Floats
    before: Floats
    variance: Floats
    began: Floats
    halving: Floats
    drop: Range
    steady: Range

    def share_left(self, places: Floats) -> Floats:
        """Return, per way and place (0 = the action), what is left of the level."""
        return _share_left(self.began, self.halving, places)


def find_course(samples: Samples, sides: Sides, *, is_steady: bool = False) -> Course:
    """Return how the excess may have gone on, from the samples of both sides.

    Only the steady way, where something else tells that it did not decline before.
    """
    before, after = sides.before, sides.after
    began, halving = _ways(before)
    start = before.at.stop
    (was, was_variance, misfit), (became, variance, misfit_after) = (
        _fit(samples, sides, level, _share_left(began, halving, _places(level, start)))
        for level in (before, after)
    )
    usual = samples.usual
    # what one side's plain sum already doubts: chance, wobble and the usual level
    was_variance = np.r_[before.variance, was_variance[1:]]
    variance = np.r_[
        after.variance, variance[1:] + (became[1:] + usual) ** 2 * sides.moved
    ]
    was, became = np.r_[before.rate, was[1:]], np.r_[max(after.rate, 0.0), became[1:]]
    plausible = np.full(len(was), EASING / max(len(was) - 1, 1))
    plausible[0] = 1 - EASING
    plausible[was <= 0] = 0.0
    plausible[1:] *= not is_steady
    left, grain = _left_over(before, after)
    doubt = variance[:, None] + left**2 * was_variance[:, None]
    miss = became[:, None] - left * was[:, None]
    with np.errstate(divide="ignore"):
        fit = np.log(plausible) - (misfit + misfit_after) / 2
    fit = fit[:, None] - miss**2 / doubt / 2 + np.log(variance[:, None] / doubt) / 2
    weight = np.exp(fit - fit.max()) * grain
    total = weight.sum()
    alone = np.exp(fit[0] - fit[0].max()) * grain
    steady = _drop(alone, left, after.rate / before.rate)
    rows = weight.sum(axis=1) / total
    mostly = after.rate / before.rate if rows[0] > _MIDDLE else None
    return Course(
        weight=rows,
        before=was,
        variance=was_variance,
        began=began,
        halving=halving,
        drop=_drop(weight.sum(axis=0), left, mostly),
        steady=steady,
    )


def _ways(before: Level) -> tuple[Floats, Floats]:
    """Return when each way began to decline (samples) and its halving; steady first."""
    begun = -np.arange(_APART, before.at.stop - before.at.start + 1, _APART) * 1.0
    each = np.repeat(begun, len(_HALVINGS))
    halvings = np.tile(_HALVINGS, len(begun))
    return np.r_[0.0, each], np.r_[np.inf, halvings]


def _places(level: Level, start: int) -> Floats:
    return np.arange(level.at.start, level.at.stop, dtype=np.float64) - start


def _share_left(began: Floats, halving: Floats, places: Floats) -> Floats:
    since = np.maximum(places - began[:, None], 0.0)
    share: Floats = 0.5 ** (since / halving[:, None])
    return share


def _fit(
    samples: Samples, sides: Sides, level: Level, share: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return, per way, the level that fits one side best, its variance, the misfit.

    What lies under the usual level has no shape: fewer came back.
    """
    weights = samples.weights[level.at]
    excess = samples.excess[level.at] - min(level.rate, 0.0) * weights
    known = 1 / sides.strayed(level, samples)
    curves = share * weights
    norm = np.maximum((curves * curves) @ known, np.finfo(np.float64).tiny)
    fitted = (curves @ (known * excess)) / norm
    misfit = float((excess**2 * known).sum()) - fitted**2 * norm
    return fitted, 1 / norm, misfit


def _left_over(before: Level, after: Level) -> tuple[Floats, Floats]:
    """Return ratios of what may be left of the excess, and the prior of each.

    A priori as likely halved as doubled; finest where the plain ratio lies.
    """
    plain = max(after.rate / before.rate, 0.0)
    error = np.sqrt(after.variance + plain**2 * before.variance) / before.rate
    near = np.maximum(plain + error * np.linspace(-5, 5, 201), 0.0)
    left = np.unique(
        np.r_[np.linspace(0, 3, 301), near, plain * np.geomspace(1, 4, 30)]
    )
    ends = np.r_[0.0, (left[1:] + left[:-1]) / 2, np.inf]
    return left, np.diff(2 / np.pi * np.arctan(np.sqrt(ends)))


def _drop(density: Floats, left: Floats, plain: float | None) -> Range:
    low, middle, high = quantiles(density, left)
    value = middle if plain is None else min(max(plain, low), high)
    return Range(value=1 - value, low=1 - high, high=1 - low)


def quantiles(density: Floats, grid: Floats) -> tuple[float, float, float]:
    """Return the ends of the 95 % interval of a density, its median between them."""
    reached = (density.cumsum() - density / 2) / density.sum()
    low, middle, high = np.interp([LOW, _MIDDLE, _HIGH], reached, grid)
    return float(low), float(middle), float(high)
