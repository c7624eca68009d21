"""What brought relief, and when: an action that helped, or nobody.

An action helped as measured; where nothing can be told, as said, unless impact fell
before it or users were fine already.  Work that takes time relieves when it is done,
or within that time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.instants.elapsed import NEAR
from incident_kit.instants.written import UNKNOWN, Written
from incident_kit.record.values import STATED_HELP

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Action
    from incident_kit.results.clocks import How, Recovery
    from incident_kit.results.findings import BlastMap

CREDIT = timedelta(minutes=25)
"""For how long after an action what happens is laid at its door: so long a slow
effect takes, a restart of a fleet say; by half an hour it came by itself."""


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
        for action in record.changes_to_production
        if action.id not in record.undone
        and has_helped(action, blast)
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

    Impact that fell before an action is no relief by it, whatever is said.
    """
    effects = blast.effects_of(action.id)
    told = [one for one in effects if one.verdict != "cannot tell"]
    if told:
        return any(one.has_helped for one in told)
    if any(one.fell_before for one in effects):
        return False
    return action.effect in STATED_HELP


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
    """Return when an action relieved: applied, done, or between the two."""
    applied, ended = action.applied_at, action.ended_at
    begun, done = action.begun_at, ended.earliest
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


def brought_about(helped: Sequence[Relief], moment: Written) -> Action | None:
    """Return the action that brought a moment about: the last that helped before.

    None when none helped, or the last that did was done so long before that what
    came later came by itself, or by what nobody wrote down.
    """
    at = moment.latest
    if at is None:
        return None
    before = [
        (_point(one), one.action)
        for one in helped
        if one.action is not None
        if (start := one.action.begun_at) is not None and start <= at
        if at <= (one.action.done_at or at) + CREDIT
    ]
    return max(before, key=lambda pair: pair[0])[1] if before else None
