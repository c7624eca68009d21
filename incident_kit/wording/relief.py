"""What brought relief, what came back, when the cause was gone: one sentence."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from incident_kit.instants.elapsed import elapsed
from incident_kit.instants.words import elapsed_words
from incident_kit.styled import Span, Words, strong, w
from incident_kit.wording.causes import the_cause
from incident_kit.wording.phrases import (
    about_range,
    bare,
    cap,
    harm_words,
    number_words,
)
from incident_kit.wording.system_change import a_wave, ordinal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.record.parts import Action
    from incident_kit.results.clocks import Clock
    from incident_kit.results.findings import Wave
    from incident_kit.timing.assessment import Assessment


# averted under this share of the harm is no news for the headline
_WORTH = 0.05
# the kinds of action that are no nouns in a sentence
_NOUNS = {
    "disable": "switch-off",
    "degrade": "reduction of service",
    "scale": "change of capacity",
    "config": "configuration change",
    "other": "action",
    "unknown": "action",
}


def relief_sentence(found: Assessment, *, told: bool) -> Words:
    """Return what brought relief, what came back, and when the cause was gone.

    What the first sentence has ``told`` is not said again.
    """
    relief, fix = found.clocks.first_relief, found.clocks.fix
    parts: list[str | Span] = []
    if relief.action:
        parts += _relief_clause(found, relief, told=told)
    wave = found.response.second_wave
    if wave is not None:
        clause = _wave_clause(found, wave)
        parts += ["; ", *clause] if parts else _capped(clause)
    if (
        fix.moment.is_known
        and found.clocks.order != "same action"
        and parts
        and not told
    ):
        parts += [", and ", *_fix_clause(found, relief, fix)]
    if not parts:
        return ()
    if found.clocks.order == "relief first" and relief.action:
        parts += _averted_clause(found)
    return w(*parts, ".")


def _averted_clause(found: Assessment) -> list[str]:
    """Return what that averted, where it is news: not little of all the harm."""
    averted, name = found.averted, found.averted.series
    low, high = averted.low or 0.0, averted.high or 0.0
    harm = (one.amount for one in found.harm if one.series == name and one.amount)
    if high < _WORTH * next(harm, inf):
        return []
    series = next(one for one in found.incident.series if one.name == name)
    return [f"; mitigating first averted {harm_words(series, about_range(low, high))}"]


def _relief_clause(found: Assessment, relief: Clock, *, told: bool) -> list[str | Span]:
    clocks, record = found.clocks, found.incident.record
    kind = _kind(record.action(relief.action))
    value, late = relief.since_detection, "after it was noticed"
    from_onset = clocks.onset_how == "said" and relief.elapsed.kind == "exact"
    told_from_detection = told and record.detected_at.is_known
    if not value.is_known or (from_onset and not told_from_detection):
        value, late = relief.elapsed, "after onset"
    removes = (
        f" and removed {the_cause(record)}" if clocks.order == "same action" else ""
    )
    all_asked = len(found.response.asked("before")) == 5
    asked = "All five questions were asked first: " if all_asked else ""
    verb = "brought"
    if relief.how != "measured":
        verb = "is said to have brought"
        if _nothing_to_relieve(found, relief.action):
            removes += ", though no impact shows just before it"
    article = "an" if kind[0] in "aeiou" else "a"
    text = f"{asked}{article} {kind} {verb} relief"
    ends = (clocks.mitigate.moment.latest, clocks.fix.moment.latest)
    if not value.is_known or (told and relief.moment.latest in ends):
        return [cap(f"{text}{removes}")]
    return [cap(f"{text} "), strong(f"{elapsed_words(value)} {late}"), removes]


def _kind(action: Action | None) -> str:
    """Return the kind of an action as a noun."""
    kind = "unknown" if action is None else action.kind
    return _NOUNS.get(kind, kind)


def _nothing_to_relieve(found: Assessment, action_id: str) -> bool:
    """Whether every series shows that there was no impact when an action was done."""
    reasons = [one.reason for one in found.blast.effects_of(action_id)]
    codes = {None if one is None else one.code for one in reasons}
    return codes == {"no impact before"}


def _capped(clause: Sequence[str | Span]) -> list[str | Span]:
    """Return a clause as the beginning of a sentence."""
    first, *rest = clause
    if isinstance(first, Span):
        return [replace(first, text=cap(first.text)), *rest]
    return [cap(first), *rest]


def _wave_clause(found: Assessment, wave: Wave) -> list[str | Span]:
    waves, record = found.blast.waves, found.incident.record
    many = f", {number_words(len(waves))} waves in all" if len(waves) > 2 else ""
    second = strong(a_wave(ordinal(waves.index(wave) + 1)))
    action = record.action(wave.follows)
    if action is None or not wave.caused:
        return [second, " came", many]
    is_relief = action.id == found.clocks.first_relief.action
    name = "it" if is_relief else f"“{bare(action.what)}”, meant to help,"
    return [f"{name} caused ", second, many]


def _fix_clause(found: Assessment, relief: Clock, fix: Clock) -> list[str | Span]:
    gap = elapsed(relief.moment, fix.moment, as_of=found.clocks.as_of)
    is_known = gap.kind in {"exact", "between", "about"}
    if found.clocks.order == "relief first" and is_known and relief.action:
        late = "after that relief" if found.response.second_wave else "later"
        return ["the fix came ", strong(f"{elapsed_words(gap)} {late}")]
    value = fix.elapsed if fix.elapsed.is_known else fix.since_detection
    after = "after onset" if fix.elapsed.is_known else "after it was noticed"
    cause = the_cause(found.incident.record)
    return [f"{cause} was removed ", strong(f"{elapsed_words(value)} {after}")]
