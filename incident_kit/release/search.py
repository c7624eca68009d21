"""Does a finished page hold a value that must stay inside, in whatever coding?"""

from __future__ import annotations

import base64
import binascii
import io
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote

from incident_kit.errors import PageRefused
from incident_kit.page.audit import DATA_URI
from incident_kit.page.text import clean_text
from incident_kit.release.credentials import refuse_credentials
from incident_kit.release.labels import is_label
from incident_kit.release.links import addresses, is_allowed
from incident_kit.release.reading import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from incident_kit.release.withheld import Withheld

_CSS_ESCAPE = re.compile(r"\\([0-9a-f]{6}) ?", re.IGNORECASE)
_CSS_TEXT = re.compile(r'content:\s*"((?:[^"\\]|\\.)*)"')
_DEEPEST = 4
# A word goes on behind these; behind any other tag a new one begins.
_INSIDE_WORDS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "tspan",
        "u",
        "var",
        "wbr",
    ]
)
# Attributes that no reader is told.
_UNREAD = frozenset(
    [
        "class",
        "style",
        "id",
        "src",
        "srcset",
        "d",
        "points",
        "transform",
        "viewbox",
        "width",
        "height",
        "x",
        "y",
        "x1",
        "x2",
        "y1",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "dx",
        "dy",
        "fill",
        "stroke",
        "stroke-width",
        "font-size",
        "font-weight",
        "rel",
        "xmlns",
    ]
)


def refuse_withheld(
    html: str, values: Sequence[Withheld], *, links: Collection[str] = ()
) -> None:
    """Raise, one line per value, if a page holds what may not leave.

    Read are the text, its attributes and its style, with entities, escapes and
    percent signs decoded, and every picture with its words and its metadata.
    Of links and mail addresses only ``links`` may stand there; what looks like a
    key or a password never may, released or not.
    """
    readings = [Text(text) for text in dict.fromkeys(read(html))]
    refuse_credentials(reading.whole for reading in readings)
    strange = {
        address: None
        for reading in readings
        for address in addresses(reading.whole)
        if not is_allowed(address, links)
    }
    found = [
        one
        for one in values
        if not is_label(one.value)
        and any(
            one.stands_in(text) or _as_shown(one).stands_in(text) for text in readings
        )
    ]
    problems = [
        f"page refused: it holds {one.value[:60]!r} ({one.field}), which is not "
        "released; name the field in customer.release, or take the words out"
        for one in found
    ]
    problems += [
        f"page refused: it shows {address[:60]!r}; name it in customer.links, or take "
        "it out"
        for address in strange
    ]
    if problems:
        raise PageRefused(*problems)


def _as_shown(one: Withheld) -> Withheld:
    """Return the value with its hidden signs made visible, as a page prints it."""
    return type(one)(clean_text(one.value), one.field, one.is_plain)


def read(html: str) -> Iterator[str]:
    """Yield every text of a page that a reader or a program could be told.

    Pictures inside pictures are read as well, to a few levels.
    """
    yield from _read(html, 0)


def _read(html: str, depth: int) -> Iterator[str]:
    reader = _Reader()
    reader.feed(DATA_URI.sub("data:", html))
    reader.close()
    yield from (text for text in reader.texts() if text.strip())
    for kind, data in DATA_URI.findall(html) if depth < _DEEPEST else ():
        try:
            content = base64.b64decode(data)
        except binascii.Error:
            continue
        if kind == "svg+xml":
            yield from _read(content.decode("utf-8", "replace"), depth + 1)
        else:
            yield from _picture_notes(content)


class _Reader(HTMLParser):
    """Reads a page or a drawing as text, attributes and style, decoded."""

    def __init__(self) -> None:
        super().__init__()
        self._joined: list[str] = []
        self._apart: list[str] = []
        self._told: list[str] = []
        self._styles: list[str] = []
        self._in_style = False

    def texts(self) -> Iterator[str]:
        """Yield the text with words whole, the text with every tag a gap, the rest."""
        yield "".join(self._joined)
        yield "".join(self._apart)
        yield "\n".join(self._told)
        yield from (_CSS_ESCAPE.sub(_sign, style) for style in self._styles)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        # a small line stands below what comes before it
        is_below = "small" in (dict(attrs).get("class") or "").split()
        self._gap("p" if is_below else tag)
        for name, value in attrs:
            if value and name.partition(":")[0] not in _UNREAD:
                self._told += dict.fromkeys((value, unquote(value)))

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False
        self._gap(tag)

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self._styles += _CSS_TEXT.findall(data)
            return
        self._joined.append(data)
        self._apart.append(data)

    def handle_comment(self, data: str) -> None:
        self._told.append(data)

    def handle_pi(self, data: str) -> None:
        self._told.append(data)

    def _gap(self, tag: str) -> None:
        self._apart.append(" ")
        if tag not in _INSIDE_WORDS:
            self._joined.append(" ")


def _sign(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code < 0x110000 else match[0]


def _picture_notes(content: bytes) -> Iterator[str]:
    """Yield what a raster picture says of itself: comments, titles, authors."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.load()
            notes = [*picture.info.values(), *picture.getexif().values()]
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return
    for note in notes:
        yield note.decode("utf-8", "replace") if isinstance(note, bytes) else str(note)
