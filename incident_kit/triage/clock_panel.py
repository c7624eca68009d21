"""The clock bar: what the five minutes have come to, and a stamp for each turn."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.errors import IncidentKitError, system_problem
from incident_kit.forms.fields import button
from incident_kit.forms.said import Lines
from incident_kit.forms.save import save
from incident_kit.forms.sheet import open_sheet
from incident_kit.instants.words import moment_words
from incident_kit.store.notes import clock_of, put_back
from incident_kit.store.opening import copy_name, open_copy
from incident_kit.store.stamps import Stamp, put_severity, put_stamp, stamped_at
from incident_kit.store.workbooks import TRIAGE
from incident_kit.triage.panel import BasePanel, LineInput, link_to, refuse_unwritten
from incident_kit.wording.inside import panels as told
from incident_kit.wording.inside import stamps as say
from incident_kit.wording.inside.catalogue import FORMS
from incident_kit.wording.inside.triage import clock_face, to_ask

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from incident_kit.store.records import StoredRecord
    from incident_kit.store.stamps import Stamped
    from incident_kit.triage.desk import Desk

_AGAIN = timedelta(minutes=5)


class ClockPanel(BasePanel):
    """A clock that says what is next, and one press for what happens just now."""

    has_link = True

    def __init__(self, desk: Desk) -> None:
        self._record = desk.read().record
        self._last: Stamped | None = None
        self._asked = ""
        self._later: dict[str, datetime] = {}
        self.title = f"{self._record.id}: {self._record.title}"
        super().__init__(desk)
        self.widget.add_class("ik-clock")

    def parts(self) -> Sequence[Any]:
        """Return the reading beside what is next, the stamps, and what is asked."""
        self.reading = Lines(self.look)
        self.next = Lines(self.look)
        self.stamps = {
            name: button(say.WORDS[name], partial(self._on_stamp, name), self.look)
            for name in get_args(Stamp)
        }
        self.severity = LineInput(say.SEVERITY, self.look, self._on_severity)
        self.severity.input.add_class("ik-inline")
        self.back = button(say.TAKE_BACK, self._on_back, self.look)
        self.copy = button(
            told.make(copy_name(self.desk.incident_id)),
            self._on_copy,
            self.look,
            kind="save",
        )
        self.question = Lines(self.look)
        answers = [
            button(words, partial(self._on_effect, effect), self.look)
            for effect, words in say.EFFECTS.items()
        ]
        later = button(say.LATER, self._on_later, self.look)
        self.effects = self.row(self.question.widget, *answers, later)
        self._press = self.row()
        self._status = self.row(self.status.widget)
        face = self.row(self.reading.widget, self.next.widget)
        self._all = (face, self._press, self._status)
        self.body = self.box(widgets.VBox, self._all, "ik-bar")
        return (self.body,)

    def show(self, stored: StoredRecord) -> None:
        """Show which stamps stand, and what can be stamped."""
        record = self._record = stored.record
        if self.desk.home.is_bundled:
            self._press.children = (self.copy,)
            return
        if self._last is not None and stored.digest != self._last.written:
            self._last = None
        shown = []
        for name, one in self.stamps.items():
            at = stamped_at(record, name)
            one.disabled = at is not None
            one.description = say.WORDS[name]
            if at is not None:
                minute = moment_words(at, record.zone, day=self.desk.home.now())
                one.description = say.standing(say.WORDS[name], minute)
            if _can_happen(stored, name):
                shown.append(one)
        first = stamped_at(record, "taken up") is None
        self.stamps["taken up"].button_style = "primary" if first else ""
        if not self.severity.text:
            self.severity.input.placeholder = record.severity or ""
        self._press.children = (*shown, self.severity.input)
        back = () if self._last is None else (self.back,)
        self._status.children = (self.status.widget, *back)

    def tick(self, now: datetime) -> None:
        """Move the hand; ask what an action did, five minutes after it."""
        face = clock_face(self._record, now)
        self.reading.say([("reading", face.reading)])
        self.next.say([("next", face.words), ("problem", self.desk.trouble)])
        one = to_ask(self._record, now)
        is_due = one is not None and now >= self._later.get(one.id, now)
        asked = one.id if one is not None and is_due else ""
        if asked == self._asked:
            return
        self._asked = asked
        if one is not None and asked:
            at = moment_words(one.applied_at, self._record.zone, day=now)
            self.question.say([("head", say.ask(one.what, at))])
        self.body.children = (*self._all, self.effects) if asked else self._all

    def _on_stamp(self, name: Stamp, _: object) -> None:
        self._stamp(say.WORDS[name], partial(put_stamp, self.desk.incident_id, name))

    def _on_severity(self, text: str) -> bool:
        put = partial(put_severity, self.desk.incident_id, text)
        return self._stamp(f"{say.SEVERITY} {text}", put)

    def _stamp(self, words: str, put: Callable[..., Stamped]) -> bool:
        def act() -> str:
            self._last = put(home=self.desk.home)
            return say.stamped(words, clock_of(self._last.at))

        return self.write(act)

    def _on_back(self, _: object) -> None:
        last = self._last

        def act() -> str:
            if last is not None:
                put_back(last.before, written=last.written)
            self._last = None
            return say.TAKEN_BACK

        self.write(act)

    def _on_effect(self, effect: str, _: object) -> None:
        self.write(partial(self._note_effect, effect))

    def _note_effect(self, effect: str) -> str:
        names = [one.id for one in self._record.actions or ()]
        index = names.index(self._asked)
        sheet = open_sheet(
            FORMS["actions"], self.desk.incident_id, self.desk.home, index=index
        )
        refuse_unwritten(save(sheet, {("effect",): effect}))
        what = (self._record.actions or ())[index].what
        return say.effect(what, effect)

    def _on_later(self, _: object) -> None:
        now = self.desk.home.now()
        self._later[self._asked] = now + _AGAIN
        self.tick(now)

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


def _can_happen(stored: StoredRecord, name: Stamp) -> bool:
    """Return whether a stamp has a place in the bar as things stand."""
    record = stored.record
    match name:
        case "back":
            is_fine = stamped_at(record, "fine") is not None
            return is_fine or stamped_at(record, "back") is not None
        case "withdrawn":
            return stamped_at(record, "all clear") is not None
    return True
