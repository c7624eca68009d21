"""How does a notebook get the forms of an incident?

``open_forms("INC-001").blast_radius`` at the end of a cell shows a form in
JupyterLab.  Where nobody can type (papermill, nbconvert, a saved notebook) the
same cell shows a card, and the page takes the card unless it says it already.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from incident_kit.forms.card import card, evidence
from incident_kit.forms.findings import Findings
from incident_kit.forms.sheet import open_sheet
from incident_kit.forms.shown import (
    Card,
    can_be_answered,
    show_widget,
    with_widgets,
)
from incident_kit.store.home import Home, find_home, incident_folder
from incident_kit.wording.inside.catalogue import FORMS

if TYPE_CHECKING:
    from incident_kit.forms.card import Evidence
    from incident_kit.forms.sheet import Sheet
    from incident_kit.page.blocks import Section
    from incident_kit.wording.inside.questions import Form


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OpenForm:
    """One form of an incident; displaying it reads the file anew."""

    form: Form
    incident_id: str
    home: Home
    findings: Findings = field(repr=False, default_factory=Findings)

    def __repr__(self) -> str:
        """Return which form of which incident, and nothing of the machine."""
        return f"<form {self.form.name} of {self.incident_id}>"

    def _ipython_display_(self) -> None:
        sheet = open_sheet(self.form, self.incident_id, self.home)
        shown = Card(self._section(sheet))
        if not can_be_answered():
            return

        def saved(sheet: Sheet) -> Evidence:
            shown.update(self._section(sheet))
            return evidence(sheet, self.findings.of(sheet.stored, sheet.home))

        show_widget(with_widgets("forms.skin").FormView(sheet, saved=saved).widget)

    def _section(self, sheet: Sheet) -> Section:
        return card(sheet, self.findings.of(sheet.stored, sheet.home))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Forms:
    """The forms of one incident, each by the name of what it asks about."""

    incident_id: str
    home: Home
    findings: Findings = field(repr=False, default_factory=Findings)

    def __repr__(self) -> str:
        """Return which there are, and nothing of the machine."""
        return f"<forms of {self.incident_id}: {', '.join(FORMS)}>"

    def _form(self, name: str) -> Any:  # an open one here, a closed one in a review
        return OpenForm(
            form=FORMS[name],
            incident_id=self.incident_id,
            home=self.home,
            findings=self.findings,
        )

    def __getattr__(self, name: str) -> Any:
        """Return the form of that name: ``.blast_radius``, ``.milestones`` …"""
        if name not in FORMS:
            known = ", ".join(FORMS)
            raise AttributeError(f"no form {name!r}; there are: {known}")
        return self._form(name)

    def __dir__(self) -> list[str]:
        """Return what can be completed: each form by its name."""
        return [*object.__dir__(self), *FORMS]


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
