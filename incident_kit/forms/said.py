"""The one way from text to HTML in a form: escaped, hidden characters shown."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types
from ipywidgets.widgets import widget_button, widget_description, widget_string  # type: ignore[import-untyped]  # it has no types
from markupsafe import Markup

from incident_kit.forms.typing import listen
from incident_kit.page.blocks import Section
from incident_kit.page.markup import render_section
from incident_kit.page.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINE = Markup('<span class="ik-{}"{}>{}</span>')
_ROLES = {
    "problem": Markup(' role="alert"'),
    "status": Markup(' role="status"'),
    "head": Markup(' role="heading" aria-level="3"'),
    "title": Markup(' role="heading" aria-level="2"'),
}
_LINK = Markup('<a class="incident-kit-link" href="{}"{}>{}</a>')
# the launcher's part of JupyterLab runs the notebook that it opens
_RUN = Markup(' data-incident-kit-run="{}"')
_STYLE = Markup("<style>{}</style>")


class Look:
    """What all parts of one form share: each of its own would cost three times."""

    def __init__(self) -> None:
        listen()
        self.layout = widgets.Layout(width="auto")
        self.html = widget_string.HTMLStyle()
        self.input = widget_description.DescriptionStyle(description_width="initial")
        self.text = widget_string.TextStyle(description_width="initial")
        self.button = widget_button.ButtonStyle()


class Lines:
    """A few lines of text in a form; each has a look and, for a reader, a role."""

    def __init__(
        self, look: Look, *lines: tuple[str, str], styled: bool = False
    ) -> None:
        self._style = _style() if styled else ""
        self.widget = widgets.HTML(layout=look.layout, style=look.html)
        self.say(lines)

    def say(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show these lines, each a look and a text, in place of what stood there.

        A ``problem`` and a ``status`` are read out when they appear.
        """
        html = Markup("\n").join(
            _LINE.format(look, _ROLES.get(look, ""), clean_text(text))
            for look, text in lines
            if text
        )
        self.widget.value = f"{self._style}{html}"

    def show(self, section: Section | None) -> None:
        """Show a section of the page in place of what stood there, or nothing."""
        self.widget.value = "" if section is None else render_section(section)


def link_bundle(words: str, address: str, *, is_run: bool = False) -> dict[str, object]:
    """Return a link as a cell's output; the page that is made of it has none.

    ``is_run`` says that it leads to a notebook which is to be run, too.
    """
    more = _RUN.format(address) if is_run else ""
    html = _LINK.format(address, more, clean_text(words))
    bundle = Section(id="form")._repr_mimebundle_()
    return {**bundle, "text/html": str(html), "text/plain": clean_text(words)}


@cache
def _style() -> str:
    """Return what dresses the forms: our own file, nothing of a record."""
    text = (files("incident_kit.forms") / "form.css").read_text(encoding="utf-8")
    return str(_STYLE.format(Markup(text)))  # noqa: S704 - our own file
