"""From findings to the values of the clocks and of the order of response."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.drawn import (
    ClockBar,
    ClocksValues,
    Event,
    LetterMark,
    OrderValues,
    ReliefMark,
)
from incident_kit.instants.elapsed import elapsed
from incident_kit.instants.words import elapsed_words
from incident_kit.record.moments import MOMENTS
from incident_kit.sections.impact_drawing import action_event, event_at
from incident_kit.wording.causes import the_cause
from incident_kit.wording.clocks import gap_words, occasion, relief_name
from incident_kit.wording.marks import FIRST_CHANGE, order_note
from incident_kit.wording.phrases import short
from incident_kit.wording.system_change import later_waves
from incident_kit.wording.times import times_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_kit.instants.elapsed import Elapsed
    from incident_kit.instants.written import Written
    from incident_kit.record.parts import Action
    from incident_kit.results.clocks import Clock
    from incident_kit.timing.assessment import Assessment


def clocks_values(found: Assessment) -> ClocksValues | None:
    """Return the clocks on one axis: from onset, or from detection without one."""
    clocks = found.clocks
    later = (clocks.mitigate, clocks.fix)
    if any(clock.elapsed.is_known for clock in (clocks.detect, *later)):
        bars = (
            _bar(found, clocks.detect, clocks.detect.elapsed),
            *_own_bars(found, clocks.onset),
            *(_bar(found, clock, clock.elapsed) for clock in later),
        )
        return ClocksValues(bars=bars, gap_text=gap_words(found))
    if not any(clock.since_detection.is_known for clock in later):
        return None
    bars = (
        *_own_bars(found, clocks.detect.moment),
        *(_bar(found, clock, clock.since_detection) for clock in later),
    )
    return ClocksValues(bars=bars, gap_text=gap_words(found), onset_text="detected")


def _own_bars(found: Assessment, start: Written) -> Iterator[ClockBar]:
    """Yield each clock that counts from a moment of its own, placed at that moment."""
    for clock in found.clocks.own_start:
        begun: Written = getattr(found.incident.record, clock.counted_from)
        away = elapsed(start, begun, as_of=found.clocks.as_of)
        bar = _bar(found, clock, clock.elapsed)
        shift = _bar(found, clock, away).mark_s
        if clock.elapsed.is_known:
            event = MOMENTS[clock.counted_from].event
            bar = replace(bar, value=_after(bar.value, event))
        low, high, stated = (
            None if one is None or shift is None else one + shift
            for one in (bar.low_s, bar.high_s, bar.stated_s)
        )
        yield replace(
            bar, low_s=low, high_s=high, stated_s=stated, start_s=shift or 0.0
        )


def _after(value: str, event: str) -> str:
    """Return "5 min after detection"; what came first says so: "5 min before"."""
    is_told = value.endswith((" before", " after"))
    return f"{value} {event}" if is_told else f"{value} after {event}"


def _bar(found: Assessment, clock: Clock, value: Elapsed) -> ClockBar:
    bounds = (value.low, value.high, value.stated)
    low, high, stated = (None if at is None else at.total_seconds() for at in bounds)
    has_relief = clock.name == "Mitigate" and value is clock.elapsed
    return ClockBar(
        name=clock.name,
        low_s=low,
        high_s=high,
        stated_s=stated,
        kind=value.kind,
        value=elapsed_words(value),
        detail=_bar_detail(found, clock),
        relief=_relief(found) if has_relief else None,
    )


def _bar_detail(found: Assessment, clock: Clock) -> str:
    if not clock.moment.is_known:
        return "" if clock.moment.form == "unknown" else "not yet"
    at = times_of(found).when(clock.moment)
    record = found.incident.record
    of = the_cause(record) if clock.name == "Fix" and record.causes_left else ""
    what = occasion(clock, record)
    return ", ".join(part for part in (at, of, short(what)) if part)


def _relief(found: Assessment) -> ReliefMark | None:
    relief, mitigate = found.clocks.first_relief, found.clocks.mitigate
    value = relief.elapsed
    at = value.stated or value.low
    if (
        at is None
        or relief.moment.stated == mitigate.moment.stated
        or not relief.action
    ):
        return None
    until = mitigate.elapsed.high or mitigate.elapsed.stated
    if until is not None and at >= until:
        return None
    return ReliefMark(
        seconds=at.total_seconds(),
        label=f"{relief_name(found.clocks, found.incident)} {elapsed_words(value)}",
    )


def order_values(found: Assessment) -> OrderValues | None:
    """Return the order of response; None when nothing was asked or done."""
    response = found.response
    marks = [
        LetterMark(
            letter=one.letter,
            at=one.at.stated or one.at.earliest,
            state=one.asked,
            text=times_of(found).when(one.at) if one.at.is_known else one.asked,
        )
        for one in response.letters
    ]
    times = [mark.at for mark in marks] + [found.clocks.detect.moment.earliest]
    for action in (*response.stabilizing, *response.fixes):
        times += [action.applied_at.earliest, action.applied_at.latest]
    if not any(one.purpose == "fix" or one.removes_cause for one in response.fixes):
        times.append(found.clocks.fix.moment.latest)
    instants = [at for at in times if at is not None]
    changes = (*response.stabilizing, *response.fixes)
    if not changes or not instants:
        return None
    span = max(instants) - min(instants)
    # one moment alone: minutes around it, so that the axis counts no seconds
    pad = max(span / 10, timedelta(minutes=2)) if span else timedelta(minutes=15)
    at = response.changed_at
    timed = (one for one in changes if at.is_known and one.applied_at == at)
    first = next(timed, response.first_change)
    return OrderValues(
        letters=tuple(marks),
        first_change=_order_event(found, first, FIRST_CHANGE) if first else None,
        stabilize=tuple(_order_event(found, one) for one in response.stabilizing),
        fix=_fixes(found),
        zone=found.incident.zone,
        start=min(instants) - pad,
        end=max(instants) + pad,
    )


def _fixes(found: Assessment) -> tuple[Event, ...]:
    """Return the fixes; without one when the cause was removed, else what was for both."""
    fixes = found.response.fixes
    apart = [one for one in fixes if one.purpose != "both" or one.removes_cause]
    moment = found.clocks.fix.moment
    if not apart and moment.is_known and moment.latest is not None:
        return (event_at(found, moment, "fixed", "fix"),)
    return tuple(_order_event(found, one) for one in apart or fixes)


def _order_event(found: Assessment, action: Action, name: str = "") -> Event:
    event = action_event(found, action)
    effect = found.blast.headline_effect(action.id)
    waves = [wave for _, wave in later_waves(found.blast.waves, action.id)]
    note = order_note(effect, waves[0] if waves else None, times_of(found))
    return replace(event, name=name or f"{event.name}{note}", detail="")
