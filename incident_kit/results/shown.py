"""How a result shows itself in a cell: its fields that say something, short."""

from __future__ import annotations

import html
from dataclasses import fields
from datetime import datetime

_LONGEST = 60


class Shown:
    """Gives a result of ours a repr of one line, and a small table in a notebook.

    Left out are the fields that are empty or as they are by default.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        """Return its name and what it says: ``AnchorTime(verdict=measured, …)``."""
        told = ", ".join(f"{name}={_short(value)}" for name, value in self._told())
        return f"{type(self).__name__}({told})"

    def _repr_html_(self) -> str:
        """Return its fields as a table of two columns, escaped."""
        rows = "".join(
            f"<tr><th>{html.escape(name)}</th><td>{html.escape(_short(value))}</td></tr>"
            for name, value in self._told()
        )
        name = html.escape(type(self).__name__)
        return f"<table><caption>{name}</caption><tbody>{rows}</tbody></table>"

    def _told(self) -> list[tuple[str, object]]:
        values = [
            (one, getattr(self, one.name))
            for one in fields(self)  # type: ignore[arg-type]  # each is a dataclass
            if one.repr
        ]
        return [
            (one.name, value)
            for one, value in values
            if value not in (None, (), one.default)
        ]


def _short(value: object) -> str:
    """Return a value in a few signs: times to the second, numbers to four digits."""
    match value:
        case float():
            return f"{value:.4g}"
        case datetime():
            return value.isoformat(" ", "seconds")
        case tuple():
            return f"{len(value)}"
        case Shown():
            return f"{type(value).__name__}(…)"
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
