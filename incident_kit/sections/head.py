"""The first screen: what happened, to whom, is it over, how long, who owes what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.page.logo import logo_address
from incident_kit.page.text_blocks import (
    ClockStrip,
    Headline,
    KeyList,
    Prose,
)
from incident_kit.sections.parts import section
from incident_kit.wording.answers import answers
from incident_kit.wording.head import head_line, numbers
from incident_kit.wording.phrases import clipped
from incident_kit.wording.story import story

if TYPE_CHECKING:
    from incident_kit.page.blocks import Section
    from incident_kit.styled import ClockCell
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.answers import Answer
    from incident_kit.wording.times import Times


def first_screen(found: Assessment, times: Times) -> Section:
    """Return the head of the page."""
    incident, clocks = found.incident, found.clocks
    headline = Headline(
        line=head_line(incident.record, clocks.state, times),
        title=clipped(incident.record.title),
        summary=(incident.record.summary or "").strip(),
        words=story(found, times),
        logo=logo_address(incident.logo),
    )
    facts = answers(incident, clocks, found.blast.waves, times)
    return screen(headline, numbers(found, times), facts)


def screen(
    headline: Headline,
    strip: tuple[ClockCell, ...],
    facts: tuple[Answer, ...],
    *texts: str | None,
) -> Section:
    """Return a head: headline, what people wrote, the numbers, the answers."""
    return section(
        "first_screen",
        headline,
        *(Prose(text) for text in texts if text),
        *((ClockStrip(strip),) if strip else ()),
        *((KeyList(facts),) if facts else ()),
    )
