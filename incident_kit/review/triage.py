"""The triage inside a notebook: panels where somebody sits, the page's sections else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incident_kit.errors import IncidentKitError
from incident_kit.forms.shown import (
    Card,
    can_be_answered,
    show_later,
    show_live,
    show_widget,
    with_widgets,
)
from incident_kit.review.door import Door, door_without_id
from incident_kit.review.workbook import review_of
from incident_kit.sections.registry import build_section
from incident_kit.triage.desk import Desk, retire_desks
from incident_kit.wording.inside.review import TRY_PANEL

if TYPE_CHECKING:
    from datetime import datetime

    from incident_kit.page.blocks import Section
    from incident_kit.review.workbook import Workbook
    from incident_kit.store.home import Home
    from incident_kit.store.records import StoredRecord


@dataclass(slots=True)
class _Cards:
    """The static side of a cell: sections that follow the record."""

    desk: Desk
    cards: tuple[tuple[str, Card], ...]

    def show(self, stored: StoredRecord) -> None:
        found = self.desk.found(stored)
        if isinstance(found, IncidentKitError):
            return
        for name, card in self.cards:
            card.update(build_section(name, found))

    def tick(self, now: datetime) -> None:
        """Nothing static follows the clock."""

    def finish(self) -> None:
        """Nothing is typed on a card."""

    def retire(self, words: str) -> None:
        """Stay: a card takes no input."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TriagePart:
    """One cell of the triage: a panel to work in, and what stays of it."""

    panel: str
    names: tuple[str, ...]
    review: Workbook
    desk: Desk

    def _ipython_display_(self) -> None:
        cards = tuple((name, Card(self.review.section(name))) for name in self.names)
        if not can_be_answered():
            return
        panel = with_widgets("triage.panels").PANELS[self.panel](self.desk)
        self.desk.place(f"{self.panel} cards", _Cards(self.desk, cards))
        self.desk.place(self.panel, panel)
        if cards:
            show_widget(panel.widget)
        else:
            show_live(panel.widget, TRY_PANEL)
        if panel.has_link:
            panel.below = show_later()


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """The five minutes of one incident, part by part."""

    review: Workbook
    desk: Desk

    def __repr__(self) -> str:
        """Return which incident from which folder."""
        return repr(self.review)

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> dict[str, object]:
        """Return what a notebook shows, and what the export must know of the run."""
        return self.review._repr_mimebundle_(include, exclude)

    def _part(self, panel: str, *names: str) -> TriagePart:
        return TriagePart(panel=panel, names=names, review=self.review, desk=self.desk)

    @property
    def clock(self) -> TriagePart:
        """How long is it since somebody took it up, and what is next?"""
        return self._part("clock", "first_screen")

    @property
    def five_questions(self) -> TriagePart:
        """Who, where, since when, what moved first, what eases it now?"""
        return self._part("five_questions", "blast_map")

    @property
    def mitigations(self) -> TriagePart:
        """What can ease it, what does it need, how does one see that it worked?"""
        return self._part("mitigations")

    @property
    def log(self) -> TriagePart:
        """What was seen and done, stamped by one key."""
        return self._part("log", "actions", "hours")

    @property
    def hypotheses(self) -> TriagePart:
        """What is held to be the cause, and how surely?"""
        return self._part("hypotheses", "hypotheses")

    @property
    def update(self) -> TriagePart:
        """What can stakeholders be told now?"""
        return self._part("update")

    @property
    def go_on(self) -> TriagePart:
        """Where is the review of this incident?"""
        return self._part("go_on")

    @property
    def sources(self) -> Section:
        """Inputs, digests, definitions, versions."""
        return self.review.section("sources")


def open_triage(incident_id: str, *, home: str = "") -> Triage | Door:
    """Return the triage of an incident; its clock runs while its kernel does.

    Where no ID is set and somebody sits before the notebook, a list to choose from.

    Raises
    ------
    IncidentKitError
        If the ID is empty, unknown or no text, or the record or what lies
        beside it cannot be read: one line per problem.
    """
    retire_desks()
    if door := door_without_id(incident_id, home):
        return door
    review, desk = desk_of(incident_id, home)
    return Triage(review=review, desk=desk)


def desk_of(incident_id: str, home: str | Home) -> tuple[Workbook, Desk]:
    """Return the review of an incident with its desk, which beats where somebody sits."""
    review = review_of(incident_id, home=home)
    desk = Desk(review.mark.incident_id, review.home)
    if can_be_answered():
        desk.start()
    return review, desk
