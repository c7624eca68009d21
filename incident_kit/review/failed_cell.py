"""How a cell that failed is told, by the run and by the export alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from incident_kit.errors import Problem
from incident_kit.page.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 200


def failed_cell(
    file: str, number: int, cell: Mapping[str, Any], name: str, value: str
) -> Problem:
    """Return which cell of which notebook failed (from 1, and its ID) and why."""
    what = " ".join(clean_text(f"{name}: {value}").split())[:_LONGEST]
    place = f"cell {number} ({cell['id']})" if cell.get("id") else f"cell {number}"
    return Problem(
        file=f"{file}, {place}" if file else place,
        what=what,
        mend="open the notebook and run it there",
    )
