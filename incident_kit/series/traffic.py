"""What a series is per traffic, so that a quiet night is neither impact nor recovery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from incident_kit.series.floats import Floats


# a sample of less than this share of the median traffic says little by itself
LITTLE = 0.1
_BLOCK, _BLOCKS = 30, 12
_DIGITS = 9


def known_traffic(traffic: pd.Series | None, index: pd.Index) -> pd.Series | None:
    """Return the traffic of the samples that have one, None where most have none."""
    if traffic is None:
        return None
    known = traffic.astype(float).reindex(index)
    known = known[known >= 0]
    if 2 * int((known > 0).sum()) <= len(index):
        return None
    return known


def usual_rate(values: Floats, weights: Floats) -> float:
    """Return the median over blocks of how much there is per exposure."""
    blocks = min(max(len(values) // _BLOCK, 1), _BLOCKS)
    edges = np.linspace(0, len(values), blocks + 1).astype(np.int64)[:-1]
    sums = np.add.reduceat(weights, edges)
    some = sums > 0
    rates = np.add.reduceat(values, edges)[some] / sums[some]
    return float(np.median(rates)) if len(rates) else 0.0


def median_traffic(traffic: Floats) -> float:
    """Return the traffic that half of the samples with any exceed."""
    return float(np.median(traffic[traffic > 0]))


def even_rates(values: Floats, traffic: Floats, usual: float) -> Floats:
    """Return how much each sample has per traffic, as noisy at any hour.

    Of n people sqrt(n) are chance: what lies beyond the usual is taken as far as it
    would be at the median traffic were it as surprising, so that what three people
    saw at night is no move.
    """
    middle = median_traffic(traffic)
    known = np.maximum(traffic, LITTLE * middle)
    rates = usual + (values - usual * traffic) / np.sqrt(known * middle)
    # what differs beyond so many digits is the arithmetic
    unit = float(np.abs(rates).max(initial=0.0)) or 1.0
    rounded: Floats = np.round(rates / unit, _DIGITS) * unit
    return rounded


def pooled_rates(values: Floats, traffic: Floats, least: float = LITTLE) -> Floats:
    """Return how much there is per traffic at each sample, and around quiet ones.

    A sample of less than a tenth (``least``) of the median traffic is taken with
    its neighbours until they have that: few people prove no recovery.
    """
    reached = np.r_[0.0, np.cumsum(traffic)]
    amounts = np.r_[0.0, np.cumsum(values)]
    middle = (reached[1:] + reached[:-1]) / 2
    half = np.maximum(traffic, least * median_traffic(traffic)) / 2
    low = np.maximum(middle - half, 0.0)
    high = np.minimum(middle + half, reached[-1])
    # where nobody came the sums stand still: the last of equal ones holds
    moves = np.r_[True, traffic > 0]
    reached, amounts = reached[moves], amounts[moves]
    between = np.interp(high, reached, amounts) - np.interp(low, reached, amounts)
    rates: Floats = between / (high - low)
    return rates


def worth_of_samples(traffic: Floats) -> Floats:
    """Return what part of a sample each one is: 1 from a tenth of the median on."""
    worth: Floats = np.minimum(traffic / (LITTLE * median_traffic(traffic)), 1.0)
    return worth


def scatter(traffic: Floats) -> Floats:
    """Return how much further a rate strays than at the median traffic: 1 or more."""
    median = median_traffic(traffic)
    known = np.maximum(traffic, LITTLE * median)
    more: Floats = np.sqrt(np.maximum(median / known, 1.0))
    return more
