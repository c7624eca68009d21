"""The key figure as text: the names of its numbers, its alternative, its table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.drawn import FigureTable
from incident_kit.layout.text import drawable
from incident_kit.styled import Span, Style, Words, small, strong, w
from incident_kit.wording.phrases import cap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_kit.drawn import Event
    from incident_kit.drawn.key import KeyCurve, KeyValues
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times


# short enough for one line under the picture
_LETTERS = {
    "B": "who",
    "L": "where",
    "A": "since when",
    "S": "what changed",
    "T": "how to ease it",
}


def event_words(event: Event) -> Words:
    """Return an event as a line of the list under the picture, whole."""
    style: Style = "help" if event.color == "help" else ""
    parts: list[str | Span] = [strong(event.moment.text), " ", Span(event.name, style)]
    if event.harm:
        parts += [", ", Span(event.harm, "impact")]
    if event.detail:
        parts.append(small(event.detail))
    return w(*parts)


def letters_caption(found: Assessment, times: Times) -> Words:
    """Return what the letters stand for, and when they were asked."""
    parts: list[str | Span] = []
    for at, (letter, question) in enumerate(_LETTERS.items()):
        parts += [" · " if at else "", strong(letter), f" {question}"]
    response = found.response
    before = [one for one in response.letters if one.asked == "before"]
    if len(before) < len(_LETTERS):
        return w(*parts, ". Filled: answered before production was first changed.")
    asked = [one.at.latest for one in before if one.at.latest is not None]
    by = f" by {times.clock(max(asked))}" if len(asked) == len(before) else ""
    return w(*parts, f": all five answered{by}, before production was first changed.")


def key_alt(values: KeyValues) -> str:
    """Return the whole figure as sentences."""
    told = [f"{panel.title}: {panel.axis_title}" for panel in values.panels]
    told = [one.removeprefix(": ").removesuffix(": ") for one in told]
    told += [curve.amounts[0] for curve in _curves(values) if curve.amounts]
    if values.emphasised is not None:
        told.append(" ".join(values.emphasised.wordings[0]))
    told += [block.label for block in values.blocks if block.label]
    told += [_event(event) for event in values.events]
    told += [", ".join(one.wordings[0]) for one in values.brackets]
    return " ".join(f"{cap(drawable(one, 600).rstrip('.'))}." for one in told if one)


def _curves(values: KeyValues) -> Iterator[KeyCurve]:
    if values.main is not None:
        yield values.main
    yield from values.strips


def _event(event: Event) -> str:
    rest = ", ".join(one for one in (event.detail, event.harm) if one)
    return f"{event.moment.text} {event.name}" + (f" ({rest})" if rest else "")


def key_data(values: KeyValues) -> FigureTable:
    """Return what the figure shows, one row per thing."""
    rows = []
    for event in values.events:
        how = "" if event.measured else "as said"
        note = "; ".join(one for one in (event.detail, event.harm, how) if one)
        rows.append((event.moment.text, event.name, note))
    for one in values.brackets:
        first, *rest = one.wordings[0]
        rows.append(("", first, "; ".join(rest)))
    rows += [("", block.label, "") for block in values.blocks]
    rows += [("", one.amounts[0], one.note) for one in _curves(values) if one.amounts]
    clean = tuple(tuple(drawable(part, 600) for part in row) for row in rows)
    return FigureTable(("when", "what", "note"), clean)
