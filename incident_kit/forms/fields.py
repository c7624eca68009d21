"""How does one question look, and how does it show two versions of its answer?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.forms.said import Lines

if TYPE_CHECKING:
    from incident_kit.forms.questions import Question

_NOT_SAID = "not said"


class Field:
    """One question: its words, its input, its message, and both versions of it."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.input = _input(question)
        self.input.add_class("ik-input")
        self.note = Lines()
        self.theirs: str | None = None
        self._both = Lines()
        self._mine = _button("Keep mine", self._keep)
        self._take = _button("Take theirs", self._take_theirs)
        self._choice: Any = None
        self.box = widgets.VBox([self.input, self.note.widget])
        self.box.add_class("ik-field")
        if question.kind == "prose":
            self.box.add_class("ik-wide")
        self.message("")

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

    def message(self, words: str) -> None:
        """Show what is wrong with the answer, beside what helps to write it."""
        self.note.say([("problem", words), ("help", self.question.help)])

    def offer(self, theirs: str) -> None:
        """Show the version that somebody else saved, and let one be chosen."""
        self.theirs = theirs
        if self._choice is None:
            self._choice = widgets.HBox([self._mine, self._take])
        shown = theirs if theirs.strip() else "(nothing)"
        self._both.say(
            [
                ("problem", "Somebody else saved this meanwhile; yours stands above."),
                ("both", shown),
            ]
        )
        self.box.children = (
            self.input, self.note.widget, self._both.widget, self._choice,
        )  # fmt: skip

    def withdraw(self) -> None:
        """Offer nothing any more: a version was chosen."""
        self.theirs = None
        self.box.children = (self.input, self.note.widget)

    def _keep(self, _: object) -> None:
        self.withdraw()

    def _take_theirs(self, _: object) -> None:
        self.text = self.theirs or ""
        self.withdraw()


def _input(question: Question) -> Any:
    common: dict[str, Any] = {
        "description": question.ask,
        "style": {"description_width": "initial"},
        "layout": {"width": "auto"},
    }
    if question.choices:
        options = [(_NOT_SAID, ""), *((word, word) for word in question.choices)]
        return widgets.Dropdown(options=options, value="", **common)
    if question.kind in {"prose", "list"}:
        return widgets.Textarea(rows=3 if question.kind == "prose" else 2, **common)
    return widgets.Text(**common)


def _button(words: str, act: Any) -> Any:
    button = widgets.Button(description=words)
    button.add_class("ik-choose")
    button.on_click(act)
    return button
