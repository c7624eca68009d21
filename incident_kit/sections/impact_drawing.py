"""From findings to the values of the impact figure: what to draw, in which words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from incident_kit.blast.system_change import nearest_entries
from incident_kit.drawn import (
    ChangeMark,
    Curve,
    DrawnTime,
    Event,
    ImpactValues,
    PhaseStretch,
    WaveMark,
)
from incident_kit.sections.state_drawing import state_blocks
from incident_kit.series.smoothing import smoothed
from incident_kit.timing.relief import has_helped
from incident_kit.wording.clocks import occasion
from incident_kit.wording.key_figure import hit_name
from incident_kit.wording.marks import (
    NOT_FIXED,
    SEEN,
    STATED,
    effect_text,
    fine_and_fixed_name,
    fine_name,
    impact_title,
    time_text,
)
from incident_kit.wording.phrases import (
    amount_words,
    cap,
    short,
)
from incident_kit.wording.system_change import entry_reason, ordinal
from incident_kit.wording.times import times_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_kit.drawn import Role
    from incident_kit.incident import ImpactSeries
    from incident_kit.instants.written import Written
    from incident_kit.record.parts import Action
    from incident_kit.results.clocks import Clock
    from incident_kit.timing.assessment import Assessment

_PAD = timedelta(minutes=10)
_FAR = 3
TINTS = {"undetected": 1, "unacknowledged": 1, "understanding": 2, "mitigating": 3}


def impact_values(found: Assessment) -> ImpactValues | None:
    """Return impact against time and changes; None when nothing has a place."""
    span = _span(found)
    if span is None or not (found.incident.series or found.incident.record.changes):
        return None
    start, end = span
    series = found.incident.series
    return ImpactValues(
        axis_title=impact_title(series),
        curves=tuple(
            curve_of(found, one, start, end, by_phase=at == 0)
            for at, one in enumerate(found.incident.measured)
        ),
        blocks=tuple(state_blocks(found)),
        bracket=_bracket(found),
        events=tuple(_events(found, end)),
        waves=tuple(_waves(found)),
        changes=(changes := tuple(_changes(found))),
        changes_asked=bool(changes) or found.incident.record.changes is not None,
        phases=tuple(_phases(found)),
        zone=found.incident.zone,
        start=start,
        end=end,
    )


def _span(found: Assessment) -> tuple[datetime, datetime] | None:
    """Return what to draw: from before the onset until impact and fix are past.

    What goes on is drawn up to ``as_of``, unless that is so far away that the
    response would shrink to a line.
    """
    clocks = found.clocks
    moments = [
        clocks.onset,
        clocks.detect.moment,
        clocks.mitigate.moment,
        clocks.fix.moment,
        *(action.applied_at for action in found.incident.record.actions or ()),
    ]
    instants = [
        at for moment in moments for at in (moment.earliest, moment.latest) if at
    ]
    for wave in found.blast.waves:
        instants += [
            at.to_pydatetime() for at in (wave.start, wave.end) if at is not None
        ]
    for series in found.incident.series:
        for moment in (one for span in series.during for one in span):
            instants += [at for at in (moment.earliest, moment.latest) if at]
    instants += [
        harm.until.to_pydatetime() for harm in found.harm if harm.until is not None
    ]
    if not instants:
        return None
    first, last = min(instants), max(instants)
    pad = max((last - first) / 9, _PAD)
    goes_on = any(moment.form == "not yet" for moment in moments)
    reach = last + _FAR * (last - first + pad)
    if goes_on and clocks.as_of and last < clocks.as_of <= reach:
        return first - pad, clocks.as_of + pad / 4
    return first - pad, last + pad


def curve_of(
    found: Assessment,
    series: ImpactSeries,
    start: datetime,
    end: datetime,
    *,
    by_phase: bool = False,
) -> Curve:
    """Return a series as a curve between two times, smoothed for the eye.

    Its harm lies in its waves; with ``by_phase`` where the phases say so.
    """
    assert series.values is not None  # noqa: S101  # measured series have levels
    anchor = {one.series: one for one in found.blast.anchors}[series.name]
    breaks = [
        pd.Timestamp(at)
        for action in found.incident.record.actions or ()
        for at in (action.begun_at, action.ended_at.latest)
        if at is not None
    ]
    edges = [anchor.last_good, anchor.first_bad]
    for wave in anchor.waves:
        edges += [wave.start, wave.end]
    breaks += [at for at in edges if at is not None]
    shown = smoothed(series.values, breaks)
    shown = shown[(shown.index >= start) & (shown.index <= end)]
    index = pd.DatetimeIndex(shown.index)
    usual = None
    if anchor.baseline is not None and anchor.baseline.usual is not None:
        moving = smoothed(anchor.baseline.usual.dropna(), breaks).reindex(index)
        usual = moving.to_numpy(dtype=np.float64)
    shown_until = pd.Timestamp(end)
    hurt = tuple(
        (wave.start.to_pydatetime(), (wave.end or shown_until).to_pydatetime())
        for wave in anchor.waves
    )
    return Curve(
        unit=cap(series.title),
        times=index,
        values=shown.to_numpy(dtype=np.float64),
        bad=series.bad,
        baseline=anchor.baseline.level if anchor.baseline else None,
        usual=usual,
        hurt=None if by_phase else hurt,
    )


def _bracket(found: Assessment) -> DrawnTime | None:
    onset = found.clocks.onset
    return mark_of(found, onset) if onset.is_known else None


def mark_of(found: Assessment, moment: Written) -> DrawnTime:
    """Return a written time as a mark: "≤ 22:47", "14:40–14:50"."""
    text = time_text(moment, times_of(found))
    return DrawnTime(low=moment.low, high=moment.high, stated=moment.stated, text=text)


def event_at(
    found: Assessment,
    moment: Written,
    name: str,
    role: Role,
    *,
    detail: str = "",
    measured: bool = True,
) -> Event:
    """Return what happened at a written time."""
    mark = mark_of(found, moment)
    return Event(moment=mark, name=name, detail=detail, role=role, measured=measured)


def _events(found: Assessment, drawn_until: datetime) -> Iterator[Event]:
    clocks = found.clocks
    if clocks.onset.is_known:
        detail = SEEN if clocks.onset_how == "measured" else STATED
        yield event_at(found, clocks.onset, "onset", "onset", detail=detail)
    if clocks.detect.moment.is_known:
        detail = occasion(clocks.detect, found.incident.record)
        noticed = clocks.detect.moment
        yield event_at(found, noticed, "detected", "detected", detail=detail)
    actions = found.incident.record.changes_to_production
    for action in actions:
        if action.applied_at.is_known:
            yield action_event(found, action)
    yield from _turning_points(found, actions, drawn_until)


def _turning_points(
    found: Assessment, actions: Sequence[Action], drawn_until: datetime
) -> Iterator[Event]:
    """Yield mitigated and fixed where no action's own mark stands there."""
    taken = {one.applied_at.latest for one in actions}
    clocks = found.clocks
    mitigated = clocks.mitigate.moment.latest
    names: list[tuple[Clock, str, Role]] = [
        (clocks.mitigate, fine_name(clocks), "mitigation"),
        (clocks.fix, "fixed", "fix"),
    ]
    if mitigated is not None and mitigated == clocks.fix.moment.latest:
        names = [(clocks.fix, fine_and_fixed_name(clocks), "fix")]
    for clock, told, role in names:
        moment = clock.moment
        if moment.form == "not yet":
            if clocks.as_of is None or clocks.as_of > drawn_until:
                continue
            text = times_of(found).clock(clocks.as_of)
            at = DrawnTime(low=clocks.as_of, high=None, stated=clocks.as_of, text=text)
            name = NOT_FIXED if told == "fixed" else hit_name(found)
            yield Event(moment=at, name=name, role="open")
        elif moment.is_known and moment.latest not in taken:
            sure = clock.how == "measured" or moment.form == "exact"
            yield event_at(found, moment, told, role, measured=sure)


