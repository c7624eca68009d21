"""From an ID to a folder or notebook of one's own: what is missing is made, or nothing is."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from incident_kit.errors import Conflict, IncidentKitError
from incident_kit.store.files import LOCK_NAME, check_incident_id, put_file
from incident_kit.store.home import find_home, incident_folder
from incident_kit.store.notes import SCHEMA_FILE, new_incident, own_root, write_schema
from incident_kit.store.workbooks import (
    REVIEW,
    copy_template,
    find_workbook,
    not_used_beside,
)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The notebook to open, and which files and folders were made for it."""

    notebook: Path
    made: tuple[Path, ...]


def open_workbook(
    incident_id: str,
    *,
    home: Home,
    template: str = REVIEW,
    title: str | None = None,
    timezone: str = "UTC",
) -> Opening:
    """Make what is missing, and return the notebook of an incident.

    With a title the incident is a new one; without, it is there, or is a
    bundled sample that is copied.  A notebook that is there is never replaced.

    Raises
    ------
    IncidentKitError, OSError
        If any of it cannot be made; nothing of it stays then.
    """
    check_incident_id(incident_id)
    if not (home.is_found or home.is_bundled):
        raise IncidentKitError(not_used_beside(home))
    root = own_root(home)
    was_there = root.is_dir()
    made: list[Path] = []
    try:
        if title is not None:
            made.append(new_incident(incident_id, title, home=home, timezone=timezone))
        elif home.is_bundled:
            copy_sample(incident_id, home)
            made.append(root / incident_id)
        own = find_home(here=home.here)
        notebook = find_workbook(incident_id, own, template)
        if notebook is None:
            notebook = copy_template(incident_id, own, template)
            made.append(notebook)
    except BaseException:
        if made:
            shutil.rmtree(root / incident_id)
        if not was_there:
            _take_back(root)
        raise
    return Opening(notebook=notebook, made=tuple(made))


def open_copy(incident_id: str, *, home: Home, template: str) -> Opening:
    """Return the notebook of one's own copy of a sample; one that is there stays.

    Raises
    ------
    IncidentKitError, OSError
        If it cannot be made; nothing of it stays then.
    """
    is_there = (own_root(home) / incident_id).is_dir()
    own = find_home(here=home.here) if is_there else home
    return open_workbook(incident_id, home=own, template=template)


def _take_back(root: Path) -> None:
    """Remove an incidents folder that was made for nothing, unless it is in use."""
    with suppress(OSError):
        for name in (SCHEMA_FILE, LOCK_NAME):
            (root / name).unlink(missing_ok=True)
        root.rmdir()
