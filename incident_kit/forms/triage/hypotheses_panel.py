"""Guesses at the cause, each with how sure somebody was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.forms.said import Lines
from incident_kit.forms.triage.line import Line
from incident_kit.forms.triage.panel import BasePanel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.store.records import StoredRecord


class HypothesesPanel(BasePanel):
    """What is held to be the cause, and how surely: stated before it is known."""

    title = "What do you think it is?"
    intro = "With how sure you are: it keeps a guess a guess."

    def parts(self) -> Sequence[Any]:
        """Return the guess, the confidence, and what was guessed before."""
        self.what = Line("What is the cause, do you think?", self.look, self._on_enter)
        self.sure = Line("How sure? (60 %)", self.look, self._on_sure)
        self.list = Lines(self.look)
        row = self.box(widgets.HBox, [self.what.input, self.sure.input], "ik-guess")
        return row, self.status.widget, self.list.widget

    def show(self, stored: StoredRecord) -> None:
        """List the hypotheses with their confidence."""
        self.list.say(
            [
                (
                    "entry",
                    "  ".join(
                        filter(
                            None,
                            (
                                ""
                                if one.confidence is None
                                else f"{100 * one.confidence:.0f} %",
                                one.what,
                                "" if one.verdict == "unknown" else f"({one.verdict})",
                            ),
                        )
                    ),
                )
                for one in stored.record.hypotheses
            ]
        )

    def _on_enter(self, text: str) -> bool:
        return self._guess(text)

    def _on_sure(self, _: str) -> bool:
        if self.what.text and self._guess(self.what.text):
            self.what.input.value = ""
            return True
        return False

    def _guess(self, text: str) -> bool:
        if not self.sure.text:
            self.say("Say how sure you are, then press Enter there.")
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
            return f"Noted at {self.now()[11:16]}."

        if not self.write(act):
            return False
        self.sure.input.value = ""
        return True


def _percent(text: str) -> str:
    """Return how sure somebody was as the record writes it: "60" is 60 %."""
    return f"{text} %" if text.isdecimal() and len(text) > 1 else text
