"""What the launcher asks: which incidents are there, and which notebook to open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from incident_kit.errors import IncidentKitError
from incident_kit.store.home import RECORD, find_home, list_ids
from incident_kit.store.opening import open_workbook
from incident_kit.store.records import read_record
from incident_kit.store.workbooks import REVIEW, TRIAGE

if TYPE_CHECKING:
    from pathlib import Path

    from incident_kit.store.home import Home

_TITLED = 100  # a record takes milliseconds to read, and older ones are rarely meant


def list_incidents(root: Path) -> dict[str, Any]:
    """Return the incidents, the last edited first; ``samples`` says they are bundled."""
    home = find_home(here=root)

    def edited(incident_id: str) -> float:
        return (home.path / incident_id / RECORD).stat().st_mtime

    ids = list_ids(home)
    if not home.is_bundled:
        ids = tuple(sorted(ids, key=edited, reverse=True))
    return {
        "incidents": [
            {"id": one, "title": _title(one, home) if at < _TITLED else ""}
            for at, one in enumerate(ids)
        ],
        "samples": home.is_bundled,
    }


def open_notebook(root: Path, asked: object) -> dict[str, Any]:
    """Return the notebook to open, below the root, and what was made for it.

    ``asked`` has ``id`` and ``template``; a new incident has a ``title`` and a
    ``timezone``, too.

    Raises
    ------
    IncidentKitError, OSError
        If it cannot be opened there, or not be made; nothing is left then.
    """
    if not isinstance(asked, dict) or asked.get("template") not in {REVIEW, TRIAGE}:
        raise IncidentKitError("not a question of the launcher; reload the page")
    home = find_home(here=root)
    if home.is_found and not home.path.parent.is_relative_to(root):
        raise IncidentKitError.of(
            "the incidents folder stands above what JupyterLab shows",
            "start it there: incident-kit lab",
        )
    title = asked.get("title")
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


def _title(incident_id: str, home: Home) -> str:
    try:
        return read_record(incident_id, home).record.title
    except IncidentKitError:
        return "cannot be read; incident-kit check says why"
