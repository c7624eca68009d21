"""May a customer have this, and what must not stand in it?

A run notebook carries which record it was made from, for whom.  The export
reads that record again: what is withheld never stands in the notebook itself.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from incident_kit.errors import IncidentKitError, PageRefused, Problem
from incident_kit.release.allowed import PICTURES, WORKBOOK, release_of
from incident_kit.release.profiles import CUSTOMER, check_profile
from incident_kit.release.withheld import leaks, withheld_values
from incident_kit.store.home import find_home
from incident_kit.store.narrative import read_narrative
from incident_kit.store.problems import faults_to_problems
from incident_kit.store.records import read_record

if TYPE_CHECKING:
    from incident_kit.release.withheld import Withheld
    from incident_kit.store.records import StoredRecord

RUN_MIME = "application/vnd.incident-kit.run.v1+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMark:
    """Which incident a notebook was run for, from which record, for whom."""

    incident_id: str
    home: str
    profile: str
    record_sha256: str

    def to_json(self) -> dict[str, str]:
        """Return the mark as plain JSON data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Any) -> RunMark:  # any JSON
        """Return the mark that stands in a notebook, or refuse it."""
        fields = cls.__dataclass_fields__
        if (
            not isinstance(data, dict)
            or set(data) != set(fields)
            or not all(isinstance(value, str) for value in data.values())
        ):
            raise PageRefused(
                "the notebook does not say which incident it was run for; "
                "run its first cells again"
            )
        check_profile(data["profile"])
        return cls(**data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withholding:
    """What the copy of one incident must not hold, and what else it may."""

    values: tuple[Withheld, ...]
    links: frozenset[str]
    shows_own_cells: bool
    shows_pictures: bool


def check_release(stored: StoredRecord) -> None:
    """Raise unless a customer may have a copy made from this record.

    Raises
    ------
    PageRefused
        If the incident is private, nothing is released, or a released text
        holds what another field keeps inside: one line per problem.
    """
    record, tree = stored.record, stored.tree
    if record.private is not False:
        what = "a private incident has no copy for customers"
        raise _refused(stored, ("private",), what, "use --profile internal")
    customer = record.customer
    if customer is None or not (customer.release or customer.message):
        mend = "write customer: {release: [title, summary]}, or a message"
        raise _refused(stored, ("customer",), "nothing is released", mend)
    found = faults_to_problems(leaks(tree.data, record), tree)
    if found:
        raise PageRefused(*found)


def _refused(
    stored: StoredRecord, path: tuple[str, ...], what: str, mend: str
) -> PageRefused:
    return PageRefused(*faults_to_problems([(path, what, mend)], stored.tree))


def withholding(mark: RunMark) -> Withholding:
    """Return what a customer's page of this run must not hold.

    Raises
    ------
    PageRefused
        If the record is not found again, or is another one by now.
    """
    home = find_home(mark.home)
    try:
        stored = read_record(mark.incident_id, home)
    except IncidentKitError as error:
        raise PageRefused(
            *error.problems,
            Problem(
                what="without the record nobody can tell what must stay inside",
                mend="export where the incidents folder is found",
            ),
        ) from None
    if stored.digest != mark.record_sha256:
        raise PageRefused.of(
            "changed since the notebook was run", "run it again", file=stored.tree.file
        )
    check_release(stored)
    story, _ = read_narrative(stored.path.parent, shown=home.shown(mark.incident_id))
    release = release_of(stored.record)
    return Withholding(
        values=withheld_values(stored.tree.data, stored.record, narrative=story),
        links=release.links,
        shows_own_cells=release.allows((WORKBOOK,)),
        shows_pictures=release.allows((*PICTURES.split("."),)),
    )


def is_for_customers(marks: list[RunMark]) -> bool:
    """Return whether a notebook was run for customers; a mixed one is refused."""
    profiles = {mark.profile for mark in marks}
    if CUSTOMER in profiles and len(set(marks)) > 1:
        raise PageRefused(
            "the notebook opens several reviews, one of them for customers; "
            "make their copy from a notebook of its own"
        )
    return CUSTOMER in profiles
