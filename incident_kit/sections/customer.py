"""What a customer reads: the same findings from the released part of a record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from incident_kit.page.logo import logo_address
from incident_kit.page.text_blocks import Headline, KeyList
from incident_kit.sections import doubts, pictures
from incident_kit.sections.head import screen
from incident_kit.sections.key_figure import released_key_figure
from incident_kit.sections.parts import section
from incident_kit.styled import w
from incident_kit.wording import customer as told
from incident_kit.wording.definitions import ORDER
from incident_kit.wording.numbers import numbers
from incident_kit.wording.phrases import clipped
from incident_kit.wording.relief import relief_sentence
from incident_kit.wording.story import harm_sentence, times_sentence, times_told

if TYPE_CHECKING:
    from collections.abc import Iterable

    from incident_kit.page.blocks import Section
    from incident_kit.record.incident_record import Record
    from incident_kit.styled import Words
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times


def first_screen(found: Assessment, times: Times) -> Section:
    """Return the head: what happened, to whom, is it over, what comes next."""
    record, said = found.incident.record, found.incident.record.customer
    texts = (said.message if said else None, record.summary)
    headline = Headline(
        line=tuple(map(w, told.head_line(record, found.clocks.state, times))),
        title=clipped(record.title) or told.UNTITLED,
        words=() if any(texts) else _computed(found, times),
        logo=logo_address(found.incident.logo),
    )
    strip = numbers(found, times)
    picture = released_key_figure(found) if found.harm else None
    given = told.answers(found, times)
    return screen(headline, strip, picture, given, "", *texts)


def _computed(found: Assessment, times: Times) -> Words:
    """Return what happened, where the team wrote nothing for its customers."""
    first = harm_sentence(found, times) or times_sentence(found, times)
    second = relief_sentence(found, times, told=times_told(found, times))
    return (*first, *(w(" ") if first and second else ()), *second)


def blast_map(record: Record, times: Times) -> Section:
    """Return the answers that are released; who was affected stands in the head."""
    return _listed("blast_map", told.letter_rows(record, times))


def questions(found: Assessment) -> Section:
    """Return the questions that are released with their answers, and explanations."""
    return _listed("unknowns", told.question_rows(found))


def _listed(name: str, rows: Iterable[tuple[Words, Words]]) -> Section:
    shown = tuple(rows)
    heading = told.HEADINGS[name]
    lists = (KeyList(shown),) if shown else ()
    return section(name, *lists, heading=heading, hint="")


def impact(found: Assessment, times: Times) -> Section:
    """Return the impact figure if impact is released."""
    if not found.harm:
        return section("impact", heading="", hint="")
    return replace(pictures.impact(found, times), heading=told.HEADINGS["impact"])


def clocks(found: Assessment) -> Section:
    """Return the clocks on one axis if none of them would read "unknown"."""
    timed = (found.clocks.detect, found.clocks.mitigate, found.clocks.fix)
    forms = [one.moment.form for one in timed]
    if not found.clocks.onset.is_known or "unknown" in forms:
        return section("clocks", heading="", hint="")
    return replace(pictures.clocks(found), heading=told.HEADINGS["clocks"])


def sources(found: Assessment, times: Times) -> Section:
    """Return the definitions behind the numbers, and the references that are released."""
    return section("sources", doubts.origins(found, times, hidden=(ORDER,)))
