"""The team's own cells: sanitized, and set like the rest of the page."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, Tag
from markupsafe import Markup

from incident_kit.page.own_markdown import own_markdown, own_output
from incident_kit.page.text import clean_text, map_headings

if TYPE_CHECKING:
    from incident_kit.page.own_markdown import OwnHtml, OwnPicture, PictureOf

_NUMBER = re.compile(r"[−+-]?[\d.,  ]*\d(?: ?%)?|NaN|nan|–|—|-|")
_REGION = Markup(
    ' scroll" role="region" tabindex="0" aria-label="Output of the workbook"'
)

Frame = Callable[[Markup], Markup]


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of the team's own: sanitized HTML that stands where it stood.

    ``is_chapter`` says that it opens with a heading of its own, ``is_picture``
    that nobody can search it for words.  ``inner`` is what it was made of: its
    pictures may have to leave it.
    """

    html: Markup
    is_chapter: bool = False
    is_picture: bool = False
    inner: OwnHtml | None = None
    frame: Frame | None = None

    @property
    def left_out(self) -> tuple[str, ...]:
        """What does not stand in it and why, a line each."""
        pictures = self.inner.pictures if self.inner else ()
        return tuple(one.left_out for one in pictures if one.left_out)

    def released(self, *, pictures: bool) -> Fragment:
        """Return it for customers: ``pictures``, or their words; no word of ours."""

        def shown(one: OwnPicture) -> Markup:
            return one.html() if pictures and one.address else one.words()

        if self.inner is None or self.frame is None:
            return self
        return replace(self, html=self.frame(self.inner.html(shown)))


def fragment_of_markdown(markdown: str, picture_of: PictureOf) -> Fragment:
    """Return a team's own Markdown cell: ``#`` and ``##`` are sections of it."""
    cell = own_markdown(markdown, picture_of)
    return Fragment(
        _as_prose(cell.html()),
        is_chapter=cell.text.lstrip().startswith(("<h1", "<h2")),
        inner=cell,
        frame=_as_prose,
    )


def _as_prose(html: Markup) -> Markup:
    html = map_headings(html, lambda level: max(2, level))
    return Markup('<div class="prose">{}</div>').format(html)


def fragment_of_html(html: str, picture_of: PictureOf) -> Fragment:
    """Return a team's own HTML output, sanitized."""
    output = own_output(html, picture_of)
    return Fragment(_as_output(output.html()), inner=output, frame=_as_output)


def _as_output(html: Markup) -> Markup:
    html = map_headings(html, lambda level: max(3, level))
    if "<table" in html:
        html = _numbers_to_the_right(html)
    return Markup('<div class="own{}>{}</div>').format(_REGION, html)


def fragment_of_text(text: str) -> Fragment:
    """Return a team's own plain text output, as written."""
    return Fragment(
        Markup('<pre class="own{}>{}</pre>').format(_REGION, clean_text(text))
    )


def fragment_of_picture(
    data: bytes, mime: str, alt: str, *, width: int | None = None
) -> Fragment:
    """Return a team's own picture, inside the page, on its own ground.

    ``width`` is how wide it stands, in px, when it has more dots than that.
    """
    wide = Markup(' width="{}"').format(width) if width else ""
    return Fragment(
        Markup('<figure class="own"><img src="{}" alt="{}"{}></figure>').format(
            data_uri(data, mime), clean_text(alt), wide
        ),
        is_picture=True,
    )


def data_uri(data: bytes, mime: str) -> str:
    """Return the bytes as an address that loads nothing."""
    return f"data:{mime};base64,{base64.b64encode(data).decode('ascii')}"


def _numbers_to_the_right(html: Markup) -> Markup:
    """Return the HTML with each table column of numbers set to the right."""
    soup = BeautifulSoup(html, "html.parser")
    for table in soup.find_all("table"):
        rows = [row.find_all(["td", "th"], recursive=False) for row in table("tr")]
        # cells that span others have no column of their own
        if any(
            cell.get("colspan") or cell.get("rowspan") for row in rows for cell in row
        ):
            continue
        for column in range(max(map(len, rows), default=0)):
            cells = [row[column] for row in rows if column < len(row)]
            body = [cell for cell in cells if cell.name == "td"]
            if body and all(map(_is_number, body)):
                for cell in cells:
                    cell["style"] = "text-align: right"
    return Markup(str(soup))  # noqa: S704 - sanitized, only aligned


def _is_number(cell: Tag) -> bool:
    return _NUMBER.fullmatch(cell.get_text().strip()) is not None
