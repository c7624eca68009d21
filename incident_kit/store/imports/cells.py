"""What a cell becomes in a record: a text, a list, a time as people write it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, get_args

from incident_kit.instants.zones import iso
from incident_kit.record.values import DetectedBy, ReviewState
from incident_kit.store.imports.columns import EXTRA, LISTS, TIMES
from incident_kit.store.quoting import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = str | list[str]
_WORDS: Mapping[str, tuple[str, ...]] = {
    "detected_by": get_args(get_args(DetectedBy)[0]),
    "review": get_args(get_args(ReviewState)[0]),
}
_UTC = re.compile(r"(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?UTC\Z")
_EMPTY = re.compile(r"(?i)(?:-+|n/?a|none|null|nil|nan|tbd|\?+)\Z")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?\Z", re.ASCII)
_ORDER = (
    "id", "title", "severity", "timezone", "services", "tags", "detected_by",
    "review", "summary", *TIMES, "related",
)  # fmt: skip


def value_of(field: str, cell: str) -> Value:
    """Return what a cell says for a field; prose keeps its every sign."""
    bare = cell.strip()
    if field in LISTS:
        sign = next((one for one in "\n;|," if one in bare), "")
        parts = bare.split(sign) if sign else [bare]
        return [part.strip() for part in parts if part.strip()]
    if field in TIMES:
        named = _UTC.match(bare)
        return f"{named[1]}Z" if named else bare
    if field in _WORDS:
        known = {word.casefold(): word for word in _WORDS[field]}
        return known.get(bare.casefold(), bare)
    if field in {"title", "summary", EXTRA}:
        return cell
    return bare


def time_mend(cell: str) -> str:
    """Return how to write a time that trackers export otherwise, "" if unknown."""
    bare = cell.strip()
    if _EMPTY.match(bare):
        return "leave the cell empty where nobody knows"
    if _EPOCH.match(bare):
        at = datetime.fromtimestamp(int(bare[:10]), UTC)
        return f"write it as a time: {iso(at)}"
    return ""


def record_text(values: Mapping[str, Value], extra: Mapping[str, str]) -> str:
    """Return the text of a thin record; what is not known has no line."""
    lines = ["# yaml-language-server: $schema=../incident.schema.json", "schema: 1"]
    for name in _ORDER:
        if (value := values.get(name)) is None:
            continue
        if isinstance(value, list):
            told = "[" + ", ".join(quote(part, style="") for part in value) + "]"
        else:
            told = quote(value, style="", flow=False)
        lines.append(f"{name}: {told}")
    if extra:
        lines.append("extra:")
        lines += [
            f"  {quote(name, style='')}: {quote(cell, style='', flow=False)}"
            for name, cell in extra.items()
        ]
    return "\n".join(lines) + "\n"
