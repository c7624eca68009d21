"""The five questions of the BLAST map, each with the data beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.forms.answers import Answers
from incident_kit.forms.card import evidence
from incident_kit.forms.fields import button
from incident_kit.forms.said import Lines
from incident_kit.forms.sheet import sheet_of
from incident_kit.record.contradictions import contradictions
from incident_kit.triage.panel import BasePanel
from incident_kit.wording.inside import forms as say
from incident_kit.wording.inside import panels as told
from incident_kit.wording.inside.catalogue import FORMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.errors import Path
    from incident_kit.forms.takes import Take
    from incident_kit.store.records import StoredRecord
    from incident_kit.wording.inside.questions import Form


def five_forms() -> tuple[tuple[Form, tuple[Path, ...]], ...]:
    """Return the five letters' forms, and the few questions that the triage asks."""
    forms = []
    for name, more in told.ASKED.items():
        asked = {"answer": FORMS[name].intro} | more
        questions = tuple(
            replace(one, ask=asked[str(one.path[0])], help="")
            if one.path[0] in asked
            else one
            for one in FORMS[name].questions
        )
        paths = tuple((field,) for field in asked)
        forms.append((replace(FORMS[name], questions=questions), paths))
    return tuple(forms)


class QuestionsPanel(BasePanel):
    """The five questions on one screen, the evidence beside each answer."""

    title, intro = told.QUESTIONS

    def parts(self) -> Sequence[Any]:
        """Return a row for each letter, and one button for all."""
        stored = self.desk.read()
        rows = []
        self.answers: list[Answers] = []
        self.evidence: list[Lines] = []
        self.takes: list[Any] = []
        for form, asked in five_forms():
            sheet = sheet_of(form, stored, self.desk.home, index=None)
            answers = Answers(sheet, self.look, edited=self._on_edit, asked=asked)
            self.answers.append(answers)
            self.evidence.append(Lines(self.look))
            self.takes.append(self.box(widgets.HBox, (), "ik-takes"))
            answer, *more = answers.fields.values()
            answer.input.rows = 1
            letter = Lines(self.look, ("letter", form.letter))
            beside = self.box(widgets.HBox, [one.box for one in more], "ik-more")
            seen = [self.evidence[-1].widget, self.takes[-1]]
            side = self.box(widgets.VBox, seen, "ik-beside-data")
            parts = [letter.widget, answer.box, beside, side]
            rows.append(self.box(widgets.HBox, parts, "ik-question"))
        self.save = button("Save", self._on_save, self.look, kind="save")
        self.save.button_style = "primary"
        self.save.disabled = self.desk.home.is_bundled
        foot = self.box(widgets.HBox, [self.save, self.status.widget], "ik-foot")
        return *rows, foot

    def show(self, stored: StoredRecord) -> None:
        """Show the evidence, and what somebody else answered meanwhile."""
        found = self.desk.found(stored)
        rows = zip(self.answers, self.evidence, self.takes, strict=True)
        for answers, lines, box in rows:
            form = answers.sheet.form
            sheet = sheet_of(form, stored, self.desk.home, index=None)
            answers.meet(sheet)
            seen = evidence(sheet, found)
            verdict = seen.verdict if seen.verdict in {"disagrees", "partly"} else ""
            doubts = [
                ("verdict", f"{path[-1]}: {what}")
                for path, what, _ in contradictions(stored.record)
                if path[: len(form.root)] == form.root
            ]
            lines.say([("measured", seen.measured), ("verdict", verdict), *doubts])
            self._offer(box, answers, seen.takes)

    def _offer(self, box: Any, answers: Answers, takes: tuple[Take, ...]) -> None:
        """Put the measured values of the fields that are asked one press away."""
        offered = [one for one in takes if one.path in answers.fields]
        words = [say.take(one.words) for one in offered]
        if words != [one.description for one in box.children]:
            box.children = [self._take(answers, one) for one in offered]

    def _take(self, answers: Answers, one: Take) -> Any:
        def take(_: object) -> None:
            answers.fields[one.path].text = one.text

        return button(say.take(one.words), take, self.look, kind="take")

    def _on_edit(self) -> None:
        edited = [one.sheet.form.letter for one in self.answers if one.is_edited]
        self.say(told.unsaved(", ".join(edited)) if edited else "")

    def finish(self) -> None:
        """Save the answers that somebody has typed."""
        if any(one.is_edited for one in self.answers):
            self._on_save(None)

    def _on_save(self, _: object) -> None:
        tried = [
            (one.sheet.form.letter, one.save())
            for one in self.answers
            if one.is_edited or one.is_undecided
        ]
        saved = [letter for letter, one in tried if one.saved is not None]
        problems = [
            f"{letter}: {one.words}"
            for letter, one in tried
            if one.saved is None or not one.is_whole
        ]
        problems += [line for _, one in tried for line in one.lines]
        words = told.saved(", ".join(saved)) if saved else told.NOTHING_TO_SAVE
        self.say(words if saved or not problems else "", *problems)
        if saved:
            self.desk.changed()
