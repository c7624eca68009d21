"""The review inside a notebook: one value whose parts are the page's sections."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from incident_kit.errors import UnknownIncident
from incident_kit.forms.findings import Findings, found_or_raise
from incident_kit.forms.live import Live, LiveSection
from incident_kit.forms.shown import can_be_answered
from incident_kit.release.incident import released_incident
from incident_kit.release.profiles import CUSTOMER, check_profile
from incident_kit.review.as_of import parse_as_of
from incident_kit.review.door import Door, door_without_id
from incident_kit.review.run_mark import RUN_MIME, RunMark, check_release
from incident_kit.sections.registry import SECTIONS, build_section
from incident_kit.store.folder import load_incident
from incident_kit.store.home import Home, find_home
from incident_kit.store.records import read_record
from incident_kit.timing.assessment import Assessment, assess
from incident_kit.wording.inside import review as told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from incident_kit.forms.review_desk import (
        Build,
        Missing,
        Ready,
        ReviewDesk,
        ReviewForms,
    )
    from incident_kit.page.blocks import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """One incident under review; each part is a section of the page."""

    assessment: Assessment
    home: Home
    mark: RunMark
    findings: Findings = field(repr=False, compare=False, default_factory=Findings)
    live: Live = field(repr=False, compare=False, default_factory=Live)
    as_of: str = ""
    digests: Mapping[str, str] = field(repr=False, compare=False, default_factory=dict)

    def __repr__(self) -> str:
        """Return which incident from which folder: it never reaches the page."""
        return f"{self.mark.incident_id}\n{self.home}"

    def _repr_mimebundle_(
        self,
        include: object = None,  # noqa: ARG002 - Jupyter's signature
        exclude: object = None,  # noqa: ARG002 - Jupyter's signature
    ) -> dict[str, object]:
        """Return what a notebook shows, and what the export must know of the run."""
        return {RUN_MIME: self.mark.to_json(), "text/plain": repr(self)}

    @property
    def _newest(self) -> Assessment:
        """What was found last: a form that saved something has looked again."""
        found = self.findings.found
        return found if isinstance(found, Assessment) else self.assessment

    @property
    def _desk(self) -> ReviewDesk | None:
        if self.mark.profile == CUSTOMER:
            return None
        from incident_kit.forms.review_desk import ReviewDesk

        return ReviewDesk(
            incident_id=self.mark.incident_id,
            home=self.home,
            findings=self.findings,
            live=self.live,
        )

    @property
    def forms(self) -> ReviewForms:
        """The forms of the incident, each closed until somebody opens it."""
        from incident_kit.forms.review_desk import ReviewForms

        return ReviewForms(
            incident_id=self.mark.incident_id,
            home=self.home,
            findings=self.findings,
            desk=self._desk,
        )

    @property
    def checklist(self) -> Missing:
        """What is missing, with the form that answers it."""
        from incident_kit.forms.review_desk import Missing

        return Missing(desk=self._desk, hint=told.TRY_MISSING)

    @property
    def ready(self) -> Ready:
        """Whether the review is ready, and what keeps it from that."""
        from incident_kit.forms.review_desk import Ready

        return Ready(desk=self._desk, hint=told.TRY_READY)

    @property
    def build(self) -> Build:
        """The button that builds the page."""
        from incident_kit.forms.review_desk import Build

        return Build(
            desk=self._desk,
            hint=told.TRY_BUILD,
            as_of=self.as_of,
            named=self.mark.home,
        )

    def __getattr__(self, name: str) -> Section | LiveSection:
        """Return a section of the review, as the one it was opened for may see it."""
        if name.startswith("_"):
            raise AttributeError(name)
        if self.mark.profile == CUSTOMER or not can_be_answered():
            return self.section(name)
        return LiveSection(name, partial(self.section, name), self.live)

    def section(self, name: str) -> Section:
        """Return a section of the page as the record stands now."""
        return build_section(name, self._newest, profile=self.mark.profile)

    def __dir__(self) -> list[str]:
        """Return what a notebook completes: the sections with all else."""
        return [*object.__dir__(self), *SECTIONS]


def open_review(
    incident_id: str,
    *,
    home: str | Home = "",
    as_of: str = "",
    profile: str = "internal",
) -> Workbook | Door:
    """Return the review of an incident, ready to be shown part by part.

    Where no ID is set and somebody sits before the notebook, a list to choose from.
    """
    door = door_without_id(incident_id, home)
    return door or review_of(incident_id, home=home, as_of=as_of, profile=profile)


def review_of(
    incident_id: str,
    *,
    home: str | Home = "",
    as_of: str = "",
    profile: str = "internal",
) -> Workbook:
    """Return the review of an incident that is named.

    ``as_of`` is empty (the last instant in the record or its evidence), a time
    in the record's zone that is no earlier, or ``now`` for a live incident.

    Raises
    ------
    IncidentKitError
        If the ID is empty, unknown or no text, record or evidence cannot be
        read, ``as_of`` is too early, or customers may not have it: one line per
        problem.
    """
    check_profile(profile)
    found = find_home(home)
    if not isinstance(incident_id, str):
        raise UnknownIncident.of(
            f"incident_id is {incident_id!r}, not text",
            "give it with papermill -r, which keeps text as it is",
        )
    stored = read_record(incident_id, found)
    findings = Findings(until=partial(parse_as_of, as_of))
    if profile == CUSTOMER:
        incident = load_incident(stored, found)
        digests = incident.digests
        until = parse_as_of(as_of, incident)
        check_release(stored)
        assessed = assess(released_incident(incident), as_of=until)
    else:
        assessed = found_or_raise(findings.of(stored, found))
        digests = assessed.incident.digests
    mark = RunMark(
        incident_id=stored.record.id,
        home=home if isinstance(home, str) else "",
        profile=profile,
        record_sha256=stored.digest,
    )
    return Workbook(
        assessment=assessed,
        home=found,
        mark=mark,
        findings=findings,
        as_of=as_of,
        digests=digests,
    )
