"""The drill inside a notebook: the triage, its time replayed, and a debrief."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from incident_kit.drill.debrief import debrief_of
from incident_kit.drill.debrief_section import debrief_section, waiting
from incident_kit.drill.practice import open_practice
from incident_kit.drill.replay import Replay
from incident_kit.errors import IncidentKitError
from incident_kit.forms.shown import Card, can_be_answered, show_live, with_widgets
from incident_kit.page.blocks import Section
from incident_kit.review.triage import Triage, desk_of
from incident_kit.triage.desk import retire_desks
from incident_kit.wording.inside import drill as told

if TYPE_CHECKING:
    from datetime import datetime

    from incident_kit.store.records import StoredRecord
    from incident_kit.triage.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayPart:
    """The cell in which the replay is started, stopped and ended."""

    desk: Desk
    replay: Replay

    def _ipython_display_(self) -> None:
        if not can_be_answered():
            Card(Section(id="replay", hint=told.TRY_REPLAY))
            return
        panel = with_widgets("triage.replay_panel").ReplayPanel(self.desk, self.replay)
        self.desk.place("replay", panel)
        show_live(panel.widget, told.TRY_REPLAY)


@dataclass(slots=True)
class _DebriefCard:
    """The debrief's place: it fills when the drill has ended."""

    replay: Replay
    card: Card
    is_filled: bool = False

    def show(self, stored: StoredRecord) -> None:
        """Wait: what is written while the drill goes on is no debrief yet."""

    def tick(self, now: datetime) -> None:  # noqa: ARG002  # every panel is told
        """Show it once the drill has ended."""
        if self.replay.is_ended and not self.is_filled:
            self.is_filled = True
            self.card.update(_debrief(self.replay))

    def finish(self) -> None:
        """Nothing is typed on a card."""

    def retire(self, words: str) -> None:
        """Stay: a card takes no input."""


def _debrief(replay: Replay) -> Section:
    """Return the debrief, or what is wrong with the record that it is about."""
    try:
        return debrief_section(debrief_of(replay.practice, replay.clock.now()))
    except IncidentKitError as error:
        return Section(id="debrief", hint=str(error))


@dataclass(frozen=True, slots=True, kw_only=True)
class DebriefPart:
    """The cell in which the debrief stands, once the drill has ended."""

    desk: Desk
    replay: Replay

    def _ipython_display_(self) -> None:
        card = Card(waiting())
        self.desk.place("debrief", _DebriefCard(self.replay, card))


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill(Triage):
    """The five minutes of a past incident, practised."""

    running: Replay = field(repr=False)

    @property
    def replay(self) -> ReplayPart:
        """What time is it in the incident?"""
        return ReplayPart(desk=self.desk, replay=self.running)

    @property
    def debrief(self) -> DebriefPart:
        """What was asked before the first change, and what did the data have?"""
        return DebriefPart(desk=self.desk, replay=self.running)


def open_drill() -> Drill:
    """Return the drill in whose folder the notebook runs; its clock stands still.

    Raises
    ------
    IncidentKitError
        If there is no drill here, or it cannot be read: one line per problem.
    """
    retire_desks()
    replay = Replay(open_practice(Path.cwd()))
    incident_id = replay.practice.incident_id
    review, desk = desk_of(incident_id, replay.home)
    return Drill(review=review, desk=desk, running=replay)
