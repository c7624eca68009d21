"""Where a page comes from: its inputs with digests, references, own fields, version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.instants.words import clock_words, day_words
from incident_kit.styled import Span, Words, code, link, w
from incident_kit.version import __version__
from incident_kit.wording.phrases import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_kit.incident import Incident
    from incident_kit.wording.times import Times


def input_words(incident: Incident) -> Iterator[Words]:
    """Yield each file, reference and field of the team's own."""
    for file in incident.inputs:
        size = f", {plural(file.rows, 'row')}" if file.rows is not None else ""
        digest = code(f"{file.sha256[:12]} … {file.sha256[-4:]}")
        yield w(code(file.name), f"{size}, sha-256 ", digest)
    for one in incident.record.references:
        parts: list[str | Span] = [link(one.what, one.link) if one.link else one.what]
        if one.note:
            parts.append(f", {one.note}" if one.link else f": {one.note}")
        yield w(*parts)
    for key, value in incident.record.extra.items():
        yield w(code(str(key)), f" {_flat(value)}")


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_flat(part)}" for key, part in value.items())
    if isinstance(value, tuple):
        return ", ".join(_flat(part) for part in value)
    return "" if value is None else str(value)


def version_words(times: Times) -> Words:
    """Return what built the page, and as of when."""
    text = f"built with incident-kit {__version__}"
    if times.as_of is None:
        return w(text)
    day = day_words(times.as_of, times.zone)
    clock = clock_words(times.as_of, times.zone)
    # a day of which only the date is known names no hour
    at = (
        day
        if clock == "00:00" or not times.names_zone
        else f"{day} {clock} {times.zone.key}"
    )
    return w(f"as of {at}, {text}")
