"""A bundled sample as a folder of one's own: the only way to edit one."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from incident_kit.errors import Conflict
from incident_kit.store.files import put_file
from incident_kit.store.home import find_home, incident_folder
from incident_kit.store.notes import own_root, write_schema

if TYPE_CHECKING:
    from incident_kit.store.home import Home


def copy_name(incident_id: str) -> str:
    """Return what a copy will be called, as people type it."""
    return f"./incidents/{incident_id}"


def copy_sample(incident_id: str, home: Home) -> Home:
    """Copy an incident with its evidence to ``./incidents``; return that folder.

    Raises
    ------
    UnknownIncident, Conflict
        If there is no such incident, or one of that ID is there already.
    OSError
        If the folder cannot be written.
    """
    source = incident_folder(home, incident_id)
    root = own_root(home)
    target = root / incident_id
    if target.exists():
        raise Conflict.of(
            f"{copy_name(incident_id)} is there already",
            'set home = "" and run the notebook again',
        )
    root.mkdir(parents=True, exist_ok=True)
    # whole or not at all: what begins with a dot is no incident
    with tempfile.TemporaryDirectory(prefix=".copy-", dir=root) as whole:
        made = Path(whole) / incident_id
        for path in sorted(source.rglob("*")):
            if path.is_file() and not path.is_symlink():
                place = made / path.relative_to(source)
                place.parent.mkdir(parents=True, exist_ok=True)
                put_file(place, path.read_bytes())
        made.rename(target)
    write_schema(root)
    return find_home(root)
