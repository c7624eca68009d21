"""Which entry of a list does a form ask about, and may it be taken out?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.forms.fields import button
from incident_kit.wording.inside import forms as say

if TYPE_CHECKING:
    from collections.abc import Callable

    from incident_kit.forms.said import Look
    from incident_kit.forms.sheet import Sheet

_NEW = -1


class Entries:
    """The choice of an entry; what lies beside Save for a list.

    ``picked`` is told which entry was chosen, None for a new one; ``removed``
    and ``none`` of a press that was meant: taking one out asks once more.
    """

    def __init__(
        self,
        look: Look,
        *,
        picked: Callable[[int | None], None],
        removed: Callable[[], None],
        none: Callable[[], None],
    ) -> None:
        self.picker = widgets.Dropdown(
            description=say.WHICH,
            options=[("", _NEW)],
            style=look.input,
            layout=look.layout,
            _dom_classes=("ik-input",),
        )
        self.delete = button(say.DELETE, self._on_delete, look)
        self.no = button(say.KEEP, self._stop_asking, look)
        self.none = button(say.NONE, lambda _: none(), look)
        self.none.tooltip = say.NONE_TIP
        self.beside = widgets.HBox(layout=look.layout, _dom_classes=("ik-beside",))
        self._picked, self._removed = picked, removed
        self._is_showing = False
        self.picker.observe(self._on_pick, "value")

    def show(self, sheet: Sheet) -> None:
        """Name the entries of the file, and offer what can be done to this one."""
        options = [(f"new {sheet.form.item}", _NEW)]
        options += [(label, index) for index, label in enumerate(sheet.labels)]
        self._is_showing = True
        self.picker.options = options
        self.picker.value = _NEW if sheet.index is None else sheet.index
        self._is_showing = False
        self.delete.description = say.DELETE
        self._usual = self._offered(sheet)
        self._arrange(*self._usual)

    def _offered(self, sheet: Sheet) -> tuple[Any, ...]:
        if sheet.is_read_only:
            return ()
        if sheet.index is not None:
            return (self.delete,)
        can_be_none = sheet.form.none and not sheet.labels and not sheet.is_none
        return (self.none,) if can_be_none else ()

    def _arrange(self, *parts: Any) -> None:
        if self.beside.children != parts:
            self.beside.children = parts

    def _on_delete(self, _: object) -> None:
        if self.delete.description == say.REALLY:
            self._removed()
            return
        # the same button: who pressed it by key stays where they are
        self.delete.description = say.REALLY
        self._arrange(self.delete, self.no)

    def _stop_asking(self, _: object) -> None:
        self.delete.description = say.DELETE
        self._arrange(*self._usual)
        self.delete.focus()

    def _on_pick(self, change: dict[str, Any]) -> None:
        if not self._is_showing:
            self._picked(None if change["new"] == _NEW else change["new"])
