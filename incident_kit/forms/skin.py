"""A form on the screen: it shows a sheet, hands over what is typed, and says so.

It keeps nothing that the file keeps: after each save, and whenever it is made
again, it shows the file.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.errors import IncidentKitError
from incident_kit.forms.edits import changed
from incident_kit.forms.fields import Field, button
from incident_kit.forms.said import Lines, Look
from incident_kit.forms.save import Clash, Refused, Saved, save
from incident_kit.forms.sheet import Sheet, open_sheet
from incident_kit.store.samples import copy_name, copy_sample

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from incident_kit.forms.card import Evidence
    from incident_kit.store.tree import Path

_NEW = -1
_UNDECIDED = "Nothing was saved: choose a version where two are shown, then save."


class FormView:
    """One form with its evidence, its button, and what it says of a save.

    ``saved`` is told of every sheet that the form shows anew, and returns the
    evidence beside it.
    """

    def __init__(self, sheet: Sheet, *, saved: Callable[[Sheet], Evidence]) -> None:
        self.sheet = sheet
        self._saved = saved
        self._drafts: dict[int | None, dict[Path, str]] = {}
        look = self._look = Look()
        self.fields = {one.path: Field(one, look) for one in sheet.form.questions}
        self.evidence = Lines(look)
        self.status = Lines(look)
        self.save = button("Save", self._on_save, look, kind="save")
        self.save.button_style = "primary"
        self.copy: Any = None
        self.picker: Any = _picker(look) if sheet.form.is_list else None
        self._is_naming = False
        self._foot = self._box(widgets.HBox, (), "ik-foot")
        self.widget = self._layout()
        self._show(sheet)
        if self.picker is not None:
            self.picker.observe(self._on_pick, "value")

    def _layout(self) -> Any:
        form = self.sheet.form
        head = Lines(
            self._look, ("title", form.title), ("intro", form.intro), styled=True
        )
        asked = [field.box for field in self.fields.values()]
        if self.picker is not None:
            picker = self._box(widgets.VBox, [self.picker], "ik-field", "ik-wide")
            asked.insert(0, picker)
        questions = self._box(widgets.VBox, asked, "ik-questions")
        side = self._box(widgets.VBox, [self.evidence.widget], "ik-evidence")
        columns = self._box(widgets.HBox, [questions, side], "ik-columns")
        parts = [head.widget, columns, self._foot]
        return self._box(widgets.VBox, parts, "incident-kit-form")

    def _box(self, kind: Any, parts: Sequence[Any], *names: str) -> Any:
        return kind(children=parts, layout=self._look.layout, _dom_classes=names)

    @property
    def typed(self) -> dict[Path, str]:
        """What stands in the fields at present."""
        return {path: field.text for path, field in self.fields.items()}

    def _show(self, sheet: Sheet, typed: Mapping[Path, str] | None = None) -> None:
        """Show a sheet, with what was typed on it where that is more."""
        self.sheet = sheet
        for path, field in self.fields.items():
            field.withdraw()
            field.text = (typed or sheet.values).get(path, sheet.values[path])
            locked = path in sheet.locked
            field.input.disabled = sheet.is_read_only or locked
            field.message("Written in a way that only the file shows" if locked else "")
        if self.picker is not None:
            self._name_entries(sheet)
        if sheet.is_read_only and self.copy is None:
            words = f"Make {copy_name(sheet.stored.record.id)}"
            self.copy = button(words, self._on_copy, self._look, kind="save")
        press = self.copy if sheet.is_read_only else self.save
        self._foot.children = (press, self.status.widget)
        self._say_evidence(self._saved(sheet))
        if sheet.is_read_only:
            self._say("A bundled sample is read-only. Make a copy to work on it.")

    def _name_entries(self, sheet: Sheet) -> None:
        options = [(f"new {sheet.form.item}", _NEW)]
        options += [(label, index) for index, label in enumerate(sheet.labels)]
        index = _NEW if sheet.index is None else sheet.index
        self._is_naming = True
        self.picker.options = options
        self.picker.value = index
        self._is_naming = False

    def _say(self, words: str, *lines: str) -> None:
        self.status.say([("status", words), *(("problem", line) for line in lines)])

    def _say_evidence(self, found: Evidence) -> None:
        look = "verdict" if self.sheet.form.letter else "effect"
        lines = [("measured", found.measured), (look, found.verdict)]
        lines += [("note", note) for note in found.notes]
        lines = [line for line in lines if line[1]]
        if not lines:
            lines = [("note", "Nothing is measured of this.")]
        self.evidence.say([("head", "What the data say"), *lines])

    def _on_save(self, _: object) -> None:
        for field in self.fields.values():
            field.message("")
        if any(field.theirs is not None for field in self.fields.values()):
            self._say(_UNDECIDED)
            return
        try:
            outcome = save(self.sheet, self.typed)
        except IncidentKitError as error:
            self._say("Nothing was saved.", *map(str, error.problems))
            return
        if isinstance(outcome, Saved):
            self._on_saved(outcome)
        elif isinstance(outcome, Refused):
            for path, words in outcome.at.items():
                self.fields[path].message(words)
            self._say(
                "Nothing was saved: see the answers with a message.", *outcome.others
            )
        else:
            self._on_clash(outcome)

    def _on_saved(self, outcome: Saved) -> None:
        if not outcome.is_written:
            self._show(outcome.sheet)
            self._say("Nothing to save: the file says this already.")
            return
        was_new = self.sheet.is_new
        sheet = outcome.sheet
        self._drafts.pop(self.sheet.index, None)
        if was_new:
            label = sheet.labels[-1] if sheet.labels else ""
            sheet = open_sheet(sheet.form, sheet.stored.record.id, sheet.home)
        self._show(sheet)
        at = f"{datetime.now(sheet.stored.record.zone):%H:%M}"
        words = f"Saved at {at}" + (f" as {label}" if was_new else "")
        more = "; what somebody else had changed stayed" if outcome.merged else ""
        self._say(f"{words}{more}.")

    def _on_clash(self, clash: Clash) -> None:
        self._show(clash.sheet, clash.typed)
        if clash.sheet.is_new:
            self._say(
                "Nothing was saved: somebody else took this entry out. "
                "Save writes it as a new one."
            )
            return
        for one in clash.both:
            self.fields[one.path].offer(one.theirs)
        self._say(
            "Nothing was saved: somebody else changed the same. "
            "Choose a version, then save."
        )

    def _on_pick(self, change: Mapping[str, Any]) -> None:
        """Show another entry; what was typed and not saved waits for the return."""
        if self._is_naming:
            return
        index = None if change["new"] == _NEW else change["new"]
        if changed(self.sheet.form, self.sheet.values, self.typed):
            self._drafts[self.sheet.index] = self.typed
        form, stored = self.sheet.form, self.sheet.stored
        try:
            sheet = open_sheet(form, stored.record.id, self.sheet.home, index=index)
        except IncidentKitError as error:
            self._say("The file cannot be read now.", *map(str, error.problems))
            return
        draft = self._drafts.pop(index, None)
        self._show(sheet, draft)
        if not sheet.is_read_only:
            self._say("Not saved yet." if draft else "")

    def _on_copy(self, _: object) -> None:
        stored = self.sheet.stored
        try:
            home = copy_sample(stored.record.id, self.sheet.home)
            sheet = open_sheet(
                self.sheet.form, stored.record.id, home, index=self.sheet.index
            )
        except (IncidentKitError, OSError) as error:
            self._say("No copy was made.", *str(error).splitlines())
            return
        self._show(sheet)
        self._say(
            f"Made {copy_name(stored.record.id)}. This form now edits it; run the "
            "notebook again from the top for the rest."
        )


def _picker(look: Look) -> Any:
    return widgets.Dropdown(
        description="Which one?", options=[("", _NEW)], style=look.input,
        layout=look.layout, _dom_classes=("ik-input",),
    )  # fmt: skip
