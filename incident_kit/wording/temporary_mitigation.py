"""What each action did, in words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.blast.excess_rate import MIN_SAMPLES
from incident_kit.blast.temporary_mitigation import told_effects
from incident_kit.instants.words import duration_words
from incident_kit.results.findings import heading_effect
from incident_kit.wording.anchor_time import shortage_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.record.parts import Action
    from incident_kit.results.findings import EffectVerdict, MitigationEffect
    from incident_kit.results.reasons import EffectCode, EffectReason
    from incident_kit.wording.times import Times

_NAMED = 4
DID: dict[EffectVerdict, str] = {
    "worked": "worked",
    "partly": "helped partly",
    "none": "no visible effect",
    "worse": "made it worse",
}
_REASONS: dict[EffectCode, str] = {
    "time unknown": "its time is unknown",
    "few before": f"under {MIN_SAMPLES} samples before it, since the {{edge}}",
    "few after": f"under {MIN_SAMPLES} samples after it, up to the {{edge}}",
    "no traffic": "no traffic on one side of it, or none known",
    "no impact before": "no impact just before it",
    "began after": "impact began after it",
    "easing already": "recovery may have begun before it",
    "traffic moved": "how the traffic moved is not known",
    "scatter": "the samples scatter too much",
    "fell before": "impact was falling since {since}",
    "fell later": "impact fell {by} after it",
    "rose again": "impact rose again {by} after it",
    "rose before": "impact was rising before it",
    "rose later": "impact rose {by} after it",
    "bursts": "impact came in bursts that ended by themselves",
}

FALLEN = "impact had fallen by {since}"


def tried_words(actions: Sequence[Action], effects: Sequence[MitigationEffect]) -> str:
    """Return what each did; of many only those that did something, and a count."""
    told = told_effects(actions, effects)
    if not told:
        return _nothing(actions, effects)
    shown, idle = told, 0
    if len(told) > _NAMED:
        shown = tuple(pair for pair in told if pair[1].verdict != "none")
        idle = len(told) - len(shown)
    texts = [f"{one.what}: {_effect_words(effect)}" for one, effect in shown[:_NAMED]]
    texts += [f"{len(shown) - _NAMED} more below"] if len(shown) > _NAMED else []
    texts += [f"{idle} actions without visible effect"] if idle else []
    return f"{'; '.join(texts)}."


def _nothing(actions: Sequence[Action], effects: Sequence[MitigationEffect]) -> str:
    tried = [one for one in actions if one.purpose in {"stabilize", "both"}]
    if not tried:
        return "No action to stabilize is recorded."
    heads = [
        (one, heading_effect([effect for effect in effects if effect.action == one.id]))
        for one in tried
    ]
    told = [
        f"{one.what}: cannot tell, {effect_reason(effect.reason)}"
        for one, effect in heads
        if effect is not None and effect.reason is not None
    ]
    return f"{'; '.join(told)}." if told else "No impact series around the actions."


def _effect_words(effect: MitigationEffect) -> str:
    verb = f"{DID.get(effect.verdict, effect.verdict)}{delay_note(effect)}"
    # how far it fell is only news where it did not all go
    if effect.drop is None or effect.verdict in {"none", "worked"}:
        return verb
    return f"{verb} ({drop_words(effect.drop)})"


def delay_note(effect: MitigationEffect) -> str:
    """Return how long after an action impact fell, "" where at once."""
    return f", {duration_words(effect.delay)} after it" if effect.delay else ""


def effect_verdict(effect: MitigationEffect) -> str:
    """Return the verdict as a reader is told it."""
    return DID["none"] if effect.verdict == "none" else effect.verdict


def effect_reason(reason: EffectReason | None, times: Times | None = None) -> str:
    """Return why nobody can tell, or what else is to say of an effect.

    Without ``times`` to print a time with, how long before the action it was.
    """
    if reason is None:
        return ""
    if reason.shortage is not None:
        return shortage_words(reason.shortage)
    if reason.edge == "impact began":
        return "impact had only just begun"
    if reason.code == "others around":
        return f"{_others(reason)}: they cannot be told apart"
    by = "" if reason.by is None else duration_words(reason.by)
    since = f"{by} before it"
    if reason.is_over and times is None:
        return f"impact had fallen {since}"
    if reason.since is not None and times is not None:
        since = times.clock(reason.since)
    told = FALLEN if reason.is_over else _REASONS[reason.code]
    return told.format(by=by, edge=reason.edge, since=since)


def _others(reason: EffectReason) -> str:
    if reason.actions and reason.actions > 1:
        return f"{reason.actions} other actions were done around it"
    if reason.is_meanwhile:
        return "another action was done by the time it was finished"
    if not reason.by:
        return "another action was done, or finished, at the same time"
    where = "after" if reason.by > timedelta(0) else "before"
    return f"another action was done {duration_words(abs(reason.by))} {where} it"


def drop_words(drop: float) -> str:
    """Return a drop as a signed share: 0.47 is "−47 %"."""
    percent = round(abs(drop) * 100)
    if percent == 0:
        return "no change"
    if drop > 0 and percent >= 100:
        return "to the usual level"
    return f"{'−' if drop >= 0 else '+'}{percent} %"
