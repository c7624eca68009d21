"""What do all panels of the triage do alike?"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.errors import IncidentKitError, system_problem
from incident_kit.forms.said import Lines, Look, link_bundle
from incident_kit.forms.save import Clash, Refused, save
from incident_kit.forms.sheet import open_sheet
from incident_kit.forms.typing import once_typed
from incident_kit.store.notes import clock_of, now_text
from incident_kit.wording.inside import panels as told
from incident_kit.wording.inside.catalogue import FORMS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path as FilePath

    from incident_kit.errors import Path
    from incident_kit.forms.save import Outcome
    from incident_kit.store.records import StoredRecord
    from incident_kit.triage.desk import Desk


class LineInput:
    """One line to type in; ``enter`` gets the text, and says whether it was taken.

    In one that ``stamps``, people type on at once: our part of JupyterLab empties
    it with the key, and sends the text along.  Elsewhere the kernel empties it.
    """

    def __init__(
        self,
        ask: str,
        look: Look,
        enter: Callable[[str], bool] | None = None,
        *,
        stamps: bool = False,
    ) -> None:
        self.input: Any = widgets.Text(
            description=ask,
            style=look.text,
            layout=look.layout,
            continuous_update=False,
            _dom_classes=("ik-input",),
        )
        if stamps:
            self.input.add_class(f"ik-stamp-{self.input.model_id}")
        self._enter = enter
        self._is_entered = False
        self.input.on_msg(self._on_message)
        self.input.observe(self._on_text, "value")

    @property
    def text(self) -> str:
        """What stands in the line, without blanks around it."""
        return str(self.input.value).strip()

    def hand_over(self) -> None:
        """Give the text away; the line is empty at once, for whoever types on."""
        self._is_entered = False
        if self._enter is not None:
            self.give(self._enter)

    def give(self, take: Callable[[str], bool]) -> None:
        """Let the text be taken; one that was not stands there again."""
        text = self.text
        if not text:
            return
        self.input.value = ""
        if not take(text) and not self.text:
            self.input.value = text

    def _on_message(self, _: object, content: dict[str, Any], __: object) -> None:
        if content.get("event") == "submit":
            self._is_entered = True
            once_typed(self._on_text)
        elif content.get("event") == "stamp":
            text = str(content.get("text", "")).strip()
            if self._enter is not None and text and self._enter(text):
                self.input.send({"event": "taken"})

    def _on_text(self, _: object = None) -> None:
        if self._is_entered:
            self.hand_over()


class BasePanel:
    """What panels have in common: a title, a status, a desk to write through.

    One that ``has_link`` gets a place ``below`` it, once it is shown, for a link
    that JupyterLab opens.
    """

    title = ""
    intro = ""
    has_link = False

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.below: Any = None
        self.look = Look()
        self.status = Lines(self.look)
        lines = (("title", self.title), ("intro", self.intro))
        head = Lines(self.look, *lines, styled=True)
        parts = [head.widget, *self.parts()]
        self.widget = self.box(widgets.VBox, parts, "incident-kit-form", "ik-triage")

    def parts(self) -> Sequence[Any]:
        """Return what stands below the title."""
        raise NotImplementedError

    def show(self, stored: StoredRecord) -> None:
        """Show the record as it is in the file now."""

    def tick(self, now: datetime) -> None:
        """Show that a second has passed."""

    def finish(self) -> None:
        """Write what was typed and not saved yet: somebody goes on."""

    def retire(self, words: str) -> None:
        """Take no more input, and say why."""
        self.say(words)
        self.widget.children = (self.widget.children[0], self.status.widget)

    def box(self, kind: Any, parts: Sequence[Any], *names: str) -> Any:
        """Return a box of parts under these names of the style."""
        return kind(children=parts, layout=self.look.layout, _dom_classes=names)

    def row(self, *parts: Any) -> Any:
        """Return parts side by side."""
        return self.box(widgets.HBox, parts, "ik-line")

    def choice(self, ask: str, words: Sequence[tuple[str, str]]) -> Any:
        """Return a choice of one word."""
        return widgets.Dropdown(
            description=ask,
            options=words,
            style=self.look.input,
            layout=self.look.layout,
            _dom_classes=("ik-input",),
        )

    def say(self, words: str, *problems: str) -> None:
        """Say what became of a press, a line per problem."""
        lines = [("status", words), *(("problem", one) for one in problems)]
        self.status.say(lines)

    def write(self, act: Callable[[], str]) -> bool:
        """Write to the record, say what was written, show it in every panel."""
        if self.desk.home.is_bundled:
            self.say(told.READ_ONLY)
            return False
        try:
            words = act()
        except IncidentKitError as error:
            self.say(told.NOT_WRITTEN, *map(str, error.problems))
            return False
        except OSError as error:
            self.say(told.NOT_WRITTEN, str(system_problem(error)))
            return False
        self.say(words)
        self.desk.changed()
        return True

    def add(self, name: str, typed: Mapping[Path, str]) -> None:
        """Add an entry to a list of the record, as its form would.

        Raises
        ------
        IncidentKitError
            If it would be no valid entry.
        """
        sheet = open_sheet(FORMS[name], self.desk.incident_id, self.desk.home)
        refuse_unwritten(save(sheet, typed))

    def now(self) -> str:
        """Return the present minute in the record's zone, as the record writes it."""
        return now_text(self.desk.home.now(), self.desk.read().record.zone)

    def clock_now(self) -> str:
        """Return the present time of day in the record's zone."""
        return clock_of(self.now())


def link_to(notebook: FilePath) -> dict[str, object]:
    """Return a link to a notebook that JupyterLab opens and runs."""
    path = os.path.relpath(notebook).replace(os.sep, "/")
    return link_bundle(told.opens(notebook.name), quote(path), is_run=True)


def refuse_unwritten(outcome: Outcome) -> None:
    """Raise what kept a save from being written, also that somebody was first.

    Raises
    ------
    IncidentKitError
        With a line per problem.
    """
    if isinstance(outcome, Refused):
        raise IncidentKitError(*outcome.at.values(), *outcome.others)
    if isinstance(outcome, Clash):
        raise IncidentKitError("somebody else has just written the same; look again")
