"""The figures of impact and clocks, each under a sentence and beside its caption."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.figures.clock_bars import draw_clocks
from incident_kit.figures.impact import draw_impact
from incident_kit.page.tables import DataTable, FigureBlock
from incident_kit.page.text_blocks import KeyList, Lead
from incident_kit.sections.impact_drawing import impact_values
from incident_kit.sections.parts import section
from incident_kit.sections.response_drawing import clocks_values
from incident_kit.styled import w
from incident_kit.wording.clocks import clocks_caption, clocks_heading, clocks_lead
from incident_kit.wording.impact import (
    impact_caption,
    impact_lead,
    series_said,
    waves_said,
)

if TYPE_CHECKING:
    from incident_kit.figures.picture import Picture
    from incident_kit.page.blocks import Block, Section
    from incident_kit.styled import Words
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times


def figure_of(picture: Picture, *caption: Words) -> FigureBlock:
    """Return a picture as a block, beside its caption, before its table."""
    table = DataTable(
        columns=picture.table.header, rows=picture.table.rows, caption=picture.alt[:120]
    )
    return FigureBlock(
        wide_svg=picture.wide.svg,
        wide_size=(picture.wide.width, picture.wide.height),
        phone_svg=picture.phone.svg,
        phone_size=(picture.phone.width, picture.phone.height),
        alt=picture.alt,
        caption=caption,
        table=table,
    )


def impact(found: Assessment, times: Times) -> Section:
    """Return impact against time and changes."""
    record = found.incident.record
    rows = (
        *waves_said(record, found.blast.waves, times),
        *series_said(record, found.harm),
    )
    said = (KeyList(rows),) if rows else ()
    values = impact_values(found)
    if values is None:
        return section("impact", *said)
    figure = figure_of(draw_impact(values), *impact_caption(found))
    return section("impact", Lead(w(impact_lead(found, times))), figure, *said)


def clocks(found: Assessment, *below: Block) -> Section:
    """Return the clocks on one axis, under a heading that says the finding."""
    values = clocks_values(found)
    picture = None if values is None else draw_clocks(values)
    if picture is None:
        return section("clocks")
    caption = map(w, clocks_caption(found.clocks))
    return section(
        "clocks",
        Lead(w(clocks_lead(found))),
        figure_of(picture, *caption),
        *below,
        heading=clocks_heading(found),
    )
