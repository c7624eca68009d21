"""What mitigating before fixing was worth: the harm that did not happen.

*Impact averted* is the area between the observed curve and "the level before
the mitigation had gone on until the fix", once for each way in which it could
have gone on.  What never happened is estimated, so there is a range, never a
number alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from incident_kit.levels import (
    IN_A_ROW,
    PER_SECONDS,
    check_series,
    excess_over,
    usual_step_s,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from incident_kit.finding import AnchorTime, BlastMap
    from incident_kit.incident import ImpactSeries, Incident
    from incident_kit.timing.clock import Clocks

Assumption = Literal["flat", "with the traffic", "decaying"]
_BEFORE = 30
_FALL = 0.1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counterfactual:
    """How the harm would have gone on under one assumption.

    ``amount`` is the area between ``levels`` and the observed curve, in the
    series' unit (unit x minutes without ``per``), never under nothing.
    ``halving`` is set where it was falling: how long it took to halve.
    """

    assumption: Assumption
    amount: float
    levels: pd.Series
    halving: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Averted:
    """The range over the assumptions; ``reason`` says why there is none.

    Counted from ``start``, when the mitigation was in place, to ``end``, the
    fix; ``is_bound`` where samples are missing on the way or it has no end yet.
    """

    series: str = ""
    unit: str = ""
    per: str | None = None
    start: pd.Timestamp | None = None
    end: pd.Timestamp | None = None
    level: float | None = None
    counterfactuals: tuple[Counterfactual, ...] = ()
    is_bound: bool = False
    is_open: bool = False
    reason: str = ""

    @property
    def low(self) -> float:
        """The least of all assumptions."""
        return min((one.amount for one in self.counterfactuals), default=0.0)

    @property
    def high(self) -> float:
        """The most of all assumptions."""
        return max((one.amount for one in self.counterfactuals), default=0.0)


def impact_averted(incident: Incident, blast: BlastMap, clocks: Clocks) -> Averted:
    """Return what mitigating before fixing averted, in the first series it shows.

    The level before is the median excess of the up to 30 samples before the
    action that made users fine again, or before that moment when no action did.
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
    """Before the mitigation, then from its being in place to the fix."""

    since: pd.Timestamp | None
    before: pd.Timestamp
    start: pd.Timestamp
    end: pd.Timestamp | None
    is_bound: bool


def _span(incident: Incident, clocks: Clocks) -> _Span | str:
    mitigated, fixed = clocks.mitigate.moment, clocks.fix.moment
    if mitigated.form == "not yet":
        return "users were not fine again"
    if mitigated.latest is None:
        return "when users were fine again is not known"
    if fixed.form == "unknown" or (fixed.form != "not yet" and fixed.earliest is None):
        return "when the cause was removed is not known"
    action = incident.record.action(clocks.mitigate.action)
    before, start = mitigated.earliest or mitigated.latest, mitigated.latest
    if action is not None:
        before = action.applied_at.earliest or before
        start = action.ended_at.latest or action.applied_at.latest or start
    end = None if fixed.form == "not yet" else fixed.earliest
    if end is not None and start >= end:
        return "users were fine again no earlier than the cause was removed"
    earlier = [
        at for one in incident.record.changes_to_production
        if (at := one.ended_at.latest or one.applied_at.latest) and at < before
    ]  # fmt: skip
    return _Span(
        since=pd.Timestamp(max(earlier)) if earlier else None,
        before=pd.Timestamp(before), start=pd.Timestamp(start),
        end=None if end is None else pd.Timestamp(end),
        is_bound=fixed.earliest != fixed.latest,
    )  # fmt: skip


def _of_series(series: ImpactSeries, anchor: AnchorTime, span: _Span) -> Averted:
    if series.values is None or anchor.baseline is None or not anchor.waves:
        return Averted(series=series.name, reason="no harm is measured")
    known = check_series(series.values)
    excess = pd.Series(
        excess_over(known.to_numpy(), anchor.baseline.level, series.bad), known.index
    )
    calm = excess[excess.index < span.before]
    if span.since is not None and (calm.index >= span.since).sum() >= IN_A_ROW:
        calm = calm[calm.index >= span.since]
    calm = calm.iloc[-_BEFORE:]
    end = min(span.end, known.index[-1]) if span.end is not None else known.index[-1]
    after = excess[(excess.index >= span.start) & (excess.index < end)]
    if len(calm) < IN_A_ROW or len(after) < IN_A_ROW:
        return Averted(series=series.name, reason="too few samples around it")
    level = float(np.median(calm))
    if level <= anchor.baseline.width:
        return Averted(
            series=series.name, reason="there was no level above the usual just before"
        )
    step_s = usual_step_s(known)
    sign = -1.0 if series.bad == "low" else 1.0
    counterfactuals = tuple(
        Counterfactual(
            assumption=assumption, halving=halving,
            amount=max(float((would - after).sum()), 0.0)
            * step_s / PER_SECONDS[series.per or "minute"],
            levels=anchor.baseline.level + sign * would,
        )
        for assumption, would, halving in _assumed(series, calm, after, level)
    )  # fmt: skip
    seconds = (end - span.start).total_seconds()
    missing = seconds - step_s * len(after) > 1.5 * step_s
    cut = span.end is None or end < span.end
    return Averted(
        series=series.name, unit=series.unit, per=series.per, start=span.start, end=end,
        level=anchor.baseline.level + sign * level, counterfactuals=counterfactuals,
        is_bound=missing or cut or span.is_bound, is_open=span.end is None,
    )  # fmt: skip


def _assumed(
    series: ImpactSeries, calm: pd.Series, after: pd.Series, level: float
) -> Iterator[tuple[Assumption, pd.Series, timedelta | None]]:
    """Yield each named way in which the level could have gone on."""
    yield "flat", pd.Series(level, after.index), None
    traffic = series.traffic
    if traffic is not None and series.bad == "high":
        was = float(traffic.reindex(calm.index).sum())
        then = traffic.reindex(after.index)
        if was > 0 and bool(then.notna().all()):
            yield "with the traffic", float(calm.sum()) / was * then, None
    rate = _fall_per_s(calm)
    if rate > 0:
        seconds = _seconds(after.index, calm.index[-1])
        middle_s = float(np.median(_seconds(calm.index, calm.index[-1])))
        falling = level * np.exp(-rate * (seconds - middle_s))
        halving = timedelta(seconds=float(np.log(2)) / rate)
        yield "decaying", pd.Series(falling, after.index), halving


def _fall_per_s(calm: pd.Series) -> float:
    """Return the rate at which the excess was falling already, 0 when it was not.

    Falling: the later half's median is a tenth under the earlier half's, and by
    more than the halves stray themselves.
    """
    half = len(calm) // 2
    first, second = calm.iloc[:half], calm.iloc[-half:]
    if half < IN_A_ROW:
        return 0.0
    was, now = float(first.median()), float(second.median())
    stray = max(
        float((part - part.median()).abs().median()) for part in (first, second)
    )
    if now <= 0 or now > (1 - _FALL) * was or was - now <= stray:
        return 0.0
    apart_s = float(
        np.median(_seconds(second.index, first.index[0]))
        - np.median(_seconds(first.index, first.index[0]))
    )
    return float(np.log(was / now)) / apart_s


def _seconds(index: pd.Index, since: pd.Timestamp) -> NDArray[np.float64]:
    found: NDArray[np.float64] = (
        (pd.DatetimeIndex(index) - since).total_seconds().to_numpy(dtype=np.float64)
    )
    return found
