"""The team's own copies of a template: ``workbooks/<ID>.ipynb`` beside ``incidents``.

Running a notebook is running code, so a copy counts only beside an incidents
folder that was found here or in a parent folder, never beside one that was named.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from incident_kit.errors import Conflict, IncidentKitError, Problem
from incident_kit.store.bundled import bundled_path
from incident_kit.store.files import check_incident_id, replace_file
from incident_kit.store.home import Home, find_home, incident_folder

FOLDER = "workbooks"
REVIEW, TRIAGE = "postmortem", "triage"
# "+" is in no ID: the triage of one incident is never the review of another
_ENDS = {REVIEW: ".ipynb", TRIAGE: "+triage.ipynb"}
_PARAMETER = re.compile(
    r'(?P<name>[a-z_]+) = (?:"[^"]*"|\'[^\']*\')(?P<more>.*)', re.DOTALL
)
_DEFAULTS = {"profile": "internal"}
_METADATA = {
    "kernelspec": {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}
# what a template's cell keeps of its metadata; the rest a front end has put there
_KEPT = ("tags", "alt")


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
    notebook = bare_template(template)
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get("tags", ()):
            cell["source"] = _with_parameters(cell["source"], incident_id)
    path.parent.mkdir(exist_ok=True)
    replace_file(path, notebook_text(notebook).encode(), expected=None)
    return path


def bare_template(template: str) -> dict[str, Any]:
    """Return a template without what a run of it left behind, if somebody saved one.

    Outputs, counts, and what a front end noted go; cells stay as they are.
    """
    text = bundled_path(f"templates/{template}.ipynb").read_text(encoding="utf-8")
    notebook: dict[str, Any] = json.loads(text)
    notebook["metadata"] = _METADATA
    for cell in notebook["cells"]:
        given = cell["metadata"]
        cell["metadata"] = {name: given[name] for name in _KEPT if name in given}
        if given.get("jupyter", {}).get("source_hidden"):
            cell["metadata"]["jupyter"] = {"source_hidden": True}
        cell.pop("attachments", None)
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    return notebook


def notebook_text(notebook: dict[str, Any]) -> str:
    """Return a notebook in its one canonical form."""
    text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False)
    return f"{text}\n"


def _with_parameters(source: list[str] | str, incident_id: str) -> list[str]:
    """Return the cell of parameters with the ID, all else as nobody has set it."""
    lines = source.splitlines(keepends=True) if isinstance(source, str) else source
    values = {**_DEFAULTS, "incident_id": incident_id}

    def set_line(line: str) -> str:
        found = _PARAMETER.fullmatch(line)
        if found is None:
            return line
        value = values.get(found["name"], "")
        return f'{found["name"]} = "{value}"{found["more"]}'

    return [set_line(line) for line in lines]


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
