"""The BLAST map, what was said beside what the data say, and the table behind L."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.page.tables import BlastMapBlock, BlastRow, Column, Row
from incident_kit.page.text_blocks import Lead
from incident_kit.sections.parts import quiet, section, table
from incident_kit.styled import w
from incident_kit.wording.blast_map import (
    map_lead,
    measured_words,
    said_words,
    who_words,
)
from incident_kit.wording.differences import letter_explained
from incident_kit.wording.findings import QUESTIONS, finding_words
from incident_kit.wording.location import (
    CAPTION,
    meanwhile_words,
    more_places,
    place_cells,
    places_words,
)

if TYPE_CHECKING:
    from incident_kit.page.blocks import Section
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times

_MOST = 12
_PLACES = (
    Column("place", "Place"),
    Column("usual", "Usual", small=True, phone_word="usual"),
    Column("level", "Meanwhile", small=True, phone_word="meanwhile"),
    Column("share", "Of the excess", small=True, phone_word="of the excess"),
    Column("verdict", "Verdict"),
)


def blast_map(found: Assessment, times: Times) -> Section:
    """Return the map; it vanishes when nothing was said and nothing measured."""
    incident, findings = found.incident, found.blast.findings
    said = any(one.asked != "not recorded" for one in found.response.letters)
    if not said and all(one.verdict == "unknown" for one in findings):
        return section("blast_map")
    letters = dict(incident.record.blast.letters)
    rows = tuple(
        BlastRow(
            letter=one.letter,
            question=QUESTIONS[one.letter],
            who=who_words(letters[one.letter], times),
            said=said_words(one.letter, letters[one.letter], incident.record, times),
            measured=measured_words(
                one.verdict,
                finding_words(found, one),
                letter_explained(one.letter, found.differences, times),
            ),
            verdict=one.verdict,
        )
        for one in findings
    )
    lead = map_lead(findings, found.response, is_measured=bool(incident.measured))
    return section("blast_map", Lead(w(lead)), BlastMapBlock(rows))


def locations(found: Assessment) -> Section:
    """Return each place with its level before and meanwhile, and its share."""
    places, measured = found.blast.places, found.incident.by_place
    if not places or measured is None:
        return section("locations")
    # the lead names those that stayed normal
    telling = [one for one in places if one.verdict != "normal"] or places
    rows = [
        Row(place_cells(one, measured), "ruled-out" if one.verdict == "normal" else "")
        for one in telling[:_MOST]
    ]
    return section(
        "locations",
        Lead(w(places_words(places))),
        table("places", CAPTION, _PLACES, rows),
        *quiet(more_places(telling[_MOST:])),
        *quiet(meanwhile_words(places, found.blast.anchor, found.incident.zone)),
    )
