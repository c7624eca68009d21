"""An incident with its evidence: the record and what lies beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.incident import Incident
from incident_kit.store.evidence import read_evidence
from incident_kit.store.home import find_home
from incident_kit.store.records import read_record
from incident_kit.store.settings import read_house

if TYPE_CHECKING:
    from pathlib import Path

    from incident_kit.store.home import Home
    from incident_kit.store.records import StoredRecord
    from incident_kit.store.settings import House


def read_incident(incident_id: str, *, home: str | Path | None = None) -> Incident:
    """Return an incident with its evidence.

    ``home`` is the incidents folder; by default the one that is found by
    ``INCIDENT_KIT_HOME``, here or in a parent folder, else the samples.

    Raises
    ------
    UnknownIncident, RecordError, SeriesError
        One line per problem; nothing is guessed and nothing is written.
    """
    found = find_home(home)
    return load_incident(read_record(incident_id, found), found)


def load_incident(
    stored: StoredRecord, home: Home, *, house: House | None = None
) -> Incident:
    """Return the incident of a record that was read, with its evidence.

    ``house`` are the team's settings, when they were read already.
    """
    house = house or read_house(home)
    slots, inputs = read_evidence(stored, shown=home.shown(stored.record.id))
    return Incident(
        record=stored.record,
        inputs=(*inputs, *house.inputs),
        settings=house.settings,
        logo=house.logo,
        **slots,
    )
