"""From findings to the values of the figures of worth and of the phases."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from incident_kit.figures.values import (
    Assumed,
    Curve,
    Event,
    PhasePart,
    PhasesValues,
    WorthValues,
)
from incident_kit.instants.words import duration_words
from incident_kit.instants.written import Written
from incident_kit.sections.impact_drawing import (
    action_event,
    axis_title,
    curve_of,
    mark_of,
)
from incident_kit.sections.phrases import (
    about_range,
    about_words,
    amount_words,
    counted,
    share_words,
)
from incident_kit.series.smoothing import smoothed

if TYPE_CHECKING:
    from datetime import datetime

    from incident_kit.incident import ImpactSeries
    from incident_kit.results.findings import Counterfactual
    from incident_kit.results.harm import Phase
    from incident_kit.results.worth import Averted, Avoidable
    from incident_kit.timing.assessment import Assessment

_TINTS = {"undetected": 1, "unacknowledged": 1, "understanding": 2, "mitigating": 3}
_SHORTEST = pd.Timedelta(minutes=10)


def averted_values(found: Assessment) -> WorthValues:
    """Return the curve around the mitigation, and how it would have gone on."""
    averted = found.averted
    assert averted.start is not None  # noqa: S101  # an estimate has both its ends
    assert averted.end is not None  # noqa: S101
    series = _series(found, averted.series)
    span = max(averted.end - averted.start, _SHORTEST)
    since = averted.start - span * 0.8
    detected = found.clocks.detect.moment.latest
    if detected is not None and averted.start - 2 * span < detected < since:
        since = pd.Timestamp(detected) - span / 10
    start, end = since.to_pydatetime(), (averted.end + span / 12).to_pydatetime()
    amount = about_range(averted.low or 0.0, averted.high or 0.0)
    return WorthValues(
        axis_title=axis_title(series),
        curve=_hurt_curve(found, series, start, end),
        events=tuple(_events(found, start, end)),
        assumed=tuple(_assumed(one, averted.end) for one in averted.counterfactuals),
        title=f"averted {amount}",
        note=_unit(series),
        is_hatched=is_hatched(averted),
        zone=found.incident.zone,
        start=start,
        end=end,
    )


def is_hatched(averted: Averted) -> bool:
    """Whether something did not happen under every assumption: it is hatched."""
    return (averted.high or 0.0) > 0 and all(
        one.amount > 0 for one in averted.counterfactuals
    )


def _assumed(one: Counterfactual, until: pd.Timestamp) -> Assumed:
    """Return a level that would have gone on, up to the fix itself."""
    name = "if flat" if one.assumption == "flat" else one.assumption
    shown = smoothed(one.levels, ())
    shown = pd.concat([shown, pd.Series([shown.iloc[-1]], [until])])
    return Assumed(
        times=pd.DatetimeIndex(shown.index),
        values=shown.to_numpy(dtype=np.float64),
        amount=f"about {about_words(one.amount)}",
        name=name,
    )


def avoidable_values(found: Assessment, one: Avoidable) -> WorthValues:
    """Return the whole curve, hatched from the minute at which it could have ended."""
    series = _series(found, one.series)
    first = found.harm[0].start or one.since
    last = max([one.until, *_instants(found)])
    pad = (last - first) / 16
    start, end = (first - pad).to_pydatetime(), (last + pad).to_pydatetime()
    since = Written.exactly(one.since.to_pydatetime())
    earlier = Event(
        moment=mark_of(found, since),
        role="action",
        name="option known" if one.minute == "became known" else "option usable",
        measured=False,
    )
    share = f"{share_words(one.amount, one.whole)} of " if one.whole else ""
    return WorthValues(
        axis_title=axis_title(series),
        curve=_hurt_curve(found, series, start, end),
        events=(*_events(found, start, end, by_action=False), earlier),
        avoidable=(one.since.to_pydatetime(), one.until.to_pydatetime()),
        title=f"avoidable up to about {about_words(one.amount)}",
        note=f"{share}{amount_words(one.whole)} {_unit(series)}",
        zone=found.incident.zone,
        start=start,
        end=end,
    )


def _unit(series: ImpactSeries) -> str:
    return series.name if series.per else f"{series.unit} × min of {series.name}"


def _instants(found: Assessment) -> list[pd.Timestamp]:
    fixed = found.clocks.fix.moment.latest
    return [] if fixed is None else [pd.Timestamp(fixed)]


def _series(found: Assessment, name: str) -> ImpactSeries:
    return next(one for one in found.incident.measured if one.name == name)


def _hurt_curve(
    found: Assessment, series: ImpactSeries, start: datetime, end: datetime
) -> Curve:
    """Return the curve, its harm cut to the stretches in which it was hurt."""
    anchor = next(one for one in found.blast.anchors if one.series == series.name)
    hurt = tuple(
        (wave.start.to_pydatetime(), wave.end.to_pydatetime() if wave.end else end)
        for wave in anchor.waves
    )
    return replace(curve_of(found, series, start, end), hurt=hurt)


def _events(
    found: Assessment, start: datetime, end: datetime, *, by_action: bool = True
) -> list[Event]:
    """Return detection, mitigation and fix, those that lie on the axis."""
    clocks, record = found.clocks, found.incident.record
    events = [
        Event(
            moment=mark_of(found, clocks.detect.moment),
            name="detected",
            role="detected",
        )
    ]
    action = record.action(found.averted.action) if by_action else None
    if action is not None:
        events.append(
            replace(action_event(found, action), role="mitigation", detail="")
        )
    if action is None or clocks.mitigate.moment.latest != action.applied_at.latest:
        events.append(
            Event(
                moment=mark_of(found, clocks.mitigate.moment),
                name="users fine again",
                role="mitigation",
            )
        )
    events.append(
        Event(moment=mark_of(found, clocks.fix.moment), name="fixed", role="fix")
    )
    return [
        one
        for one in events
        if one.moment.at is not None and start <= one.moment.at <= end
    ]


def phases_values(found: Assessment) -> PhasesValues:
    """Return the parts of the bar, each with its count and how long it lasted."""
    whole = sum(one.amount for one in found.phases)
    return PhasesValues(
        parts=tuple(
            PhasePart(
                name=one.name,
                share=one.amount / whole,
                percent="under 1 %"
                if one.amount and not one.percent
                else f"{one.percent} %",
                count=amount_text(found, one),
                lasted=lasted_text(one),
                tint=_TINTS.get(one.name, 4),
            )
            for one in found.phases
        )
    )


def amount_text(found: Assessment, one: Phase) -> str:
    """Return a phase's measured amount: "at least 16,402 views"."""
    series = found.incident.measured[0]
    bound = "at least " if one.is_bound else ""
    unit = series.unit if series.per else f"{series.unit} × min"
    return f"{bound}{counted(amount_words(one.amount), unit)}"


def lasted_text(one: Phase) -> str:
    """Return how long a phase lasted, counted from the first bad sample."""
    return duration_words(one.end - one.start)
