"""The key figure as a block: its heading, its picture, the names of its numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from incident_kit.figures.key import draw_key
from incident_kit.sections.key_drawing import key_values
from incident_kit.sections.pictures import figure_of
from incident_kit.wording.key_words import event_words, letters_caption

if TYPE_CHECKING:
    from incident_kit.drawn.key import KeyValues
    from incident_kit.page.tables import FigureBlock
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times


def key_figure(found: Assessment, times: Times) -> FigureBlock | None:
    """Return the whole incident as one picture; None where nothing has a place in time."""
    values = key_values(found)
    if values is None:
        return None
    block = _drawn(values)
    if not values.letters:
        return block
    return replace(block, caption=(letters_caption(found, times),))


def released_key_figure(found: Assessment) -> FigureBlock | None:
    """Return the picture for a customer: without the letters, which nobody explains there."""
    values = key_values(found)
    return None if values is None else _drawn(replace(values, letters=()))


def _drawn(values: KeyValues) -> FigureBlock:
    picture = draw_key(values)
    return replace(
        figure_of(picture),
        heading=values.heading,
        full_svg=picture.full.svg if picture.full else "",
        names=tuple(event_words(event) for event in picture.numbered),
        names_up_to=picture.numbered_up_to,
    )
