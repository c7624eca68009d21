"""What is missing, a line each, and behind each line the form that answers it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.errors import IncidentKitError
from incident_kit.forms.doors import Doors
from incident_kit.forms.said import Lines, Look
from incident_kit.forms.skin import FormView

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from incident_kit.forms.checklist import Item, Rank
    from incident_kit.forms.doors import Door
    from incident_kit.forms.review_desk import ReviewDesk
    from incident_kit.forms.sheet import Sheet
    from incident_kit.results.differences import Difference

_HEADS: dict[Rank, str] = {
    "required": "Required before it is reviewed",
    "differs": "Does not agree: resolve it, or explain it",
    "wish": "Would make it better",
}
_COUNTS: dict[Rank, str] = {
    "required": "required",
    "differs": "not in agreement",
    "wish": "to make it better",
}


class MissingView:
    """The list as it was when it was opened; a line that is answered says so."""

    def __init__(self, desk: ReviewDesk) -> None:
        self._desk = desk
        self._look = Look()
        self._rows: dict[str, tuple[Item, Lines]] = {}
        items = desk.missing()
        self.head = Lines(self._look, *_head(items), styled=True)
        parts: list[Any] = [self.head.widget]
        for rank, words in _HEADS.items():
            of_rank = [one for one in items if one.rank == rank]
            if of_rank:
                parts.append(Lines(self._look, ("group", words)).widget)
                parts += [self._row(one) for one in of_rank]
        self.widget = widgets.VBox(
            children=parts,
            layout=self._look.layout,
            _dom_classes=("incident-kit-form", "ik-missing"),
        )

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
        changed: Callable[[], None] = self.refresh
        saved = self._desk.evidence(sheet, difference=difference, changed=changed)
        return FormView(sheet, saved=saved).widget

    def refresh(self) -> None:
        """Mark what is answered by now, and count again."""
        try:
            items = self._desk.missing()
        except IncidentKitError as error:
            problems = [("problem", str(one)) for one in error.problems]
            self.head.say([*_head(()), *problems])
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
        f"{ranks.count(one)} {word}" for one, word in _COUNTS.items() if one in ranks
    ]
    told = f"{', '.join(counts)}." if counts else "Nothing is missing."
    return [("status", told)]


def _line(item: Item, *, is_done: bool = False) -> list[tuple[str, str]]:
    head = [("name", item.name), *([("done", "✓ done")] if is_done else [])]
    return [*head, *(("what", one) for one in item.sides or (item.what,))]
