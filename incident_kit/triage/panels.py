"""The smaller panels, and every panel by its name; they need ipywidgets."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.errors import IncidentKitError
from incident_kit.forms.fields import button
from incident_kit.forms.said import Lines
from incident_kit.forms.typing import once_typed
from incident_kit.store.opening import open_workbook
from incident_kit.triage.clock_panel import ClockPanel
from incident_kit.triage.log_panel import LogPanel
from incident_kit.triage.mitigations_panel import MitigationsPanel
from incident_kit.triage.panel import BasePanel, LineInput, link_to
from incident_kit.triage.questions_panel import QuestionsPanel
from incident_kit.triage.update_box import UpdateBox
from incident_kit.wording.inside import panels as told
from incident_kit.wording.inside.triage import update_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
        if not self.sure.text:
            self.say(told.NOT_SURE)
            return False
        sure = self.sure.text
        self.sure.input.value = ""
        if self._guess(text, sure):
            return True
        self.sure.input.value = sure
        return False

    def _on_sure(self, sure: str) -> bool:
        what = self.what.text
        if not what:
            return False
        self.what.input.value = ""
        if self._guess(what, sure):
            return True
        self.what.input.value = what
        return False

    def _guess(self, what: str, sure: str) -> bool:
        def act() -> str:
            self.add(
                "hypotheses",
                {
                    ("what",): what,
                    ("at",): self.now(),
                    ("confidence",): _percent(sure),
                },
            )
            return told.noted(self.clock_now())

        return self.write(act)


def _percent(text: str) -> str:
    """Return how sure somebody was as the record writes it: "60" is 60 %."""
    return f"{text} %" if text.isdecimal() and len(text) > 1 else text


class UpdatePanel(BasePanel):
    """An update for stakeholders, to copy, and to note that it was sent."""

    title, intro = told.UPDATE

    def parts(self) -> Sequence[Any]:
        """Return what the record cannot know, and the text."""
        self.step = LineInput(told.STEP, self.look)
        self.until = LineInput(told.UNTIL, self.look)
        for one in (self.step, self.until):
            one.input.observe(lambda _: self._anew(), "value")
        self.text = UpdateBox(locked=self.desk.home.is_bundled)
        self.text.on_msg(self._on_message)
        row = self.box(widgets.HBox, [self.step.input, self.until.input], "ik-guess")
        return row, self.text, self.status.widget

    def show(self, stored: StoredRecord) -> None:
        """Write the update anew; what somebody has typed in it stays."""
        self.text.made = update_text(
            stored.record,
            now=self.desk.home.now(),
            next_step=self.step.text,
            next_at=self.until.text,
        )

    def _anew(self) -> None:
        try:
            self.show(self.desk.read())
        except IncidentKitError as error:
            self.say("", *map(str, error.problems))

    def _on_message(self, _: object, content: Mapping[str, Any], __: object) -> None:
        if content.get("event") == "settle":
            once_typed(self._settle)
        elif content.get("event") == "sent":
            self.write(partial(self._note, str(content.get("text", ""))))

    def _settle(self) -> None:
        """Make the text of what stands in the lines above it, and say that it is made."""
        self._anew()
        self.text.send({"settled": True})

    def _note(self, text: str) -> str:
        self.add(
            "updates",
            {("what",): text, ("at",): self.now(), ("to",): told.SENT_TO},
        )
        return told.noted(self.clock_now())


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
