"""Understand, stabilize, fix: what came first, as a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.instants.words import joined
from incident_kit.wording.phrases import ASKED, after_words, cap, number_words
from incident_kit.wording.system_change import later_waves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.record.incident_record import Record
    from incident_kit.results.findings import Wave
    from incident_kit.results.response import Response

_SQUARES = {
    "before": "a filled one was answered before the first change to production",
    "after": "an outlined one after the first change to production",
    "never": "a pale dashed one is not answered",
    "time unknown": "a dashed one is answered, nobody wrote down when",
}
_PURPOSES = {
    "fix": "a fix",
    "stabilize": "one to stabilize",
    "both": "one to stabilize and fix",
}


def order_caption(response: Response) -> tuple[str, str]:
    """Return how to read the letters: only the squares that are drawn."""
    asked = {one.asked for one in response.letters}
    told = [words for state, words in _SQUARES.items() if state in asked]
    return (
        f"Each square is a letter: {joined(told)}.",
        "This shows a sequence of events, not a person.",
    )


def order_lead(response: Response, waves: Sequence[Wave], record: Record) -> str:
    """Return what was asked before the first change to production, and what that was."""
    first = response.first_change
    purpose = _PURPOSES[first.purpose] if first is not None else "unknown"
    parts = [_asked_first(response)]
    parts.append(f"The first change to production was {purpose}.")
    for nth, wave in later_waves(waves, first.id) if first else ():
        parts.append(f"A {nth} wave came {after_words(wave, record)} it.")
    if response.fix_was_fastest:
        parts.append("The fix was the fastest mitigation.")
    return " ".join(parts)


def _asked_first(response: Response) -> str:
    """Return which letters were asked before the first change to production."""
    before, timeless = response.asked("before"), response.asked("time unknown")
    never = response.asked("never")
    if len(never) == 5:
        return "No answer to a letter is recorded."
    if len(before) == 5:
        return "All five letters were answered before the first change to production."
    if len(timeless) + len(never) == 5:
        return "When the letters were answered is not recorded."
    count = cap(number_words(len(before)) if before else "none")
    verb = "was" if len(before) == 1 else "were"
    text = (
        f"{count} of five letters {verb} answered before the first change to production"
    )
    missed = [ASKED[one] for one in "BAT" if one in (*response.asked("after"), *never)]
    if not missed:
        return f"{text}."
    return f"{text}; nobody had asked {joined(missed, last='or')}."
