"""T: what eases it now?  The level before and after each action."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from incident_kit.errors import NotEnoughData
from incident_kit.finding import Finding, MitigationEffect
from incident_kit.levels import (
    check_instant,
    check_series,
    excess_over,
    find_baseline,
    scaled_mad,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import pandas as pd

    from incident_kit.finding import Baseline, EffectVerdict, Verdict
    from incident_kit.record.parts import Action, SaidTemporaryMitigation

QUESTION = "Temporary mitigation"
WINDOW = 30
_MIN_SAMPLES = 5
_NAMED = 4
_WORKED = 0.75
_PARTLY = 0.2
# standard error of a median of normal samples: 1.2533 sigma / sqrt(n); two sides at 95 %
_MEDIAN_SE = 1.2533
_Z = 1.96


def measure_mitigation(
    series: pd.Series,
    applied_at: datetime,
    *,
    traffic: pd.Series | None = None,
    bad: str = "either",
    others: Sequence[datetime] = (),
    until: datetime | None = None,
    ended_at: datetime | None = None,
    baseline: Baseline | None = None,
) -> MitigationEffect:
    """Return what an action did: the level before it and after it.

    Parameters
    ----------
    series, traffic
        Levels on an aware, increasing index; with traffic the level is the
        rate of the two, so that a quiet hour is not credited to the action.
    applied_at, ended_at
        Before = until the one, after = from the other (default: the same).
    others
        Times of other actions: each side is cut at the next one.
    until
        When the cause was removed; cuts the side after.
    baseline
        Of the series; by default its first quarter.

    Returns
    -------
    MitigationEffect
        Medians of up to 30 samples on either side, and the ratio of the
        excess that went away with a 95 % interval from the scaled MADs.
    """
    known = check_series(series)
    done = check_instant(ended_at or check_instant(applied_at))
    try:
        baseline = baseline or find_baseline(known, bad=bad)
    except NotEnoughData as error:
        return MitigationEffect(verdict="cannot tell", reason=str(error))
    before, after = _sides(
        known, applied_at, done, [*others, *([until] if until else [])]
    )
    if min(len(before), len(after)) < _MIN_SAMPLES:
        side = "before" if len(before) < len(after) else "after"
        return MitigationEffect(
            verdict="cannot tell",
            reason=f"under {_MIN_SAMPLES} samples {side} it, up to the next action",
        )
    scale = _traffic_ratio(traffic, before.index, after.index)
    if scale is None:
        return MitigationEffect(
            verdict="cannot tell", reason="no traffic on one side of it, or none known"
        )
    return _effect(before, after, baseline, bad, scale)


def _sides(
    known: pd.Series, applied_at: datetime, done: datetime, others: Sequence[datetime]
) -> tuple[pd.Series, pd.Series]:
    first = max((at for at in others if at < applied_at), default=None)
    last = min((at for at in others if at > done), default=None)
    before = known[known.index < applied_at]
    after = known[known.index > done]
    if first is not None:
        before = before[before.index >= first]
    if last is not None:
        after = after[after.index < last]
    return before.iloc[-WINDOW:], after.iloc[:WINDOW]


def _traffic_ratio(
    traffic: pd.Series | None, before: pd.Index, after: pd.Index
) -> float | None:
    """Return how much traffic fell, before over after; None where it is unknown."""
    if traffic is None:
        return 1.0
    level_before = float(traffic.reindex(before).median())
    level_after = float(traffic.reindex(after).median())
    if not (level_before > 0 and level_after > 0):
        return None
    return level_before / level_after


def _effect(
    before: pd.Series, after: pd.Series, baseline: Baseline, bad: str, scale: float
) -> MitigationEffect:
    # the level after, as it were at the traffic before
    levels = np.array([before.median(), after.median() * scale])
    was, became = map(float, excess_over(levels, baseline.level, bad))
    effect = MitigationEffect(
        verdict="cannot tell",
        before=float(before.median()),
        after=float(after.median()),
    )
    if was <= baseline.width:
        if became > 2 * baseline.width:
            return replace(effect, verdict="worse", reason="impact began after it")
        return replace(effect, reason="no impact just before it")
    drop = 1 - became / was
    doubt = _Z * np.hypot(_error(before), _error(after) * scale) / was
    low, high = drop - float(doubt), drop + float(doubt)
    verdict = _verdict(drop, low, high, gone=became <= baseline.width)
    return replace(
        effect,
        verdict=verdict,
        drop=drop,
        low=low,
        high=min(high, 1.0) if drop <= 1 else high,
    )


def _error(side: pd.Series) -> float:
    return float(_MEDIAN_SE * scaled_mad(side) / np.sqrt(len(side)))


def _verdict(drop: float, low: float, high: float, *, gone: bool) -> EffectVerdict:
    if gone or (drop >= _WORKED and low > _PARTLY):
        return "worked"
    if drop >= _PARTLY and low > 0:
        return "partly"
    if drop <= -_PARTLY and high < 0:
        return "worse"
    return "none"


def assess_temporary_mitigation(
    said: SaidTemporaryMitigation,
    actions: Sequence[Action],
    effects: Sequence[MitigationEffect],
) -> Finding:
    """Return what was said of easing it beside what each action did."""
    tried = [one for one in actions if one.purpose in {"stabilize", "both"}]
    told = {
        effect.action: effect for effect in effects if effect.verdict != "cannot tell"
    }
    measured = [told[one.id] for one in tried if one.id in told]
    if not measured:
        return Finding(
            letter="T", question=QUESTION, measured=_nothing(tried, effects),
            verdict="only said" if said.is_answered else "unknown",
        )  # fmt: skip
    words = _tried_words([one for one in tried if one.id in told], told)
    verdict: Verdict = "only measured"
    if said.is_answered:
        verdict = _compare(tried, told)
    return Finding(letter="T", question=QUESTION, measured=f"{words}.", verdict=verdict)


def _tried_words(tried: Sequence[Action], told: dict[str, MitigationEffect]) -> str:
    """Return what each did; of many only those that did something, and a count."""
    shown, idle = list(tried), 0
    if len(tried) > _NAMED:
        shown = [one for one in tried if told[one.id].verdict != "none"]
        idle = len(tried) - len(shown)
    texts = [f"{one.what}: {_effect_words(told[one.id])}" for one in shown[:_NAMED]]
    texts += [f"{len(shown) - _NAMED} more below"] if len(shown) > _NAMED else []
    texts += [f"{idle} actions without visible effect"] if idle else []
    return "; ".join(texts)


def _nothing(tried: Sequence[Action], effects: Sequence[MitigationEffect]) -> str:
    if not tried:
        return "No action to stabilize is recorded."
    reasons = {effect.action: effect.reason for effect in effects if effect.reason}
    told = [
        f"{one.what}: cannot tell, {reasons[one.id]}"
        for one in tried
        if one.id in reasons
    ]
    return f"{'; '.join(told)}." if told else "No impact series around the actions."


def _effect_words(effect: MitigationEffect) -> str:
    verb = {"worked": "worked", "partly": "helped partly", "none": "no visible effect",
            "worse": "made it worse"}.get(effect.verdict, effect.verdict)  # fmt: skip
    if effect.drop is None or effect.verdict == "none":
        return verb
    return f"{verb} ({drop_words(effect.drop)})"


def drop_words(drop: float) -> str:
    """Return a drop as a signed share: 0.47 is "−47 %"."""
    percent = round(abs(drop) * 100)
    if percent == 0:
        return "no change"
    if drop > 0 and percent >= 100:
        return "to the usual level"
    return f"{'−' if drop >= 0 else '+'}{percent} %"


def _compare(tried: Sequence[Action], told: dict[str, MitigationEffect]) -> Verdict:
    same = {"full": {"worked"}, "partial": {"partly", "worked"}, "none": {"none"},
            "worse": {"worse"}}  # fmt: skip
    right = [
        told[one.id].verdict in same[one.effect]
        for one in tried
        if one.id in told and one.effect in same
    ]
    if not right:
        return "only measured"
    if all(right):
        return "agrees"
    return "partly" if any(right) else "disagrees"
