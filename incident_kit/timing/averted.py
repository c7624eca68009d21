"""What mitigating before fixing was worth: the harm that did not happen.

*Impact averted* is the area between the observed curve and "the level before
the mitigation had gone on until the fix", over all the ways in which it could
have gone on.  What never happened is estimated, so there is a range, never a
number alone.
"""

from __future__ import annotations

from dataclasses import replace
from operator import itemgetter
from typing import TYPE_CHECKING

import pandas as pd

from incident_kit.blast.around import CREDIT
from incident_kit.blast.excess_rate import MIN_SAMPLES
from incident_kit.blast.temporary_mitigation import measure_mitigation
from incident_kit.results.worth import Averted
from incident_kit.series.levels import check_series, per_s, usual_step_s
from incident_kit.timing.relief import (
    held_until_fixed,
    level_before_harm,
    only_undid_harm,
    was_taken_back,
)

if TYPE_CHECKING:
    from datetime import datetime

    from incident_kit.instants.written import Written
    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Action
    from incident_kit.results.clocks import Clocks
    from incident_kit.results.findings import (
        AnchorTime,
        BlastMap,
        Counterfactual,
        MitigationEffect,
        SeriesFinding,
    )
    from incident_kit.results.reasons import AvertedCode


# a level that lies off the one just before by this part of its excess is another
_AS_JUST_BEFORE = 0.1


def impact_averted(record: Record, blast: BlastMap, clocks: Clocks) -> Averted:
    """Return what mitigating before fixing averted, in the first series it shows.

    Counted from when the first action that helped in that series was in place and
    was not taken back; where none is measured to, from the one that made users fine
    again.  What no action brought about is averted by nobody.
    """
    if not blast.series:
        return Averted(reason="no series")
    reason = _not_estimable(clocks)
    if reason is not None:
        return Averted(series=blast.series[0].name, reason=reason)
    tried = [_of_series(one, record, blast, clocks) for one in blast.series]
    return next((one for one in tried if one.reason is None), tried[0])


def _not_estimable(clocks: Clocks) -> AvertedCode | None:
    mitigated, fixed = clocks.mitigate.moment, clocks.fix.moment
    if mitigated.form == "not yet":
        return "not fine again"
    if mitigated.latest is None:
        return "fine again unknown"
    if fixed.form in {"by", "after"}:
        return "fix bounded"
    if fixed.form == "unknown" or (fixed.form != "not yet" and fixed.earliest is None):
        return "fix unknown"
    return None


def _first_help(
    one: SeriesFinding, record: Record, blast: BlastMap, clocks: Clocks
) -> Action | None:
    """Return the first action that helped in a series, or made users fine again."""
    helped = [
        (action.begun_at, action)
        for action in record.changes_to_production
        if (
            not was_taken_back(action, record, blast)
            and not only_undid_harm(action, record, blast)
            and action.begun_at is not None
            and ((effect := one.effect_of(action.id)) is not None)
            and _helped(action, effect)
        )
        or (action.id == clocks.mitigate.action and not _is_untold(one, action))
    ]
    return min(helped, key=itemgetter(0))[1] if helped else None


def _helped(action: Action, effect: MitigationEffect) -> bool:
    """Whether an action helped, alone or together with those around it.

    What is said to have done nothing, or harm, has no part in what helped together.
    """
    together = effect.is_shared and (effect.averted_low or 0.0) > 0
    return effect.has_helped or (together and action.effect not in {"none", "worse"})


def _is_untold(one: SeriesFinding, action: Action) -> bool:
    """Whether the data tell that it did nothing, or not what all around it did."""
    effect = one.effect_of(action.id)
    if effect is None or effect.reason is None:
        return False
    is_mixed = effect.reason.code == "others around" and not effect.is_shared
    return effect.is_idle or is_mixed


def _without_action(one: SeriesFinding, clocks: Clocks) -> Averted:
    """Return why no action counts: what is to say of the one that is said to."""
    name = clocks.mitigate.action or clocks.first_relief.action
    effect = one.effect_of(name)
    if effect is None or effect.reason is None:
        return Averted(series=one.name, reason="no action")
    return Averted(series=one.name, action=name, reason=effect.reason)


def _from_before_harm(
    effect: MitigationEffect, one: SeriesFinding, own: Action | None
) -> MitigationEffect:
    """Return an effect held against the level before an action of ours made it worse.

    What it took back of that harm was averted by nobody.
    """
    was, base = level_before_harm(one, own), one.anchor.baseline
    if was is None or base is None or not effect.before or not effect.counterfactuals:
        return effect
    excess = effect.before - base.level
    if excess == 0 or effect.averted_low is None or effect.averted_high is None:
        return effect
    kept = min(max((was - base.level) / excess, 0.0), 1.0)
    ways = [_less(way, kept, one) for way in effect.counterfactuals]
    lost = effect.counterfactuals[0].amount - ways[0].amount
    return replace(
        effect,
        before=was,
        averted_low=effect.averted_low - lost,
        averted_high=effect.averted_high - lost,
        counterfactuals=tuple(ways),
    )


