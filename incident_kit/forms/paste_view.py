"""A table that is pasted becomes rows of the record, once somebody has seen them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.errors import Conflict, IncidentKitError
from incident_kit.forms.fields import button
from incident_kit.forms.pasted import Added, Pasted, PastedRow, add_rows, read_pasted
from incident_kit.forms.said import Lines, Look
from incident_kit.store.notes import put_back
from incident_kit.store.records import read_record
from incident_kit.wording.inside import forms as told
from incident_kit.wording.inside import pasted as say

if TYPE_CHECKING:
    from collections.abc import Callable

    from incident_kit.store.home import Home
    from incident_kit.wording.inside.questions import Form


class PasteView:
    """The text, the rows that it would become, and the press that writes them.

    ``changed`` is told after each press that wrote something.
    """

    def __init__(
        self, form: Form, incident_id: str, home: Home, *, changed: Callable[[], None]
    ) -> None:
        self._form, self._incident_id, self._home = form, incident_id, home
        self._changed = changed
        self._pasted: Pasted | None = None
        self._added: Added | None = None
        look = self._look = Look()
        common: dict[str, Any] = {"layout": look.layout, "_dom_classes": ("ik-input",)}
        self.text = widgets.Textarea(
            description=say.TEXT,
            placeholder=say.EXAMPLES[form.name],
            rows=6,
            style=look.text,
            **common,
        )
        orders = [(say.NOT_SAID, None), *((w, one) for one, w in say.ORDERS.items())]
        self.order = widgets.Dropdown(
            description=say.ORDER, options=orders, style=look.input, **common
        )
        self.read = button(say.READ, self._on_read, look)
        self.add = button("", self._on_add, look, kind="save")
        self.add.button_style = "primary"
        self.back = button(say.BACK, self._on_back, look)
        self.rows = Lines(look)
        self.rows.widget.add_class("ik-pasted")
        self.status = Lines(look)
        self._foot = widgets.HBox(layout=look.layout, _dom_classes=("ik-foot",))
        head = Lines(look, ("intro", say.INTRO), styled=True)
        self._head = (head.widget, self.text)
        self.widget = widgets.VBox(
            layout=look.layout, _dom_classes=("incident-kit-form", "ik-paste")
        )
        self.text.observe(self._on_edit, "value")
        self.order.observe(self._on_order, "value")
        self._arrange()
        if home.is_bundled:
            self.text.disabled = self.read.disabled = True
            self._say(told.READ_ONLY)

    def _arrange(self) -> None:
        """Show the presses that there are something for."""
        pasted = self._pasted
        asks = pasted is not None and (pasted.asks_order or self.order.value)
        ready = (
            pasted is not None and pasted.new and not (pasted.wrong or pasted.problem)
        )
        if pasted is not None and ready:
            self.add.description = say.add(len(pasted.new))
        presses = (
            self.read,
            *([self.add] if ready else []),
            *([self.back] if self._added else []),
            self.status.widget,
        )
        if self._foot.children != presses:
            self._foot.children = presses
        order = (self.order,) if asks else ()
        self.widget.children = (*self._head, *order, self.rows.widget, self._foot)

    def _say(self, words: str, *problems: str) -> None:
        self.status.say([("status", words), *(("problem", line) for line in problems)])

    def _on_edit(self, _: object) -> None:
        """Take the rows away that another text had."""
        if self._pasted is not None:
            self._pasted = None
            self.rows.say([])
            self._say("")
            self._arrange()

    def _on_order(self, _: object) -> None:
        if self._pasted is not None:
            self._on_read(None)

    def _on_read(self, _: object) -> None:
        try:
            record = read_record(self._incident_id, self._home).record
        except IncidentKitError as error:
            self._say(told.CANNOT_READ, *map(str, error.problems))
            return
        pasted = self._pasted = read_pasted(
            self.text.value,
            self._form,
            record,
            now=self._home.now(),
            order=self.order.value,
        )
        self._added = None
        self.rows.say([line for row in pasted.rows for line in _lines(row)])
        left = [say.left_out(pasted.left_out)] if pasted.left_out else []
        if pasted.problem:
            self._say("", pasted.problem)
        elif pasted.wrong:
            self._say(say.refused(len(pasted.wrong)))
        elif not pasted.new:
            self._say(say.NOTHING_NEW)
        else:
            self._say(" ".join(left))
        self._arrange()

    def _on_add(self, _: object) -> None:
        if self._pasted is None:
            return
        try:
            self._added = add_rows(self._pasted, self._incident_id, self._home)
        except IncidentKitError as error:
            self._say(told.NOT_SAVED, *map(str, error.problems))
            return
        except OSError as error:
            self._say(told.NOT_SAVED, error.strerror or str(error))
            return
        words = say.added(self._added.rows)
        self.text.value = ""
        self._say(words)
        self._arrange()
        self._changed()

    def _on_back(self, _: object) -> None:
        added, self._added = self._added, None
        if added is None:
            return
        try:
            put_back(added.before, written=added.written)
        except Conflict:
            self._say(say.TOO_LATE)
        else:
            self._say(say.IS_BACK)
            self._changed()
        self._arrange()


def _lines(row: PastedRow) -> list[tuple[str, str]]:
    """Return a row as it would be written, and what is wrong with it."""
    rest = [
        f"{name}: {text}"
        for name, text in row.values.items()
        if name not in {"at", "what"}
    ]
    parts = [row.values.get("at") or say.NO_TIME, row.values.get("what", ""), *rest]
    words = " · ".join(part for part in parts if part)
    if row.problem:
        return [("row-said", words), ("problem", say.row(row.line, row.problem))]
    if row.is_there:
        return [("there", f"{words} ({say.THERE})")]
    return [("row-said", words)]
