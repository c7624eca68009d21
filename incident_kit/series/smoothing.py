"""A series as it is drawn: smoothed, never across a break."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from incident_kit.series.levels import steps_s, usual_step_s

if TYPE_CHECKING:
    from collections.abc import Sequence


def is_fine(series: pd.Series, *, minutes: int = 5) -> bool:
    """Whether at least three samples fall into a window of that length."""
    return usual_step_s(series) * 3 <= minutes * 60


def smoothed(
    series: pd.Series, breaks: Sequence[pd.Timestamp], *, minutes: int = 5
) -> pd.Series:
    """Return a centred running mean that never crosses a break or a gap.

    For drawing only: no number on the page is computed from it.  A break is
    an action or an edge of the anchor bracket, across which a mean would draw
    the effect late and soft.  Series coarser than the window stay as they are.
    """
    step_s = usual_step_s(series)
    window = int(minutes * 60 / step_s)
    if series.empty or not is_fine(series, minutes=minutes):
        return series
    gaps = np.flatnonzero(steps_s(series) > 1.5 * step_s) + 1
    cuts = np.searchsorted(series.index, sorted(breaks))
    edges = np.unique([0, *gaps, *cuts, len(series)])
    parts: list[pd.Series] = [
        series.iloc[start:stop].rolling(window, center=True, min_periods=1).mean()
        for start, stop in itertools.pairwise(edges)
    ]
    whole: pd.Series = pd.concat(parts)
    return whole
