"""How much more impact there would have been, had nobody acted.

The area between the observed samples and each way in which the excess could have
gone on (see :mod:`incident_kit.blast.decline`), every way counting as much as it
explains the samples around the action.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from incident_kit.blast.decline import LOW, Range, quantiles
from incident_kit.results.findings import Counterfactual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_kit.blast.decline import Course
    from incident_kit.blast.excess_rate import Samples, Sides
    from incident_kit.blast.exposure import Exposure
    from incident_kit.results.findings import Assumption, MitigationEffect
    from incident_kit.series.floats import Floats


_NEGLIGIBLE = 1e-4
_GRID = 401
# so much of a normal error is looked at
_SIGMAS = 4.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Unacted:
    """What tells how the impact would have gone on without an action."""

    course: Course
    samples: Samples
    sides: Sides
    exposure: Exposure

    def until_fixed(
        self, effect: MitigationEffect, known: pd.Series, span: slice, step: float
    ) -> MitigationEffect:
        """Return the effect with what was averted in a span of the series.

        A sample's level counts for one ``step``, a part of what amounts count in.
        """
        spared = self._averted(span)
        index = known.index[span]
        seen = self.samples.excess[span]
        counterfactuals = tuple(
            Counterfactual(
                assumption=assumption,
                amount=float((would - seen).sum()) * step,
                levels=pd.Series(self.samples.levels(would, span), index),
            )
            for assumption, would in self._ways(span)
        )
        return replace(
            effect,
            counterfactuals=counterfactuals,
            averted=spared.value * step,
            averted_low=spared.low * step,
            averted_high=spared.high * step,
        )

    def _averted(self, span: slice) -> Range:
        """Return how much more there would have been, in unit x samples."""
        course, samples, sides = self.course, self.samples, self.sides
        weights = samples.weights[span]
        rows = course.weight > _NEGLIGIBLE
        exposed = (self._share_left(span) @ weights)[rows]
        would = course.before[rows] * exposed
        noise = sides.chance * float(np.abs(samples.values[span]).sum())
        slow = sides.wobble * (would / weights.sum()) ** 2 * float((weights**2).sum())
        usual = samples.usual * float(weights.sum())
        spread = np.sqrt(
            exposed**2 * course.variance[rows]
            + slow
            + noise
            + (would**2 + usual**2) * sides.moved
        )
        amounts = would - float(samples.excess[span].sum())
        reach = _SIGMAS * spread
        grid = np.linspace((amounts - reach).min(), (amounts + reach).max(), _GRID)
        shape = np.exp(-(((grid - amounts[:, None]) / spread[:, None]) ** 2) / 2)
        low, middle, high = quantiles((course.weight[rows] / spread) @ shape, grid)
        return Range(value=middle, low=low, high=high)

    def _ways(self, span: slice) -> Iterator[tuple[Assumption, Floats]]:
        """Yield the excess of the ways that reach into the interval.

        The steady one, and the mean of all that decay; half of what is as likely as
        both tails lies inside.
        """
        course, weights = self.course, self.course.weight
        would = self._share_left(span) * course.before[:, None]
        would = would * self.samples.weights[span]
        if weights[0] > 2 * LOW:
            yield self.exposure.follows, would[0]
        if 1 - weights[0] > 2 * LOW:
            yield "decaying", weights[1:] @ would[1:] / weights[1:].sum()

    def _share_left(self, span: slice) -> Floats:
        places = np.arange(span.start, span.stop, dtype=np.float64)
        return self.course.share_left(places - self.sides.before.at.stop)
