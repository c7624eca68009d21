"""Understand, stabilize, fix: in which order, as a sentence and a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.figures.response_order import draw_order
from incident_kit.instants.words import joined
from incident_kit.page.blocks import Lead, Section
from incident_kit.sections.pictures import figure_of
from incident_kit.sections.response_drawing import order_values
from incident_kit.styled import Words, w
from incident_kit.wording.phrases import (
    ASKED,
    after_words,
    cap,
    number_words,
)
from incident_kit.wording.system_change import ordinal

if TYPE_CHECKING:
    from incident_kit.timing.assessment import Assessment


def order_of_response(found: Assessment) -> Section:
    """Return understand, stabilize, fix: a sequence, not a person."""
    heading = "Understand, stabilize, fix"
    values = order_values(found)
    picture = None if values is None else draw_order(values)
    if picture is None:
        return Section(
            id="order",
            heading=heading,
            hint="No change to production is recorded; add lines under actions, and answered_at to each letter.",
        )
    caption = (
        w(_letters_caption(found)),
        w("This shows a sequence of events, not a person."),
    )
    return Section(
        id="order",
        heading=heading,
        blocks=(Lead(_order_lead(found)), figure_of(picture, *caption)),
    )


_SQUARES = {
    "before": "a filled one was answered before the first change to production",
    "after": "an outlined one after the first change to production",
    "never": "a pale dashed one is not answered",
    "time unknown": "a dashed one is answered, nobody wrote down when",
}


def _letters_caption(found: Assessment) -> str:
    """Return how to read the letters: only the squares that are drawn."""
    asked = {one.asked for one in found.response.letters}
    told = [words for state, words in _SQUARES.items() if state in asked]
    return f"Each square is a letter: {joined(told)}."


_PURPOSES = {
    "fix": "a fix",
    "stabilize": "one to stabilize",
    "both": "one to stabilize and fix",
}


def _order_lead(found: Assessment) -> Words:
    response = found.response
    first = response.first_change
    purpose = _PURPOSES[first.purpose] if first is not None else "unknown"
    parts = [_asked_first(found)]
    parts.append(f"The first change to production was {purpose}.")
    for number, wave in enumerate(found.blast.waves, 1):
        if number > 1 and first is not None and wave.follows == first.id:
            parts.append(
                f"A {ordinal(number)} wave came {after_words(found, wave)} it."
            )
    if response.fix_was_fastest:
        parts.append("The fix was the fastest mitigation.")
    return w(" ".join(parts))


def _asked_first(found: Assessment) -> str:
    """Return which letters were asked before the first change to production."""
    response = found.response
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
    return (
        f"{text}; nobody had asked {joined(missed, last='or')}."
        if missed
        else f"{text}."
    )
