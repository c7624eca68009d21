"""What can ease it now: the kinds, and what is known of this incident."""

from __future__ import annotations

from functools import partial
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

    from incident_kit.record.letters import MitigationOption
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
        self.options = self.box(widgets.VBox, (), "ik-options")
        self._shown: tuple[MitigationOption, ...] | None = None
        self.kind.observe(self._on_kind, "value")
        self._on_kind()
        left = self.box(
            widgets.VBox,
            [
                self.kind,
                self.which.input,
                self.row(self.known, self.done),
                self.status.widget,
                self.options,
            ],
            "ik-half",
        )
        return [self.box(widgets.HBox, [left, self.guide.widget], "ik-halves")]

    def show(self, stored: StoredRecord) -> None:
        """List the options that are known, each that was not used with its button."""
        options = stored.record.blast.temporary_mitigation.options or ()
        if options == self._shown:
            return
        self._shown = options
        head = [Lines(self.look, ("head", told.OPTIONS)).widget] if options else []
        self.options.children = (*head, *map(self._row, options))

    def _row(self, one: MitigationOption) -> Any:
        words = ": ".join(filter(None, (one.kind, one.what, told.USED[one.used])))
        line = Lines(self.look, ("entry", words)).widget
        if one.used is True or self.desk.home.is_bundled:
            return self.row(line)
        done = button(told.DONE, partial(self._on_option, one), self.look, kind="short")
        return self.row(line, done)

    def _on_option(self, one: MitigationOption, _: object) -> None:
        self.write(partial(self._note_action, one.what, one.kind))

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

    def _do(self, act: Callable[[str, str], str]) -> None:
        if not self.which.text:
            self.say("", told.NO_WHICH)
            return
        kind = self.kind.value
        self.which.give(lambda what: self.write(partial(act, what, kind)))

    def _note_option(self, what: str, kind: str) -> str:
        self.add(
            "options",
            {
                ("what",): what,
                ("kind",): kind,
                ("known_at",): self.now(),
                ("used",): "false",
            },
        )
        return told.known(what)

    def _note_action(self, what: str, kind: str) -> str:
        add_note(
            self.desk.incident_id,
            what,
            home=self.desk.home,
            purpose="stabilize",
            kind=None if kind == "unknown" else kind,
        )
        self._mark_used(what)
        worked = MITIGATIONS[kind].worked if kind in MITIGATIONS else ""
        return told.done(self.clock_now(), what, worked)

    def _mark_used(self, what: str) -> None:
        """Write of the option that was known under these words that it was used."""
        sheet = open_sheet(FORMS["options"], self.desk.incident_id, self.desk.home)
        options = sheet.stored.record.blast.temporary_mitigation.options or ()
        for index, one in enumerate(options):
            if one.what == what and one.used is not True:
                inner = sheet_of(sheet.form, sheet.stored, sheet.home, index=index)
                refuse_unwritten(save(inner, {("used",): "true"}))
