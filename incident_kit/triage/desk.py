"""What do all panels of one triage share: the incident, its findings, its pulse?"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from incident_kit.errors import IncidentKitError
from incident_kit.forms.findings import Findings, file_stamps
from incident_kit.forms.shown import with_widgets
from incident_kit.store.records import read_record
from incident_kit.wording.inside import panels as told

if TYPE_CHECKING:
    from datetime import datetime

    from incident_kit.forms.findings import Found, Stamps
    from incident_kit.store.home import Home
    from incident_kit.store.records import StoredRecord

_BEAT_S = 1.0
_running: list[asyncio.Task[None]] = []
_open: list[Desk] = []


class Panel(Protocol):
    """A part of the triage on the screen."""

    def show(self, stored: StoredRecord) -> None:
        """Show the record as it is in the file now."""

    def tick(self, now: datetime) -> None:
        """Show that a second has passed."""

    def finish(self) -> None:
        """Write what was typed and not saved yet: somebody goes on."""

    def retire(self, words: str) -> None:
        """Take no more input, and say why."""


class Desk:
    """One triage: it reads the record, and tells its panels when a file changed.

    Nothing of the incident is kept here; a beat never waits for anything, so
    the kernel stays free.
    """

    def __init__(self, incident_id: str, home: Home) -> None:
        self.incident_id = incident_id
        self.home = home
        self.findings = Findings()
        self.trouble = ""
        self._panels: dict[str, Panel] = {}
        self._seen: Stamps | None = None
        self._record = read_record(incident_id, home).record

    def read(self) -> StoredRecord:
        """Return the record as the file has it now.

        Raises
        ------
        IncidentKitError
            One line per problem of the file.
        """
        return read_record(self.incident_id, self.home)

    def found(self, stored: StoredRecord) -> Found:
        """Return the findings about the record that was just read."""
        return self.findings.of(stored, self.home)

    def place(self, name: str, panel: Panel) -> None:
        """Put a panel on the desk, in place of an older one of that name."""
        self._panels[name] = panel
        panel.show(self.read())
        panel.tick(self.home.now())

    def beat(self, now: datetime) -> None:
        """Tell the panels that a second has passed, and whether a file changed."""
        if file_stamps(self._record, self.home) != self._seen:
            self.changed()
        for panel in tuple(self._panels.values()):
            panel.tick(now)

    def changed(self) -> None:
        """Show the file as it is now in every panel."""
        self._seen = file_stamps(self._record, self.home)
        try:
            stored = self.read()
        except IncidentKitError as error:
            self.trouble = "\n".join(map(str, error.problems))
            return
        except OSError as error:
            self.trouble = told.unreadable(error.strerror or error)
            return
        self.trouble, self._record = "", stored.record
        for panel in tuple(self._panels.values()):
            panel.show(stored)

    def finish(self) -> None:
        """Write what was typed in any panel: the review starts from the record."""
        for panel in tuple(self._panels.values()):
            panel.finish()

    def retire(self) -> None:
        """Let no panel write any more: another incident was opened, or is to be."""
        for panel in self._panels.values():
            panel.retire(told.retired(self.incident_id))
        self._panels.clear()

    def start(self) -> None:
        """Let the desk beat once a second, in place of an older one."""
        retire_desks()
        _open.append(self)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        _running.append(loop.create_task(self._run()))

    async def _run(self) -> None:
        beside_presses = with_widgets("forms.typing").beside_presses
        while True:
            beside_presses(self._beat)
            await asyncio.sleep(_BEAT_S)

    def _beat(self) -> None:
        try:
            self.beat(self.home.now())
        except Exception as error:  # noqa: BLE001 - a clock that stops says nothing
            self.trouble = told.stumbled(error)


def retire_desks() -> None:
    """Stop what was opened before: its panels write to an incident nobody asked for."""
    while _running:
        _running.pop().cancel()
    while _open:
        _open.pop().retire()
