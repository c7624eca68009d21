"""The update for stakeholders: made, changed, copied, noted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.errors import IncidentKitError
from incident_kit.forms.fields import button
from incident_kit.forms.triage.line import Line
from incident_kit.forms.triage.panel import BasePanel
from incident_kit.forms.triage.update import update_text
from incident_kit.store.notes import add_note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.store.records import StoredRecord


class UpdatePanel(BasePanel):
    """An update for stakeholders, to copy, and to note that it was sent."""

    title = "Update for stakeholders"
    intro = "Made from the record; change it as you like, then copy it."

    def parts(self) -> Sequence[Any]:
        """Return what the record cannot know, the text, and the two buttons."""
        self.step = Line("What do we do next?", self.look, self._on_enter)
        self.until = Line("Next update at", self.look, self._on_enter)
        self.text = widgets.Textarea(
            description="The update",
            rows=9,
            style=self.look.text,
            layout=self.look.layout,
            continuous_update=False,
            _dom_classes=("ik-input", "ik-update"),
        )
        self.again = button("Write it anew", self._on_again, self.look)
        self.sent = button("It was sent: note it", self._on_sent, self.look)
        self._made = ""
        row = self.box(widgets.HBox, [self.step.input, self.until.input], "ik-guess")
        return (row, self.text, self.row(self.again, self.sent, self.status.widget))

    def show(self, stored: StoredRecord) -> None:
        """Write the update anew, unless somebody has changed it by hand."""
        if self.text.value in {"", self._made}:
            self._make(stored)

    def _make(self, stored: StoredRecord) -> None:
        self._made = update_text(
            stored.record,
            now=datetime.now(UTC),
            next_step=self.step.text,
            next_at=self.until.text,
        )
        self.text.value = self._made

    def _on_enter(self, _: str) -> bool:
        self._on_again(None)
        return False

    def _on_again(self, _: object) -> None:
        try:
            self._make(self.desk.read())
        except IncidentKitError as error:
            self.say("", *map(str, error.problems))

    def _on_sent(self, _: object) -> None:
        def act() -> str:
            add_note(
                self.desk.incident_id,
                str(self.text.value),
                home=self.desk.home,
                source="update to stakeholders",
            )
            return f"Noted at {self.now()[11:16]}."

        self.write(act)
