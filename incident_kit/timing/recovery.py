"""When users were fine again, as the series show it, and what was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from incident_kit.instants.written import Written
from incident_kit.results.clocks import Recovery, Residual
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
    from numpy.typing import NDArray

    from incident_kit.incident import ImpactSeries, Incident
    from incident_kit.results.findings import AnchorTime, BlastMap

    Floats = NDArray[np.float64]


def measured_recovery(
    incident: Incident, blast: BlastMap, cause_removed: Written
) -> Recovery | None:
    """Return from when impact stays low, None where no series can tell.

    Low = at or below a quarter of its highest excess (or inside the usual
    band), three samples in a row and then until it ends or the cause is
    removed, whichever is later.  The last series to fall decides.
    """
    pairs = [
        (series, anchor)
        for series, anchor in zip(incident.measured, blast.anchors, strict=True)
        if anchor.waves and anchor.baseline is not None
    ]
    if not pairs:
        return None
    falls = [_stays_low_from(series, anchor) for series, anchor in pairs]
    if any(fall is None for fall in falls):
        return Recovery(at=Written(form="not yet", text="not yet"))
    at = max(fall for fall in falls if fall is not None)
    residuals = tuple(
        one
        for series, anchor in pairs
        if (one := _residual(series, anchor, at, cause_removed)) is not None
    )
    return Recovery(at=Written.exactly(at.to_pydatetime()), residuals=residuals)


def _stays_low_from(series: ImpactSeries, anchor: AnchorTime) -> pd.Timestamp | None:
    """Return the first sample of the low stretch that reaches to the end."""
    beyond, width = _judged(series, anchor)
    assert series.values is not None  # noqa: S101  # judged by them
    assert anchor.baseline is not None  # noqa: S101  # and by it
    known = check_series(series.values)
    highest = highest_excess(known, anchor.baseline, series.bad)
    low = (beyond <= np.maximum(width, LOW_SHARE * highest)).to_numpy()
    high_runs = np.flatnonzero(run_starts(~low))
    if not len(high_runs):
        return anchor.waves[-1].end
    # three samples in a row above it are impact, fewer are noise; so with those below
    low_runs = np.flatnonzero(run_starts(low))
    low_runs = low_runs[low_runs > high_runs[-1]]
    if not len(low_runs):
        return None
    first = int(low_runs[0])
    if samples_worth(beyond.index[first:], anchor.baseline) < IN_A_ROW:
        return None
    return pd.Timestamp(beyond.index[first])


def _judged(series: ImpactSeries, anchor: AnchorTime) -> tuple[pd.Series, Floats]:
    """Return by what its samples are fine, per traffic, and how far each may stray."""
    assert series.values is not None  # noqa: S101  # only measured series come here
    assert anchor.baseline is not None  # noqa: S101  # and only with a baseline
    known = check_series(series.values)
    beyond = excess_to_judge(known, anchor.baseline, series.bad)
    return beyond, width_at(beyond.index, anchor.baseline)


def _residual(
    series: ImpactSeries, anchor: AnchorTime, at: pd.Timestamp, removed: Written
) -> Residual | None:
    beyond, width = _judged(series, anchor)
    until = removed.latest
    if until is None or until <= at:
        return None
    left = (beyond.index >= at) & (beyond.index < until)
    strays = np.median(width[left]) if left.any() else 0.0
    if left.sum() < IN_A_ROW or float(beyond[left].median()) <= strays:
        return None
    assert series.values is not None  # noqa: S101  # as above
    assert anchor.baseline is not None  # noqa: S101  # as above
    amounts = excess_of(check_series(series.values), anchor.baseline, series.bad)
    return Residual(
        series=series.name,
        unit=series.unit,
        per=series.per,
        level=float(amounts[left].median()),
    )
