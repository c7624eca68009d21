"""The five letters in order, and the evidence they share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from incident_kit.blast.anchor_time import (
    assess_anchor,
    earliest_anchor,
    find_anchor_time,
    stated_anchor,
)
from incident_kit.blast.blast_radius import assess_radius
from incident_kit.blast.bursts import unproven_in_bursts
from incident_kit.blast.every_wave import find_waves
from incident_kit.blast.ledger_input import ledger_inputs
from incident_kit.blast.location import assess_location, rank_locations
from incident_kit.blast.signs import earliest_sign
from incident_kit.blast.system_change import assess_changes, assess_system_change
from incident_kit.blast.temporary_mitigation import (
    assess_temporary_mitigation,
    measure_mitigation,
    unknown_effect,
)
from incident_kit.results.findings import BlastMap, SeriesFinding
from incident_kit.results.reasons import EffectReason
from incident_kit.series.harm import harm_of_series
from incident_kit.series.levels import IN_A_ROW, check_series
from incident_kit.series.recovery import (
    ended_by_then,
    place_of,
    ripples_after,
    stays_low_from,
    with_its_end,
    with_its_rest,
    with_its_worst,
    without_a_straggler,
    without_its_tail,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from incident_kit.incident import ImpactSeries, Incident
    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Action
    from incident_kit.results.findings import AnchorTime, MitigationEffect, Place


def assess_blast(incident: Incident) -> BlastMap:
    """Return the BLAST map of an incident: each letter said beside measured."""
    record, said = incident.record, incident.record.blast
    changes = record.changes_to_production
    series = tuple(_measured(one, record) for one in incident.measured)
    anchor = earliest_anchor([one.anchor for one in series])
    anchor = anchor or _anchor_without_series(incident)
    waves = find_waves(incident, series)
    places = _places(incident, anchor)
    ledger = assess_changes(
        ledger_inputs(record.changes or (), (*changes, *record.planned)),
        anchor,
        impact=waves,
        undone=_undone(record, series),
        locations=places,
        others=[one.anchor for one in series if one.anchor is not anchor],
    )
    effects = [effect for one in series for effect in one.effects]
    findings = (
        assess_radius(said.blast_radius),
        assess_location(said.location, places),
        assess_anchor(said.anchor_time, anchor),
        assess_system_change(said.system_change, ledger, anchor),
        assess_temporary_mitigation(
            said.temporary_mitigation, _used(record), changes, effects
        ),
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


def _used(record: Record) -> tuple[Action, ...]:
    """Return the actions by which the options that were named were used."""
    options = record.blast.temporary_mitigation.options or ()
    used = (record.use_of(one) for one in options)
    return tuple(one for one in used if one is not None)


def _measured(series: ImpactSeries, record: Record) -> SeriesFinding:
    """Return what one series shows."""
    assert series.values is not None  # noqa: S101  # measured series have levels
    found = find_anchor_time(
        series.values,
        bad=series.bad,
        detected_at=record.detected_at.earliest or record.declared_at.earliest,
        traffic=series.traffic,
        per=series.per,
        zone=record.zone,
    )
    waves = tuple(replace(wave, series=series.name) for wave in found.waves)
    anchor = replace(found, series=series.name, waves=waves)
    anchor = without_its_tail(with_its_end(anchor, series), series)
    anchor = without_a_straggler(anchor, series)
    anchor = with_its_worst(anchor, series)
    effects = tuple(
        replace(
            _effect(action, series, anchor, record),
            action=action.id,
            series=series.name,
        )
        for action in record.changes_to_production
    )
    low_from = stays_low_from(series, anchor)
    for at in _at_once(effects, record):
        anchor = ended_by_then(anchor, series, at)
        low_from = _not_just_before(low_from, at, series)
    anchor = with_its_rest(anchor, series)
    return SeriesFinding(
        series=series,
        anchor=anchor,
        harm=harm_of_series(series, anchor),
        low_from=low_from,
        effects=effects,
        ripples=ripples_after(series, anchor),
    )


def _at_once(effects: Sequence[MitigationEffect], record: Record) -> Iterator[datetime]:
    """Yield when each action was done that worked at once."""
    for one in effects:
        action = record.action(one.action)
        begun = None if action is None else action.begun_at
        if one.verdict == "worked" and one.delay is None and begun is not None:
            yield begun


def _not_just_before(
    low_from: pd.Timestamp | None, at: datetime, series: ImpactSeries
) -> pd.Timestamp | None:
    """Return from when it stayed low, at an action that brought it and not just before."""
    if low_from is None or series.values is None:
        return low_from
    known = check_series(series.values)
    first, then = int(known.index.searchsorted(low_from)), place_of(known, at)
    is_just_before = 0 <= then - first < IN_A_ROW and then < len(known)
    # in whose step it was done, a sample was low since then
    return (
        max(pd.Timestamp(known.index[then]), pd.Timestamp(at))
        if is_just_before
        else low_from
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
    effect = measure_mitigation(
        known,
        start,
        bad=series.bad,
        others=record.other_times(action.id),
        until=fixed.earliest,
        counted_until=min(fixed.earliest or last, last),
        ended_at=done,
        begun_at=_begun_at(start, anchor),
        per=series.per,
        baseline=anchor.baseline,
        traffic=series.traffic,
        zone=record.zone,
    )
    effect = _unproven(effect, action.effect_on(series.name))
    acted = (start, *record.other_times(action.id))
    return unproven_in_bursts(effect, anchor.waves, start, acted)


def _unproven(effect: MitigationEffect, said: str) -> MitigationEffect:
    """Return an effect without credit where it came late, and none is said to be its own."""
    if effect.delay is None or said not in {"none", "worse"}:
        return effect
    reason = EffectReason(code="fell later", by=effect.delay)
    return effect.untold(reason)


def _begun_at(action: datetime, anchor: AnchorTime) -> datetime | None:
    """Return when the wave began in which an action was done, None outside of one."""
    during = (
        wave.start.to_pydatetime()
        for wave in anchor.waves
        if wave.start <= action and (wave.end is None or action <= wave.end)
    )
    return next(during, None)


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
