"""Which sections does the template show, cell by cell, in its order?"""

from __future__ import annotations

import re

_SHOWN = re.compile(r"^(?:display\()?review\.(\w+)\)?$", re.MULTILINE)
# what people work with shows nothing where there are none
_DESK = {"checklist", "ready", "build"}


def sections_of(cell: dict) -> list[str]:
    """Return the names of the sections that one cell shows."""
    if cell["cell_type"] != "code":
        return []
    return [one for one in _SHOWN.findall("".join(cell["source"])) if one not in _DESK]
