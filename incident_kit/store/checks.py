"""What is wrong with the records of a folder: errors, and doubts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from incident_kit.errors import IncidentKitError, SettingsError
from incident_kit.record.agreements import disagreements
from incident_kit.record.happened import happened
from incident_kit.store.folder import load_incident
from incident_kit.store.problems import faults_to_problems, in_line_order
from incident_kit.store.records import find_contradictions, read_record
from incident_kit.store.settings import House, read_house

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from incident_kit.errors import Problem
    from incident_kit.record.contradictions import Fault
    from incident_kit.record.incident_record import Record
    from incident_kit.store.home import Home

Status = Literal["ok", "doubts", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One incident and what its record says wrong; ``""`` stands for the folder.

    ``errors`` keep its page from being built, ``warnings`` do not.
    """

    incident_id: str
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def status(self) -> Status:
        """Whether a page can be built, and if so whether with doubts."""
        if self.errors:
            return "refused"
        return "doubts" if self.warnings else "ok"


def check_incidents(incident_ids: Iterable[str], home: Home) -> Iterator[Checked]:
    """Yield what is wrong with each incident, after the team's settings if those are.

    A record is judged even when the settings cannot be read: without them.
    """
    house = House()
    try:
        house = read_house(home)
    except SettingsError as error:
        yield Checked(incident_id="", errors=error.problems)
    for incident_id in incident_ids:
        try:
            stored = read_record(incident_id, home)
            load_incident(stored, home, house=house)
        except IncidentKitError as error:
            yield Checked(incident_id=incident_id, errors=error.problems)
            continue
        faults = [
            *disagreements(stored.record, house.settings),
            *_not_come_yet(stored.record),
        ]
        doubts = [
            *find_contradictions(stored),
            *faults_to_problems(faults, stored.tree),
        ]
        yield Checked(incident_id=incident_id, warnings=tuple(in_line_order(doubts)))


def _not_come_yet(record: Record) -> Iterator[Fault]:
    """Yield what is said to have happened, and lies in the future."""
    now = datetime.now(UTC)
    for path, moment in happened(record):
        if moment.earliest is not None and moment.earliest > now:
            yield path, "has not come yet", "correct it"
