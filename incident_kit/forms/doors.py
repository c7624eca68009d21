"""Buttons of which each opens a form where it stands: made only once it is opened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.errors import IncidentKitError
from incident_kit.forms.fields import button
from incident_kit.forms.said import Lines, Look
from incident_kit.forms.skin import FormView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from incident_kit.forms.questions import Form
    from incident_kit.forms.review_desk import ReviewDesk

Door = tuple[str, "Callable[[], Any]"]
_CLOSED, _OPEN = "▸", "▾"


class Doors:
    """A few doors in a row, perhaps after a line; one at most stands open.

    What was typed behind a door that is shut again is there when it opens.
    """

    def __init__(self, look: Look, doors: Sequence[Door], *before: Any) -> None:
        self._look = look
        self._doors = doors
        self._made: dict[int, Any] = {}
        self._open: int | None = None
        self._before = before
        self.buttons = [
            button(f"{_CLOSED} {words}", partial(self._press, place), look, kind="door")
            for place, (words, _) in enumerate(doors)
        ]
        self.widget = widgets.Box(
            children=(*before, *self.buttons),
            layout=look.layout,
            _dom_classes=("ik-doors",),
        )

    @property
    def opened(self) -> Any:
        """What stands behind the open door, None where all are shut."""
        return None if self._open is None else self._made[self._open]

    def _press(self, place: int, _: object) -> None:
        self._open = None if self._open == place else place
        if self._open is not None and place not in self._made:
            self._made[place] = self._make(place)
        for at, ((words, _make), one) in enumerate(
            zip(self._doors, self.buttons, strict=True)
        ):
            sign = _OPEN if at == self._open else _CLOSED
            one.description = f"{sign} {words}"
        behind = () if self.opened is None else (self.opened,)
        self.widget.children = (*self._before, *self.buttons, *behind)

    def _make(self, place: int) -> Any:
        try:
            return self._doors[place][1]()
        except IncidentKitError as error:
            lines = [("problem", str(problem)) for problem in error.problems]
            return Lines(self._look, *lines).widget


class DrawerView:
    """The forms of one section, all closed."""

    def __init__(self, desk: ReviewDesk, forms: Sequence[Form]) -> None:
        look = Look()
        lead = Lines(look, ("lead", "Answer here:"), styled=True)
        made = [(form.title, partial(_form, desk, form)) for form in forms]
        self.doors = Doors(look, made, lead.widget)
        self.widget = widgets.VBox(
            children=(self.doors.widget,),
            layout=look.layout,
            _dom_classes=("incident-kit-form", "ik-drawer"),
        )


def _form(desk: ReviewDesk, form: Form) -> Any:
    sheet = desk.sheet(form)
    return FormView(sheet, saved=desk.evidence(sheet)).widget
