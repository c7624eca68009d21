"""Pictures in a Markdown cell: pasted ones stand on the page, all others are told of.

A file beside the notebook is not read, and nothing is fetched: what a notebook names
must not decide which bytes of this machine leave it in a page.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import warnings
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from incident_kit.page.own import data_uri
from incident_kit.page.own_markdown import OwnPicture
from incident_kit.wording import own_cells as told
from incident_kit.wording.figures import NO_ALT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from incident_kit.page.own_markdown import PictureOf

_INLINE = re.compile(r"data:image/[a-z+.-]+;base64,", re.IGNORECASE)
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
# A page is sent by mail: providers take 20 to 25 MB, a third of it goes for base64.
_MOST_BYTES = 10_000_000
# What a telephone takes has 12 to 50 million dots; more is a bomb or a scan.
_MOST_DOTS = 50_000_000
# The page is 1,120 px wide (document.css); twice that for dense screens.
_WIDEST, _TALLEST = 2240, 8960


def pictures_of(cell: Mapping[str, Any]) -> PictureOf:
    """Return what becomes of the pictures of one cell, by address and words."""
    attachments: Mapping[str, Any] = cell.get("attachments") or {}

    def picture_of(address: str, alt: str) -> OwnPicture:
        scheme, _, name = address.partition(":")
        if scheme.lower() == "attachment":
            bundle = attachments.get(unquote(name)) or attachments.get(name) or {}
            return _shown(next(iter(bundle.values()), None), alt)
        if inline := _INLINE.match(address):
            return _shown(unquote(address[inline.end() :]), alt)
        why = told.ELSEWHERE if "//" in address else told.BESIDE
        return OwnPicture(alt, left_out=told.left_out(alt, why), link=address)

    return picture_of


def _shown(coded: object, alt: str) -> OwnPicture:
    """Return a picture made anew from its dots: no note, place or script comes along."""
    if coded is None:
        return OwnPicture(alt, left_out=told.left_out(alt, told.MISSING))
    text = "".join(coded) if isinstance(coded, list) else str(coded)
    if len(text) > _MOST_BYTES * 4 / 3:
        return OwnPicture(alt, left_out=told.left_out(alt, told.too_large(_MOST_BYTES)))
    try:
        data, mime = _made_anew(base64.b64decode(text, validate=False))
    except _TooManyDotsError:
        return OwnPicture(alt, left_out=told.left_out(alt, told.too_many(_MOST_DOTS)))
    except (binascii.Error, OSError, ValueError, SyntaxError, EOFError):
        return OwnPicture(alt, left_out=told.left_out(alt, told.NO_PICTURE))
    return OwnPicture(alt or NO_ALT, address=data_uri(data, mime))


class _TooManyDotsError(Exception):
    pass


def _made_anew(content: bytes) -> tuple[bytes, str]:
    """Return the first frame as PNG, a photograph as JPEG, no wider than is seen."""
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        # from its own limit on, it warns; we refuse below that
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            opened = Image.open(io.BytesIO(content), formats=_FORMATS)
        except Image.DecompressionBombError:
            raise _TooManyDotsError from None
    if opened.width * opened.height > _MOST_DOTS:
        raise _TooManyDotsError
    photograph = opened.format == "JPEG"
    image = ImageOps.exif_transpose(opened)
    image = image.convert("RGB" if photograph else "RGBA")
    image.thumbnail((_WIDEST, _TALLEST))
    image.info = {}
    made = io.BytesIO()
    if photograph:
        image.save(made, "JPEG", quality=90)
        return made.getvalue(), "image/jpeg"
    image.save(made, "PNG")
    return made.getvalue(), "image/png"
