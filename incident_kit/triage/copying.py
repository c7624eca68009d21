"""A button that copies the text of the field beside it, in any front end."""

from __future__ import annotations

from importlib.resources import files

import anywidget
import traitlets


class CopyButton(anywidget.AnyWidget):
    """Copies what stands in the update at the press, also what was just typed there."""

    _esm = (files("incident_kit.triage") / "copying.js").read_text(encoding="utf-8")
    words = traitlets.Unicode().tag(sync=True)
    done = traitlets.Unicode().tag(sync=True)
    not_done = traitlets.Unicode().tag(sync=True)
