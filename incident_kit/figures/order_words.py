"""The order of the response in words: the figure's alternative and its table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.figures.impact_words import event_text
from incident_kit.figures.picture import Table
from incident_kit.figures.text import MOMENT, plain

if TYPE_CHECKING:
    from incident_kit.figures.values import Event, LetterMark, OrderValues


def alt(values: OrderValues) -> str:
    """Return the figure as sentences."""
    told = [f"{letter.letter} {_letter_words(letter)}" for letter in values.letters]
    sentences = [f"Understand: {', '.join(told)}."] if told else []
    if values.first_change is not None:
        sentences.append(
            f"First change to production: {event_text(values.first_change)}."
        )
    for name, events in (("Stabilize", values.stabilize), ("Fix", values.fix)):
        listed = "; ".join(event_text(event) for event in events) or "nothing recorded"
        sentences.append(f"{name}: {listed}.")
    return " ".join(sentences)


def _letter_words(letter: LetterMark) -> str:
    text = plain(letter.text)
    if letter.state == "never":
        return text or "never answered"
    if letter.state == "time unknown" or letter.at is None:
        return text or "time unknown"
    return f"{text} ({letter.state} the first change)" if text else letter.state


def table(values: OrderValues) -> Table:
    """Return what the figure shows, one row per letter and event."""
    rows = [
        ("understand", plain(letter.letter, 8), _letter_words(letter))
        for letter in values.letters
    ]
    if values.first_change is not None:
        rows.append(("first change", *_event_cells(values.first_change)))
    rows += [("stabilize", *_event_cells(event)) for event in values.stabilize]
    rows += [("fix", *_event_cells(event)) for event in values.fix]
    return Table(("row", "what or when", "note"), tuple(rows))


def _event_cells(event: Event) -> tuple[str, str]:
    time = plain(event.moment.text, MOMENT) if event.moment.at else "time unknown"
    detail = f": {plain(event.detail)}" if event.detail else ""
    return time, f"{plain(event.name)}{detail}"
