"""When users were fine again, as a series shows it, and what was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from incident_kit.series.levels import (
    IN_A_ROW,
    LOW_SHARE,
    check_series,
    excess_of,
    excess_to_judge,
    highest_excess,
    run_starts,
    samples_worth,
    width_at,
)

if TYPE_CHECKING:
    from datetime import datetime

    from incident_kit.incident import ImpactSeries
    from incident_kit.results.findings import AnchorTime


def stays_low_from(series: ImpactSeries, anchor: AnchorTime) -> pd.Timestamp | None:
    """Return the first sample of the low stretch that reaches to the end.

    Low = at or below a quarter of its highest excess (or inside the usual
    band), three samples in a row; None without one, or without impact.
    """
    base = anchor.baseline
    if not anchor.waves or base is None or series.values is None:
        return None
    known = check_series(series.values)
    beyond = excess_to_judge(known, base, series.bad)
    highest = highest_excess(known, base, series.bad)
    limit = np.maximum(width_at(beyond.index, base), LOW_SHARE * highest)
    low = (beyond <= limit).to_numpy()
    high_runs = np.flatnonzero(run_starts(~low))
    if not len(high_runs):
        return anchor.waves[-1].end
    # three samples in a row above it are impact, fewer are noise; so with those below
    low_runs = np.flatnonzero(run_starts(low))
    low_runs = low_runs[low_runs > high_runs[-1]]
    if not len(low_runs):
        return None
    first = int(low_runs[0])
    if samples_worth(beyond.index[first:], base) < IN_A_ROW:
        return None
    return pd.Timestamp(beyond.index[first])


def level_left(
    series: ImpactSeries, anchor: AnchorTime, start: datetime, end: datetime
) -> float | None:
    """Return the median excess between two instants, None where nothing is left."""
    base = anchor.baseline
    if not anchor.waves or base is None or series.values is None:
        return None
    known = check_series(series.values)
    beyond = excess_to_judge(known, base, series.bad)
    left = (beyond.index >= start) & (beyond.index < end)
    if left.sum() < IN_A_ROW:
        return None
    strays = np.median(width_at(beyond.index, base)[left])
    if float(beyond[left].median()) <= strays:
        return None
    return float(excess_of(known, base, series.bad)[left].median())
