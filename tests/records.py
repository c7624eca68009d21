"""Records for tests: those that are stored, and one of a few fields."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from incident_kit.incident import ImpactSeries, Incident
from incident_kit.record.incident_record import parse_record

if TYPE_CHECKING:
    from collections.abc import Iterator

ODD = Path(__file__).parent / "data" / "odd"
PUBLIC = Path(__file__).parent / "data" / "incidents"
SAMPLES = Path(__file__).parents[1] / "notebooks" / "incidents"
STORED = [
    *((one.name, ODD) for one in sorted(ODD.iterdir())),
    *((one.name, PUBLIC) for one in sorted(PUBLIC.iterdir())),
    *((one.parent.name, SAMPLES) for one in sorted(SAMPLES.glob("*/incident.yaml"))),
]
"""Each odd, public and sample record, with the folder of its folder."""


def stated_incident(**fields: object) -> Incident:
    """Return an incident of these fields, its states as series without levels."""
    data = {"id": "X", "title": "t", "timezone": "UTC"} | fields
    incident = Incident(record=parse_record(data))
    series = tuple(
        ImpactSeries(name=one.name, unit=one.unit, bad=one.bad, during=one.during)
        for one in incident.record.impact
    )
    return replace(incident, series=series)


def texts_of(data: object) -> Iterator[str]:
    """Yield every text that a person wrote."""
    if isinstance(data, str):
        yield " ".join(data.split())
    elif isinstance(data, dict):
        for one in data.values():
            yield from texts_of(one)
    elif isinstance(data, list):
        for one in data:
            yield from texts_of(one)
