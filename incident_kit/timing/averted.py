"""What mitigating before fixing was worth: the harm that did not happen.

*Impact averted* is the area between the observed curve and "the level before
the mitigation had gone on until the fix", over all the ways in which it could
have gone on.  What never happened is estimated, so there is a range, never a
number alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import pandas as pd

from incident_kit.blast.temporary_mitigation import measure_mitigation
from incident_kit.results.worth import Averted
from incident_kit.series.levels import PER_SECONDS, check_series, usual_step_s

if TYPE_CHECKING:
    from datetime import datetime

    from incident_kit.incident import ImpactSeries, Incident
    from incident_kit.record.parts import Action
    from incident_kit.results.clocks import Clocks
    from incident_kit.results.findings import (
        AnchorTime,
        BlastMap,
        MitigationEffect,
    )
    from incident_kit.results.reasons import AvertedCode


def impact_averted(incident: Incident, blast: BlastMap, clocks: Clocks) -> Averted:
    """Return what mitigating before fixing averted, in the first series it shows.

    Counted from when the first action that helped in that series was in place and
    was not taken back; where none is measured to, from the one that made users fine
    again, or from that moment when no action did.
    """
    if not incident.measured:
        return Averted(reason="no series")
    reason = _not_estimable(clocks)
    if reason is not None:
        return Averted(series=incident.measured[0].name, reason=reason)
    tried = [
        _of_series(
            series, anchor, _start(series, incident, blast, clocks), incident, clocks
        )
        for series, anchor in zip(incident.measured, blast.anchors, strict=True)
    ]
    return next((one for one in tried if one.reason is None), tried[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """When a mitigation began and was in place, and by which action."""

    begun: datetime
    done: datetime
    action: str = ""

    @classmethod
    def by(cls, action: Action, otherwise: datetime) -> Self:
        """Return the start of an action; other times where it has none."""
        begun = action.applied_at.earliest or otherwise
        done = action.ended_at.latest or action.applied_at.latest or otherwise
        return cls(begun=begun, done=done, action=action.id)


def _not_estimable(clocks: Clocks) -> AvertedCode | None:
    mitigated, fixed = clocks.mitigate.moment, clocks.fix.moment
    if mitigated.form == "not yet":
        return "not fine again"
    if mitigated.latest is None:
        return "fine again unknown"
    if fixed.form == "unknown" or (fixed.form != "not yet" and fixed.earliest is None):
        return "fix unknown"
    return None


def _start(
    series: ImpactSeries, incident: Incident, blast: BlastMap, clocks: Clocks
) -> _Start | None:
    """Return from when to count; None where nobody is known to have mitigated it."""
    mitigated = clocks.mitigate.moment
    assert mitigated.latest is not None  # noqa: S101  # else it is not estimable
    record = incident.record
    undone = {one.undoes for one in record.actions or ()}
    helped = [
        _Start.by(action, mitigated.latest)
        for action in record.changes_to_production
        if action.id not in undone and action.applied_at.earliest is not None
        for effect in blast.effects_of(action.id)
        if effect.series == series.name and _helped(effect)
    ]
    action = record.action(clocks.mitigate.action)
    if action is not None:
        helped.append(_Start.by(action, mitigated.latest))
    if helped:
        return min(helped, key=_begun)
    if not record.mitigated_at.is_known:
        return None
    begun = mitigated.earliest or mitigated.latest
    return _Start(begun=begun, done=mitigated.latest)


def _begun(start: _Start) -> datetime:
    return start.begun


def _helped(effect: MitigationEffect) -> bool:
    """Whether an action helped, alone or together with those around it."""
    together = effect.is_shared and (effect.averted_low or 0.0) > 0
    return effect.has_helped or together


def _of_series(
    series: ImpactSeries,
    anchor: AnchorTime,
    start: _Start | None,
    incident: Incident,
    clocks: Clocks,
) -> Averted:
    if start is None:
        return Averted(series=series.name, reason="no action")
    if series.values is None or anchor.baseline is None or not anchor.waves:
        return Averted(series=series.name, reason="no harm")
    fixed = clocks.fix.moment
    is_open = fixed.earliest is None
    known = check_series(series.values)
    last = pd.Timestamp(known.index[-1])
    fix = last if fixed.earliest is None else pd.Timestamp(fixed.earliest)
    end = min(fix, last)
    done = pd.Timestamp(start.done)
    if done >= end:
        return Averted(series=series.name, reason="fixed first")
    effect = measure_mitigation(
        known,
        start.begun,
        ended_at=start.done,
        until=end.to_pydatetime(),
        others=incident.record.other_times(start.action),
        bad=series.bad,
        baseline=anchor.baseline,
        traffic=series.traffic,
    )
    if effect.averted_low is None or effect.averted_high is None:
        return Averted(series=series.name, reason=effect.reason)
    scale = 60 / PER_SECONDS[series.per or "minute"]
    step_s = usual_step_s(known)
    samples = int(((known.index >= done) & (known.index < end)).sum())
    missing = (end - done).total_seconds() - step_s * samples > 1.5 * step_s
    is_cut = is_open or end < fix
    return Averted(
        series=series.name,
        unit=series.unit,
        per=series.per,
        start=done,
        end=end,
        action=start.action,
        level=effect.before or 0.0,
        low=max(effect.averted_low, 0.0) * scale,
        high=max(effect.averted_high, 0.0) * scale,
        counterfactuals=tuple(
            replace(one, amount=max(one.amount, 0.0) * scale)
            for one in effect.counterfactuals
        ),
        is_bound=missing or is_cut or fixed.earliest != fixed.latest,
        is_open=is_open,
    )
