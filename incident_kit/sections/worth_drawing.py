"""From findings to the values of the figures of worth and of the phases."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from incident_kit.drawn import (
    Assumed,
    Event,
    PhasePart,
    PhasesValues,
    WorthValues,
)
from incident_kit.instants.written import Written
from incident_kit.sections.impact_drawing import (
    TINTS,
    action_event,
    curve_of,
    event_at,
)
from incident_kit.series.smoothing import smoothed
from incident_kit.wording.marks import (
    amount_unit,
    averted_amount,
    avoidable_note,
    avoidable_title,
    axis_title,
    fine_name,
)
from incident_kit.wording.phases import amount_text, lasted_text, percent_text
from incident_kit.wording.phrases import (
    about_words,
)

if TYPE_CHECKING:
    from datetime import datetime

    from incident_kit.incident import ImpactSeries
    from incident_kit.results.findings import Counterfactual
    from incident_kit.results.worth import Averted, Avoidable
    from incident_kit.timing.assessment import Assessment

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
    amount = averted_amount(averted)
    return WorthValues(
        axis_title=axis_title(series),
        curve=curve_of(found, series, start, end),
        events=tuple(_events(found, start, end)),
        assumed=tuple(_assumed(one, averted.end) for one in averted.counterfactuals),
        title=f"averted {amount}",
        note=amount_unit(series),
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
    fixed = found.clocks.fix.moment.latest
    last = max(one.until, pd.Timestamp(fixed)) if fixed else one.until
    pad = (last - first) / 16
    start, end = (first - pad).to_pydatetime(), (last + pad).to_pydatetime()
    since = Written.exactly(one.since.to_pydatetime())
    name = "option known" if one.minute == "became known" else "option usable"
    earlier = event_at(found, since, name, "action", measured=False)
    return WorthValues(
        axis_title=axis_title(series),
        curve=curve_of(found, series, start, end),
        events=(*_events(found, start, end, by_action=False), earlier),
        avoidable=(one.since.to_pydatetime(), one.until.to_pydatetime()),
        title=avoidable_title(one),
        note=avoidable_note(one, series),
        zone=found.incident.zone,
        start=start,
        end=end,
    )


def _series(found: Assessment, name: str) -> ImpactSeries:
    return next(one for one in found.incident.measured if one.name == name)


def _events(
    found: Assessment, start: datetime, end: datetime, *, by_action: bool = True
) -> list[Event]:
    """Return detection, mitigation and fix, those that lie on the axis."""
    clocks, record = found.clocks, found.incident.record
    events = [event_at(found, clocks.detect.moment, "detected", "detected")]
    action = record.action(found.averted.action) if by_action else None
    if action is not None:
        event = action_event(found, action)
        events.append(replace(event, role="mitigation", detail=""))
    if action is None or clocks.mitigate.moment.latest != action.applied_at.latest:
        events.append(
            event_at(found, clocks.mitigate.moment, fine_name(clocks), "mitigation")
        )
    events.append(event_at(found, clocks.fix.moment, "fixed", "fix"))
    return [
        one
        for one in events
        if one.moment.at is not None and start <= one.moment.at <= end
    ]


def phases_values(found: Assessment) -> PhasesValues:
    """Return the parts of the bar, each with its count and how long it lasted."""
    whole = sum(one.amount for one in found.phases)
    parts = tuple(
        PhasePart(
            name=one.name,
            share=one.amount / whole,
            percent=percent_text(one),
            count=amount_text(one, found.incident.measured[0]),
            lasted=lasted_text(one),
            tint=TINTS.get(one.name, 4),
        )
        for one in found.phases
    )
    others = any(one.is_hurt for one in found.blast.series[1:])
    residuals = found.clocks.recovery.residuals if found.clocks.recovery else ()
    left = any(one.amount for one in residuals) or found.blast.series[0].ripples
    of = found.incident.measured[0].name if others or left else ""
    return PhasesValues(parts=parts, of=of)
