"""The text of an update for stakeholders: made here, typed over there, taken along."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import anywidget
import traitlets

from incident_kit.wording.inside import panels as told


class UpdateBox(anywidget.AnyWidget):
    """A text that follows ``made`` until somebody types in it, and what to do with it.

    Its messages are ``settle``, to be answered once ``made`` has all that was typed above
    it, and ``sent`` with the text as it stands then.
    """

    _esm = (files("incident_kit.triage") / "update_box.js").read_text(encoding="utf-8")
    made = traitlets.Unicode().tag(sync=True)
    locked: Any = traitlets.Bool(default_value=False).tag(sync=True)
    labels = traitlets.Dict(dict(told.UPDATE_BOX)).tag(sync=True)
