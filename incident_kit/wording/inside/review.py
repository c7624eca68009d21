"""What a notebook of ours says before it is run, and of a copy that is behind."""

from __future__ import annotations

PROFILE_HELP = "Who the page must be for; empty: whom the notebook was run for."
TRY_MISSING = "Run this cell to see what is missing."
TRY_READY = "Run this cell to say how far it is."
TRY_BUILD = "Run this cell to build the page."
TRY_PANEL = "Run this cell to work here."


def new_cell(kind: str, name: str, before: str) -> str:
    """Return that the kit's template has a cell that the copy has not."""
    place = f"after {before}" if before else "at the top"
    return f"new in the kit: {kind} cell {name} {place}"


def changed_cell(name: str) -> str:
    """Return that a cell is another one in the copy."""
    return f"changed in the kit, or by you: cell {name}"


def not_behind(shown: str) -> str:
    """Return that a copy has all that the template has."""
    return f"{shown} has every cell of the kit's template"


def own_cells(count: int) -> str:
    """Return how many cells of a copy are the team's own."""
    return f"{count} {'cell is' if count == 1 else 'cells are'} your own"
