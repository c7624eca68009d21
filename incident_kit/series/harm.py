"""How much harm: the area over the baseline, in the series' unit."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from incident_kit.results.harm import Harm
from incident_kit.series.levels import (
    area_between,
    area_of_waves,
    per_s,
    seconds_outside,
    usual_step_s,
)

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from incident_kit.incident import ImpactSeries
    from incident_kit.instants.written import Written
    from incident_kit.results.findings import AnchorTime
    from incident_kit.series.levels import Area


def harm_of_state(series: ImpactSeries, as_of: datetime | None) -> Harm:
    """Return how long the state lasted: the union of its intervals.

    Where an interval has no known beginning or end it is "at least" what is sure of
    all; None where nothing is.
    """
    is_bound = any(
        start.form in {"by", "unknown"} or end.form in {"after", "not yet", "unknown"}
        for start, end in series.during
    )
    spans = []
    for start, last in ((one, _ended(end, as_of)) for one, end in series.during):
        ends = (start.earliest, last.latest)
        if is_bound:
            ends = (start.latest, last.earliest)
        if ends[0] is not None and ends[1] is not None and ends[0] < ends[1]:
            spans.append((ends[0], ends[1]))
    lasted, reached = timedelta(0), None
    for begun, done in sorted(spans):
        begin = begun if reached is None else max(begun, reached)
        lasted += max(done - begin, timedelta(0))
        reached = done if reached is None else max(done, reached)
    return Harm(
        kind="state",
        series=series.name,
        unit=series.unit,
        per=series.per,
        waves=len(series.during),
        lasted=lasted if spans else None,
        is_bound=is_bound,
    )


def _ended(end: Written, as_of: datetime | None) -> Written:
    return end.censored(as_of) if as_of else end


def area_within(
    series: ImpactSeries, anchor: AnchorTime, start: pd.Timestamp, end: pd.Timestamp
) -> Area:
    """Return the excess of what lies of a series' waves between two instants."""
    assert series.values is not None  # noqa: S101  # waves come from levels
    assert anchor.baseline is not None  # noqa: S101  # and from what is usual
    return area_of_waves(
        series.values,
        anchor.baseline,
        anchor.waves,
        start,
        end,
        bad=series.bad,
        per=series.per,
    )


def harm_of_series(series: ImpactSeries, anchor: AnchorTime) -> Harm:
    """Return how much harm a series with levels shows."""
    base, values = anchor.baseline, series.values
    if not anchor.waves or base is None or values is None:
        return Harm(
            kind="no onset" if anchor.shortage is None else "too little baseline",
            series=series.name,
            unit=series.unit,
            per=series.per,
        )
    start, last = anchor.waves[0].start, anchor.waves[-1].end
    end = last or values.index[-1]
    area = area_within(series, anchor, start, end)
    unseen_s = _unseen_s(values, anchor) + _unseen_between_s(series, anchor)
    outside_s = seconds_outside(values, base, start, bad=series.bad)
    is_open = anchor.verdict == "begins bad" or last is None
    return Harm(
        kind="series",
        series=series.name,
        unit=series.unit,
        per=series.per,
        waves=len(anchor.waves),
        lasted=timedelta(seconds=outside_s),
        amount=area.amount,
        usual=base.level,
        usual_share=base.share,
        usual_moves=base.usual is not None,
        of=_traffic(series, start, end),
        is_bound=area.is_bound or unseen_s > 0 or is_open,
        missing=timedelta(seconds=unseen_s + area.missing_s),
        start=start,
        end=last,
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


def _unseen_between_s(series: ImpactSeries, anchor: AnchorTime) -> float:
    """Return the seconds between the waves in which nobody measured: no calm is known."""
    assert series.values is not None  # noqa: S101  # waves come from levels
    assert anchor.baseline is not None  # noqa: S101  # and from what is usual
    between = (
        area_between(series.values, anchor.baseline, before.end, after.start)
        for before, after in pairwise(anchor.waves)
        if before.end is not None and before.end < after.start
    )
    return sum(area.missing_s for area in between if area.is_bound)


def _traffic(
    series: ImpactSeries, start: pd.Timestamp, end: pd.Timestamp
) -> float | None:
    if series.traffic is None or series.per is None:
        return None
    part = series.traffic[
        (series.traffic.index >= start) & (series.traffic.index < end)
    ]
    return float(part.sum()) * usual_step_s(series.traffic) / per_s(series.per)
