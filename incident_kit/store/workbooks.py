"""The team's own copies of a template: ``workbooks/<ID>.ipynb`` beside ``incidents``.

Running a notebook is running code, so a copy counts only beside an incidents
folder that was found here or in a parent folder, never beside one that was named.
"""

from __future__ import annotations

import json
from pathlib import Path

from incident_kit.errors import Conflict, IncidentKitError, Problem
from incident_kit.store.bundled import bundled_path
from incident_kit.store.files import check_incident_id, replace_file
from incident_kit.store.home import Home, find_home, incident_folder

FOLDER = "workbooks"
REVIEW, TRIAGE = "postmortem", "triage"
# "+" is in no ID: the triage of one incident is never the review of another
_ENDS = {REVIEW: ".ipynb", TRIAGE: "+triage.ipynb"}
_PARAMETER = 'incident_id = ""'


def find_workbook(incident_id: str, home: Home, template: str = REVIEW) -> Path | None:
    """Return the team's own notebook of an incident, None without one."""
    path = _path(incident_id, home, template)
    return path if home.is_found and path.is_file() else None


def copy_template(incident_id: str, home: Home, template: str = REVIEW) -> Path:
    """Write the team's own copy of a template, the ID set in it.

    Raises
    ------
    UnknownIncident, Conflict, IncidentKitError
        If there is no such incident, or a copy of it already, or the folder
        was named: a copy would not be used there.
    """
    incident_folder(home, incident_id)
    path = _path(incident_id, home, template)
    if not home.is_found:
        raise IncidentKitError(not_used_beside(home))
    if path.exists():
        raise Conflict.of(
            "is there already",
            (
                f"open it; what a newer kit changed shows incident-kit template "
                f"{template} --diff {incident_id}"
            ),
            file=shown_workbook(path),
        )
    text = bundled_path(f"templates/{template}.ipynb").read_text(encoding="utf-8")
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get("tags", ()):
            cell["source"] = [
                line.replace(_PARAMETER, f'incident_id = "{incident_id}"')
                for line in cell["source"]
            ]
    data = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    path.parent.mkdir(exist_ok=True)
    replace_file(path, data.encode(), expected=None)
    return path


def not_used_beside(home: Home) -> Problem:
    """Return why a notebook beside a folder that was named is not made."""
    return Problem(
        what=f"a workbook is used only beside an incidents folder found here "
        f"or above, not beside {home.shown()}",
        mend="change to the folder that holds incidents/",
    )


def named_copy(name: str, template: str = REVIEW) -> Path:
    """Return the copy that is meant: by the ID of its incident, or by its path.

    Raises
    ------
    IncidentKitError
        If there is none.
    """
    if name.endswith(".ipynb") and Path(name).is_file():
        return Path(name)
    if not name.endswith(".ipynb"):
        found = find_workbook(check_incident_id(name), find_home(), template)
        if found is not None:
            return found
    raise IncidentKitError.of(
        f"no copy of the template for {name!r}",
        f"make one: incident-kit template {template} --copy {name}",
    )


def shown_workbook(path: Path) -> str:
    """Return a workbook's path as messages print it: never an absolute one."""
    return f"{FOLDER}/{path.name}"


def _path(incident_id: str, home: Home, template: str) -> Path:
    return home.path.parent / FOLDER / f"{incident_id}{_ENDS[template]}"
