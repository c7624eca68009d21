"""The clock: what the five minutes have come to, and what is next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from incident_kit.errors import IncidentKitError, system_problem
from incident_kit.forms.fields import button
from incident_kit.forms.said import Lines
from incident_kit.forms.save import save
from incident_kit.forms.sheet import open_sheet
from incident_kit.store.notes import now_text
from incident_kit.store.opening import copy_name, open_copy
from incident_kit.store.workbooks import TRIAGE
from incident_kit.triage.panel import BasePanel, link_to, refuse_unwritten
from incident_kit.wording.inside import panels as told
from incident_kit.wording.inside.catalogue import FORMS
from incident_kit.wording.inside.triage import clock_face

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from incident_kit.store.records import StoredRecord
    from incident_kit.triage.desk import Desk


class ClockPanel(BasePanel):
    """A clock that says what is next."""

    has_link = True

    def __init__(self, desk: Desk) -> None:
        self._record = desk.read().record
        self._was_pressed = False
        self.title = f"{self._record.id}: {self._record.title}"
        super().__init__(desk)

    def parts(self) -> Sequence[Any]:
        """Return the reading beside what is next, and the button that starts it."""
        self.reading = Lines(self.look)
        self.next = Lines(self.look)
        self.start = button(told.START, self._on_start, self.look, kind="save")
        self.start.button_style = "primary"
        self.copy: Any = None
        beside = []
        if self.desk.home.is_bundled:
            words = told.make(copy_name(self.desk.incident_id))
            self.copy = button(words, self._on_copy, self.look, kind="save")
            beside = [self.copy]
        else:
            beside = [self.start]
        self._press = self.row(*beside)
        face = self.row(self.reading.widget, self.next.widget, self._press)
        return face, self.status.widget

    def show(self, stored: StoredRecord) -> None:
        """Take the record that the clock reads."""
        self._record = stored.record

    def tick(self, now: datetime) -> None:
        """Move the hand."""
        face = clock_face(self._record, now)
        self.reading.say([("reading", face.reading)])
        self.next.say([("next", face.words), ("problem", self.desk.trouble)])
        if self.copy is None and not self._was_pressed:
            shown = (self.start,) if face.can_start else ()
            if self._press.children != shown:
                self._press.children = shown

    def _on_start(self, _: object) -> None:
        if not self._was_pressed and self.write(self._start):
            # it stays: who pressed it by key would have to find the way back
            self._was_pressed = True
            self.start.description = told.STARTED
            self.start.button_style = ""

    def _start(self) -> str:
        sheet = open_sheet(FORMS["milestones"], self.desk.incident_id, self.desk.home)
        stamp = now_text(sheet.home.now(), sheet.stored.record.zone)
        refuse_unwritten(save(sheet, {("acknowledged_at",): stamp}))
        return told.taken_up(stamp)

    def _on_copy(self, _: object) -> None:
        home, incident_id = self.desk.home, self.desk.incident_id
        try:
            opening = open_copy(incident_id, home=home, template=TRIAGE)
        except IncidentKitError as error:
            self.say(told.NOT_COPIED, *map(str, error.problems))
            return
        except OSError as error:
            self.say(told.NOT_COPIED, str(system_problem(error)))
            return
        self.say(told.copied(copy_name(incident_id)))
        if self.below is not None:
            self.below.update(link_to(opening.notebook), raw=True)
