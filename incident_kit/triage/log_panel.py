"""The log: what was seen, done and changed, each stamped by one key, and corrected."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.forms.days import with_day
from incident_kit.forms.timeline import Timeline
from incident_kit.forms.timeline_grid import TimelineView
from incident_kit.record.values import Purpose
from incident_kit.store.notes import add_note
from incident_kit.triage.panel import BasePanel, LineInput
from incident_kit.wording.inside import panels as told
from incident_kit.wording.inside.triage import line_notes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.store.records import StoredRecord

_HEIGHT = "132px"  # the last five lines: clock, questions and log fit on one screen
_WITH_TIME = re.compile(
    r"(?P<what>.*\S)\s+(?:at |(?P<word>about |by |after ))"
    r"(?P<at>(?:\d{4}-\d\d-\d\d )?\d{1,2}:\d\d(?::\d\d)?)"
)


def change_of(text: str) -> tuple[str, str]:
    """Return what changed and when: "Web 4.18 at 18:35"; "" where no time stands there.

    Examples
    --------
    >>> change_of("Web 4.18 about 18:35")
    ('Web 4.18', 'about 18:35')
    """
    found = _WITH_TIME.fullmatch(text.strip())
    if found is None:
        return text.strip(), ""
    return found["what"].rstrip(",;:"), f"{found['word'] or ''}{found['at']}"


class LogPanel(BasePanel):
    """What was seen, done and changed; a line that is wrong is corrected in its place."""

    title, intro = told.LOG

    def parts(self) -> Sequence[Any]:
        """Return a line for each kind, and the list of all that happened."""
        self.note = LineInput(told.NOTE, self.look, self._on_note, stamps=True)
        self.action = LineInput(told.ACTION, self.look, self._on_action, stamps=True)
        self.change = LineInput(told.CHANGE, self.look, self._on_change, stamps=True)
        self.change.input.placeholder = told.CHANGE_LIKE
        words = [(one, one) for one in get_args(Purpose)]
        self.purpose = self.choice(told.PURPOSE, words)
        self.timeline = TimelineView(
            Timeline(self.desk.incident_id, self.desk.home),
            changed=self.desk.changed,
            notes=self._notes,
            height=_HEIGHT,
            is_newest_first=True,
        )
        inputs = self.box(
            widgets.HBox,
            [
                self.note.input,
                self.change.input,
                self.action.input,
                self.purpose,
            ],
            "ik-stamps",
        )
        return inputs, self.status.widget, self.timeline.widget

    def show(self, stored: StoredRecord) -> None:
        """List everything that happened, whoever wrote it, the newest first."""
        self.timeline.show(stored)

    def _notes(self, stored: StoredRecord) -> dict[str, str]:
        return line_notes(stored.record, self.desk.found(stored))

    def _on_note(self, text: str) -> bool:
        return self._stamp(text, None)

    def _on_action(self, text: str) -> bool:
        return self._stamp(text, self.purpose.value)

    def _stamp(self, text: str, purpose: str | None) -> bool:
        def act() -> str:
            add_note(self.desk.incident_id, text, home=self.desk.home, purpose=purpose)
            return told.noted(self.clock_now())

        return self.write(act)

    def _on_change(self, text: str) -> bool:
        what, when = change_of(text)

        def act() -> str:
            record = self.desk.read().record
            at = with_day(when, record, self.desk.home.now().astimezone(record.zone))
            self.add("changes", {("what",): what, ("at",): at})
            return told.changed(what, when)

        return self.write(act)
