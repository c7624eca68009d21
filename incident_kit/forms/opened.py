"""How does a notebook get the forms of an incident?

``open_forms("INC-001").blast_radius`` at the end of a cell shows a form in
JupyterLab.  Where nobody can type (papermill, nbconvert, a saved notebook) the
same cell shows a card, and the page takes the card unless it says it already.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from incident_kit.forms.card import card, evidence
from incident_kit.forms.catalogue import FORMS
from incident_kit.forms.findings import Findings
from incident_kit.forms.sheet import open_sheet
from incident_kit.forms.shown import (
    Card,
    can_be_answered,
    show_widget,
    with_widgets,
)
from incident_kit.store.home import Home, find_home, incident_folder

if TYPE_CHECKING:
    from incident_kit.forms.card import Evidence
    from incident_kit.forms.questions import Form
    from incident_kit.forms.sheet import Sheet
    from incident_kit.page.blocks import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenForm:
    """One form of an incident; displaying it reads the file anew."""

    form: Form
    incident_id: str
    home: Home
    findings: Findings = field(repr=False, default_factory=Findings)

    def _ipython_display_(self) -> None:
        sheet = open_sheet(self.form, self.incident_id, self.home)
        shown = Card(self._section(sheet))
        if not can_be_answered():
            return

        def saved(sheet: Sheet) -> Evidence:
            shown.update(self._section(sheet))
            return evidence(sheet, self.findings.of(sheet.stored, sheet.home))

        show_widget(with_widgets("skin").FormView(sheet, saved=saved).widget)

    def _section(self, sheet: Sheet) -> Section:
        return card(sheet, self.findings.of(sheet.stored, sheet.home))


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """The forms of one incident, each by the name of what it asks about."""

    incident_id: str
    home: Home
    findings: Findings = field(repr=False, default_factory=Findings)

    def _form(self, name: str) -> OpenForm:
        return OpenForm(
            form=FORMS[name],
            incident_id=self.incident_id,
            home=self.home,
            findings=self.findings,
        )

    @property
    def blast_radius(self) -> OpenForm:
        """Who is affected, how many of how many?"""
        return self._form("blast_radius")

    @property
    def location(self) -> OpenForm:
        """Where does it show, and where not?"""
        return self._form("location")

    @property
    def anchor_time(self) -> OpenForm:
        """Since when?"""
        return self._form("anchor_time")

    @property
    def system_change(self) -> OpenForm:
        """What moved first?"""
        return self._form("system_change")

    @property
    def temporary_mitigation(self) -> OpenForm:
        """What can ease it now, without fixing it?"""
        return self._form("temporary_mitigation")

    @property
    def options(self) -> OpenForm:
        """Which temporary mitigations were known?"""
        return self._form("options")

    @property
    def summary(self) -> OpenForm:
        """What happened, in two sentences?"""
        return self._form("summary")

    @property
    def milestones(self) -> OpenForm:
        """When did it turn?"""
        return self._form("milestones")

    @property
    def impact(self) -> OpenForm:
        """What hurt, over time?"""
        return self._form("impact")

    @property
    def waves(self) -> OpenForm:
        """Did it come back, where no series shows it?"""
        return self._form("waves")

    @property
    def losses(self) -> OpenForm:
        """What was lost for good?"""
        return self._form("losses")

    @property
    def changes(self) -> OpenForm:
        """What moved before?"""
        return self._form("changes")

    @property
    def actions(self) -> OpenForm:
        """What was done to production in response?"""
        return self._form("actions")

    @property
    def hypotheses(self) -> OpenForm:
        """What was held to be the cause?"""
        return self._form("hypotheses")

    @property
    def trigger(self) -> OpenForm:
        """What set it off?"""
        return self._form("trigger")

    @property
    def learned(self) -> OpenForm:
        """What else had to be there; what surprised, helped and hindered?"""
        return self._form("learned")

    @property
    def questions(self) -> OpenForm:
        """What could the review not establish?"""
        return self._form("questions")

    @property
    def timeline(self) -> OpenForm:
        """What was seen or said?"""
        return self._form("timeline")

    @property
    def follow_ups(self) -> OpenForm:
        """What was promised?"""
        return self._form("follow_ups")


def open_forms(incident_id: str, *, home: str = "") -> Forms:
    """Return the forms of an incident, to be shown one per cell.

    Raises
    ------
    IncidentKitError
        If there is no such incident; the message lists what there is.
    """
    found = find_home(home)
    incident_folder(found, incident_id)
    return Forms(incident_id=incident_id, home=found)
