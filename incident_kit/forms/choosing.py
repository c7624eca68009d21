"""Which incident?  A list to choose from, where a notebook was opened without an ID."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.forms.fields import button
from incident_kit.forms.said import Lines, Look
from incident_kit.forms.typing import once_typed
from incident_kit.wording.inside import choosing as say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class ChoiceView:
    """A list of incidents and a button; ``chosen`` is told the ID of one.

    Our part of JupyterLab then runs the cell again, and those below it; elsewhere
    the words say to do that.
    """

    def __init__(
        self, incidents: Sequence[tuple[str, str]], chosen: Callable[[str], None]
    ) -> None:
        look = Look()
        self._chosen = chosen
        self.which = widgets.Dropdown(
            description=say.WHICH,
            options=[(say.option(name, title), name) for name, title in incidents],
            style=look.input,
            layout=look.layout,
            _dom_classes=("ik-input",),
        )
        self.press = button(say.OPEN, self._on_press, look, kind="save")
        self.press.button_style = "primary"
        self.status = Lines(look, styled=True)
        foot = widgets.HBox(
            children=(self.press, self.status.widget),
            layout=look.layout,
            _dom_classes=("ik-foot",),
        )
        self.widget: Any = widgets.VBox(
            children=(self.which, foot),
            layout=look.layout,
            _dom_classes=("incident-kit-form", "ik-choosing"),
        )

    def _on_press(self, _: object) -> None:
        once_typed(self._choose)

    def _choose(self) -> None:
        self._chosen(str(self.which.value))
        self.status.say([("chosen", say.chosen(str(self.which.value)))])
