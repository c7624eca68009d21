"""Understand, stabilize, fix: in which order, as a sentence and a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.figures.response_order import draw_order
from incident_kit.page.text_blocks import Lead
from incident_kit.sections.parts import section
from incident_kit.sections.pictures import figure_of
from incident_kit.sections.response_drawing import order_values
from incident_kit.styled import w
from incident_kit.wording.order import order_caption, order_lead

if TYPE_CHECKING:
    from incident_kit.page.blocks import Section
    from incident_kit.timing.assessment import Assessment


def order_of_response(found: Assessment) -> Section:
    """Return understand, stabilize, fix: a sequence, not a person."""
    values = order_values(found)
    picture = None if values is None else draw_order(values)
    if picture is None:
        return section("order_of_response")
    lead = order_lead(found.response, found.blast.waves, found.incident.record)
    caption = map(w, order_caption(found.response))
    return section("order_of_response", Lead(w(lead)), figure_of(picture, *caption))
