"""The page on paper: what Chromium prints of it, without this machine's traces.

The same page gives the same bytes with the same Chromium and fonts: the two dates
are the record's ``as_of``, and the names of its parts count from 0, as Chromium
begins them anywhere.  No option of Chromium, nor of its protocol, sets either, so
both are rewritten in place.  Another version, or other fonts, print other bytes.
"""

from __future__ import annotations

import re
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from incident_kit.errors import PageRefused
from incident_kit.export.chromium import find_chromium, print_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DATE = re.compile(rb"/(CreationDate|ModDate) ?\(D:\d{14}[^)]*\)")
_PART = re.compile(rb"\(node(\d{8})\)")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
# for a record without any time
_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)


def pdf_document(
    page: str, *, as_of: datetime | None, secrets: Sequence[str] = ()
) -> bytes:
    """Return the page as a PDF.

    Raises
    ------
    IncidentKitError
        If no Chromium is installed.
    RunFailed
        If it gives no PDF.
    PageRefused
        If what it printed names one of ``secrets``.
    """
    printed = print_page(page.encode(), find_chromium())
    pdf = _numbered(_dated(printed, (as_of or _NO_DATE).astimezone(UTC)))
    _refuse_traces(pdf, secrets)
    return pdf


def _dated(pdf: bytes, as_of: datetime) -> bytes:
    """Return the PDF with the dates of the record, each in as many bytes as before."""

    def date(match: re.Match[bytes]) -> bytes:
        new = b"/" + match[1] + f" (D:{as_of:%Y%m%d%H%M%S}+00'00'".encode()
        return new[: len(match[0]) - 1].ljust(len(match[0]) - 1) + b")"

    return _DATE.sub(date, pdf)


def _numbered(pdf: bytes) -> bytes:
    """Return the PDF with its parts named by their order, in as many bytes as before."""
    names = {name: rank for rank, name in enumerate(sorted(set(_PART.findall(pdf))))}
    return _PART.sub(lambda match: b"(node%08d)" % names[match[1]], pdf)


def _refuse_traces(pdf: bytes, secrets: Sequence[str]) -> None:
    texts = [pdf, *_streams(pdf)]
    for secret in secrets:
        coded = (secret.encode(), secret.encode("utf-16-be"))
        if any(code in text for text in texts for code in coded):
            raise PageRefused(
                f"PDF refused: it holds {secret!r}, which must not leave this machine"
            )


def _streams(pdf: bytes) -> Iterator[bytes]:
    """Yield what the compressed parts hold."""
    for match in _STREAM.finditer(pdf):
        try:
            yield zlib.decompress(match[1])
        except zlib.error:
            continue
