"""The first screen: what happened, to whom, is it over, how long, who owes what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.page.logo import logo_address
from incident_kit.page.text_blocks import (
    AnswerStrip,
    Headline,
    NumberStrip,
    Prose,
)
from incident_kit.sections.key_figure import key_figure
from incident_kit.sections.parts import section
from incident_kit.wording.answers import answers, missing
from incident_kit.wording.head import head_line
from incident_kit.wording.numbers import numbers
from incident_kit.wording.phrases import clipped
from incident_kit.wording.story import story

if TYPE_CHECKING:
    from incident_kit.page.blocks import Section
    from incident_kit.page.tables import FigureBlock
    from incident_kit.styled import AnswerCell, NumberCell
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times


def first_screen(found: Assessment, times: Times) -> Section:
    """Return the head of the page."""
    incident = found.incident
    summary = (incident.record.summary or "").strip()
    headline = Headline(
        line=head_line(found, times),
        title=clipped(incident.record.title),
        summary=summary,
        words=() if summary else story(found, times),
        logo=logo_address(incident.logo),
    )
    given = answers(found, times)
    strip, left = numbers(found, times), missing(given, found.clocks)
    return screen(headline, strip, key_figure(found, times), given, left)


def screen(
    headline: Headline,
    strip: tuple[NumberCell, ...],
    picture: FigureBlock | None,
    given: tuple[AnswerCell, ...],
    left: str,
    *texts: str | None,
) -> Section:
    """Return a head: headline, what people wrote, numbers, picture, answers."""
    return section(
        "first_screen",
        headline,
        *(Prose(text) for text in texts if text),
        *((NumberStrip(strip),) if strip else ()),
        *((picture,) if picture else ()),
        *((AnswerStrip(given, left),) if given or left else ()),
    )
