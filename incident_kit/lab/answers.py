"""What the launcher asks: which incidents are there, and which notebook to open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from incident_kit.drill.places import left_drills
from incident_kit.errors import IncidentKitError
from incident_kit.store.files import check_incident_id
from incident_kit.store.home import RECORD, SAMPLES, find_home, list_ids
from incident_kit.store.opening import open_workbook
from incident_kit.store.records import read_record
from incident_kit.store.workbooks import REVIEW, TRIAGE

if TYPE_CHECKING:
    from pathlib import Path

    from incident_kit.store.home import Home

DRILL = "drill"
_TITLED = 100  # a record takes milliseconds to read, and older ones are rarely meant


def list_incidents(root: Path) -> dict[str, Any]:
    """Return the incidents, the last edited first; ``samples`` says they are bundled.

    ``more`` are those that can be drilled as well, ``left`` have a drill already.
    """
    home = find_home(here=root)

    def edited(incident_id: str) -> float:
        return (home.path / incident_id / RECORD).stat().st_mtime

    ids = list_ids(home)
    if not home.is_bundled:
        ids = tuple(sorted(ids, key=edited, reverse=True))
    listed = [
        {"id": one, "title": _title(one, home) if at < _TITLED else ""}
        for at, one in enumerate(ids)
    ]
    return {
        "incidents": listed,
        "samples": home.is_bundled,
        "more": [] if home.is_bundled else _samples(set(ids)),
        "left": sorted(left_drills(home)),
    }


def _samples(taken: set[str]) -> list[dict[str, str]]:
    """Return the samples, which can be drilled wherever one is."""
    home = find_home(SAMPLES)
    return [
        {"id": one, "title": _title(one, home)}
        for one in list_ids(home)
        if one not in taken
    ]


def open_notebook(root: Path, asked: object) -> dict[str, Any]:
    """Return the notebook to open, below the root, and what was made for it.

    ``asked`` has ``id`` and ``template``; a new incident has a ``title`` and a
    ``timezone``, too; a drill that was left is begun ``anew`` or gone on with.

    Raises
    ------
    IncidentKitError, OSError
        If it cannot be opened there, or not be made; nothing is left then.
    """
    kinds = {REVIEW, TRIAGE, DRILL}
    if not isinstance(asked, dict) or asked.get("template") not in kinds:
        raise IncidentKitError("not a question of the launcher; reload the page")
    home = find_home(here=root)
    if home.is_found and not home.path.parent.is_relative_to(root):
        raise IncidentKitError.of(
            "the incidents folder stands above what JupyterLab shows",
            "start it there: incident-kit lab",
        )
    if asked["template"] == DRILL:
        return _open_drill(root, asked, home)
    check_incident_id(asked.get("id", ""))
    title = asked.get("title")
    if title is not None and not str(title).strip():
        raise IncidentKitError.of("no title", "write in a few words what users see")
    opening = open_workbook(
        asked.get("id", ""),
        home=home,
        template=asked["template"],
        title=title if title is None else str(title),
        timezone=str(asked.get("timezone", "UTC")),
    )
    return {
        "path": opening.notebook.relative_to(root).as_posix(),
        "made": [path.relative_to(root).as_posix() for path in opening.made],
    }


def _open_drill(root: Path, asked: dict[str, Any], home: Home) -> dict[str, Any]:
    from incident_kit.drill.starting import start_drill

    if not home.beside.is_relative_to(root):
        raise IncidentKitError.of(
            "drills stand beside the incidents folder, not in what JupyterLab shows",
            "start it there: incident-kit lab",
        )
    incident_id, anew = asked.get("id", ""), asked.get("anew") is True
    drill = start_drill(incident_id, home=home, anew=anew)
    path = drill.notebook.relative_to(root).as_posix()
    return {"path": path, "made": [path] if drill.is_new else []}


def _title(incident_id: str, home: Home) -> str:
    try:
        return read_record(incident_id, home).record.title
    except IncidentKitError:
        return "cannot be read; incident-kit check says why"
