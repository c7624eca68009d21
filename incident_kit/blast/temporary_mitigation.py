"""T: what eases it now?  The excess before and after each action."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from incident_kit.blast.around import (
    CREDIT,
    TOLD,
    find_around,
    level_seen,
    samples_around,
)
from incident_kit.blast.averted import Unacted
from incident_kit.blast.calm import calm_since, is_over_before
from incident_kit.blast.credit import (
    MAYBE,
    MOSTLY,
    began_before,
    blamed,
    credited,
    find_delay,
    find_fall,
    time_after,
    turned_down,
)
from incident_kit.blast.decline import find_course
from incident_kit.blast.excess_rate import (
    MIN_SAMPLES,
    WINDOW,
    calm_reach,
    lasted_until,
    measure_sides,
    side_after,
    side_before,
    since_last_step,
)
from incident_kit.results.findings import Finding, MitigationEffect, heading_effect
from incident_kit.results.reasons import EffectReason, Shortage
from incident_kit.series.levels import (
    check_instant,
    check_series,
    excess_over,
    find_baseline,
    per_s,
    usual_step_s,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from incident_kit.blast.around import Around
    from incident_kit.blast.decline import Course
    from incident_kit.blast.excess_rate import Samples, Sides
    from incident_kit.blast.exposure import Exposure
    from incident_kit.blast.turn import Turn
    from incident_kit.record.letters import SaidTemporaryMitigation
    from incident_kit.record.parts import Action
    from incident_kit.results.findings import Baseline, EffectVerdict, Verdict
    from incident_kit.results.reasons import EffectCode

HELD: dict[str, frozenset[EffectVerdict]] = {
    "full": frozenset({"worked"}),
    "partial": frozenset({"partly", "worked"}),
    "none": frozenset({"none"}),
    "worse": frozenset({"worse"}),
}
"""By what is said of an effect, what may be measured without contradiction."""
HELPED: frozenset[EffectVerdict] = frozenset({"worked", "partly"})
WORKED = 0.75
PARTLY = 0.2
# an interval that holds nothing says "none" only when it excludes a third
_MATTERS = 1 / 3
_SURELY = 3.0
# a fall that less likely than this began before an action did not
_SURELY_NOT = 0.01
_BEGAN = 2.0
# true of an action whatever was done beside it
_KNOWN_BEFORE: frozenset[EffectCode] = frozenset(
    {"no impact before", "fell before", "few before", "few after"}
)


def measure_mitigation(
    series: pd.Series,
    applied_at: datetime,
    *,
    traffic: pd.Series | None = None,
    bad: str = "either",
    others: Sequence[datetime] = (),
    until: datetime | None = None,
    counted_until: datetime | None = None,
    ended_at: datetime | None = None,
    begun_at: datetime | None = None,
    per: str | None = None,
    baseline: Baseline | None = None,
    zone: tzinfo | None = None,
) -> MitigationEffect:
    """Return what an action did: the excess before it and after it.

    Parameters
    ----------
    series, traffic
        Levels on an aware, increasing index; with traffic the excess is per
        traffic, so that a quiet hour is not credited to the action; without,
        per the usual day where the calm samples show most of one.
    applied_at, ended_at
        Before = until the one, after = from the other (default: the same).
    others
        Times of other actions.  Each side is cut at the next one; those under
        ten samples away share what came after with this one, unless 25 minutes and
        five samples lie between them.
    until, counted_until
        When the cause was removed: cuts the side after.  What was averted is
        counted until the second (default: the same).
    begun_at
        The first bad sample of the impact: the level before the action is of samples
        since then, where there are five.
    per
        Of the levels, when they are rates: amounts are in unit x ``per``, else in
        unit x minutes.
    baseline
        Of the series; by default what lies before the impact.
    zone
        By whose clock a day goes (default: that of the index).

    Returns
    -------
    MitigationEffect
        Median levels of up to 60 samples on either side, the ratio of the excess
        that went away with a 95 % interval over the ways it could have gone on,
        and with ``counted_until`` what was averted between ``ended_at`` and then, by this
        action and those that cannot be told from it.
    """
    known = check_series(series)
    done = check_instant(ended_at or check_instant(applied_at))
    excess_over(np.zeros(0), 0.0, bad)  # refuses an unknown direction
    found = baseline or find_baseline(known, bad=bad)
    if isinstance(found, Shortage):
        return unknown_effect("too little baseline", shortage=found)
    around = find_around(known, applied_at, done, others, until, begun_at=begun_at)
    if around.too_short is not None:
        return MitigationEffect(verdict="cannot tell", reason=around.too_short)
    if traffic is not None:
        traffic = check_series(traffic).reindex(known.index)
        traffic = traffic[traffic > 0]
        known = known[traffic.index]
        around = find_around(known, applied_at, done, others, until, begun_at=begun_at)
        if around.too_short is not None or known[: found.end].empty:
            return unknown_effect("no traffic")
    samples, exposure = samples_around(
        known, traffic, found, bad, around, extend=baseline is None, zone=zone
    )
    spared = slice(0, 0)
    counted_until = counted_until or until
    if counted_until is not None:
        ends = [pd.Timestamp(done), pd.Timestamp(counted_until)]
        spared = slice(*known.index.searchsorted(ends).tolist())
    effect = _effect(known, samples, exposure, around, spared=spared, per=per)
    is_known = effect.reason is not None and effect.reason.code in _KNOWN_BEFORE
    if not around.near or effect.verdict == "none" or is_known:
        return effect
    return replace(
        effect,
        verdict="cannot tell",
        reason=around.others,
        is_shared=effect.verdict != "cannot tell",
        drop=None,
        low=None,
        high=None,
        lag=None,
        delay=None,
    )


def unknown_effect(
    code: EffectCode, *, shortage: Shortage | None = None
) -> MitigationEffect:
    """Return that nobody can tell what an action did, and why."""
    reason = EffectReason(code=code, shortage=shortage)
    return MitigationEffect(verdict="cannot tell", reason=reason)


def _effect(
    known: pd.Series,
    samples: Samples,
    exposure: Exposure,
    around: Around,
    *,
    spared: slice,
    per: str | None,
) -> MitigationEffect:
    step = timedelta(seconds=usual_step_s(known))
    around = replace(around, first=calm_since(samples, around))
    fall = later = find_fall(samples, around, known)
    was_over = fall is not None and is_over_before(fall, samples, around.start)
    if fall is not None and was_over:
        # what came before a fall that was over is another matter
        first = min(fall.settled, around.start - MIN_SAMPLES)
        around = replace(around, first=max(first, around.first))
        later = find_fall(samples, around, known)
    before, after, told = _both_sides(samples, around, later, known)
    sides = measure_sides(samples, before, after, exposure.doubt(before, after))
    steady = since_last_step(samples, before, rising=False)
    if around.near or steady.stop - steady.start < TOLD:
        steady = around.just_before
    effect = MitigationEffect(
        verdict="cannot tell",
        before=level_seen(known, steady),
        after=level_seen(
            known, _while_usual(samples, around, _seen_after(around, after))
        ),
    )
    if around.is_barely_hit:
        few = EffectReason(code="few before", edge="impact began")
        return replace(effect, reason=few, before=None)
    reach = calm_reach(samples, before.stop - before.start)
    surely = [_SURELY * np.sqrt(one.by_chance) for one in (sides.before, sides.after)]
    if sides.before.rate <= max(reach, surely[0]):
        is_early = fall is not None and fall.early > MOSTLY and fall.was > reach
        if fall is not None and is_early and not was_over:
            told = began_before(fall, samples, around, known)
            return replace(effect, reason=told, before=_last_level(known, around))
        apart = sides.before.rate + np.hypot(*surely)
        if sides.after.rate > max(_BEGAN * reach, surely[1], apart):
            began = EffectReason(code="began after")
            worse = replace(effect, verdict="worse", reason=began)
            worse = blamed(worse, samples, sides, around, known)
            if worse.verdict == "worse" or not _rose_later(worse):
                return worse
        return replace(effect, reason=EffectReason(code="no impact before"))
    course, verdict, reason = _judged(samples, sides, later, around)
    if told is not None and told.code == "fell later":
        verdict, reason = _before_late_fall(verdict, after.stop - around.done), told
    effect = replace(
        effect,
        verdict=verdict,
        drop=course.drop.value,
        low=course.drop.low,
        high=course.drop.high,
        reason=reason or told,
    )
    if verdict == "worse":
        effect = blamed(effect, samples, sides, around, known)
    if effect.has_helped or effect.verdict == "cannot tell":
        effect = credited(effect, later, samples, around, known)
        if effect.fell_before:
            effect = replace(effect, before=_last_level(known, around))
    if effect.has_helped:
        lag = _lag(samples, sides, around)
        goes_down = later is not None and later.goes_down
        if not goes_down and _stood_on(samples, sides, around, known, lag):
            by = time_after(around.start + lag, around, known)
            told = EffectReason(code="fell later", by=by)
            effect = replace(effect, verdict="cannot tell", reason=told)
        if effect.has_helped:
            effect = replace(effect, lag=step * lag)
            effect = _begun_soon(effect, find_delay(samples, around, known), step)
    if spared.stop <= spared.start:
        return effect
    unacted = Unacted(course=course, samples=samples, sides=sides, exposure=exposure)
    return unacted.until_fixed(effect, known, spared, step.total_seconds() / per_s(per))


def _begun_soon(
    effect: MitigationEffect, delay: timedelta | None, step: timedelta
) -> MitigationEffect:
    """Return an effect that began so late, without credit where that is long after.

    What fell before a later fall is its own, where samples soon after it show that.
    """
    is_own = effect.reason is not None and effect.reason.code == "fell later"
    if is_own and MIN_SAMPLES * step <= CREDIT:
        return effect
    if delay is None or delay <= CREDIT + step:
        return replace(effect, delay=delay)
    return effect.untold(EffectReason(code="fell later", by=delay))


def _judged(
    samples: Samples, sides: Sides, fall: Turn | None, around: Around
) -> tuple[Course, EffectVerdict, EffectReason | None]:
    """Return the course and what it says; steady where it surely stood until the action.

    At no less than half of the highest there had been: what is left of more has eased.
    """
    course = find_course(samples, sides)
    verdict, reason = _verdict(sides, course, samples.usual)
    stood = fall is not None and fall.early < _SURELY_NOT
    until = slice(0, sides.before.at.stop)
    rates = samples.excess[until] / samples.weights[until]
    means = np.convolve(rates, np.ones(MIN_SAMPLES) / MIN_SAMPLES, "valid")
    stood &= bool(sides.before.rate > means.max() / 2)
    if stood and verdict not in HELPED and course.steady.low > 0:
        course = find_course(samples, sides, is_steady=True)
        verdict, reason = _verdict(sides, course, samples.usual)
    if verdict == "none" and turned_down(samples, around):
        return course, "cannot tell", EffectReason(code="rose before")
    return course, verdict, reason


def _seen_after(around: Around, after: slice) -> slice:
    """Return the side after, or what is seen of it before the next action near by."""
    free = around.own_after
    return free if around.near and free.stop < after.stop else after


def _while_usual(samples: Samples, around: Around, span: slice) -> slice:
    """Return the side after, or of it what is soon after where the usual level moves.

    Until what is usual has moved by a third.
    """
    soon = slice(around.own_after.start, span.stop)
    usual = samples.weights[soon]
    if len(usual) <= MIN_SAMPLES or around.near:
        return span
    means = np.convolve(usual, np.ones(MIN_SAMPLES) / MIN_SAMPLES, "valid")
    moved = np.flatnonzero(np.abs(means - means[0]) > means[0] / 3)
    if not len(moved):
        return span
    return slice(soon.start, soon.start + MIN_SAMPLES + int(moved[0]))


def _rose_later(effect: MitigationEffect) -> bool:
    return effect.reason is not None and effect.reason.code == "rose later"


def _last_level(known: pd.Series, around: Around) -> float | None:
    """Return the level just before an action where it had moved until then."""
    stop = around.just_before.stop
    return level_seen(known, slice(max(0, stop - TOLD), stop))


def _both_sides(
    samples: Samples, around: Around, fall: Turn | None, known: pd.Series
) -> tuple[slice, slice, EffectReason | None]:
    """Return where both sides lie, and what cut the one after.

    A fall that is over within half of the window that is looked at counts as its
    effect, from when it was over; one that begins long after it, or later than that,
    is not laid at its door.
    """
    before = side_before(samples, around.start, around.impact_first)
    before = since_last_step(samples, before, rising=True)
    begin, end, told = around.done, around.last, None
    if fall is not None and fall.early < MAYBE:
        if fall.late > MOSTLY or fall.began - begin > WINDOW // 2:
            end = max(fall.began, begin + MIN_SAMPLES)
            by = time_after(fall.began, around, known)
            told = EffectReason(code="fell later", by=by)
        elif fall.settled - begin <= WINDOW // 2:
            begin = max(begin, fall.settled)
    until = lasted_until(samples, before, begin, end)
    if until is not None:
        end = until
        told = EffectReason(code="rose again", by=time_after(until, around, known))
    return before, side_after(around.done, begin, end), told


def _verdict(
    sides: Sides, course: Course, usual: float
) -> tuple[EffectVerdict, EffectReason | None]:
    """Return what the interval of the drop says, and why it says nothing."""
    drop = course.drop
    if drop.low > 0 and drop.high >= PARTLY:
        return ("worked" if drop.value >= WORKED else "partly"), None
    rose = sides.after.rate > sides.before.rate
    if drop.high < 0 and drop.value <= -PARTLY and rose:
        return "worse", None
    fell = course.steady.low > PARTLY
    if drop.high < _MATTERS and not fell:
        return "none", None
    if course.steady.low > 0:
        return "cannot tell", EffectReason(code="easing already")
    level = (sides.after.rate + usual) ** 2
    if sides.moved * level > sides.after.variance / 2:
        return "cannot tell", EffectReason(code="traffic moved")
    return "cannot tell", EffectReason(code="scatter")


def _before_late_fall(verdict: EffectVerdict, samples: int) -> EffectVerdict:
    """Return what can be told of an action that a fall came so many samples after.

    Of too few between them nothing; after half of the window that nothing came of it,
    sooner only that the fall is no proof.
    """
    if samples <= MIN_SAMPLES or (verdict == "none" and samples <= WINDOW // 2):
        return "cannot tell"
    return verdict


def _lag(samples: Samples, sides: Sides, around: Around) -> int:
    """Return after how many samples the excess had gone half of its way."""
    middle = (sides.before.rate + sides.after.rate) / 2
    span = slice(around.start, sides.after.at.stop)
    above = samples.excess[span] - middle * samples.weights[span]
    return int(np.r_[0.0, above.cumsum()].argmax())


def _stood_on(
    samples: Samples, sides: Sides, around: Around, known: pd.Series, lag: int
) -> bool:
    """Whether the level stood as before for all the time in which an effect shows.

    The middle of the fall lies after it, too, or the level only wavered.
    """
    until = known.index[around.done - 1] + CREDIT
    end = int(known.index.searchsorted(until, side="right"))
    if around.start + lag <= end or end <= around.done:
        return False
    rate = (
        samples.excess[around.done : end].sum()
        / samples.weights[around.done : end].sum()
    )
    return bool(rate > (1 - PARTLY / 2) * sides.before.rate)


def assess_temporary_mitigation(
    said: SaidTemporaryMitigation,
    used: Sequence[Action],
    actions: Sequence[Action],
    effects: Sequence[MitigationEffect],
) -> Finding:
    """Return whether what the answer names helped: the options that were ``used``.

    What is said of the effect of an action is compared at that action.
    """
    if not said.is_answered:
        told = told_effects(actions, effects)
        return Finding(letter="T", verdict="only measured" if told else "unknown")
    did = [
        {one.verdict for one in effects if one.action == action.id} - {"cannot tell"}
        for action in used
    ]
    helped = [bool(one & HELPED) for one in did if one]
    is_mixed = any("worse" in one for one in did)
    verdict: Verdict = "only said"
    if helped:
        verdict = "partly" if any(helped) else "disagrees"
        verdict = "agrees" if all(helped) and not is_mixed else verdict
    return Finding(letter="T", verdict=verdict)


def told_effects(
    actions: Sequence[Action], effects: Sequence[MitigationEffect]
) -> tuple[tuple[Action, MitigationEffect], ...]:
    """Return the actions to stabilize of which one can tell what they did, and that."""
    heads = (
        (one, heading_effect([effect for effect in effects if effect.action == one.id]))
        for one in actions
        if one.purpose in {"stabilize", "both"}
    )
    return tuple(
        (one, effect)
        for one, effect in heads
        if effect is not None and effect.verdict != "cannot tell"
    )
