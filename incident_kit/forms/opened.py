"""How does a notebook get the forms of an incident?

``open_forms("INC-001").blast_radius`` at the end of a cell shows a form in
JupyterLab.  Where nobody can type (papermill, nbconvert, a saved notebook) the
same cell shows a card, and the page takes the card unless it says it already.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from IPython.core.getipython import get_ipython
from IPython.display import display

from incident_kit.errors import IncidentKitError, Problem
from incident_kit.forms.card import assessed, card, evidence
from incident_kit.forms.catalogue import FORMS
from incident_kit.forms.sheet import open_sheet
from incident_kit.page.blocks import SECTION_MIME
from incident_kit.store.home import Home, find_home, incident_folder
from incident_kit.store.settings import SETTINGS

if TYPE_CHECKING:
    from pathlib import Path

    from incident_kit.forms.card import Evidence
    from incident_kit.forms.questions import Form
    from incident_kit.forms.sheet import Sheet
    from incident_kit.timing.assessment import Assessment

_VIEW = "application/vnd.jupyter.widget-view+json"
# A saved notebook has no kernel behind its form: the card stands there instead
# of JupyterLab's word that a model is missing.
_NO_GHOST = (
    "<style>.jp-OutputArea-child:has(.incident-kit-card) + .jp-OutputArea-child "
    "> .jp-OutputArea-output.jupyter-widgets:not(:has(*)) { display: none; }</style>"
)


@dataclass(slots=True)
class _Findings:
    """The findings about the folder as it is: computed again when a file changes."""

    state: object = None
    found: Assessment | IncidentKitError | None = None

    def of(self, sheet: Sheet) -> Assessment | IncidentKitError:
        files = [*sheet.stored.path.parent.iterdir(), sheet.home.path / SETTINGS]
        state = (sheet.stored.digest, tuple(sorted(map(_stamp, files))))
        if self.found is None or state != self.state:
            self.state, self.found = state, assessed(sheet)
        return self.found


def _stamp(path: Path) -> tuple[str, int, int]:
    try:
        status = path.stat()
    except OSError:
        return path.name, 0, 0
    # locking the folder for a write makes a file, and no finding another one
    hidden = path.name.startswith(".")
    return path.name, 0 if hidden else status.st_mtime_ns, status.st_size


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenForm:
    """One form of an incident; displaying it reads the file anew."""

    form: Form
    incident_id: str
    home: Home
    findings: _Findings = field(repr=False, default_factory=_Findings)

    def _ipython_display_(self) -> None:
        sheet = open_sheet(self.form, self.incident_id, self.home)
        handle = display(self._card(sheet), raw=True, display_id=True)  # type: ignore[no-untyped-call]  # IPython is
        if not can_be_answered():
            return

        def saved(sheet: Sheet) -> Evidence:
            handle.update(self._card(sheet), raw=True)
            return evidence(sheet, self.findings.of(sheet))

        view = _skin().FormView(sheet, saved=saved)
        display({_VIEW: _view(view.widget.model_id)}, raw=True)  # type: ignore[no-untyped-call]  # IPython is

    def _card(self, sheet: Sheet) -> dict[str, object]:
        """Return what stays in the notebook: the section, and how it looks there."""
        bundle = card(sheet, self.findings.of(sheet))._repr_mimebundle_()
        html = f'<div class="incident-kit-card">{bundle["text/html"]}</div>{_NO_GHOST}'
        return {SECTION_MIME: bundle[SECTION_MIME], "text/html": html,
                "text/plain": bundle["text/plain"]}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """The forms of one incident, each by the name of what it asks about."""

    incident_id: str
    home: Home
    findings: _Findings = field(repr=False, default_factory=_Findings)

    def _form(self, name: str) -> OpenForm:
        return OpenForm(
            form=FORMS[name], incident_id=self.incident_id, home=self.home,
            findings=self.findings,
        )  # fmt: skip

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


def can_be_answered() -> bool:
    """Return whether somebody sits before this cell.

    A front end that people use lets a cell ask for input; papermill, nbconvert
    and their like do not.
    """
    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return False
    request: dict[str, Any] = kernel.get_parent("shell")
    return bool(request.get("content", {}).get("allow_stdin"))


def _view(model_id: str) -> dict[str, object]:
    return {"version_major": 2, "version_minor": 0, "model_id": model_id}


def _skin() -> Any:
    """Return the part that needs ipywidgets, or say in one line what to install."""
    try:
        from incident_kit.forms import skin  # noqa: PLC0415 - only where it shows
    except ModuleNotFoundError as error:
        if error.name != "ipywidgets":
            raise
        problem = Problem(
            what="forms need ipywidgets", mend="pip install 'incident-kit[lab]'"
        )
        raise IncidentKitError(problem) from None
    return skin
