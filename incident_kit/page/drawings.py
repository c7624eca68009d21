"""Drawings inside a page: checked against a list, and in the page's own colours.

A drawing arrives as a complete SVG document in the light colours, perhaps from
the JSON of a notebook, so nothing in it is trusted: what is not on the list
refuses it whole.  The list has no name, no reference and no style, so two
drawings on one page cannot meet.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from markupsafe import Markup, escape

from incident_kit.errors import PageRefused
from incident_kit.page.palette import LIGHT
from incident_kit.page.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Mapping

_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = r"-?\d{1,6}(?:\.\d{1,4})?"
_COLORS = "|".join((*LIGHT.values(), *(rf"var\(--{role}\)" for role in LIGHT)))
_ROLES = {value: f"var(--{role})" for role, value in LIGHT.items()}
_VALUES: Final = {
    name: re.compile(pattern)
    for name, pattern in {
        "d": r"[MLlHVAZ0-9 .-]*",
        "fill": f"none|{_COLORS}",
        "font-family": r"[\w ,'-]+",
        "font-size": _NUMBER,
        "font-weight": "650",
        "height": r"\d{1,5}",
        "lengthadjust": "spacingAndGlyphs",
        "role": "img",
        "stroke": _COLORS,
        "paint-order": "stroke",
        "stroke-dasharray": rf"{_NUMBER} {_NUMBER}",
        "stroke-linejoin": "round",
        "stroke-width": _NUMBER,
        "text-anchor": "middle|end",
        "textlength": _NUMBER,
        "viewbox": r"0 0 \d{1,5} \d{1,5}",
        "width": r"\d{1,5}",
        "x": _NUMBER,
        "y": _NUMBER,
    }.items()
}
_PAINT = "fill stroke stroke-width stroke-dasharray"
_RIM = "stroke stroke-width stroke-linejoin paint-order"
_TYPE = "fill font-size font-weight text-anchor textlength lengthadjust"
ALLOWED: Final = {
    "svg": frozenset(
        ["role", "width", "height", "viewbox", "font-family", "font-size"]
    ),
    "g": frozenset(["fill"]),
    "path": frozenset(f"d {_PAINT}".split()),
    "text": frozenset(f"x y {_TYPE} {_RIM}".split()),
    "tspan": frozenset(_TYPE.split()),
}
"""The elements of a drawing, and the attributes of each."""
_DEEPEST = 4
# The page has its own family, and says itself what the drawing is.
_OF_A_DOCUMENT = frozenset(["role", "font-family"])


def attribute_fault(element: str, name: str, value: str) -> str:
    """Return why an attribute may not stand in a drawing, or nothing."""
    low = name.lower()
    if low not in ALLOWED[element]:
        return f"a picture holds the attribute {name[:60]!r} on <{element}>"
    if _VALUES[low].fullmatch(value) is None:
        return f"a picture holds {name}={value[:60]!r}"
    return ""


def inline(svg: str, label: str = "", kind: str = "") -> Markup:
    """Return a drawing as part of a page, its colours those of the page.

    Raises
    ------
    PageRefused
        If it holds anything that is not on the list.
    """
    if "<!" in svg or "<?" in svg:
        raise PageRefused("a picture holds a declaration, a comment or an instruction")
    drawing = _Inline(label, kind)
    parser = ET.XMLParser(target=drawing)  # noqa: S314 - no entities
    try:
        parser.feed(svg.encode("utf-8", "replace"))
        parser.close()
    except ET.ParseError as problem:
        raise PageRefused(f"a picture cannot be read: {problem}") from None
    # every name and value is on the list, every text escaped
    return Markup("".join(drawing.parts))  # noqa: S704


class _Inline:
    """What the parser tells, checked and written again for a page."""

    def __init__(self, label: str, kind: str) -> None:
        self.parts: list[str] = []
        self._open: list[str] = []
        self._label = label
        self._kind = kind

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        element = tag.removeprefix(_SVG)
        is_root = not self._open
        if element not in ALLOWED or is_root != (element == "svg"):
            raise PageRefused(f"a picture holds <{element[:60]}>")
        if len(self._open) >= _DEEPEST:
            raise PageRefused("a picture is nested too deep")
        given = []
        for name, value in attributes.items():
            fault = attribute_fault(element, name, value)
            if fault:
                raise PageRefused(fault)
            if not (is_root and name in _OF_A_DOCUMENT):
                given.append(f' {name}="{escape(_ROLES.get(value, value))}"')
        if is_root:
            said = f' role="img" aria-label="{escape(clean_text(self._label))}"'
            given.append(f' class="{escape(self._kind)}"{said}')
        self._open.append(element)
        self.parts.append(f"<{element}{''.join(given)}>")

    def end(self, tag: str) -> None:
        del tag
        self.parts.append(f"</{self._open.pop()}>")

    def data(self, text: str) -> None:
        if self._open[-1] in {"text", "tspan"}:
            self.parts.append(str(escape(clean_text(text))))
        elif text.strip():
            raise PageRefused("a picture holds words outside its texts")

    def close(self) -> None:
        """Have nothing to hand on: the pieces are read where they are."""
