"""A place to drop a file on, or to choose one with the keyboard."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import anywidget  # type: ignore[import-not-found, unused-ignore]  # it has no types
import traitlets

from incident_kit.errors import IncidentKitError
from incident_kit.store.data_files import MAX_HANDED_IN
from incident_kit.wording.inside import evidence as told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def _own(name: str) -> str:
    return (files("incident_kit.forms") / name).read_text(encoding="utf-8")


class FileDrop(anywidget.AnyWidget):
    """``put`` writes a file by its name and bytes, and returns what became of it."""

    _esm = _own("file_drop.js")
    _css = _own("file_drop.css")
    labels = traitlets.Dict(dict(told.HAND_IN)).tag(sync=True)
    limit = traitlets.Int(MAX_HANDED_IN).tag(sync=True)
    locked = traitlets.Bool(default_value=False).tag(sync=True)

    def __init__(self, *, put: Callable[[str, bytes], str]) -> None:
        super().__init__()
        self._put = put
        self.on_msg(self._on_message)

    def _on_message(
        self, _: object, content: Mapping[str, Any], buffers: Sequence[Any]
    ) -> None:
        if content.get("event") != "file" or len(buffers) != 1 or self.locked:
            return
        name = str(content.get("name", ""))
        try:
            answer = {"words": self._put(name, bytes(buffers[0]))}
        except IncidentKitError as error:
            answer = {"problem": "\n".join(map(str, error.problems))}
        except OSError as error:
            why = error.strerror or type(error).__name__
            answer = {"problem": told.not_taken(name, why)}
        self.send(answer)
