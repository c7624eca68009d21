"""What a cell becomes in a record: a text, a list, a time as people write it."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, get_args

from incident_kit.instants.dates import ORDERS, is_read, read_time, readings
from incident_kit.instants.zones import iso
from incident_kit.record.moments import MOMENTS
from incident_kit.record.values import DetectedBy, ReviewState
from incident_kit.sources.columns import EXTRA, FIELDS, LISTS
from incident_kit.store.quoting import quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from incident_kit.instants.dates import Dates

Value = str | list[str]
_WORDS: Mapping[str, tuple[str, ...]] = {
    "detected_by": get_args(DetectedBy),
    "review": get_args(ReviewState),
}
# Cells that say nothing, in any case, and no others: "none" and "unknown" may say
# something in a record.  A cell of this list is left out and counted.
EMPTY = ("n/a", "null", "nil", "none yet", "-", "--", "\u2013", "\u2014")
PROSE = ("title", "summary", EXTRA)
# under which an API puts what people call a thing, the best first
_NAMES = ("summary", "name", "title", "display_value", "value", "key")
_MAX_OBJECT = 10_000
_ASKED = re.compile(r"(?i)(?:na|none|nan|tbd|\?+)\Z")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?\Z", re.ASCII)


@dataclass(slots=True)
class Readings:
    """What was read otherwise than it stands, to be told before it is written."""

    dates: Dates | None = None
    empty: Counter[str] = field(default_factory=Counter)
    times: int = 0
    objects: int = 0
    first: str = ""

    def is_empty(self, cell: str) -> bool:
        """Return whether a cell says nothing; a word for that is counted."""
        bare = cell.strip().casefold()
        if bare in EMPTY:
            self.empty[bare] += 1
        return not bare or bare in EMPTY

    def value_of(self, field: str, cell: str) -> Value:
        """Return what a cell says for a field; prose keeps its every sign."""
        if field not in MOMENTS:
            if field not in PROSE and (named := _named(cell)):
                self.objects += 1
                return named if field in LISTS else ", ".join(named)
            return _value_of(field, cell)
        told = read_time(cell, self.dates)
        if told != cell.strip():
            self.times += 1
            self.first = self.first or f"{cell.strip()!a} as {told}"
        return told

    def lines(self) -> Iterator[str]:
        """Yield one line per kind of reading."""
        if self.empty:
            told = (
                f"{word} ({self.empty[word]})" for word in EMPTY if self.empty[word]
            )
            yield f"read as empty: {', '.join(told)}"
        if self.objects:
            noun = "object" if self.objects == 1 else "objects"
            yield f"read as its name: {self.objects} {noun} of the tracker's API"
        if self.times:
            noun = "time" if self.times == 1 else "times"
            yield f"rewritten: {self.times} {noun}, the first {self.first}"


def _value_of(field: str, cell: str) -> Value:
    bare = cell.strip()
    if field in LISTS:
        sign = next((one for one in "\n;|," if one in bare), "")
        parts = bare.split(sign) if sign else [bare]
        return [part.strip() for part in parts if part.strip()]
    if field in _WORDS:
        known = {word.casefold(): word for word in _WORDS[field]}
        return known.get(bare.casefold(), bare)
    return cell if field in PROSE else bare


def _named(cell: str) -> list[str]:
    """Return the names of the objects that a cell holds, as APIs and pandas write them.

    ``{'id': 'S1', 'summary': 'User Database'}`` is named User Database; empty where
    the cell holds no object, or one without a name.
    """
    bare = cell.strip()
    if bare[:1] not in "[{" or len(bare) > _MAX_OBJECT:
        return []
    try:
        found = json.loads(bare)
    except (ValueError, RecursionError):
        try:
            found = ast.literal_eval(bare)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            return []
    objects = found if isinstance(found, list) else [found]
    names = [
        next((one[key] for key in _NAMES if isinstance(one.get(key), str)), None)
        if isinstance(one, dict)
        else one
        for one in objects
    ]
    return [name for name in names if isinstance(name, str) and name.strip()]


def time_mend(cell: str) -> str:
    """Return how to write a time that trackers export otherwise, "" if unknown."""
    bare = cell.strip()
    if _ASKED.match(bare):
        return "leave the cell empty where nobody knows"
    if _EPOCH.match(bare):
        at = iso(datetime.fromtimestamp(int(bare[:10]), UTC))
        return f"write it as a time: {at}" if is_read(at) else ""
    if told := readings(bare):
        return f"write {' or '.join(told)}, or say --dates {' or '.join(ORDERS)}"
    return ""


def record_text(values: Mapping[str, Value], extra: Mapping[str, str]) -> str:
    """Return the text of a thin record; what is not known has no line."""
    lines = ["# yaml-language-server: $schema=../incident.schema.json", "schema: 1"]
    for name in FIELDS:
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
