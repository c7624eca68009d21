"""From an ID to the notebook of a drill: begun, gone on with, or begun anew."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from incident_kit.drill.places import STATE, folder_of_drill, home_of
from incident_kit.drill.practice import (
    SPEED,
    Practice,
    begin,
    copy_settings,
    drill_address,
    forget,
    practice_of,
)
from incident_kit.errors import IncidentKitError
from incident_kit.store.files import check_incident_id, put_file
from incident_kit.store.workbooks import TRIAGE, bare_template, notebook_text
from incident_kit.wording.inside import drill as told

if TYPE_CHECKING:
    from pathlib import Path

    from incident_kit.store.home import Home

NOTEBOOK = "drill.ipynb"
_SETUP = (
    "from incident_kit.review.drill import open_drill\n\ntriage = open_drill()\ntriage"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The notebook of a drill; ``is_new`` says that it was begun just now."""

    notebook: Path
    practice: Practice
    is_new: bool


def start_drill(
    incident_id: str, *, home: Home, speed: float | None = None, anew: bool = False
) -> Started:
    """Return the notebook of a drill; one that was left is gone on with.

    ``speed`` is how many times as fast as it was the replay goes; ``anew`` removes
    the one that was left, with all that was written in it.

    Raises
    ------
    IncidentKitError, OSError
        If the incident is not there, cannot be drilled, or the folder cannot be
        made: nothing is left then.
    """
    check_incident_id(incident_id)
    check_speed(speed)
    home = home_of(incident_id, home)
    folder = folder_of_drill(incident_id, home)
    practice = practice_of(incident_id, home, folder)
    if anew:
        forget(folder)
    is_new = not (folder / STATE).is_file()
    if is_new and folder.exists():
        raise IncidentKitError.of(
            f"{folder.parent.name}/{folder.name} is no drill", "move it away"
        )
    if is_new:
        begin(practice, home=drill_address(home, folder), speed=speed or SPEED)
        try:
            copy_settings(home, practice)
            put_file(folder / NOTEBOOK, notebook_text(_notebook()).encode())
        except BaseException:
            shutil.rmtree(folder)
            raise
    elif speed is not None:
        practice.keep(replace(practice.state(), speed=speed))
    return Started(notebook=folder / NOTEBOOK, practice=practice, is_new=is_new)


def check_speed(speed: float | None) -> None:
    """Refuse a speed at which no replay goes.

    Raises
    ------
    IncidentKitError
        Unless it is between 1 and 3600.
    """
    if speed is not None and not 1 <= speed <= 3600:
        raise IncidentKitError.of(
            f"{speed:g} is no speed of a replay",
            "write how many times as fast as it was, 1 to 3600",
            field="--speed",
        )


def _notebook() -> dict[str, Any]:
    """Return the triage's notebook with a replay above it, and a debrief at its end."""
    notebook = bare_template(TRIAGE)
    cells: list[dict[str, Any]] = []
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get("tags", ()):
            continue
        if cell["id"] == "go-on":
            cells.append(_code("debrief", "triage.debrief"))
            continue
        if cell["id"] == "title":
            cell["source"] = told.TEMPLATE.splitlines(keepends=True)
        if cell["id"] == "setup":
            cell["source"] = _SETUP.splitlines(keepends=True)
            cells += [cell, _code("replay", "triage.replay")]
            continue
        cells.append(cell)
    return {**notebook, "cells": cells}


def _code(name: str, source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {"jupyter": {"source_hidden": True}},
        "outputs": [],
        "source": [source],
    }
