"""How much harm: the area over the baseline, in the series' unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.levels import PER_SECONDS, area_between, usual_step_s

if TYPE_CHECKING:
    import pandas as pd

    from incident_kit.finding import AnchorTime, BlastMap
    from incident_kit.incident import ImpactSeries, Incident


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """The amount of one series over the union of its waves.

    ``amount`` is in ``unit`` (unit x minutes without ``per``), "at least" when
    ``is_bound``; ``of`` is the traffic it is part of.  ``lasted`` adds the
    waves; ``end`` is None while it goes on, ``until`` the last sample that was
    counted; with intervals it is all that is known, and ``amount`` is None.
    """

    series: str
    unit: str
    waves: int
    lasted: timedelta | None
    amount: float | None = None
    of: float | None = None
    is_bound: bool = False
    missing: timedelta = timedelta(0)
    start: pd.Timestamp | None = None
    end: pd.Timestamp | None = None
    until: pd.Timestamp | None = None


def measure_harm(incident: Incident, blast: BlastMap) -> tuple[Harm, ...]:
    """Return how much harm each series shows, the headline's first."""
    anchors = {anchor.series: anchor for anchor in blast.anchors}
    return tuple(
        _of_series(one, anchors[one.name]) if one.name in anchors else _of_state(one)
        for one in incident.series
    )


def _of_state(series: ImpactSeries) -> Harm:
    spans = [
        (start.stated or start.earliest, end.stated or end.latest)
        for start, end in series.during
    ]
    lasted: timedelta | None = timedelta(0)
    for start, end in spans:
        lasted = None if None in (lasted, start, end) else lasted + (end - start)  # type: ignore[operator]  # none is None here
    return Harm(series=series.name, unit=series.unit, waves=len(spans), lasted=lasted)


def _of_series(series: ImpactSeries, anchor: AnchorTime) -> Harm:
    base = Harm(series=series.name, unit=series.unit, waves=0, lasted=timedelta(0))
    if not anchor.waves or anchor.baseline is None or series.values is None:
        return base
    stop = series.values.index[-1]
    areas, lasted = [], timedelta(0)
    for wave in anchor.waves:
        end = wave.end or stop
        areas.append(
            area_between(series.values, anchor.baseline, wave.start, end,
                         bad=series.bad, per=series.per)
        )  # fmt: skip
        lasted += end - wave.start
    start, end = anchor.waves[0].start, anchor.waves[-1].end or stop
    unseen_s = _unseen_s(series.values, anchor)
    return Harm(
        series=series.name, unit=series.unit, waves=len(anchor.waves), lasted=lasted,
        amount=sum(area.amount for area in areas),
        of=_traffic(series, start, end),
        is_bound=any(area.is_bound for area in areas) or unseen_s > 0
        or anchor.verdict == "begins bad" or anchor.waves[-1].end is None,
        missing=timedelta(seconds=unseen_s + sum(area.missing_s for area in areas)),
        start=start, end=anchor.waves[-1].end, until=end,
    )  # fmt: skip


def _unseen_s(values: pd.Series, anchor: AnchorTime) -> float:
    """Return the seconds inside the anchor bracket in which nobody measured."""
    if anchor.last_good is None or anchor.first_bad is None:
        return 0.0
    step_s = usual_step_s(values)
    width_s = (anchor.first_bad - anchor.last_good).total_seconds()
    return width_s - step_s if width_s > 1.5 * step_s else 0.0


def _traffic(
    series: ImpactSeries, start: pd.Timestamp, end: pd.Timestamp
) -> float | None:
    if series.traffic is None or series.per is None:
        return None
    part = series.traffic[
        (series.traffic.index >= start) & (series.traffic.index < end)
    ]
    return float(part.sum()) * usual_step_s(series.traffic) / PER_SECONDS[series.per]
