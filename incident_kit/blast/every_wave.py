"""Which waves were there, and what did each later one follow?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING

import pandas as pd

from incident_kit.instants.elapsed import NEAR
from incident_kit.record.parts import Change
from incident_kit.results.findings import Wave
from incident_kit.series.harm import area_within
from incident_kit.series.levels import IN_A_ROW, usual_step_s
from incident_kit.series.union import union_of_waves

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from incident_kit.incident import Incident
    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Action, StatedWave
    from incident_kit.results.findings import SeriesFinding
    from incident_kit.results.reasons import Blame


def find_waves(incident: Incident, series: Sequence[SeriesFinding]) -> tuple[Wave, ...]:
    """Return every wave that a series shows or somebody stated, by its start.

    A later one is told with what it followed: as stated, else the last action before
    it, or a change that came after that one and within ten minutes before the wave.
    """
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
    traced = (
        _traced(n, wave, record, series, _start_doubt(wave, incident))
        for n, wave in enumerate(joined)
    )
    return tuple(_with_own(wave, record, series) for wave in traced)


def _with_own(wave: Wave, record: Record, series: Sequence[SeriesFinding]) -> Wave:
    """Return a caused wave with the part before another action made it worse."""
    of = next((one for one in series if one.name == wave.series), None)
    if not wave.caused or of is None or wave.end is None:
        return wave
    later = [
        pd.Timestamp(at)
        for one in record.changes_to_production
        if one.id != wave.follows and (at := one.begun_at) is not None
        if wave.start < at < wave.end and _made_worse(one, of)
    ]
    if not later:
        return wave
    area = area_within(of.series, of.anchor, wave.start, min(later))
    return replace(wave, own_end=min(later), own_excess=area.amount)


def _made_worse(action: Action, of: SeriesFinding) -> bool:
    """Whether an action made it worse in a series: as measured, else as said."""
    effect = of.effect_of(action.id)
    if effect is not None and effect.verdict != "cannot tell":
        return effect.verdict == "worse"
    return action.effect_on(of.name) == "worse"


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
    latest = max(begun + NEAR, stated.end.latest or begun)
    return start - NEAR <= wave.start <= latest


def _apart(wave: Wave, stated: StatedWave) -> timedelta:
    start = stated.start.earliest
    assert start is not None  # noqa: S101  # only a wave with a start is compared
    return abs(wave.start.to_pydatetime() - start)


def _traced(
    position: int,
    wave: Wave,
    record: Record,
    series: Sequence[SeriesFinding],
    doubt: timedelta,
) -> Wave:
    """Return a later wave with what it follows, and why that caused it."""
    if position == 0:
        return wave
    said = record.cause(wave.follows)
    if wave.follows and said is None:
        return wave
    causes = [said] if said else _around(wave.start, doubt, record)
    blames = [(one, _blame(wave, one, record, series)) for one in causes]
    blamed = [(one, blame) for one, blame in blames if blame]
    candidates = blamed or blames
    if not candidates:
        return wave
    one, blame = candidates[0]
    return replace(wave, follows=one.id, blame=blame)


def _blame(
    wave: Wave,
    one: Change | Action,
    record: Record,
    series: Sequence[SeriesFinding],
) -> Blame | None:
    """Return what speaks for its having caused a wave, None where nothing does."""
    undoing = [other for other in record.actions or () if other.undoes == one.id]
    if any(
        _ended_by(wave, other.begun.latest, other.done_at)
        and not _is_mixed(other, wave, series)
        for other in undoing
    ):
        return "undoing ended it"
    if isinstance(one, Change):
        is_over = _ended_by(wave, one.ended_at.earliest, one.ended_at.latest)
        return "ended with it" if is_over else None
    if one.effect_on(wave.series) != "worse":
        return None  # a rise that came with it is order alone
    effects = (found.effect_of(one.id) for found in series)
    is_shown = any(
        effect is not None and effect.verdict == "worse" for effect in effects
    )
    return "measured worse" if is_shown else "stated worse"


def _is_mixed(undoing: Action, wave: Wave, series: Sequence[SeriesFinding]) -> bool:
    """Whether nobody can tell an undoing from what else was done around it."""
    effects = [
        effect
        for found in series
        if found.name == wave.series
        and (effect := found.effect_of(undoing.id)) is not None
    ]
    return any(
        effect.reason is not None
        and (effect.verdict, effect.reason.code) == ("cannot tell", "others around")
        for effect in effects
    )


def _around(
    start: pd.Timestamp, doubt: timedelta, record: Record
) -> list[Change | Action]:
    """Return what came last before a wave, then the actions within its start's doubt."""
    actions = _by_time(record.changes_to_production)
    changes = _by_time(record.changes or ())
    before = [(at, one) for at, one in actions if at <= start][-1:]
    before += [
        (at, one)
        for at, one in changes
        if start - NEAR <= at <= start and not (before and at < before[0][0])
    ][-1:]
    within = [one for at, one in actions if start < at <= start + doubt]
    return [*(one for _, one in before[-1:]), *within]


def _by_time(
    causes: Iterable[Change | Action],
) -> list[tuple[datetime, Change | Action]]:
    timed = [(at, one) for one in causes if (at := one.begun.earliest) is not None]
    return sorted(timed, key=itemgetter(0))


def _ended_by(wave: Wave, first: datetime | None, last: datetime | None) -> bool:
    """Whether a wave ended about when something was done."""
    if first is None or last is None or wave.end is None:
        return False
    return first - NEAR <= wave.end <= last + NEAR
