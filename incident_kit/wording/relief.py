"""What brought relief, what came back, when the cause was gone: one sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from incident_kit.instants.words import duration_words
from incident_kit.instants.written import Written
from incident_kit.styled import Span, Words, strong, w
from incident_kit.wording.causes import the_cause
from incident_kit.wording.phrases import bare, cap, clipped, number_words
from incident_kit.wording.system_change import a_wave, ordinal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.results.clocks import Clock
    from incident_kit.results.findings import Wave
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times

# the longest name of an action that does not hide the rest of the sentence
_LONGEST = 90


def relief_sentence(found: Assessment, times: Times, *, told: bool) -> Words:
    """Return what brought relief, what came back, and when the cause was gone.

    What the first sentence has ``told`` is left out: when users were fine, and when
    the cause was gone.
    """
    relief, fix, wave = (
        found.clocks.first_relief,
        found.clocks.fix,
        found.response.second_wave,
    )
    parts: list[str | Span] = []
    if relief.action:
        parts += _relief_clause(found, relief, times, told=told)
    if wave is not None:
        clause = _wave_clause(found, wave, times)
        if parts and _came_first(wave, relief):
            parts = [*_capped(clause), "; ", *parts]
        else:
            parts += ["; ", *clause] if parts else _capped(clause)
    if (
        parts
        and not told
        and fix.moment.is_known
        and found.clocks.order != "same action"
    ):
        cause = the_cause(found.incident.record)
        parts += [f"; {cause} was removed ", times.at(fix.moment)]
    return w(*parts, ".") if parts else ()


def _came_first(wave: Wave, relief: Clock) -> bool:
    """Whether a wave came for certain before what brought relief."""
    at = relief.moment.earliest
    return wave.start_known and at is not None and wave.start < at


def _relief_clause(
    found: Assessment, relief: Clock, times: Times, *, told: bool
) -> list[str | Span]:
    action = found.incident.record.action(relief.action)
    name = f"“{bare(clipped(action.what, _LONGEST))}”" if action else "An action"
    is_told = told and relief.moment.text == found.clocks.mitigate.moment.text
    at: list[str | Span] = []
    if relief.moment.is_known and not is_told:
        at = [" ", strong(times.at(relief.moment))]
    removed = ""
    if found.clocks.order == "same action":
        removed = f"removed {the_cause(found.incident.record)}"
    if relief.how == "measured":
        delay = found.blast.delay_of(relief.action)
        late = f" {duration_words(delay)} after it was done," if delay else ""
        end = f"{',' if delay else ''} and {removed}" if removed else ""
        return [f"{name} brought relief{late}", *at, end]
    part = " in part" if action is not None and action.effect == "partial" else ""
    # when it was done is no time at which anything ended
    said = (
        f" is said to have helped{part}{f' and to have {removed}' if removed else ''}"
    )
    if _nothing_to_relieve(found, relief.action):
        said += ", though no impact shows just before it"
    return [name, *at, said]


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


def _wave_clause(found: Assessment, wave: Wave, times: Times) -> list[str | Span]:
    waves, record = found.blast.waves, found.incident.record
    many = f", {number_words(len(waves))} waves in all" if len(waves) > 2 else ""
    second = strong(a_wave(ordinal(waves.index(wave) + 1)))
    at = ""
    if wave.start_known:
        at = f" {times.at(Written.exactly(wave.start.to_pydatetime()))}"
    action = record.action(wave.follows)
    if action is None or not wave.caused:
        return [second, f" came{at}" if at else ", its time unknown", many]
    is_relief = action.id == found.clocks.first_relief.action
    name = "it" if is_relief else f"“{bare(clipped(action.what, _LONGEST))}”"
    return [f"{name} caused ", second, at, many]
