"""From an ID to the notebook to open: what is missing is made, or nothing is."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from incident_kit.errors import IncidentKitError
from incident_kit.store.files import LOCK_NAME, check_incident_id
from incident_kit.store.home import find_home
from incident_kit.store.notes import SCHEMA_FILE, new_incident, own_root
from incident_kit.store.samples import copy_sample
from incident_kit.store.workbooks import (
    REVIEW,
    copy_template,
    find_workbook,
    not_used_beside,
)

if TYPE_CHECKING:
    from pathlib import Path

    from incident_kit.store.home import Home


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


def _take_back(root: Path) -> None:
    """Remove an incidents folder that was made for nothing, unless it is in use."""
    with suppress(OSError):
        for name in (SCHEMA_FILE, LOCK_NAME):
            (root / name).unlink(missing_ok=True)
        root.rmdir()
