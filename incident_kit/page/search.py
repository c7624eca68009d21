"""Does a finished page hold a value that must stay inside, in whatever coding?"""

from __future__ import annotations

import base64
import html as entities
import io
import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING
from urllib.parse import unquote

from incident_kit.errors import PageRefused
from incident_kit.page.credentials import refuse_credentials
from incident_kit.page.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_kit.record.withheld import Withheld

DATA_URI = re.compile(
    r"data:image/(svg\+xml|png|jpeg|gif|webp);base64,([A-Za-z0-9+/]*={0,2})"
)
_TAG = re.compile(r"<[^>]*>")
_CSS_ESCAPE = re.compile(r"\\([0-9a-f]{6}) ?", re.IGNORECASE)
_WORD = re.compile(r"[a-z]{4,}")
_OURS = ("page", "figures", "blast", "timing", "instants", "review")


def refuse_withheld(html: str, values: Sequence[Withheld]) -> None:
    """Raise, one line per value, if a page holds what may not leave.

    What looks like a key or a password never may, released or not.
    Read are the text, its attributes and its style, with entities, escapes and
    percent signs decoded, and every picture with its words and its metadata.
    """
    texts = list(dict.fromkeys(readings(html)))
    refuse_credentials(texts)
    ours = own_words()
    found = [
        one
        for one in values
        if one.value.casefold() not in ours
        and any(one.stands_in(text) or _as_shown(one).stands_in(text) for text in texts)
    ]
    if found:
        raise PageRefused(
            *(
                f"page refused: it holds {one.value[:60]!r} ({one.field}), which is not "
                "released; name the field in customer.release, or take the words out"
                for one in found
            )
        )


def _as_shown(one: Withheld) -> Withheld:
    """Return the value with its hidden signs made visible, as a page prints it."""
    return type(one)(clean_text(one.value), one.field, one.is_plain)


def readings(html: str) -> Iterator[str]:
    """Yield every text of a page, as it stands and as its codings decode to."""
    yield from _decoded(DATA_URI.sub("data:", html))
    for kind, data in DATA_URI.findall(html):
        content = base64.b64decode(data)
        if kind == "svg+xml":
            yield from _decoded(content.decode("utf-8", "replace"))
        else:
            yield content.decode("latin-1")
            yield from _picture_notes(content)


def _decoded(text: str) -> Iterator[str]:
    plain = entities.unescape(text)
    for one in (text, plain, unquote(plain), _CSS_ESCAPE.sub(_sign, text)):
        yield _spaced(one)
    # A word may be broken by a tag, and two words parted by nothing else.
    for gap in ("", " "):
        yield _spaced(entities.unescape(_TAG.sub(gap, text)))


def _sign(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code < 0x110000 else match[0]


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _picture_notes(content: bytes) -> Iterator[str]:
    """Yield what a raster picture says of itself: comments, titles, authors."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  # heavy

    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.load()
            notes = [*picture.info.values(), *picture.getexif().values()]
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return
    for note in notes:
        text = note.decode("utf-8", "replace") if isinstance(note, bytes) else str(note)
        yield _spaced(text)


@cache
def own_words() -> frozenset[str]:
    """Return every word of the kit's own sentences.

    A withheld value that is one of them cannot be told from ours.
    """
    words: set[str] = set()
    for name in _OURS:
        for text in _texts_of(resources.files("incident_kit").joinpath(name)):
            words.update(_WORD.findall(text.lower()))
    return frozenset(words)


def _texts_of(folder: resources.abc.Traversable) -> Iterator[str]:
    for one in folder.iterdir():
        if one.is_dir():
            yield from _texts_of(one)
        elif one.name.endswith((".py", ".j2", ".css")):
            yield one.read_text(encoding="utf-8")
