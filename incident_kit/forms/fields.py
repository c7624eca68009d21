"""How does one question look, and how does it show two versions of its answer?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.forms.said import Lines, Look
from incident_kit.forms.sheet import NONE
from incident_kit.forms.typing import once_typed
from incident_kit.wording.inside import forms as say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from incident_kit.wording.inside.questions import Question

_NOT_SAID = "not said"


class Field:
    """One question: its words, its input, its message, and both versions of it.

    ``stamp`` returns the present minute as the record would write it.
    """

    def __init__(
        self, question: Question, look: Look, stamp: Callable[[], str]
    ) -> None:
        self.question = question
        self.theirs: str | None = None
        self.choice: tuple[Any, ...] = ()
        self._look = look
        self.input = _input(question, look)
        self.short: Any = None
        if question.kind == "time":
            self.short = button(
                "Now", lambda _: self._fill(stamp()), look, kind="short"
            )
        elif question.is_list:
            self.short = button("None", lambda _: self._fill(NONE), look, kind="short")
            self.short.tooltip = say.NONE_SHORT_TIP
        row: list[Any] = [self.input]
        if self.short is not None:
            parts = [self.input, self.short]
            row = [widgets.HBox(parts, layout=look.layout, _dom_classes=("ik-row",))]
        self._row: Any = row[0]
        self.note: Lines | None = None
        names = ("ik-field", "ik-wide")[: 1 + (question.kind == "prose")]
        self.box = widgets.VBox(row, layout=look.layout, _dom_classes=names)
        self.message("")

    def lock(self, *, is_locked: bool) -> None:
        """Let nobody type here, or let them again."""
        self.input.disabled = is_locked
        if self.short is not None:
            self.short.disabled = is_locked

    def _fill(self, text: str) -> None:
        self.input.value = text

    @property
    def text(self) -> str:
        """What is typed at present."""
        return str(self.input.value or "")

    @text.setter
    def text(self, text: str) -> None:
        if self.question.choices:
            known = [value for _, value in self.input.options]
            if text not in known:
                self.input.options = (*self.input.options, (text, text))
        self.input.value = text

    def suggest(self, words: Sequence[str]) -> None:
        """Offer these to choose from; another can be typed."""
        if self.input.options != tuple(words):
            self.input.options = tuple(words)

    def message(self, words: str) -> None:
        """Show what is wrong with the answer, else what helps to write it."""
        if self.note is None:
            if not (words or self.question.help):
                return
            self.note = Lines(self._look)
        self.note.say([("problem", words) if words else ("help", self.question.help)])
        self._arrange()

    def offer(self, theirs: str) -> None:
        """Show the version that somebody else saved, and let one be chosen."""
        self.theirs = theirs
        both = Lines(
            self._look,
            ("problem", say.MEANWHILE),
            ("both", theirs if theirs.strip() else "(nothing)"),
        )
        mine = button("Keep mine", self._keep, self._look)
        take = button("Take theirs", self._take_theirs, self._look)
        row = widgets.HBox([mine, take], layout=self._look.layout)
        self.choice = (both.widget, row)
        self._arrange()

    def withdraw(self) -> None:
        """Offer nothing any more: a version was chosen."""
        if self.theirs is None:
            return
        self.theirs = None
        self.choice = ()
        self._arrange()

    def _arrange(self) -> None:
        note = () if self.note is None else (self.note.widget,)
        shown = (self._row, *note, *self.choice)
        if self.box.children != shown:
            self.box.children = shown

    def _keep(self, _: object) -> None:
        self.withdraw()

    def _take_theirs(self, _: object) -> None:
        self.text = self.theirs or ""
        self.withdraw()


def _input(question: Question, look: Look) -> Any:
    common: dict[str, Any] = {
        "description": question.ask,
        "layout": look.layout,
        "_dom_classes": ("ik-input",),
    }
    typed = {"style": look.text}
    if question.choices:
        options = [(_NOT_SAID, ""), *((word, word) for word in question.choices)]
        return widgets.Dropdown(options=options, value="", style=look.input, **common)
    if question.is_list or question.kind in {"prose", "spans"}:
        rows = 3 if question.kind == "prose" else 2
        return widgets.Textarea(rows=rows, **typed, **common)
    if question.kind in {"file", "column"}:
        return widgets.Combobox(**typed, **common)
    return widgets.Text(**typed, **common)


def button(words: str, act: Any, look: Look, *, kind: str = "choose") -> Any:
    """Return a button that does one thing, with what was typed just before it."""
    made = widgets.Button(
        description=words,
        layout=look.layout,
        style=look.button,
        _dom_classes=(f"ik-{kind}",),
    )
    made.on_click(lambda one: once_typed(partial(act, one)))
    return made
