"""The list in a notebook that was opened without an ID."""

from __future__ import annotations

from incident_kit.wording.phrases import clipped

WHICH, OPEN = "Which incident?", "Open"
NOT_CHOSEN = "no incident is chosen yet"
TRY_CHOOSING = "Run this cell to choose an incident."


def option(incident_id: str, title: str) -> str:
    """Return how the list names an incident."""
    return f"{incident_id} · {clipped(title, 80)}" if title else incident_id


def chosen(incident_id: str) -> str:
    """Return what happens with the choice, or is to be done."""
    return f"{incident_id} is chosen: this cell is run again, with those below it."
