"""The incident that a customer may know: the rest is not in it."""

from __future__ import annotations

from incident_kit.incident import Incident
from incident_kit.release.allowed import NARRATIVE, release_of, released


def released_incident(incident: Incident) -> Incident:
    """Return what a customer may know of an incident: the rest is not in it."""
    release = release_of(incident.record)
    return Incident(
        record=released(incident.record),
        series=incident.series if release.allows(("impact",)) else (),
        by_place=incident.by_place if release.allows(("by_place",)) else None,
        narrative=release.clean(incident.narrative)
        if release.allows((NARRATIVE,))
        else "",
        settings=incident.settings,
        logo=incident.logo,
    )