def action_event(found: Assessment, action: Action) -> Event:
    """Return an action as an event: its mark says whether it helped."""
    role: Role = "action"
    effect = found.blast.headline_effect(action.id)
    if action.removes_cause:
        role = "fix"
    elif action.purpose in {"stabilize", "both"} and has_helped(action, found.blast):
        role = "mitigation"
    return event_at(
        found,
        action.applied_at,
        short(action.what),
        role,
        detail=effect_text(action, effect, found.incident.measured),
        measured=effect is not None and effect.is_measured,
    )


def _waves(found: Assessment) -> Iterator[WaveMark]:
    headline = found.incident.measured[0].name if found.incident.measured else ""
    for number, wave in enumerate(found.blast.waves, 1):
        if number == 1 or wave.how == "said":
            continue
        name = f"{ordinal(number)} wave"
        on_top = wave.series == headline
        labels: tuple[str, ...] = (f"wave {number}",)
        if on_top and wave.peak is not None:
            worst = "lowest" if found.incident.measured[0].bad == "low" else "peak"
            labels = (f"{name}, {worst} {amount_words(wave.peak)}", *labels)
        elif not on_top:
            labels = (f"{name}: {wave.series}", name, *labels)
        yield WaveMark(
            start=wave.start.to_pydatetime(),
            end=None if wave.end is None else wave.end.to_pydatetime(),
            peak_at=None if wave.peak_at is None else wave.peak_at.to_pydatetime(),
            peak=wave.peak if on_top else None,
            labels=labels,
        )


def _phases(found: Assessment) -> Iterator[PhaseStretch]:
    """Yield the tinted stretches; one for all where the phases are not known."""
    rated = bool(found.phases) and bool(found.incident.measured[0].per)
    for one in found.phases:
        yield PhaseStretch(
            name=one.name,
            start=one.start.to_pydatetime(),
            end=one.end.to_pydatetime(),
            tint=TINTS.get(one.name, 4),
            count_text=amount_words(one.amount) if rated else "",
        )
    if not found.phases and found.incident.measured:
        series = found.incident.measured[0].name
        for wave in found.blast.waves:
            end = wave.end or found.harm[0].until
            if wave.series == series and end is not None:
                yield PhaseStretch(
                    name="impact",
                    tint=3,
                    count_text="",
                    start=wave.start.to_pydatetime(),
                    end=end.to_pydatetime(),
                )


def _changes(found: Assessment) -> Iterator[ChangeMark]:
    # what was only done in response has its mark above the axis
    for entry in nearest_entries(found.blast.ledger.listed, found.blast.anchor):
        yield ChangeMark(
            number=entry.number,
            moment=mark_of(found, entry.at),
            what=entry.what,
            kind=entry.kind,
            reason=entry_reason(entry),
            group=entry.verdict,
        )
