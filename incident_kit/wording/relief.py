"""What brought relief, what came back, when the cause was gone: one sentence."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from incident_kit.instants.elapsed import elapsed
from incident_kit.instants.words import elapsed_words
from incident_kit.styled import Span, Words, strong, w
from incident_kit.wording.phrases import (
    about_range,
    after_words,
    cap,
    is_relief_said,
    number_words,
)
from incident_kit.wording.system_change import ordinal

if TYPE_CHECKING:
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
    wave = found.response.wave_after
    if wave is not None:
        first, *rest = _wave_clause(found, wave)
        parts += ["; ", first, *rest] if parts else [cap(str(first)), *rest]
    if (
        fix.moment.is_known
        and found.clocks.order != "same action"
        and parts
        and not told
    ):
        parts += [", and ", *_fix_clause(found, relief, fix)]
    if not parts:
        return ()
    averted = found.averted
    if found.clocks.order == "relief first" and (
        averted.high or 0.0
    ) >= _WORTH * _amount(found):
        amount = about_range(averted.low or 0.0, averted.high or 0.0)
        low = any(
            s.bad == "low" and s.name == averted.series for s in found.incident.series
        )
        parts.append(
            f"; that averted {f'a shortfall of {amount}' if low else f'{amount} more'}"
        )
    return w(*parts, ".")


def _amount(found: Assessment) -> float:
    """Return how much harm there was of the averted series; without end if unknown."""
    name = found.averted.series
    return next((h.amount for h in found.harm if h.series == name and h.amount), inf)


def _relief_clause(found: Assessment, relief: Clock, *, told: bool) -> list[str | Span]:
    action = _action(found, relief.action)
    kind = _NOUNS.get(action.kind, action.kind)
    article = "an " if kind[0] in "aeiou" else "a "
    value = (
        relief.since_detection if relief.since_detection.is_known else relief.elapsed
    )
    late = "after it was noticed" if relief.since_detection.is_known else "after onset"
    counts_from_onset = not told or not found.incident.record.detected_at.is_known
    if (
        counts_from_onset
        and found.clocks.onset_how == "said"
        and relief.elapsed.kind == "exact"
    ):
        value, late = relief.elapsed, "after onset"
    removes = " and removed the cause" if found.clocks.order == "same action" else ""
    asked = (
        "All five questions were asked first: "
        if len(found.response.asked("before")) == 5
        else ""
    )
    is_said = is_relief_said(found.clocks, found.incident)
    verb = "is said to have brought" if is_said else "brought"
    text = f"{article}{kind} {verb} relief"
    if is_said and _nothing_to_relieve(found, relief.action):
        removes += ", though no impact shows just before it"
    ends = (found.clocks.mitigate.moment.latest, found.clocks.fix.moment.latest)
    said = told and relief.moment.latest in ends
    if not value.is_known or said:
        return [cap(f"{asked}{text}{removes}")]
    return [cap(f"{asked}{text} "), strong(f"{elapsed_words(value)} {late}"), removes]


def _nothing_to_relieve(found: Assessment, action_id: str) -> bool:
    """Whether every series shows that there was no impact when an action was done."""
    reasons = [one.reason for one in found.blast.effects_of(action_id)]
    codes = {None if one is None else one.code for one in reasons}
    return codes == {"no impact before"}


def _wave_clause(found: Assessment, wave: Wave) -> list[str | Span]:
    number = found.blast.waves.index(wave) + 1
    action = _action(found, wave.follows or "")
    kind = _NOUNS.get(action.kind, action.kind)
    relief = found.clocks.first_relief.action
    name = f"the {kind}"
    if wave.caused:
        name = f"the {kind} that was meant to help"
    elif action.id == relief:
        name = "it"
    elif relief and _action(found, relief).kind == action.kind:
        name = f"another {kind}"
    verb = "caused" if wave.caused else "was followed by"
    rest = len(found.blast.waves) - 2
    in_all = f", {number_words(rest + 2)} waves in all" if rest > 0 else ""
    late = (
        ""
        if wave.caused
        else after_words(wave, found.incident.record).removesuffix("after")
    )
    verb = f"was followed {late}later by" if late else verb
    return [f"{name} {verb} ", strong(f"a {ordinal(number)} wave"), in_all]


def _fix_clause(found: Assessment, relief: Clock, fix: Clock) -> list[str | Span]:
    gap = elapsed(relief.moment, fix.moment, as_of=found.clocks.as_of)
    if found.clocks.order == "relief first" and gap.kind in {
        "exact",
        "between",
        "about",
    }:
        late = "after that relief" if found.response.wave_after else "later"
        return ["the fix came ", strong(f"{elapsed_words(gap)} {late}")]
    value = fix.elapsed if fix.elapsed.is_known else fix.since_detection
    after = "after onset" if fix.elapsed.is_known else "after it was noticed"
    return ["the cause was removed ", strong(f"{elapsed_words(value)} {after}")]


def _action(found: Assessment, action_id: str) -> Action:
    return next(
        one for one in found.incident.record.actions or () if one.id == action_id
    )
