"""What mitigating first was worth, and when the harm fell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.figures.phase_bar import draw_phases
from incident_kit.figures.worth import draw_worth
from incident_kit.page.blocks import Fold
from incident_kit.page.tables import Column, Row
from incident_kit.page.text_blocks import Lead, Paragraph
from incident_kit.sections.parts import section, table
from incident_kit.sections.pictures import figure_of
from incident_kit.sections.worth_drawing import (
    averted_values,
    avoidable_values,
    is_hatched,
    phases_values,
)
from incident_kit.styled import w
from incident_kit.timing.emphasis import SMALLEST, emphasis
from incident_kit.wording import phases as told
from incident_kit.wording.worth import (
    AVOIDABLE_CAPTION,
    ESTIMATED,
    averted_caption,
    averted_lead,
    avoidable_lead,
    no_worth,
    not_estimable,
    worth_heading,
)

if TYPE_CHECKING:
    from incident_kit.page.blocks import Inner, Section
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times

_PHASES = (
    Column("phase", "Phase"),
    Column("amount", "How much", small=True),
    Column("lasted", "Lasted", small=True),
)


def worth(found: Assessment, times: Times) -> Section:
    """Return what was averted, and what a known option could have spared."""
    averted = found.averted
    avoidable = next((one for one in found.avoidable if one.amount > 0), None)
    if not averted.series and avoidable is None:
        return section("worth", hint=no_worth(averted, found.incident.record))
    series = {one.name: one for one in found.incident.measured}
    sentences, heading = [], None
    blocks: list[Inner] = []
    if averted.counterfactuals:
        hurt = series[averted.series]
        sentences.append(averted_lead(averted, hurt, times, found.incident.record))
        caption = averted_caption(averted, is_hatched=is_hatched(averted))
        blocks.append(figure_of(draw_worth(averted_values(found)), *caption))
        heading = (
            worth_heading(averted, hurt) if averted.high and averted.high > 0 else None
        )
    else:
        sentences.append(not_estimable(averted, found.incident.record))
    if avoidable is not None:
        options = found.incident.record.blast.temporary_mitigation.options or ()
        known = next(one.known_at for one in options if one.what == avoidable.option)
        spared = avoidable_lead(avoidable, known, series[avoidable.series], times)
        blocks.append(Paragraph(w(spared)))
        spoken_of = emphasis(found)
        is_drawn = spoken_of is not None and spoken_of.of == avoidable
        if avoidable.amount >= SMALLEST * avoidable.whole and not is_drawn:
            values = avoidable_values(found, avoidable)
            blocks.append(figure_of(draw_worth(values), *AVOIDABLE_CAPTION))
    drawn = (Fold(summary=ESTIMATED, blocks=tuple(blocks)),) if blocks else ()
    return section("worth", Lead(w(" ".join(sentences))), *drawn, heading=heading)


def phases(found: Assessment) -> Section:
    """Return in which phase of the response how much of the harm fell."""
    parts, measured = found.phases, found.incident.measured
    if sum(one.amount for one in parts) <= 0:
        return section("phases")
    if not all(one.is_sized for one in parts):
        rows = [Row(told.phase_cells(one, measured[0])) for one in parts]
        return section(
            "phases",
            Paragraph(w(told.unsized_lead(parts, found.clocks))),
            table("phases", told.TABLE, _PHASES, rows),
        )
    picture = draw_phases(phases_values(found))
    return section(
        "phases",
        Lead(w(told.phases_lead(parts, measured, found.clocks))),
        figure_of(picture, told.CAPTION),
    )
