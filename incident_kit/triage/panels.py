"""The smaller panels, and every panel by its name; they need ipywidgets."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.errors import IncidentKitError
from incident_kit.forms.fields import button
from incident_kit.forms.said import Lines
from incident_kit.store.opening import open_workbook
from incident_kit.triage.clock_panel import ClockPanel
from incident_kit.triage.copying import CopyButton
from incident_kit.triage.log_panel import LogPanel
from incident_kit.triage.mitigations_panel import MitigationsPanel
from incident_kit.triage.panel import BasePanel, LineInput, link_to
from incident_kit.triage.questions_panel import QuestionsPanel
from incident_kit.wording.inside import panels as told
from incident_kit.wording.inside.triage import update_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.store.records import StoredRecord


def _entry(*parts: str) -> tuple[str, str]:
    return "entry", "  ".join(filter(None, parts))


class HypothesesPanel(BasePanel):
    """What is held to be the cause, and how surely: stated before it is known."""

    title, intro = told.HYPOTHESES

    def parts(self) -> Sequence[Any]:
        """Return the guess, the confidence, and what was guessed before."""
        self.what = LineInput(told.CAUSE, self.look, self._on_enter)
        self.sure = LineInput(told.SURE, self.look, self._on_sure)
        self.list = Lines(self.look)
        row = self.box(widgets.HBox, [self.what.input, self.sure.input], "ik-guess")
        return row, self.status.widget, self.list.widget

    def show(self, stored: StoredRecord) -> None:
        """List the hypotheses with their confidence."""
        lines = [
            (
                "" if one.confidence is None else f"{100 * one.confidence:.0f} %",
                one.what,
                "" if one.verdict == "unknown" else f"({one.verdict})",
            )
            for one in stored.record.hypotheses
        ]
        self.list.say([_entry(*parts) for parts in lines])

    def _on_enter(self, text: str) -> bool:
        return self._guess(text)

    def _on_sure(self, _: str) -> bool:
        if self.what.text and self._guess(self.what.text):
            self.what.input.value = ""
            return True
        return False

    def _guess(self, text: str) -> bool:
        if not self.sure.text:
            self.say(told.NOT_SURE)
            return False

        def act() -> str:
            self.add(
                "hypotheses",
                {
                    ("what",): text,
                    ("at",): self.now(),
                    ("confidence",): _percent(self.sure.text),
                },
            )
            return told.noted(self.now()[11:19])

        if not self.write(act):
            return False
        self.sure.input.value = ""
        return True


def _percent(text: str) -> str:
    """Return how sure somebody was as the record writes it: "60" is 60 %."""
    return f"{text} %" if text.isdecimal() and len(text) > 1 else text


class UpdatePanel(BasePanel):
    """An update for stakeholders, to copy, and to note that it was sent."""

    title, intro = told.UPDATE

    def parts(self) -> Sequence[Any]:
        """Return what the record cannot know, the text, and the two buttons."""
        self.step = LineInput(told.STEP, self.look, self._on_enter)
        self.until = LineInput(told.UNTIL, self.look, self._on_enter)
        self.text = widgets.Textarea(
            description=told.TEXT,
            rows=9,
            style=self.look.text,
            layout=self.look.layout,
            continuous_update=False,
            _dom_classes=("ik-input", "ik-update"),
        )
        self.again = button(told.ANEW, self._on_again, self.look)
        self.sent = button(told.SENT, self._on_sent, self.look)
        copy = CopyButton(words=told.COPY, done=told.COPIED, not_done=told.SELECTED)
        self._made = ""
        row = self.box(widgets.HBox, [self.step.input, self.until.input], "ik-guess")
        return (
            row,
            self.text,
            self.row(copy, self.again, self.sent, self.status.widget),
        )

    def show(self, stored: StoredRecord) -> None:
        """Write the update anew, unless somebody has changed it by hand."""
        if self.text.value in {"", self._made}:
            self._make(stored)

    def _make(self, stored: StoredRecord) -> None:
        self._made = update_text(
            stored.record,
            now=self.desk.home.now(),
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
            self.add(
                "updates",
                {
                    ("what",): str(self.text.value),
                    ("at",): self.now(),
                    ("to",): told.SENT_TO,
                },
            )
            return told.noted(self.now()[11:19])

        self.write(act)


class ReviewPanel(BasePanel):
    """Makes the team's own review notebook, and shows where it is."""

    title, intro = told.REVIEW
    has_link = True

    def parts(self) -> Sequence[Any]:
        """Return the one button."""
        self.press = button(told.GO_ON, self._on_press, self.look, kind="save")
        self.press.add_class("ik-go-on")
        return [self.row(self.press, self.status.widget)]

    def _on_press(self, _: object) -> None:
        self.desk.finish()
        try:
            opening = open_workbook(self.desk.incident_id, home=self.desk.home)
        except (IncidentKitError, OSError) as error:
            self.say("", *str(error).splitlines())
            return
        self.say(told.MADE if opening.made else told.THERE)
        if self.below is not None:
            self.below.update(link_to(opening.notebook), raw=True)


PANELS = MappingProxyType(
    {
        "clock": ClockPanel,
        "five_questions": QuestionsPanel,
        "mitigations": MitigationsPanel,
        "log": LogPanel,
        "hypotheses": HypothesesPanel,
        "update": UpdatePanel,
        "go_on": ReviewPanel,
    }
)
"""What a part of the triage shows where somebody sits."""
