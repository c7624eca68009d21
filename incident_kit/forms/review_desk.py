"""What does a review show to somebody who can type, and to nobody else?

Closed forms beside the sections, what is missing with its form behind each line,
the readiness gate, the button that builds the page.  A run without people, and a
copy for customers, gets no output of them at all; a page never does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from incident_kit.forms.card import evidence
from incident_kit.forms.checklist import find_missing, kinds_without
from incident_kit.forms.explaining import both_sides, explanation_sheet
from incident_kit.forms.findings import found_or_raise
from incident_kit.forms.gate import readiness
from incident_kit.forms.opened import Forms
from incident_kit.forms.sheet import open_sheet
from incident_kit.forms.shown import (
    can_be_answered,
    show_later,
    show_live,
    with_widgets,
)
from incident_kit.store.records import read_record
from incident_kit.wording.inside import forms as say
from incident_kit.wording.inside.catalogue import FORMS

if TYPE_CHECKING:
    from collections.abc import Callable

    from incident_kit.errors import IncidentKitError
    from incident_kit.forms.card import Evidence
    from incident_kit.forms.checklist import Item
    from incident_kit.forms.findings import Findings
    from incident_kit.forms.live import Live
    from incident_kit.forms.sheet import Sheet
    from incident_kit.results.differences import Difference
    from incident_kit.store.home import Home
    from incident_kit.store.records import StoredRecord
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.inside.questions import Form

LETTERS = (
    "blast_radius",
    "location",
    "anchor_time",
    "system_change",
    "temporary_mitigation",
    "options",
)
HARM = ("impact", "waves", "losses")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDesk:
    """One review that somebody works on: its incident, and what is found about it."""

    incident_id: str
    home: Home
    findings: Findings
    live: Live

    def found(self, sheet: Sheet) -> Assessment | IncidentKitError:
        """Return the findings about the file that a sheet shows."""
        return self.findings.of(sheet.stored, sheet.home)

    def stored(self) -> StoredRecord:
        """Return the record as the file has it now.

        Raises
        ------
        IncidentKitError
            One line per problem of the file.
        """
        return read_record(self.incident_id, self.home)

    def missing(self) -> tuple[Item, ...]:
        """Return what is missing as the file stands now.

        Raises
        ------
        IncidentKitError
            If the file, the evidence or kit.toml cannot be read.
        """
        stored = self.stored()
        found = found_or_raise(self.findings.of(stored, self.home))
        return find_missing(stored, self.home, found)

    def sheet(self, form: Form, index: int | None = None) -> Sheet:
        """Return a form over the file as it stands now."""
        return open_sheet(form, self.incident_id, self.home, index=index)

    def explanation(self, difference: Difference) -> Sheet:
        """Return the form that explains a difference."""
        return explanation_sheet(difference.name, self.incident_id, self.home)

    def evidence(
        self, opened: Sheet, *, difference: Difference | None = None
    ) -> Callable[[Sheet], Evidence]:
        """Return what a form asks for its evidence; a save draws the review anew."""
        seen = opened.stored.digest

        def saved(sheet: Sheet) -> Evidence:
            nonlocal seen
            shown = self._shown(sheet, self.found(sheet), difference)
            if sheet.stored.digest != seen:
                seen = sheet.stored.digest
                self.live.soon()
            return shown

        return saved

    @staticmethod
    def _shown(
        sheet: Sheet,
        found: Assessment | IncidentKitError,
        difference: Difference | None,
    ) -> Evidence:
        if sheet.form is say.READY:
            return readiness(sheet, found)
        if difference is not None and sheet.form is say.EXPLANATION:
            return both_sides(found, difference)
        shown = evidence(sheet, found)
        if sheet.form.name == "follow_ups":
            return replace(shown, notes=(*kinds_without(found), *shown.notes))
        return shown


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPart:
    """Something on the desk; it shows itself where somebody can type."""

    desk: ReviewDesk | None
    hint: str

    def _ipython_display_(self) -> None:
        if self.desk is not None and can_be_answered():
            show_live(self._view(self.desk).widget, self.hint)

    def _view(self, desk: ReviewDesk) -> Any:
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawer(DeskPart):
    """The forms of one section: closed until somebody opens one."""

    forms: tuple[Form, ...]

    def _view(self, desk: ReviewDesk) -> Any:
        return with_widgets("forms.doors").DrawerView(desk, self.forms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing(DeskPart):
    """What is missing, a line each, its form behind it."""

    def _view(self, desk: ReviewDesk) -> Any:
        return with_widgets("forms.doors").MissingView(desk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready(DeskPart):
    """Whether the review is ready, and the one way to say so."""

    def _view(self, desk: ReviewDesk) -> Any:
        sheet = desk.sheet(say.READY)
        view = with_widgets("forms.skin").FormView(sheet, saved=desk.evidence(sheet))
        desk.live.watch("ready", lambda: view.meet(desk.sheet(say.READY)))
        return view


@dataclass(frozen=True, slots=True, kw_only=True)
class Build(DeskPart):
    """The button that builds the page."""

    as_of: str = ""
    named: str = ""

    def _ipython_display_(self) -> None:
        if self.desk is None or not can_be_answered():
            return
        view = self._view(self.desk)
        show_live(view.widget, self.hint)
        view.link = show_later()

    def _view(self, desk: ReviewDesk) -> Any:
        view = with_widgets("forms.building").BuildView
        return view(desk.incident_id, desk.home, as_of=self.as_of, named=self.named)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewForms(Forms):
    """The forms of a review, each closed beside the section that it answers.

    Without a desk they show nothing: nobody works on a customer's copy.
    """

    desk: ReviewDesk | None

    def _form(self, name: str) -> Drawer:
        return self._drawer(name)

    @property
    def blast(self) -> Drawer:
        """The five letters, and the options known."""
        return self._drawer(*LETTERS)

    @property
    def harm(self) -> Drawer:
        """What hurt, whether it came back, what was lost."""
        return self._drawer(*HARM)

    def _drawer(self, *names: str) -> Drawer:
        return Drawer(
            desk=self.desk,
            forms=tuple(FORMS[name] for name in names),
            hint=say.TRY_FORM,
        )
