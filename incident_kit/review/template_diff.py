"""What has a newer kit's template that a team's copy of it has not?"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from incident_kit.errors import IncidentKitError
from incident_kit.page.text import clean_text
from incident_kit.wording.inside import review as told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Cell = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateDiff:
    """The difference as lines to read, and whether the copy lacks anything."""

    lines: tuple[str, ...]
    is_behind: bool


def compare_template(kit: Path, copy: Path, *, shown: str) -> TemplateDiff:
    """Return what the kit's template has otherwise than the copy, cell by cell.

    Cells are matched by their ID; cells of the copy that the kit does not have
    are the team's own, and are counted.  The ID in the parameters is no difference.

    Raises
    ------
    IncidentKitError
        If the copy is no notebook.
    """
    ours, theirs = _cells(kit, kit.name), _cells(copy, shown)
    known = {name: (kind, lines) for name, kind, lines in theirs}
    lines: list[str] = []
    before = ""
    for name, kind, source in ours:
        if name not in known:
            lines.append(told.new_cell(kind, name, before))
            lines += [f"  + {line}" for line in source]
        elif known[name] != (kind, source):
            lines.append(told.changed_cell(name))
            lines += [f"  {line}" for line in _changed(known[name][1], source)]
        before = name
    kit_names = {name for name, _, _ in ours}
    own = sum(name not in kit_names for name, _, _ in theirs)
    behind = bool(lines)
    if not behind:
        lines.append(told.not_behind(shown))
    if own:
        lines.append(told.own_cells(own))
    return TemplateDiff(lines=tuple(map(clean_text, lines)), is_behind=behind)


def _changed(old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[str]:
    for line in difflib.ndiff(old, new):
        if not line.startswith("?"):
            yield line.rstrip()


def _cells(path: Path, shown: str) -> list[Cell]:
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        return [
            (str(cell.get("id", "")), str(cell["cell_type"]), _source(cell))
            for cell in notebook["cells"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        what = f"no notebook: {error}" if str(error) else "no notebook"
        raise IncidentKitError.of(
            what, "open it in JupyterLab and save it", file=shown
        ) from None


def _source(cell: dict[str, Any]) -> tuple[str, ...]:
    text = "".join(cell["source"])
    is_parameters = "parameters" in cell.get("metadata", {}).get("tags", ())
    return tuple(
        'incident_id = "…"'
        if is_parameters and line.startswith("incident_id")
        else line
        for line in text.splitlines()
    )
