"""A form on the screen: it shows a sheet, hands over what is typed, and says so.

It keeps nothing that the file keeps: after each save, and whenever it is made
again, it shows the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.errors import IncidentKitError
from incident_kit.forms.answers import Answers
from incident_kit.forms.entries import Entries
from incident_kit.forms.fields import Field, button
from incident_kit.forms.said import Lines, Look
from incident_kit.forms.save import Clash, Saved, say_none, take_out
from incident_kit.forms.series_view import SeriesView
from incident_kit.forms.sheet import Sheet, open_sheet, sheet_of
from incident_kit.store.opening import copy_name, copy_sample
from incident_kit.wording.inside import forms as say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from incident_kit.errors import Path
    from incident_kit.forms.card import Evidence
    from incident_kit.forms.save import Outcome
    from incident_kit.forms.takes import Take


class FormView:
    """One form with its evidence, its button, and what it says of a save.

    ``saved`` is told of every sheet that the form shows anew, and returns the
    evidence beside it.
    """

    def __init__(self, sheet: Sheet, *, saved: Callable[[Sheet], Evidence]) -> None:
        self._saved = saved
        self._takes: tuple[Take, ...] = ()
        self._drafts: dict[int | None, dict[Path, str]] = {}
        look = self._look = Look()
        self.answers = Answers(sheet, look, edited=self._on_edit)
        self.evidence = Lines(look)
        self.status = Lines(look)
        self.save = button("Save", self._on_save, look, kind="save")
        self.save.button_style = "primary"
        self.copy: Any = None
        self.entries = (
            Entries(
                look, picked=self._on_pick, removed=self._on_remove, none=self._on_none
            )
            if sheet.form.is_list and not sheet.form.is_chosen
            else None
        )
        self.series = SeriesView(self.answers, look) if sheet.form.names_file else None
        self._foot = self._box(widgets.HBox, (), "ik-foot")
        self.widget = self._layout()
        self._show_rest()

    @property
    def sheet(self) -> Sheet:
        """What the form shows: the file as it was read last."""
        return self.answers.sheet

    @property
    def fields(self) -> Mapping[Path, Field]:
        """The fields, each by the path of the value it asks about."""
        return self.answers.fields

    def meet(self, sheet: Sheet) -> None:
        """Show what the file says by now; what somebody has typed stays."""
        self.answers.meet(sheet)
        self._say_evidence(self._saved(sheet))

    def _layout(self) -> Any:
        form = self.sheet.form
        head = Lines(
            self._look, ("title", form.title), ("intro", form.intro), styled=True
        )
        asked = [one.box for one in self.fields.values() if one.question.is_asked]
        if self.entries is not None:
            parts = [self.entries.picker]
            asked.insert(0, self._box(widgets.VBox, parts, "ik-field", "ik-wide"))
        below = []
        if self.series is not None:
            place = 1 if self.entries is not None else 0
            asked.insert(place, self._box(widgets.VBox, [self.series.drop], "ik-wide"))
            below = [self.series.curve]
        questions = self._box(widgets.VBox, asked, "ik-questions")
        self._side = self._box(widgets.VBox, [self.evidence.widget], "ik-evidence")
        columns = self._box(widgets.HBox, [questions, self._side], "ik-columns")
        parts = [head.widget, columns, self._foot, *below]
        return self._box(widgets.VBox, parts, "incident-kit-form")

    def _box(self, kind: Any, parts: Sequence[Any], *names: str) -> Any:
        return kind(children=parts, layout=self._look.layout, _dom_classes=names)

    def _show(self, sheet: Sheet, typed: Mapping[Path, str] | None = None) -> None:
        """Show a sheet, with what was typed on it where that is more."""
        self.answers.show(sheet, typed)
        self._show_rest()

    def _show_rest(self) -> None:
        """Show what lies around the fields: entries, buttons, evidence."""
        sheet = self.sheet
        beside = []
        if self.entries is not None:
            self.entries.show(sheet)
            beside = [self.entries.beside]
        if sheet.is_read_only and self.copy is None:
            words = f"Make {copy_name(sheet.stored.record.id)}"
            self.copy = button(words, self._on_copy, self._look, kind="save")
        press = self.copy if sheet.is_read_only else self.save
        self._foot.children = (press, *beside, self.status.widget)
        self._say_evidence(self._saved(sheet))
        if self.series is not None:
            self.series.show()
        if sheet.is_read_only:
            self._say(say.READ_ONLY)
        elif sheet.is_none:
            self._say(say.asked_none(sheet.form.none))

    def _say(self, words: str, *lines: str) -> None:
        self.status.say([("status", words), *(("problem", line) for line in lines)])

    def _say_evidence(self, found: Evidence) -> None:
        look = "verdict" if self.sheet.form.letter else "effect"
        lines = [("measured", found.measured), (look, found.verdict)]
        lines += [("note", note) for note in found.notes]
        lines = [line for line in lines if line[1]]
        if not lines:
            none = say.CURVE_BELOW if self.sheet.form.names_file else say.NOT_MEASURED
            lines = [("note", none)]
        self.evidence.say([("head", found.head), *lines])
        takes = () if self.sheet.is_read_only else found.takes
        if takes != self._takes:
            self._takes = takes
            buttons = (self._take_button(one) for one in takes)
            self._side.children = (self.evidence.widget, *buttons)

    def _take_button(self, one: Take) -> Any:
        """Return the press that writes a measured value into its field."""
        field = self.fields[one.path]

        def take(_: object) -> None:
            field.text = one.text

        made = button(say.take(one.words), take, self._look, kind="take")
        made.tooltip = say.into(field.question.ask)
        return made

    def _on_edit(self) -> None:
        self._say(say.UNSAVED if self.answers.is_edited else "")
        if self.series is not None:
            self.series.show()

    def _on_save(self, _: object) -> None:
        before = self.sheet
        told = self.answers.save()
        if told.saved is not None:
            self._drafts.pop(before.index, None)
            if told.saved.was_new and not before.form.is_chosen:
                self.answers.show(_blank(self.sheet))
        if self.sheet is not before:
            self._show_rest()
        self._say(told.words, *told.lines)

    def _on_pick(self, index: int | None) -> None:
        """Show another entry; what was typed and not saved waits for the return."""
        if self.answers.is_edited:
            self._drafts[self.sheet.index] = self.answers.typed
        form, stored = self.sheet.form, self.sheet.stored
        try:
            sheet = open_sheet(form, stored.record.id, self.sheet.home, index=index)
        except IncidentKitError as error:
            self._say(say.CANNOT_READ, *map(str, error.problems))
            return
        draft = self._drafts.pop(index, None)
        self._show(sheet, draft)
        if draft:
            self._say(say.UNSAVED)
        elif not (sheet.is_read_only or sheet.is_none):
            self._say("")

    def _on_remove(self) -> None:
        label = self.sheet.labels[self.sheet.index or 0]
        self._drafts.clear()
        self._write(take_out, f"Deleted {label}.")
        self.save.focus()

    def _on_none(self) -> None:
        self._write(say_none, say.asked_none(self.sheet.form.none))

    def _write(self, act: Callable[[Sheet], Outcome], done: str) -> None:
        """Do something to the list as a whole, and show the file after it."""
        try:
            outcome = act(self.sheet)
        except IncidentKitError as error:
            self._say(say.NOT_CHANGED, *map(str, error.problems))
            return
        if isinstance(outcome, Saved | Clash):
            self._show(outcome.sheet)
        if isinstance(outcome, Saved):
            self._say(done)
        elif isinstance(outcome, Clash):
            self._say(say.CHANGED_MEANWHILE)
        else:
            self._say(say.NOT_CHANGED, *outcome.others)

    def _on_copy(self, _: object) -> None:
        stored = self.sheet.stored
        try:
            home = copy_sample(stored.record.id, self.sheet.home)
            sheet = open_sheet(
                self.sheet.form, stored.record.id, home, index=self.sheet.index
            )
        except (IncidentKitError, OSError) as error:
            self._say(say.NOT_COPIED, *str(error).splitlines())
            return
        self._show(sheet)
        self._say(say.copied(copy_name(stored.record.id)))


def _blank(sheet: Sheet) -> Sheet:
    """Return the sheet of a next entry after one was added."""
    return sheet_of(sheet.form, sheet.stored, sheet.home, index=None)
