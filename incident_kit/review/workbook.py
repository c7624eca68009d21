"""The review inside a notebook: one value whose parts are the page's sections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incident_kit.errors import Problem, UnknownIncident
from incident_kit.page import sections
from incident_kit.page.profiles import check_profile
from incident_kit.review.as_of import parse_as_of
from incident_kit.store.folder import load_incident
from incident_kit.store.home import Home, find_home
from incident_kit.store.records import read_record
from incident_kit.timing.assessment import Assessment, assess

if TYPE_CHECKING:
    from incident_kit.page.blocks import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """One incident under review; each part is a section of the page."""

    assessment: Assessment
    home: Home

    def __repr__(self) -> str:
        """Return which incident from which folder: it never reaches the page."""
        return f"{self.assessment.incident.record.id}\n{self.home}"

    @property
    def first_screen(self) -> Section:
        """What happened, to whom, is it over, how long, who owes what."""
        return sections.first_screen(self.assessment)

    @property
    def blast_map(self) -> Section:
        """Each letter: what was said beside what the data say."""
        return sections.blast_map(self.assessment)

    @property
    def impact(self) -> Section:
        """Impact against time and changes."""
        return sections.impact(self.assessment)

    @property
    def clocks(self) -> Section:
        """The clocks on one axis."""
        return sections.clocks(self.assessment)

    @property
    def worth(self) -> Section:
        """What mitigating first averted, what a known option could have spared."""
        return sections.worth(self.assessment)

    @property
    def phases(self) -> Section:
        """When the harm fell, by phase of the response."""
        return sections.phases(self.assessment)

    @property
    def order_of_response(self) -> Section:
        """Understand, stabilize, fix: in which order."""
        return sections.order_of_response(self.assessment)

    @property
    def changes(self) -> Section:
        """The ledger of changes."""
        return sections.changes(self.assessment)

    @property
    def actions(self) -> Section:
        """What was done, and what each action did."""
        return sections.actions(self.assessment)

    @property
    def hypotheses(self) -> Section:
        """What was held to be the cause, and how it turned out."""
        return sections.hypotheses(self.assessment)

    @property
    def causes(self) -> Section:
        """Trigger and contributing factors."""
        return sections.causes(self.assessment)

    @property
    def learned(self) -> Section:
        """Surprises, luck, difficulties."""
        return sections.learned(self.assessment)

    @property
    def follow_ups(self) -> Section:
        """Promised work, by kind."""
        return sections.follow_ups(self.assessment)

    @property
    def timeline(self) -> Section:
        """What was seen and said, with its source."""
        return sections.timeline(self.assessment)

    @property
    def unknowns(self) -> Section:
        """What we do not know, and what would make this review better."""
        return sections.unknowns(self.assessment)

    @property
    def sources(self) -> Section:
        """Inputs, digests, definitions, versions."""
        return sections.sources(self.assessment)


def open_review(
    incident_id: str, *, home: str = "", as_of: str = "", profile: str = "internal"
) -> Workbook:
    """Return the review of an incident, ready to be shown part by part.

    ``as_of`` is empty (the last instant in the record or its evidence), a time
    in the record's zone that is no earlier, or ``now`` for a live incident.

    Raises
    ------
    IncidentKitError
        If the ID is empty, unknown or no text, record or evidence cannot be
        read, or ``as_of`` is too early: one line per problem.
    """
    check_profile(profile)
    found = find_home(home)
    if not isinstance(incident_id, str):
        raise UnknownIncident(
            Problem(
                what=f"incident_id is {incident_id!r}, not text",
                mend="give it with papermill -r, which keeps text as it is",
            )
        )
    stored = read_record(incident_id, found)
    incident = load_incident(stored, found)
    instant = parse_as_of(as_of, incident)
    return Workbook(assessment=assess(incident, as_of=instant), home=found)
