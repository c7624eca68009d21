"""Run the opened review template as JupyterLab does, somebody before it.

``python opened_notebook.py with`` runs its cells, ``without`` the same cells
without what people type in: closed forms, the checklist, the gate.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from jupyter_client.manager import start_new_kernel

TEMPLATE = Path(__file__).parents[2] / "templates" / "postmortem.ipynb"
DESK = re.compile(r"review\.(forms\.\w+|checklist|ready|build)")


def cells(*, with_forms: bool) -> list[str]:
    """Return the code cells for the first sample, with what people type in or not."""
    kept = []
    for cell in json.loads(TEMPLATE.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        lines = "".join(cell["source"]).splitlines()
        if not with_forms:
            lines = [line for line in lines if not DESK.search(line)]
        kept.append("\n".join(lines))
        if "parameters" in cell["metadata"].get("tags", ()):
            kept.append('incident_id, home = "INC-001", "samples"')
    return [one for one in kept if one.strip()]


def main(which: str) -> None:
    """Run them all in a kernel of their own; fail on the first error."""
    manager, client = start_new_kernel()
    try:
        comms = 0
        for code in cells(with_forms=which == "with"):

            def count(message: dict) -> None:
                nonlocal comms
                comms += message["msg_type"] == "comm_open"

            reply = client.execute_interactive(
                code, allow_stdin=True, output_hook=count, timeout=120
            )
            if reply["content"]["status"] != "ok":
                raise SystemExit(reply["content"]["evalue"])
        print(f"{comms} widgets")
    finally:
        client.stop_channels()
        manager.shutdown_kernel()


if __name__ == "__main__":
    main(sys.argv[1])