def _less(way: Counterfactual, kept: float, one: SeriesFinding) -> Counterfactual:
    """Return a way with that part of its excess."""
    series, base = one.series, one.anchor.baseline
    assert base is not None  # noqa: S101  # it has an excess
    assert series.values is not None  # noqa: S101  # and levels
    usual = pd.Series(base.level, way.levels.index)
    if base.usual is not None:
        usual = base.usual.reindex(way.levels.index).fillna(base.level)
    less = (1 - kept) * (way.levels - usual)
    step = usual_step_s(check_series(series.values)) / per_s(series.per)
    amount = way.amount - float(less.abs().sum()) * step
    return replace(way, amount=amount, levels=way.levels - less)


def _level_before(effect: MitigationEffect, anchor: AnchorTime) -> tuple[float, bool]:
    """Return the level that the amounts go on from, and whether it is an average."""
    before, base = effect.before or 0.0, anchor.baseline
    steady = [one for one in effect.counterfactuals if one.assumption != "decaying"]
    if not steady or base is None:
        return before, False
    goes_on = float(steady[0].levels.iloc[:MIN_SAMPLES].mean())
    is_average = abs(goes_on - before) > _AS_JUST_BEFORE * abs(before - base.level)
    return (goes_on if is_average else before), is_average


def _is_the_fix(action: Action, fixed: Written, done: datetime) -> bool:
    """Whether what brought relief is, as far as one can tell, what removed the cause."""
    if action.purpose == "stabilize" and not action.removes_cause:
        return False
    return fixed.latest is not None and fixed.latest - done <= CREDIT


def _of_series(
    one: SeriesFinding, record: Record, blast: BlastMap, clocks: Clocks
) -> Averted:
    series, fixed, mitigated = one.series, clocks.fix.moment, clocks.mitigate.moment
    assert mitigated.latest is not None  # noqa: S101  # else it is not estimable
    action = _first_help(one, record, blast, clocks)
    if action is None:
        return _without_action(one, clocks)
    if not held_until_fixed(action, record):
        return Averted(series=one.name, action=action.id, reason="taken back")
    if not one.is_hurt or series.values is None:
        return Averted(series=one.name, reason="no harm")
    known = check_series(series.values)
    last = pd.Timestamp(known.index[-1])
    fix = last if fixed.earliest is None else pd.Timestamp(fixed.earliest)
    end = min(fix, last)
    done = pd.Timestamp(action.done_at or mitigated.latest)
    if done >= end:
        return Averted(series=one.name, reason="fixed first")
    if _is_the_fix(action, fixed, done):
        return Averted(series=one.name, reason="same action")
    effect = one.effect_of(action.id) if action.done_at else None
    if effect is None:
        # nobody knows when it was done: from when users were fine
        begun = action.begun_at or mitigated.earliest
        effect = measure_mitigation(
            known,
            begun or done,
            ended_at=done,
            until=end,
            others=record.other_times(action.id),
            bad=series.bad,
            per=series.per,
            baseline=one.anchor.baseline,
            traffic=series.traffic,
            zone=record.zone,
        )
    if effect.averted_low is None or effect.averted_high is None:
        return Averted(
            series=one.name, action=action.id, reason=effect.reason or "no sample"
        )
    effect = _from_before_harm(effect, one, record.action(action.undoes))
    assert effect.averted_low is not None  # noqa: S101  # it had one
    assert effect.averted_high is not None  # noqa: S101
    step_s = usual_step_s(known)
    samples = int(((known.index >= done) & (known.index < end)).sum())
    missing = (end - done).total_seconds() - step_s * samples > 1.5 * step_s
    is_open = fixed.earliest is None
    level, is_average = _level_before(effect, one.anchor)
    return Averted(
        series=one.name,
        unit=series.unit,
        per=series.per,
        start=done,
        end=end,
        action=action.id,
        begun=None if action.begun_at is None else pd.Timestamp(action.begun_at),
        level=level,
        is_average=is_average,
        low=max(effect.averted_low, 0.0),
        high=max(effect.averted_high, 0.0),
        counterfactuals=tuple(
            replace(way, amount=max(way.amount, 0.0)) for way in effect.counterfactuals
        ),
        is_bound=missing or end < fix or fixed.earliest != fixed.latest,
        is_open=is_open,
        is_cut=end < fix,
    )
