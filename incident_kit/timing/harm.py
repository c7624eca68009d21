"""How much harm: the area over the baseline, in the series' unit."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.results.harm import Harm, HarmKind
from incident_kit.series.levels import (
    PER_SECONDS,
    area_of_waves,
    seconds_outside,
    usual_step_s,
)

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from incident_kit.incident import ImpactSeries, Incident
    from incident_kit.results.findings import AnchorTime, BlastMap


def measure_harm(
    incident: Incident, blast: BlastMap, *, as_of: datetime | None = None
) -> tuple[Harm, ...]:
    """Return how much harm each series shows, the headline's first."""
    anchors = {anchor.series: anchor for anchor in blast.anchors}
    return tuple(
        _of_series(one, anchors[one.name])
        if one.name in anchors
        else _of_state(one, as_of)
        for one in incident.series
    )


def _of_state(series: ImpactSeries, as_of: datetime | None) -> Harm:
    """Return how long the state lasted: the union of its intervals."""
    spans = []
    for start, end in series.during:
        first = start.earliest
        last = end.censored(as_of).latest if as_of else end.latest
        if first is not None and last is not None:
            spans.append((first, last))
    lasted, reached = timedelta(0), None
    for first, last in sorted(spans):
        begin = first if reached is None else max(first, reached)
        lasted += max(last - begin, timedelta(0))
        reached = last if reached is None else max(last, reached)
    complete = len(spans) == len(series.during)
    return Harm(
        kind="state",
        series=series.name,
        unit=series.unit,
        waves=len(series.during),
        lasted=lasted if complete else None,
        is_bound=any(end.form == "not yet" for _, end in series.during),
    )


def _of_series(series: ImpactSeries, anchor: AnchorTime) -> Harm:
    if not anchor.waves or anchor.baseline is None or series.values is None:
        too_little = anchor.verdict == "too little baseline"
        kind: HarmKind = "too little baseline" if too_little else "no onset"
        return Harm(kind=kind, series=series.name, unit=series.unit)
    start = anchor.waves[0].start
    end = anchor.waves[-1].end or series.values.index[-1]
    area = area_of_waves(
        series.values,
        anchor.baseline,
        anchor.waves,
        start,
        end,
        bad=series.bad,
        per=series.per,
    )
    unseen_s = _unseen_s(series.values, anchor)
    return Harm(
        kind="series",
        series=series.name,
        unit=series.unit,
        waves=len(anchor.waves),
        lasted=timedelta(
            seconds=seconds_outside(
                series.values, anchor.baseline, start, bad=series.bad
            )
        ),
        amount=area.amount,
        usual=anchor.baseline.level,
        usual_share=anchor.baseline.share,
        usual_moves=anchor.baseline.usual is not None,
        of=_traffic(series, start, end),
        is_bound=area.is_bound
        or unseen_s > 0
        or anchor.verdict == "begins bad"
        or anchor.waves[-1].end is None,
        missing=timedelta(seconds=unseen_s + area.missing_s),
        start=start,
        end=anchor.waves[-1].end,
        until=end,
    )


def _unseen_s(values: pd.Series, anchor: AnchorTime) -> float:
    """Return the seconds inside the anchor bracket in which nobody measured."""
    if anchor.last_good is None or anchor.first_bad is None:
        return 0.0
    step_s = usual_step_s(values)
    known = values.dropna().loc[anchor.last_good : anchor.first_bad]
    apart_s = known.index.to_series().diff().dt.total_seconds()
    return float((apart_s[apart_s > 1.5 * step_s] - step_s).sum())


def _traffic(
    series: ImpactSeries, start: pd.Timestamp, end: pd.Timestamp
) -> float | None:
    if series.traffic is None or series.per is None:
        return None
    part = series.traffic[
        (series.traffic.index >= start) & (series.traffic.index < end)
    ]
    return float(part.sum()) * usual_step_s(series.traffic) / PER_SECONDS[series.per]
