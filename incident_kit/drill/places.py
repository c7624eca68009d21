"""Where a drill stands, and which were begun; light, for the launcher's server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.store.home import list_ids, samples_home

if TYPE_CHECKING:
    from pathlib import Path

    from incident_kit.store.home import Home

FOLDER = "drills"
STATE = "drill.json"


def folder_of_drill(incident_id: str, home: Home) -> Path:
    """Return where the drill of an incident stands: beside ``incidents``, else here."""
    return home.beside / FOLDER / incident_id


def home_of(incident_id: str, home: Home) -> Home:
    """Return where an incident lies: a sample's ID that the team has not is the sample's."""
    if home.is_bundled or incident_id in list_ids(home):
        return home
    samples = samples_home("for a drill", home.beside)
    return samples if incident_id in list_ids(samples) else home


def left_drills(home: Home) -> frozenset[str]:
    """Return the IDs of the incidents whose drill was begun."""
    drills = home.beside / FOLDER
    found = drills.glob(f"*/{STATE}") if drills.is_dir() else ()
    return frozenset(path.parent.name for path in found)
