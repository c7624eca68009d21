"""What happened, as the key figure marks it: in the order of time, each in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from incident_kit.drawn import DrawnTime, Event
from incident_kit.instants.written import UNKNOWN
from incident_kit.sections.impact_drawing import mark_of
from incident_kit.timing.emphasis import emphasis
from incident_kit.timing.relief import has_helped
from incident_kit.wording import key_figure as told
from incident_kit.wording.marks import fine_name
from incident_kit.wording.phrases import bare
from incident_kit.wording.times import times_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_kit.drawn import Role
    from incident_kit.instants.written import Written
    from incident_kit.record.parts import Action
    from incident_kit.results.clocks import Clock
    from incident_kit.timing.assessment import Assessment


def events(found: Assessment) -> tuple[Event, ...]:
    """Return what happened in the order of time; what has no time comes last."""
    every = (
        *_onset(found),
        *_detected(found),
        *_option(found),
        *(_action(found, one) for one in found.incident.record.changes_to_production),
        *_turning_points(found),
    )
    # what began before is told before, at the same minute
    return tuple(sorted(every, key=_when))


def _when(event: Event) -> tuple[bool, float]:
    at = event.moment.at
    return (at is None, 0.0 if at is None else at.timestamp())


def _event(
    found: Assessment,
    moment: Written,
    name: str,
    role: Role,
    *,
    detail: str = "",
    measured: bool = True,
) -> Event:
    mark = mark_of(found, moment)
    return Event(moment=mark, name=name, detail=detail, role=role, measured=measured)


def _onset(found: Assessment) -> Iterator[Event]:
    onset = found.clocks.onset
    if onset.is_known:
        name = told.onset_name(found)
        detail = _trigger(found, onset)
        yield _event(found, onset, name, "onset", detail=detail)


def _trigger(found: Assessment, onset: Written) -> str:
    """Return the one change that the data support, where it lies at the onset."""
    supported = [
        one
        for one in found.blast.ledger.listed
        if one.verdict == "supported"
        and not one.is_action
        and one.reason.code != "undone elsewhere"
    ]
    if len(supported) != 1 or onset.earliest is None or onset.latest is None:
        return ""
    [change] = supported
    at = change.at.point
    if at is None or not onset.earliest <= at <= onset.latest:
        return ""
    return told.trigger_detail(times_of(found).clock(at), change.what)


def _detected(found: Assessment) -> Iterator[Event]:
    noticed = found.clocks.detect.moment
    if noticed.is_known:
        name = told.report_name(found.incident.record)
        yield _event(found, noticed, name, "detected")


def _option(found: Assessment) -> Iterator[Event]:
    """Yield the option of which the heading speaks."""
    chosen = emphasis(found)
    if chosen is None or chosen.kind != "avoidable":
        return
    one = next(one for one in found.avoidable if one is chosen.of)
    at = chosen.start
    options = found.incident.record.blast.temporary_mitigation.options or ()
    known = next((it.known_at for it in options if it.what == one.option), UNKNOWN)
    text = times_of(found).clock(at)
    if known.latest == at or known.form == "day":  # as it was written: "≤ 09:12"
        text = mark_of(found, known).text
    mark = DrawnTime(low=at, high=at, stated=at, text=text)
    name = told.option_name(one.option, used=one.used)
    yield Event(moment=mark, name=name, role="known", measured=False)


def _action(found: Assessment, action: Action) -> Event:
    """Return an action with its effect; its mark says whether it helped."""
    role: Role = "action"
    if action.removes_cause:
        role = "fix"
    elif action.purpose in {"stabilize", "both"} and has_helped(action, found.blast):
        role = "mitigation"
    effect = found.blast.headline_effect(action.id)
    details = [told.effect_detail(action, effect, found.incident.measured)]
    details += _turned(found, action)
    caused = next(
        (one for one in found.blast.waves if one.caused and one.follows == action.id),
        None,
    )
    event = _event(
        found,
        action.applied_at,
        bare(" ".join(action.what.split())),
        role,
        detail=", ".join(one for one in details if one),
        measured=effect is not None and effect.is_measured,
    )
    if caused is None:
        return event
    return replace(event, harm=told.caused_words(caused, found.incident.measured))


def _turned(found: Assessment, action: Action) -> list[str]:
    """Return the turning points that stand at the minute of an action."""
    clocks, record = found.clocks, found.incident.record
    is_fine = _stands_at(action, clocks.mitigate, record.action(clocks.mitigate.action))
    is_gone = _stands_at(action, clocks.fix, record.fixing_action)
    return [
        *([fine_name(clocks)] if is_fine else []),
        *([told.gone_name(found)] if is_gone else []),
    ]


def _stands_at(action: Action, clock: Clock, named: Action | None) -> bool:
    """Whether a turning point is an action's: of its minute, and no other brought it."""
    at = action.applied_at.latest
    is_its_minute = at is not None and clock.moment.latest == at
    return is_its_minute and (named is None or named.id == action.id)


def _turning_points(found: Assessment) -> Iterator[Event]:
    """Yield mitigated and fixed where no action's own mark stands there."""
    clocks, record = found.clocks, found.incident.record
    fine_at = clocks.mitigate.moment.latest
    points: list[tuple[Clock, str, Role]] = [
        (clocks.mitigate, fine_name(clocks), "mitigation"),
        (clocks.fix, told.gone_name(found), "fix"),
    ]
    by = {"mitigation": record.action(clocks.mitigate.action)}
    by["fix"] = record.fixing_action
    taken = {
        role
        for clock, _, role in points
        for action in record.changes_to_production
        if _stands_at(action, clock, by[role])
    }
    if not taken and fine_at is not None and fine_at == clocks.fix.moment.latest:
        points = [(clocks.fix, f"{fine_name(clocks)}, {told.gone_name(found)}", "fix")]
    for clock, name, role in points:
        moment = clock.moment
        if moment.form == "not yet" and clocks.as_of is not None:
            still = told.not_gone_name(found) if role == "fix" else told.hit_name(found)
            yield _still(found, still)
        elif moment.is_known and role not in taken:
            sure = clock.how == "measured" or moment.form == "exact"
            yield _event(found, moment, name, role, measured=sure)


def _still(found: Assessment, name: str) -> Event:
    """Return what is not over as of now."""
    now = found.clocks.as_of
    assert now is not None  # noqa: S101  # who asks has one
    text = times_of(found).clock(now)
    mark = DrawnTime(low=now, high=None, stated=now, text=text)
    return Event(moment=mark, name=name, role="open")
