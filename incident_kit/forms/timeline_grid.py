"""The list of everything that happened on the screen: each line edited in its cell."""

from __future__ import annotations

from dataclasses import asdict
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import anywidget  # type: ignore[import-not-found, unused-ignore]  # it has no types
import traitlets

from incident_kit.errors import IncidentKitError
from incident_kit.forms.timeline import Answered
from incident_kit.wording.inside import timeline as told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from incident_kit.forms.timeline import Side, Timeline
    from incident_kit.store.records import StoredRecord


def _own(name: str) -> str:
    return (files("incident_kit.forms") / name).read_text(encoding="utf-8")


class TimelineGrid(anywidget.AnyWidget):
    """The front end's side: the lines to show, and what is read aloud."""

    _esm = _own("timeline_grid.js")
    _css = _own("timeline_grid.css")
    rows: Any = traitlets.List().tag(sync=True)
    kinds = traitlets.Dict(dict(told.KINDS)).tag(sync=True)
    labels = traitlets.Dict(dict(told.LABELS)).tag(sync=True)
    height = traitlets.Unicode("60vh").tag(sync=True)
    locked = traitlets.Bool(default_value=False).tag(sync=True)


def _none(_: StoredRecord) -> Mapping[str, str]:
    return {}


class TimelineView:
    """The lines of one incident; what is typed in one stands in the record at once.

    ``changed`` is told after each press that wrote something; ``notes`` returns what is
    known of actions and changes beside what was written, by their ID.
    """

    def __init__(
        self,
        timeline: Timeline,
        *,
        changed: Callable[[], None],
        notes: Callable[[StoredRecord], Mapping[str, str]] = _none,
        height: str = "60vh",
        is_newest_first: bool = False,
    ) -> None:
        self._timeline = timeline
        self._changed = changed
        self._notes = notes
        self._is_newest_first = is_newest_first
        self.widget = TimelineGrid(height=height, locked=timeline.home.is_bundled)
        self.widget.on_msg(self._on_message)
        self._draw()

    def show(self, stored: StoredRecord) -> None:
        """Show the record as it was read just now."""
        self._timeline.stored = stored
        self._draw()

    def _draw(self) -> None:
        lines = self._timeline.lines()
        notes = self._notes(self._timeline.stored)
        if self._is_newest_first:
            lines.reverse()
        self.widget.rows = [
            asdict(one) | {"note": notes.get(one.name, "")} for one in lines
        ]

    def _on_message(self, _: object, content: Mapping[str, Any], __: object) -> None:
        try:
            answered = self._do(content)
        except (IncidentKitError, OSError) as error:
            answered = Answered(problem=str(error))
        if answered is None:
            return
        self._draw()
        self.widget.send(
            asdict(answered) | {"canPutBack": self._timeline.last is not None}
        )
        if not answered.problem:
            self._changed()

    def _do(self, asked: Mapping[str, Any]) -> Answered | None:
        def text(name: str) -> str:
            return str(asked.get(name, ""))

        match asked.get("event"):
            case "correct":
                side: Side = "when" if text("side") == "when" else "what"
                return self._timeline.correct(text("id"), side, text("text"))
            case "add":
                return self._timeline.add(text("kind"), text("at"), text("what"))
            case "remove":
                return self._timeline.remove(text("id"))
            case "put back":
                return self._timeline.put_back()
        return None
