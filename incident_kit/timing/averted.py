"""What mitigating before fixing was worth: the harm that did not happen.

*Impact averted* is the area between the observed curve and "the level before
the mitigation had gone on until the fix", over all the ways in which it could
have gone on.  What never happened is estimated, so there is a range, never a
number alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from incident_kit.blast.temporary_mitigation import measure_mitigation
from incident_kit.levels import PER_SECONDS, check_series, usual_step_s

if TYPE_CHECKING:
    from datetime import datetime

    from incident_kit.finding import AnchorTime, BlastMap, Counterfactual
    from incident_kit.incident import ImpactSeries, Incident
    from incident_kit.timing.clock import Clocks


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Averted:
    """What was averted, with its 95 % interval; ``reason`` says why there is none.

    Amounts are in the series' unit (unit x minutes without ``per``), never under
    nothing, and counted from ``start``, when the mitigation was in place, to
    ``end``, the fix; ``is_bound`` where samples are missing on the way or it has no end yet.
    ``level`` is what the series had just before.
    """

    series: str = ""
    unit: str = ""
    per: str | None = None
    start: pd.Timestamp | None = None
    end: pd.Timestamp | None = None
    level: float = 0.0
    low: float = 0.0
    high: float = 0.0
    counterfactuals: tuple[Counterfactual, ...] = ()
    is_bound: bool = False
    is_open: bool = False
    reason: str = ""


def impact_averted(incident: Incident, blast: BlastMap, clocks: Clocks) -> Averted:
    """Return what mitigating before fixing averted, in the first series it shows.

    Counted from when the action that made users fine again was in place, or from
    that moment when no action did.
    """
    if not incident.measured:
        return Averted(reason="there is no impact series")
    span = _span(incident, clocks)
    if isinstance(span, str):
        return Averted(series=incident.measured[0].name, reason=span)
    tried = [
        _of_series(series, anchor, span)
        for series, anchor in zip(incident.measured, blast.anchors, strict=True)
    ]
    return next((one for one in tried if not one.reason), tried[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """From when the mitigation began and was in place to the fix.

    ``others`` are the times of the other actions.
    """

    begun: pd.Timestamp
    done: pd.Timestamp
    end: pd.Timestamp | None
    is_bound: bool
    others: tuple[datetime, ...]


def _span(incident: Incident, clocks: Clocks) -> _Span | str:
    mitigated, fixed = clocks.mitigate.moment, clocks.fix.moment
    if mitigated.form == "not yet":
        return "users were not fine again"
    if mitigated.latest is None:
        return "when users were fine again is not known"
    if fixed.form == "unknown" or (fixed.form != "not yet" and fixed.earliest is None):
        return "when the cause was removed is not known"
    action = incident.record.action(clocks.mitigate.action)
    if action is None and not incident.record.mitigated_at.is_known:
        return "no action is recorded that made users fine again"
    begun, done = mitigated.earliest or mitigated.latest, mitigated.latest
    if action is not None:
        begun = action.applied_at.earliest or begun
        done = action.ended_at.latest or action.applied_at.latest or done
    end = None if fixed.form == "not yet" else fixed.earliest
    if end is not None and done >= end:
        return "users were fine again no earlier than the cause was removed"
    return _Span(
        begun=pd.Timestamp(begun), done=pd.Timestamp(done),
        end=None if end is None else pd.Timestamp(end),
        is_bound=fixed.earliest != fixed.latest,
        others=incident.record.other_times(clocks.mitigate.action),
    )  # fmt: skip


def _of_series(series: ImpactSeries, anchor: AnchorTime, span: _Span) -> Averted:
    if series.values is None or anchor.baseline is None or not anchor.waves:
        return Averted(series=series.name, reason="no harm is measured")
    known = check_series(series.values)
    last = pd.Timestamp(known.index[-1])
    end = last if span.end is None else min(span.end, last)
    effect = measure_mitigation(
        known, span.begun.to_pydatetime(), ended_at=span.done.to_pydatetime(),
        until=end.to_pydatetime(), others=span.others, bad=series.bad,
        baseline=anchor.baseline, traffic=series.traffic,
    )  # fmt: skip
    if effect.averted_low is None or effect.averted_high is None:
        return Averted(series=series.name, reason=effect.reason)
    scale = 60 / PER_SECONDS[series.per or "minute"]
    step_s = usual_step_s(known)
    samples = int(((known.index >= span.done) & (known.index < end)).sum())
    missing = (end - span.done).total_seconds() - step_s * samples > 1.5 * step_s
    is_cut = span.end is None or end < span.end
    return Averted(
        series=series.name, unit=series.unit, per=series.per, start=span.done, end=end,
        level=effect.before or 0.0,
        low=max(effect.averted_low, 0.0) * scale,
        high=max(effect.averted_high, 0.0) * scale,
        counterfactuals=tuple(
            replace(one, amount=max(one.amount, 0.0) * scale)
            for one in effect.counterfactuals
        ),
        is_bound=missing or is_cut or span.is_bound, is_open=span.end is None,
    )  # fmt: skip
