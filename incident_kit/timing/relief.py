"""What brought relief, and when: an action that helped, or nobody.

An action helped as measured; where nothing can be told, as said, unless impact fell
before it or users were fine already.  Work that takes time relieves when it is done,
or within that time; where impact fell a while after, when it began to fall.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from operator import itemgetter
from typing import TYPE_CHECKING

from incident_kit.blast.around import CREDIT
from incident_kit.blast.temporary_mitigation import PARTLY
from incident_kit.instants.elapsed import NEAR
from incident_kit.instants.written import UNKNOWN, Written
from incident_kit.record.values import STATED_HELP

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Action, Change
    from incident_kit.results.clocks import How, Recovery
    from incident_kit.results.findings import BlastMap, SeriesFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """A moment of relief, how it is known, and the action that brought it, if any."""

    at: Written = UNKNOWN
    how: How = "unknown"
    action: Action | None = None


def reliefs(
    record: Record, blast: BlastMap, recovery: Recovery | None
) -> tuple[Relief, ...]:
    """Return what brought relief and was not taken back, those with a time first.

    In the order of their times; the others as written.  One that is only said to help
    is none where another is measured to have.  Where no action did, one of
    nobody: the first wave was over, or users were fine though the cause was there,
    before anybody acted.
    """
    fine = record.mitigated_at
    if recovery is not None and recovery.at is not None:
        fine = recovery.at
    is_measured = fine is not record.mitigated_at
    found = [
        Relief(
            at=_relieved_at(action, blast, fine),
            how="measured" if _is_measured(action, blast) else "said",
            action=action,
        )
        for action in (*record.changes_to_production, *record.planned)
        if not was_taken_back(action, record, blast)
        and has_helped(action, blast)
        and not only_undid_harm(action, record, blast)
        and not _came_early(action, blast)
        and not _came_late(action, blast, fine, measured=is_measured)
    ]
    found = [one for one in found if one.how == "measured"] or found
    if not found:
        found = [
            *_by_itself(record, blast, fine, "measured" if is_measured else "said")
        ]
    timed = [one for one in found if one.at.earliest is not None]
    return (
        *sorted(timed, key=_point),
        *(one for one in found if one.at.earliest is None),
    )


def _point(relief: Relief) -> datetime:
    at = relief.at.stated or relief.at.latest or relief.at.earliest
    assert at is not None  # noqa: S101  # only timed ones are compared
    return at


def has_helped(action: Action, blast: BlastMap) -> bool:
    """Whether an action helped, as measured; where nothing can be told, as said.

    Impact that fell before an action, or that no hurt series shows before it, is no
    relief by it, whatever is said.
    """
    effects = blast.effects_of(action.id)
    told = [one for one in effects if one.verdict != "cannot tell"]
    if told:
        return any(one.has_helped for one in told)
    hurt = [one.effect_of(action.id) for one in blast.series if one.is_hurt]
    after = [one is not None and one.came_after for one in hurt]
    if any(one.fell_before for one in effects) or (after and all(after)):
        return False
    return action.effect in STATED_HELP


def was_taken_back(action: Action, record: Record, blast: BlastMap) -> bool:
    """Whether an action was undone while the cause was there, so that it relieved not.

    What is measured to have helped did, where no wave followed it and impact stayed away
    when it was undone.
    """
    is_sound = _is_measured(action, blast) and all(
        wave.follows != action.id for wave in blast.waves
    )
    removed = record.cause_removed_at.earliest
    every: list[Change | Action] = [*(record.changes or ()), *(record.actions or ())]
    for other in every:
        if other.undoes != action.id or other.begun.form == "not yet":
            continue
        at = other.begun.earliest
        if at is not None and removed is not None and at >= removed:
            continue
        if not is_sound or _came_back(other.id, at, blast):
            return True
    return False


def only_undid_harm(action: Action, record: Record, blast: BlastMap) -> bool:
    """Whether an action only took back the harm that another one had done, as measured.

    Impact fell no further than to the level before that one.
    """
    own = record.action(action.undoes)
    helped = [one for one in blast.series if _helped_in(one, action)]
    return (
        own is not None
        and bool(helped)
        and all(_undid_harm(one, action, own) for one in helped)
    )


def _helped_in(one: SeriesFinding, action: Action) -> bool:
    effect = one.effect_of(action.id)
    return effect is not None and effect.has_helped


def _undid_harm(one: SeriesFinding, action: Action, own: Action) -> bool:
    was, effect = level_before_harm(one, own), one.effect_of(action.id)
    base = one.anchor.baseline
    if was is None or effect is None or effect.after is None or base is None:
        return False
    excess, left = abs(was - base.level), abs(effect.after - base.level)
    return left >= (1 - PARTLY) * excess


def level_before_harm(one: SeriesFinding, own: Action | None) -> float | None:
    """Return the level before an action that made it worse, None of one that did not."""
    effect = None if own is None else one.effect_of(own.id)
    return None if effect is None or effect.verdict != "worse" else effect.before


def held_until_fixed(action: Action, record: Record) -> bool:
    """Whether an action was taken back only when the cause was removed, if at all."""
    if action.id not in record.undone:
        return True
    removed = record.cause_removed_at.earliest
    every: list[Change | Action] = [*(record.changes or ()), *(record.actions or ())]
    undoing = [one.begun.earliest for one in every if one.undoes == action.id]
    return removed is not None and all(at and at >= removed for at in undoing)


def _came_back(name: str, at: datetime | None, blast: BlastMap) -> bool:
    """Whether impact rose, or a wave began, when something was undone."""
    if at is None or any(one.verdict == "worse" for one in blast.effects_of(name)):
        return True
    return any(at <= wave.start <= at + CREDIT for wave in blast.waves)


def _is_measured(action: Action, blast: BlastMap) -> bool:
    return any(one.has_helped for one in blast.effects_of(action.id))


def _came_early(action: Action, blast: BlastMap) -> bool:
    """Whether an action that is only said to help was done before impact began."""
    anchor, done = blast.anchor, action.done_at
    onset = anchor.last_good or anchor.first_bad
    if done is None or onset is None or not anchor.is_measured:
        return False
    return done < onset and not _is_measured(action, blast)


def _came_late(
    action: Action, blast: BlastMap, fine: Written, *, measured: bool
) -> bool:
    """Whether an action that is only said to help came when users were fine."""
    applied, over = action.applied_at.low, fine.high
    if applied is None or over is None or _is_measured(action, blast):
        return False
    return applied > over + (NEAR if measured else timedelta(0))


def _relieved_at(action: Action, blast: BlastMap, fine: Written) -> Written:
    """Return when an action relieved: applied, done, between the two, or when it fell."""
    applied, ended = action.applied_at, action.ended_at
    begun, done, delay = action.begun_at, ended.earliest, blast.delay_of(action.id)
    if delay is not None and action.done_at is not None:
        return Written.exactly(action.done_at + delay)
    if begun is None or done is None or done <= begun:
        return applied
    eased = [
        begun + one.lag
        for one in blast.effects_of(action.id)
        if one.has_helped and one.lag is not None
    ]
    by = min([*eased, *([fine.latest] if fine.latest else [])], default=done)
    if begun < by < done:
        return Written.between(begun, by)
    return ended


def _by_itself(
    record: Record, blast: BlastMap, fine: Written, how: How
) -> Iterator[Relief]:
    """Yield that users were fine, or a first wave over, before anybody acted."""
    waves = blast.waves
    if len(waves) > 1 and waves[0].end is not None:
        end = Written.exactly(waves[0].end.to_pydatetime())
        if not _acted_by(record, end):
            yield Relief(at=end, how=waves[0].how)
    elif _before_fix(fine, record) and not _acted_by(record, fine):
        yield Relief(at=fine, how=how)


def _before_fix(fine: Written, record: Record) -> bool:
    """Whether users were fine while the cause was there, as far as is known."""
    fixed = record.cause_removed_at.earliest
    if not fine.is_known or fine.latest is None:
        return False
    return fixed is None or fine.latest < fixed


def _acted_by(record: Record, moment: Written) -> bool:
    """Whether something was done to production by then, or may have been."""
    at = moment.latest
    return at is None or any(
        one.begun_at is None or one.begun_at <= at
        for one in record.changes_to_production
    )


def brought_about(
    helped: Sequence[Relief], moment: Written, record: Record, blast: BlastMap
) -> Action | None:
    """Return the action that brought a moment about: as measured, else as said.

    Measured: the last that helped before.  Said: the one that is said to have made
    users fine; where none is, the last said to have helped before.  None where it is
    said that none did, or the last that helped was done so long before that what
    came later came by itself, or by what nobody wrote down.
    """
    at = moment.latest
    if at is None or record.mitigated_by in {"itself", "unknown"}:
        return None
    before = _soon_before(helped, at)
    measured = [(point, one) for point, how, one in before if how == "measured"]
    if measured:
        return max(measured, key=itemgetter(0))[1]
    if record.mitigated_by is not None:
        named = record.action(record.mitigated_by)
        return named if named is not None and _may_have(named, at, blast) else None
    said = [(point, one) for point, _, one in before if not _is_idle(one, blast)]
    return max(said, key=itemgetter(0))[1] if said else None


def _soon_before(
    helped: Sequence[Relief], at: datetime
) -> list[tuple[datetime, How, Action]]:
    return [
        (_point(one), one.how, one.action)
        for one in helped
        if one.action is not None
        if (start := one.action.begun_at) is not None and start <= at
        if at <= (one.action.done_at or at) + CREDIT
    ]


def measured_reliefs(
    record: Record, blast: BlastMap, moment: Written
) -> tuple[Action, ...]:
    """Return the actions that are measured to have helped soon before a moment."""
    at = moment.latest
    helped = reliefs(record, blast, None)
    soon = [] if at is None else _soon_before(helped, at)
    return tuple(one for _, how, one in soon if how == "measured")


def _may_have(action: Action, at: datetime, blast: BlastMap) -> bool:
    """Whether an action may have made users fine then, as far as the data tell."""
    begun = action.begun_at
    if begun is not None and begun > at:
        return False
    if begun is not None and any(begun < wave.start <= at for wave in blast.waves):
        return False
    effects = blast.effects_of(action.id)
    told = [one for one in effects if one.verdict != "cannot tell"]
    if told:
        return any(one.has_helped for one in told)
    return not any(one.came_after for one in effects)


def _is_idle(action: Action, blast: BlastMap) -> bool:
    """Whether the data show that impact fell long after an action, or by itself."""
    return any(one.is_idle for one in blast.effects_of(action.id))
