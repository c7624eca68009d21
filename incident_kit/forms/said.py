"""The one way from text to HTML in a form: escaped, hidden characters shown."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types
from markupsafe import Markup

from incident_kit.page.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINE = Markup('<span class="{}" role="{}">{}</span>')
_STYLE = Markup("<style>{}</style>")


class Lines:
    """A few lines of text in a form; each has a look and, for a reader, a role."""

    def __init__(self, *lines: tuple[str, str]) -> None:
        self.widget = widgets.HTML()
        self.say(lines)

    def say(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show these lines, each a look and a text, in place of what stood there.

        A ``problem`` and a ``status`` are read out when they appear.
        """
        roles = {"problem": "alert", "status": "status"}
        html = Markup("\n").join(
            _LINE.format(f"ik-{look}", roles.get(look, "note"), clean_text(text))
            for look, text in lines
            if text
        )
        self.widget.value = str(html)
        # an empty line would take room
        self.widget.layout.display = "" if html else "none"


def style() -> widgets.HTML:
    """Return what dresses the forms: our own file, nothing of a record."""
    text = (files("incident_kit.forms") / "form.css").read_text(encoding="utf-8")
    return widgets.HTML(str(_STYLE.format(Markup(text))))  # noqa: S704 - our own file
