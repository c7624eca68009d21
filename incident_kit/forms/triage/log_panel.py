"""The log: notes and actions, each stamped by one key."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, get_args

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.forms.said import Lines
from incident_kit.forms.triage.line import Line
from incident_kit.forms.triage.log import log_lines
from incident_kit.forms.triage.panel import BasePanel
from incident_kit.record.values import Purpose
from incident_kit.store.notes import add_note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.store.records import StoredRecord


class LogPanel(BasePanel):
    """What was seen and done, each stamped by one key."""

    title = "Log"
    intro = "Enter stamps a line with the present minute."

    def parts(self) -> Sequence[Any]:
        """Return the line for a note, the one for an action, and the list."""
        self.note = Line(
            "What was seen or said?", self.look, self._on_note, stamps=True
        )
        self.action = Line(
            "What was done to production?", self.look, self._on_action, stamps=True
        )
        words = [(one, one) for one in get_args(Purpose)]
        self.purpose = self.choice("What for?", words)
        self.entries = Lines(self.look)
        inputs = self.box(
            widgets.HBox,
            [self.note.input, self.action.input, self.purpose],
            "ik-stamps",
        )
        return inputs, self.status.widget, self.entries.widget

    def show(self, stored: StoredRecord) -> None:
        """List the newest entries, whoever wrote them."""
        lines = log_lines(stored.record, self.desk.found(stored), datetime.now(UTC))
        self.entries.say(
            [
                (
                    "entry",
                    "  ".join(
                        filter(
                            None,
                            (one.when, one.what, f"({one.note})" if one.note else ""),
                        )
                    ),
                )
                for one in lines
            ]
            or [("note", "Nothing is written yet.")]
        )

    def _on_note(self, text: str) -> bool:
        return self._stamp(text, None)

    def _on_action(self, text: str) -> bool:
        return self._stamp(text, self.purpose.value)

    def _stamp(self, text: str, purpose: str | None) -> bool:
        def act() -> str:
            add_note(self.desk.incident_id, text, home=self.desk.home, purpose=purpose)
            return f"Noted at {self.now()[11:16]}."

        return self.write(act)
