"""Buttons of which each opens a form where it stands; what is missing, a line each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.errors import IncidentKitError
from incident_kit.forms.fields import button
from incident_kit.forms.paste_view import PasteView
from incident_kit.forms.said import Lines, Look
from incident_kit.forms.skin import FormView
from incident_kit.forms.timeline import Timeline
from incident_kit.forms.timeline_grid import TimelineView
from incident_kit.wording.inside import forms as say
from incident_kit.wording.inside import pasted
from incident_kit.wording.inside.timeline import INTRO, TITLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from incident_kit.forms.checklist import Item
    from incident_kit.forms.review_desk import ReviewDesk
    from incident_kit.forms.sheet import Sheet
    from incident_kit.results.differences import Difference
    from incident_kit.wording.inside.questions import Form

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
        lead = Lines(look, ("lead", say.ANSWER_HERE), styled=True)
        made: list[Door] = [(form.title, partial(_form, desk, form)) for form in forms]
        if any(form.name == "timeline" for form in forms):
            made.insert(0, (TITLE, partial(_timeline, desk, look)))
        made += [
            (pasted.TITLE, partial(_paste, desk, form))
            for form in forms
            if form.name in pasted.EXAMPLES
        ]
        self.doors = Doors(look, made, lead.widget)
        self.widget = widgets.VBox(
            children=(self.doors.widget,),
            layout=look.layout,
            _dom_classes=("incident-kit-form", "ik-drawer"),
        )


def _form(desk: ReviewDesk, form: Form) -> Any:
    sheet = desk.sheet(form)
    return FormView(sheet, saved=desk.evidence(sheet)).widget


def _timeline(desk: ReviewDesk, look: Look) -> Any:
    """Return the list of all that happened, and what there is to know of it."""
    timeline = Timeline(desk.incident_id, desk.home)
    view = TimelineView(timeline, changed=desk.live.changed)
    desk.live.watch("timeline", lambda: view.show(desk.stored()))
    words = Lines(look, ("intro", INTRO)).widget
    return widgets.VBox(
        children=(words, view.widget),
        layout=look.layout,
        _dom_classes=("incident-kit-form",),
    )


def _paste(desk: ReviewDesk, form: Form) -> Any:
    return PasteView(form, desk.incident_id, desk.home, changed=desk.live.soon).widget


class MissingView:
    """The list as it was when it was opened; a line that is answered says so."""

    def __init__(self, desk: ReviewDesk) -> None:
        self._desk = desk
        self._look = Look()
        self._rows: dict[str, tuple[Item, Lines]] = {}
        items = desk.missing()
        self.head = Lines(self._look, *_head(items), styled=True)
        parts: list[Any] = [self.head.widget]
        for rank, words in say.HEADS.items():
            of_rank = [one for one in items if one.rank == rank]
            if of_rank:
                parts.append(Lines(self._look, ("group", words)).widget)
                parts += [self._row(one) for one in of_rank]
        self.widget = widgets.VBox(
            children=parts,
            layout=self._look.layout,
            _dom_classes=("incident-kit-form", "ik-missing"),
        )
        desk.live.watch("missing", self.refresh)

    def _row(self, item: Item) -> Any:
        lines = Lines(self._look, *_line(item))
        self._rows[item.name] = item, lines
        return Doors(self._look, [*self._doors(item)], lines.widget).widget

    def _doors(self, item: Item) -> Iterable[Door]:
        if item.place is not None:
            verb = "Answer" if item.difference is None else "Resolve"
            yield verb, partial(self._answer, item)
        if item.difference is not None:
            yield "Explain", partial(self._explain, item.difference)

    def _answer(self, item: Item) -> Any:
        assert item.place is not None  # noqa: S101  # only then there is a door
        return self._form(self._desk.sheet(item.place.form, item.place.index))

    def _explain(self, difference: Difference) -> Any:
        return self._form(self._desk.explanation(difference), difference)

    def _form(self, sheet: Sheet, difference: Difference | None = None) -> Any:
        saved = self._desk.evidence(sheet, difference=difference)
        return FormView(sheet, saved=saved).widget

    def refresh(self) -> None:
        """Mark what is answered by now, and count again."""
        try:
            items = self._desk.missing()
        except IncidentKitError as error:
            problems = [("problem", str(one)) for one in error.problems]
            self.head.say(problems)
            return
        left = {one.name: one for one in items}
        for name, (item, lines) in self._rows.items():
            lines.say(_line(left.get(name, item), is_done=name not in left))
        more = tuple(self._row(one) for one in items if one.name not in self._rows)
        self.widget.children += more
        self.head.say(_head(items))


def _head(items: Iterable[Item]) -> list[tuple[str, str]]:
    ranks = [one.rank for one in items]
    counts = [
        f"{ranks.count(one)} {word}" for one, word in say.COUNTS.items() if one in ranks
    ]
    told = f"{', '.join(counts)}." if counts else say.NOTHING_MISSING
    return [("status", told)]


def _line(item: Item, *, is_done: bool = False) -> list[tuple[str, str]]:
    head = [("name", item.name), *([("done", "✓ done")] if is_done else [])]
    return [*head, *(("what", one) for one in item.sides or (item.what,))]
