"""What do the data say about an incident, as its folder is now?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incident_kit.errors import IncidentKitError
from incident_kit.store.evidence import evidence_files
from incident_kit.store.folder import load_incident
from incident_kit.store.home import RECORD
from incident_kit.store.settings import SETTINGS
from incident_kit.timing.assessment import assess

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from incident_kit.incident import Incident
    from incident_kit.record.incident_record import Record
    from incident_kit.store.home import Home
    from incident_kit.store.records import StoredRecord
    from incident_kit.timing.assessment import Assessment

    Found = Assessment | IncidentKitError
    Stamps = tuple[tuple[str, int, int], ...]


def by_default(_: Incident) -> datetime | None:
    """Return that "not yet" counts until the last entry."""
    return None


def assessed(
    stored: StoredRecord,
    home: Home,
    until: Callable[[Incident], datetime | None] = by_default,
) -> Found:
    """Return all findings about a record and what lies beside it, or why none."""
    try:
        incident = load_incident(stored, home)
        return assess(incident, as_of=until(incident))
    except IncidentKitError as error:
        return error


def found_or_raise(found: Found) -> Assessment:
    """Return what was found.

    Raises
    ------
    IncidentKitError
        What kept it from being found.
    """
    if isinstance(found, IncidentKitError):
        raise found
    return found


@dataclass(slots=True)
class Findings:
    """The findings of one incident: computed again when a file has changed.

    ``until`` says up to when "not yet" counts; ``found`` is what was found last.
    """

    until: Callable[[Incident], datetime | None] = by_default
    state: tuple[str, Stamps] | None = None
    found: Found | None = None

    def of(self, stored: StoredRecord, home: Home) -> Found:
        """Return the findings about a record that was read just now."""
        state = stored.digest, file_stamps(stored.record, home)
        if self.found is None or state != self.state:
            self.state, self.found = state, assessed(stored, home, self.until)
        return self.found


def file_stamps(record: Record, home: Home) -> Stamps:
    """Return what tells one state of a record, its evidence and its team from another."""
    folder = home.path / record.id
    beside = [folder / name for name in (RECORD, *evidence_files(record))]
    return tuple(map(_stamp, (*beside, home.path / SETTINGS)))


def _stamp(path: Path) -> tuple[str, int, int]:
    try:
        status = path.stat()
    except OSError:
        return path.name, 0, 0
    return path.name, status.st_mtime_ns, status.st_size
