"""Understand, stabilize, fix: what came first, as a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.instants.words import joined
from incident_kit.wording.causes import the_cause
from incident_kit.wording.phrases import ASKED, after_words, cap, number_words
from incident_kit.wording.system_change import a_wave, later_waves

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Action
    from incident_kit.results.findings import Wave
    from incident_kit.results.response import Response

_SQUARES = {
    "before": "a filled one was answered before the first change to production",
    "after": "an outlined one after the first change to production",
    "not recorded": "a pale dashed one has no answer in the record",
    "not asked": "a pale one was not asked, as the record says",
    "time unknown": "a dashed one was answered, before it or after is not recorded",
}
_PURPOSES = {
    "fix": "a fix",
    "stabilize": "one to stabilize",
    "both": "one to stabilize and fix",
}


def answered(response: Response) -> str:
    """Return "answered", or "asked" where nobody knew the answer to a letter."""
    return "asked" if any(one.is_open for one in response.letters) else "answered"


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
    parts = [_asked_first(response)]
    if first is not None:
        parts.append(f"The first change to production was {_PURPOSES[first.purpose]}.")
        parts += _waves_after(first, waves, record)
    elif response.changed_at.is_known:
        parts.append(
            "Which change to production came first the recorded times do not tell."
        )
    else:
        parts.append("Which change to production came first is not recorded.")
    if response.same_action:
        parts.append(
            f"One action is said to have eased it and to have removed {the_cause(record)}."
        )
    return " ".join(parts)


def _waves_after(first: Action, waves: Sequence[Wave], record: Record) -> Iterator[str]:
    """Yield the waves that came after an action: the first of them, and how many more."""
    later = [*later_waves(waves, first.id)]
    for nth, wave in later[:1]:
        yield f"{cap(a_wave(nth))} came {after_words(wave, record)} it."
    if more := len(later[1:]):
        came = "wave" if more == 1 else "waves"
        yield f"{cap(number_words(more))} more {came} came later."


def _asked_first(response: Response) -> str:
    """Return which letters were answered before the first change to production."""
    before, timeless = response.asked("before"), response.asked("time unknown")
    silent, skipped = response.asked("not recorded"), response.asked("not asked")
    rest = _skipped(skipped)
    if len(skipped) == 5:
        return "None of the five letters was asked."
    if len(silent) + len(skipped) == 5:
        return f"No answer to a letter is recorded{rest}."
    if len(before) == 5:
        every = f"All five letters were {answered(response)} before the first change to production"
        return f"{every}{_anew(response)}."
    if len(timeless) + len(silent) + len(skipped) == 5:
        whether = "Whether a letter was answered before the first change"
        return f"{whether} is not recorded{rest}."
    count = cap(number_words(len(before)) if before else "none")
    if timeless and before:
        count = f"At least {number_words(len(before))}"
    elif timeless:
        return (
            f"Whether {number_words(len(timeless))} of the letters came before the "
            "first change to production is not recorded."
        )
    verb = "was" if len(before) == 1 else "were"
    text = f"{count} of the five letters {verb} {answered(response)} before the first change to production"
    text += _anew(response)
    later = [ASKED[one] for one in "BLAST" if one in response.asked("after")]
    open_ = [ASKED[one] for one in "BLAST" if one in silent]
    if later:
        text += f"; {joined(later)} only after it"
    if open_:
        text += f"; {joined(open_, last='or')} has no answer in the record"
    return f"{text}{rest}."


def _anew(response: Response) -> str:
    """Return which letters were answered anew after that change."""
    anew = [ASKED[one] for one in "BLAST" if one in response.anew]
    return f"; {joined(anew)} anew after it" if anew else ""


def _skipped(letters: Sequence[str]) -> str:
    """Return which letters were not asked, where the record says so."""
    if not letters:
        return ""
    was = "was" if len(letters) == 1 else "were"
    return f"; {joined([ASKED[one] for one in letters])} {was} not asked"
