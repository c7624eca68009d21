"""The five letters in order, and the evidence they share."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from operator import itemgetter
from typing import TYPE_CHECKING

import pandas as pd

from incident_kit.blast.anchor_time import (
    assess_anchor,
    earliest_anchor,
    find_anchor_time,
    stated_anchor,
)
from incident_kit.blast.blast_radius import assess_radius
from incident_kit.blast.ledger_input import ledger_inputs
from incident_kit.blast.location import assess_location, rank_locations
from incident_kit.blast.signs import earliest_sign
from incident_kit.blast.system_change import assess_changes, assess_system_change
from incident_kit.blast.temporary_mitigation import (
    assess_temporary_mitigation,
    measure_mitigation,
    unknown_effect,
)
from incident_kit.results.findings import BlastMap, SeriesFinding, Wave
from incident_kit.series.harm import harm_of_series
from incident_kit.series.levels import IN_A_ROW, check_series, usual_step_s
from incident_kit.series.recovery import stays_low_from
from incident_kit.series.union import union_of_waves

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from incident_kit.incident import ImpactSeries, Incident
    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Action, StatedWave
    from incident_kit.results.findings import AnchorTime, MitigationEffect, Place
    from incident_kit.results.reasons import Blame

# how far apart two times of one thing may lie: as stated, and as it shows
_NEAR = timedelta(minutes=10)


def assess_blast(incident: Incident) -> BlastMap:
    """Return the BLAST map of an incident: each letter said beside measured."""
    record, said = incident.record, incident.record.blast
    changes = record.changes_to_production
    series = tuple(_measured(one, record) for one in incident.measured)
    anchor = earliest_anchor([one.anchor for one in series])
    anchor = anchor or _anchor_without_series(incident)
    waves = _waves(incident, series)
    places = _places(incident, anchor)
    ledger = assess_changes(
        ledger_inputs(record.changes or (), changes),
        anchor,
        impact=waves,
        undone=_undone(record, series),
        locations=places,
    )
    effects = [effect for one in series for effect in one.effects]
    findings = (
        assess_radius(said.blast_radius),
        assess_location(said.location, places),
        assess_anchor(said.anchor_time, anchor),
        assess_system_change(said.system_change, ledger),
        assess_temporary_mitigation(said.temporary_mitigation, changes, effects),
    )
    return BlastMap(
        findings=findings,
        anchor=anchor,
        series=series,
        waves=waves,
        sign=earliest_sign(record),
        ledger=ledger,
        places=places,
    )


def _measured(series: ImpactSeries, record: Record) -> SeriesFinding:
    """Return what one series shows."""
    assert series.values is not None  # noqa: S101  # measured series have levels
    found = find_anchor_time(
        series.values,
        bad=series.bad,
        detected_at=record.detected_at.earliest or record.declared_at.earliest,
        traffic=series.traffic,
        per=series.per,
    )
    waves = tuple(replace(wave, series=series.name) for wave in found.waves)
    anchor = replace(found, series=series.name, waves=waves)
    effects = tuple(
        replace(
            _effect(action, series, anchor, record),
            action=action.id,
            series=series.name,
        )
        for action in record.changes_to_production
    )
    return SeriesFinding(
        series=series,
        anchor=anchor,
        harm=harm_of_series(series, anchor),
        low_from=stays_low_from(series, anchor),
        effects=effects,
    )


def _effect(
    action: Action, series: ImpactSeries, anchor: AnchorTime, record: Record
) -> MitigationEffect:
    start, done, fixed = action.begun_at, action.done_at, record.cause_removed_at
    if series.values is None or anchor.baseline is None:
        return unknown_effect("too little baseline", shortage=anchor.shortage)
    if start is None or done is None:
        return unknown_effect("time unknown")
    known = check_series(series.values)
    last = pd.Timestamp(known.index[-1]).to_pydatetime()
    return measure_mitigation(
        known,
        start,
        bad=series.bad,
        others=record.other_times(action.id),
        until=fixed.earliest,
        counted_until=min(fixed.earliest or last, last),
        ended_at=done,
        per=series.per,
        baseline=anchor.baseline,
        traffic=series.traffic,
    )


def _places(incident: Incident, anchor: AnchorTime) -> tuple[Place, ...]:
    by_place = incident.by_place
    if by_place is None:
        return ()
    found = rank_locations(by_place.frame, anchor, bad=by_place.bad)
    return tuple(replace(one, unit=by_place.unit, per=by_place.per) for one in found)


def _undone(
    record: Record, series: Sequence[SeriesFinding]
) -> dict[str, MitigationEffect]:
    """Return, by change, what taking it back did: where any series fell, that one."""
    undone: dict[str, MitigationEffect] = {}
    for action in record.actions or ():
        effects = [one.effect_of(action.id) for one in series]
        told = [one for one in effects if one and one.verdict != "cannot tell"]
        fell = [one for one in told if one.has_helped]
        if action.undoes and told:
            undone[action.undoes] = (fell or told)[0]
    return undone


def _anchor_without_series(incident: Incident) -> AnchorTime:
    """Return the stated start, else the start of the first interval of a state."""
    started_at = incident.record.started_at
    if not started_at.is_known:
        starts = [start for one in incident.series for start, _ in one.during]
        known = [start for start in starts if start.earliest is not None]
        if known:
            started_at = min(known, key=lambda start: start.earliest or start.low)  # type: ignore[arg-type,return-value]  # known ones have one
    return stated_anchor(started_at)


def _waves(incident: Incident, series: Sequence[SeriesFinding]) -> tuple[Wave, ...]:
    record = incident.record
    times = [
        pd.Timestamp(action.begun_at)
        for action in record.changes_to_production
        if action.begun_at is not None
    ]
    waves = union_of_waves([wave for one in series for wave in one.anchor.waves], times)
    waves = (*waves, *union_of_waves(_interval_waves(incident), times))
    begun = _begun(incident, waves)
    waves, unmatched = _named(waves, record.waves or ())
    extra = [wave for one in unmatched if (wave := _said_wave(one, begun)) is not None]
    joined = sorted((*waves, *extra), key=lambda wave: wave.start)
    return tuple(
        _traced(n, wave, record, _start_doubt(wave, incident))
        for n, wave in enumerate(joined)
    )


def _start_doubt(wave: Wave, incident: Incident) -> timedelta:
    """Return how much later than dated a wave can have begun; as said, not at all."""
    for one in incident.measured:
        if wave.how == "measured" and one.name == wave.series:
            assert one.values is not None  # noqa: S101  # measured series have levels
            return timedelta(seconds=IN_A_ROW * usual_step_s(one.values))
    return timedelta(0)


def _interval_waves(incident: Incident) -> tuple[Wave, ...]:
    return tuple(
        Wave(
            start=pd.Timestamp(start.earliest),
            end=None if end.latest is None else pd.Timestamp(end.latest),
            series=one.name,
            how="said",
        )
        for one in incident.series
        for start, end in one.during
        if start.earliest is not None
    )


def _begun(incident: Incident, waves: Sequence[Wave]) -> datetime | None:
    """Return from when a wave of which nobody knows the time can have been.

    None where a series has levels: it shows what waves there were.
    """
    if incident.measured:
        return None
    if waves:
        return min(wave.start for wave in waves).to_pydatetime()
    return incident.record.started_at.earliest


def _said_wave(stated: StatedWave, begun: datetime | None) -> Wave | None:
    start = stated.start.earliest or begun
    if start is None:
        return None
    end = stated.end.latest
    return Wave(
        start=pd.Timestamp(start),
        end=None if end is None else pd.Timestamp(end),
        how="said",
        what=stated.what or "",
        follows=stated.follows,
        start_known=stated.start.stated is not None,
    )


def _named(
    waves: Sequence[Wave], stated: Sequence[StatedWave]
) -> tuple[tuple[Wave, ...], list[StatedWave]]:
    """Return the waves with what was said of each, and the stated ones not shown."""
    named, rest = list(waves), []
    free = list(range(len(waves)))
    for one in stated:
        places = [place for place in free if _shows(waves[place], one)]
        if not places:
            rest.append(one)
            continue
        place = min(places, key=lambda place: _apart(waves[place], one))
        free.remove(place)
        what = one.what or waves[place].what
        named[place] = replace(waves[place], what=what, follows=one.follows)
    return tuple(named), rest


def _shows(wave: Wave, stated: StatedWave) -> bool:
    """Whether a wave is the stated one: it begins when, or while, that one does."""
    start = stated.start.earliest
    if start is None:
        return False
    begun = stated.start.latest or start
    latest = max(begun + _NEAR, stated.end.latest or begun)
    return start - _NEAR <= wave.start <= latest


def _apart(wave: Wave, stated: StatedWave) -> timedelta:
    start = stated.start.earliest
    assert start is not None  # noqa: S101  # only a wave with a start is compared
    return abs(wave.start.to_pydatetime() - start)


def _traced(position: int, wave: Wave, record: Record, doubt: timedelta) -> Wave:
    """Return a later wave with the action it follows, and whether that caused it."""
    if position == 0:
        return wave
    said = record.action(wave.follows)
    if wave.follows and said is None:
        return wave
    actions = [said] if said else _around(wave.start, doubt, record)
    blames = [(action, _blame(wave, action, record)) for action in actions]
    blamed = [(action, blame) for action, blame in blames if blame]
    candidates = blamed or blames
    if not candidates:
        return wave
    action, blame = candidates[0]
    return replace(wave, follows=action.id, blame=blame)


def _blame(wave: Wave, action: Action, record: Record) -> Blame | None:
    """Return why an action caused a wave, None where nothing says so."""
    undoing = [one for one in record.actions or () if one.undoes == action.id]
    if any(_ended_by(wave, one) for one in undoing):
        return "undoing ended it"
    return "stated worse" if action.effect == "worse" else None


def _around(start: pd.Timestamp, doubt: timedelta, record: Record) -> list[Action]:
    """Return the last action before a wave, then those within its start's doubt."""
    timed = sorted(
        (
            (at, order, action)
            for order, action in enumerate(record.changes_to_production)
            if (at := action.begun_at) is not None
        ),
        key=itemgetter(0, 1),
    )
    before = [action for at, _, action in timed if at <= start]
    within = [action for at, _, action in timed if start < at <= start + doubt]
    return [*before[-1:], *within]


def _ended_by(wave: Wave, undoing: Action) -> bool:
    at, done = undoing.applied_at.latest, undoing.done_at
    if at is None or done is None or wave.end is None:
        return False
    return at - _NEAR <= wave.end <= done + _NEAR
