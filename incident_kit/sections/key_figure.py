"""The key figure as a block: its heading, its picture, the names of its numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from incident_kit.figures.key import draw_key
from incident_kit.sections.key_drawing import key_values
from incident_kit.sections.pictures import figure_of
from incident_kit.wording.key_words import event_words, letters_caption

if TYPE_CHECKING:
    from incident_kit.page.tables import FigureBlock
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times


def key_figure(found: Assessment, times: Times) -> FigureBlock | None:
    """Return the whole incident as one picture; None where nothing has a place in time."""
    values = key_values(found)
    if values is None:
        return None
    picture = draw_key(values)
    caption = (letters_caption(found, times),) if values.letters else ()
    return replace(
        figure_of(picture, *caption),
        heading=values.heading,
        full_svg=picture.full.svg if picture.full else "",
        names=tuple(event_words(event) for event in picture.numbered),
        names_up_to=picture.numbered_up_to,
    )
