"""How does one cell show a form where somebody sits, and a card where nobody does?

The card stays in the notebook and on the page; a form lives as long as its
kernel and leaves nothing behind.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import display

from incident_kit.errors import IncidentKitError, Problem
from incident_kit.page.blocks import SECTION_MIME, Section

_VIEW = "application/vnd.jupyter.widget-view+json"
# A saved notebook has no kernel behind its form: the card stands there instead
# of JupyterLab's word that a model is missing.
_NO_GHOST = (
    "<style>.jp-OutputArea-child:has(.incident-kit-card) ~ .jp-OutputArea-child "
    "> .jp-OutputArea-output.jupyter-widgets:not(:has(*)) { display: none; }</style>"
)


class Card:
    """The static part of a cell: a section of the page, shown now and anew later."""

    def __init__(self, section: Section) -> None:
        self._handle = display(_bundle(section), raw=True, display_id=True)  # type: ignore[no-untyped-call]  # IPython is

    def update(self, section: Section) -> None:
        """Show another version of the section in the same place."""
        self._handle.update(_bundle(section), raw=True)


def _bundle(section: Section) -> dict[str, object]:
    """Return what stays in the notebook: the section, and how it looks there."""
    bundle = section._repr_mimebundle_()
    html = f'<div class="incident-kit-card">{bundle["text/html"]}</div>{_NO_GHOST}'
    return {
        SECTION_MIME: bundle[SECTION_MIME],
        "text/html": html,
        "text/plain": bundle["text/plain"],
    }


def show_widget(widget: Any) -> None:  # ipywidgets has no types
    """Show a widget as a view of this kernel only: no repr stays behind."""
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    display({_VIEW: view}, raw=True)  # type: ignore[no-untyped-call]  # IPython is


def show_live(widget: Any, hint: str) -> None:
    """Show what people work with; in a saved notebook ``hint`` stands there instead."""
    Card(Section(id="form", hint=hint))
    show_widget(widget)


def show_later() -> Any:
    """Return the place of an output that comes later, by somebody's press."""
    bundle = {
        **Section(id="form")._repr_mimebundle_(),
        "text/html": "",
        "text/plain": "",
    }
    return display(bundle, raw=True, display_id=True)  # type: ignore[no-untyped-call]  # IPython is


def with_widgets(name: str) -> Any:
    """Return a module that needs ipywidgets, or say in one line what to install."""
    try:
        return import_module(f"incident_kit.{name}")
    except ModuleNotFoundError as error:
        refuse_missing_widgets(error)


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


def refuse_missing_widgets(error: ModuleNotFoundError) -> None:
    """Raise in one line what to install, when it is a library of widgets."""
    if error.name not in {"ipywidgets", "anywidget"}:
        raise error
    problem = Problem(
        what=f"forms need {error.name}", mend="pip install 'incident-kit[lab]'"
    )
    raise IncidentKitError(problem) from None
