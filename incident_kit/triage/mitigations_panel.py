"""What can ease it now: the kinds, and what is known of this incident."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.forms.fields import button
from incident_kit.forms.said import Lines
from incident_kit.forms.save import save
from incident_kit.forms.sheet import open_sheet, sheet_of
from incident_kit.store.notes import add_note
from incident_kit.triage.panel import BasePanel, LineInput, refuse_unwritten
from incident_kit.wording.inside import panels as told
from incident_kit.wording.inside.catalogue import FORMS
from incident_kit.wording.inside.mitigations import MITIGATIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from incident_kit.store.records import StoredRecord


class MitigationsPanel(BasePanel):
    """What could ease it, what each needs, how to see that it worked."""

    title, intro = told.MITIGATIONS

    def parts(self) -> Sequence[Any]:
        """Return the kinds, what is known of one, and what to do with it."""
        kinds = [(kind, kind) for kind in MITIGATIONS]
        self.kind = self.choice(told.KIND, kinds)
        self.guide = Lines(self.look)
        self.which = LineInput(told.WHICH, self.look)
        self.known = button(told.KNOW, self._on_known, self.look)
        self.done = button(told.DONE, self._on_done, self.look)
        self.options = Lines(self.look)
        self.kind.observe(self._on_kind, "value")
        self._on_kind()
        left = self.box(
            widgets.VBox,
            [
                self.kind,
                self.which.input,
                self.row(self.known, self.done),
                self.status.widget,
                self.options.widget,
            ],
            "ik-half",
        )
        return [self.box(widgets.HBox, [left, self.guide.widget], "ik-halves")]

    def show(self, stored: StoredRecord) -> None:
        """List the options that are known."""
        options = stored.record.blast.temporary_mitigation.options or ()
        lines = [
            (
                "entry",
                ": ".join(filter(None, (one.kind, one.what, told.USED[one.used]))),
            )
            for one in options
        ]
        head = [("head", told.OPTIONS)] if lines else []
        self.options.say([*head, *lines])

    def _on_kind(self, _: object = None) -> None:
        one = MITIGATIONS[self.kind.value]
        self.guide.say(
            [
                ("measured", one.does),
                ("head", told.NEEDS),
                ("measured", one.needs),
                ("head", told.WORKED),
                ("measured", one.worked),
                ("head", told.BEWARE),
                ("measured", one.beware),
            ]
        )

    def _on_known(self, _: object) -> None:
        self._do(self._note_option)

    def _on_done(self, _: object) -> None:
        self._do(self._note_action)

    def _do(self, act: Callable[[], str]) -> None:
        if not self.which.text:
            self.say("", told.NO_WHICH)
        elif self.write(act):
            self.which.input.value = ""

    def _note_option(self) -> str:
        self.add(
            "options",
            {
                ("what",): self.which.text,
                ("kind",): self.kind.value,
                ("known_at",): self.now(),
                ("used",): "false",
            },
        )
        return told.known(self.which.text)

    def _note_action(self) -> str:
        what, kind = self.which.text, self.kind.value
        add_note(
            self.desk.incident_id,
            what,
            home=self.desk.home,
            purpose="stabilize",
            kind=kind,
        )
        self._mark_used(what)
        return told.done(self.now()[11:16], what, MITIGATIONS[kind].worked)

    def _mark_used(self, what: str) -> None:
        """Write of the option that was known under these words that it was used."""
        sheet = open_sheet(FORMS["options"], self.desk.incident_id, self.desk.home)
        options = sheet.stored.record.blast.temporary_mitigation.options or ()
        for index, one in enumerate(options):
            if one.what == what and one.used is not True:
                inner = sheet_of(sheet.form, sheet.stored, sheet.home, index=index)
                refuse_unwritten(save(inner, {("used",): "true"}))
