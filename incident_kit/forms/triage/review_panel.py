"""The way on: from the five minutes to the review of the same incident."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from incident_kit.errors import IncidentKitError
from incident_kit.forms.fields import button
from incident_kit.forms.said import link_bundle
from incident_kit.forms.triage.panel import BasePanel
from incident_kit.store.opening import open_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence


class ReviewPanel(BasePanel):
    """Makes the team's own review notebook, and shows where it is."""

    title = "When it is over"
    intro = "The review starts from what you wrote here."
    has_link = True

    def parts(self) -> Sequence[Any]:
        """Return the one button."""
        self.press = button(
            "Go on to the review", self._on_press, self.look, kind="save"
        )
        return [self.row(self.press, self.status.widget)]

    def _on_press(self, _: object) -> None:
        try:
            opening = open_workbook(self.desk.incident_id, home=self.desk.home)
        except (IncidentKitError, OSError) as error:
            self.say("", *str(error).splitlines())
            return
        path = Path(os.path.relpath(opening.notebook)).as_posix()
        self.say("Made it." if opening.made else "It is there already.")
        link = link_bundle(f"Open {opening.notebook.name}", quote(path), is_run=True)
        if self.below is not None:
            self.below.update(link, raw=True)
