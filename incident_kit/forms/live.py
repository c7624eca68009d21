"""What a review shows where somebody sits, and what of it a save draws anew."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from IPython.display import display

from incident_kit.errors import IncidentKitError
from incident_kit.wording.guides import GUIDES

if TYPE_CHECKING:
    from collections.abc import Callable

    from incident_kit.page.blocks import Section


@dataclass(slots=True)
class Live:
    """What follows the record, each by a name: what is shown again takes its place."""

    _watching: dict[str, Callable[[], None]] = field(default_factory=dict)

    def watch(self, name: str, draw: Callable[[], None]) -> None:
        """Let this be done after each save from now on."""
        self._watching[name] = draw

    def soon(self) -> None:
        """Draw all anew once the press that saved has been answered."""
        try:
            asyncio.get_running_loop().call_soon(self.changed)
        except RuntimeError:
            self.changed()

    def changed(self) -> None:
        """Draw all anew; what cannot be drawn stays as it was."""
        for draw in tuple(self._watching.values()):
            try:
                draw()
            except IncidentKitError:
                continue


class LiveSection:
    """A section where somebody sits: a save draws it anew in its cell.

    Only where it says something else: what somebody unfolded or marked in another
    stays.  Its heading stands in the guide above it; one that says what was found
    stands in both.
    """

    def __init__(self, name: str, build: Callable[[], Section], live: Live) -> None:
        self._name, self._build, self._live = name, build, live
        self.section = build()

    def __repr__(self) -> str:
        """Return which it is in one line; displayed, it shows itself."""
        return repr(self.section)

    def __getattr__(self, name: str) -> object:
        """Return what the section itself has."""
        return getattr(self.section, name)

    def _ipython_display_(self) -> None:
        handle: Any = display(self._bundle(), raw=True, display_id=True)  # type: ignore[no-untyped-call]  # IPython is
        self._live.watch(f"section {self._name}", lambda: self._draw(handle))

    def _draw(self, handle: Any) -> None:
        section = self._build()
        if section != self.section:
            self.section = section
            handle.update(self._bundle(), raw=True)

    def _bundle(self) -> dict[str, object]:
        shown = self.section
        if shown.heading == GUIDES[self._name].title:
            shown = replace(shown, heading="")
        whole = self.section._repr_mimebundle_()
        return whole | {"text/html": shown._repr_mimebundle_()["text/html"]}
