"""Write templates/postmortem.ipynb anew from the table of sections: make templates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from incident_kit.sections.registry import SECTIONS, Entry
from incident_kit.wording.guides import GUIDES

TEMPLATE = Path(__file__).parents[1] / "templates" / "postmortem.ipynb"


def postmortem(present: dict[str, Any]) -> dict[str, Any]:
    """Return the notebook with a guide and a cell per section, all else as it is.

    What stands before the first section and behind the last stays.
    """
    ours = {
        name
        for guide in GUIDES.values()
        for name in (guide.cell, f"{guide.cell}-guide")
    }
    places = [at for at, one in enumerate(present["cells"]) if one["id"] in ours]
    before, after = present["cells"][: places[0]], present["cells"][places[-1] + 1 :]
    sections = [cell for entry in SECTIONS.values() for cell in _cells(entry)]
    return {**present, "cells": [*before, *sections, *after]}


def _cells(entry: Entry) -> tuple[dict[str, Any], dict[str, Any]]:
    guide = GUIDES[entry.name]
    shown = f"review.{entry.name}"
    if entry.forms:
        shown = f"display({shown})\nreview.forms.{entry.forms}"
    return (
        {
            "cell_type": "markdown",
            "id": f"{guide.cell}-guide",
            "metadata": {"tags": ["guide"]},
            "source": f"## {guide.heading}\n\n{guide.text}".splitlines(keepends=True),
        },
        {
            "cell_type": "code",
            "execution_count": None,
            "id": guide.cell,
            "metadata": {"jupyter": {"source_hidden": True}},
            "outputs": [],
            "source": shown.splitlines(keepends=True),
        },
    )


def text_of(notebook: dict[str, Any]) -> str:
    """Return a notebook in its one canonical form."""
    text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False)
    return f"{text}\n"


if __name__ == "__main__":
    made = postmortem(json.loads(TEMPLATE.read_text(encoding="utf-8")))
    TEMPLATE.write_text(text_of(made), encoding="utf-8")
