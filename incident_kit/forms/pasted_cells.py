"""Which cells has a table that was pasted, and which column is which?"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from incident_kit.instants.dates import is_read, read_time, readings
from incident_kit.sources.columns import normal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# the names that people and tools give to a column, the best first
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "at": (
            *("at", "when", "timestamp", "datetime", "date_time", "time"),
            *("occurred_at", "happened_at", "deployed_at", "started_at", "created_at"),
            *("created", "date", "day", "clock"),
        ),
        "what": (
            *("what", "event", "summary", "title", "change", "message", "description"),
            *("text", "entry", "note", "details", "name"),
        ),
        "kind": ("kind", "type", "category"),
        "source": ("source", "from", "where_from", "channel"),
        "link": ("link", "url"),
        "id": ("id", "key"),
    }
)
_KNOWN = {name for names in NAMES.values() for name in names}
_DAY, _CLOCK = ("date", "day"), ("time", "clock", "at")
_BARE = re.compile(r"(?:(?:about|by|after) )?\d{1,2}:\d\d(?::\d\d)?", re.ASCII)
_RULE = re.compile(r"[\s|:-]*-[\s|:-]*")
_PIPE = re.compile(r"(?<!\\)\|")
_UTC = re.compile(r"(?i)[ _(]+(?:utc|gmt)\)?\s*\Z")
_IN_BRACKETS = re.compile(r"\(([^)]*)\)\s*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells of a row, and its number in what was pasted, from 1."""

    line: int
    cells: tuple[str, ...]

    def cell(self, place: int) -> str:
        """Return a cell; one behind the last is empty."""
        return self.cells[place] if place < len(self.cells) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """The rows of a table below its head; without one ``names`` is empty."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.names or self.rows[0].cells)


def cells_of(text: str) -> Cells | None:
    """Return the cells of a table, None where its first line shows that it is none.

    Cells are apart by the sign with which the first line has the most names of
    columns, else the most times.
    """
    tries = [_piped(text), *(_separated(text, sign) for sign in "\t;,")]
    tables = [rows for rows in tries if rows and len(rows[0].cells) > 1]
    best = max(tables, key=lambda rows: _score(rows[0].cells), default=[])
    if not best or not any(_score(best[0].cells)):
        return None
    head = tuple(best[0].cells) if _names(best[0].cells) else ()
    return Cells(names=head, rows=tuple(best[1:] if head else best))


def _score(cells: Sequence[str]) -> tuple[int, int]:
    return len(_names(cells)), sum(map(may_be_time, cells))


def _names(cells: Sequence[str]) -> list[str]:
    return [one for one in cells if _plain(one) in _KNOWN]


def _plain(name: str) -> str:
    return normal(_UTC.sub("", name))


def _piped(text: str) -> list[Row]:
    rows = []
    for line, one in enumerate(text.splitlines(), 1):
        bare = one.strip()
        if not bare or _RULE.fullmatch(bare):
            continue
        inner = bare.removeprefix("|")
        inner = inner[:-1] if re.search(r"(?<!\\)\|\Z", inner) else inner
        cells = [part.strip().replace("\\|", "|") for part in _PIPE.split(inner)]
        rows.append(Row(line=line, cells=tuple(cells)))
    return rows


def _separated(text: str, sign: str) -> list[Row]:
    rows = []
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=sign, skipinitialspace=True
    )
    line = 1
    try:
        for cells in reader:
            if any(one.strip() for one in cells):
                told = tuple(one.strip() for one in cells)
                rows.append(Row(line=line, cells=told))
            line = reader.line_num + 1
    except csv.Error:
        return []
    return rows


def may_be_time(cell: str) -> bool:
    """Return whether a cell reads as a time, if only as one of two."""
    bare = cell.strip()
    if not any(sign.isdigit() for sign in bare):
        return False
    return bool(is_bare(bare) or is_read(read_time(bare, None)) or readings(bare))


def is_bare(cell: str) -> bool:
    """Return whether a cell is a clock time without a day."""
    return _BARE.fullmatch(cell) is not None


def places(cells: Cells, fields: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Return which column is which field; a time may stand in two, day and clock.

    Without names, and with two columns of which one has times, the other says what.
    """
    if not cells.names:
        times = [may_be_time(one) for one in cells.rows[0].cells]
        if len(times) != 2 or sum(times) != 1:
            return {}
        return {"at": (times.index(True),), "what": (times.index(False),)}
    plain = [_plain(one) for one in cells.names]
    found: dict[str, tuple[int, ...]] = {}
    for field in fields:
        name = next((one for one in NAMES[field] if one in plain), None)
        if name is not None:
            found[field] = (plain.index(name),)
    day = next((plain.index(one) for one in _DAY if one in plain), None)
    clock = next((plain.index(one) for one in _CLOCK if one in plain), None)
    if day is not None and clock is not None:
        told = [row.cell(clock) for row in cells.rows]
        if all(is_bare(one) for one in told if one):
            found["at"] = (day, clock)
    return found


def zone_of(cells: Cells, columns: Sequence[int]) -> str:
    """Return the zone that the head of the times names: UTC, another, "" for none."""
    for place in columns:
        if cells.names and _UTC.search(cells.names[place]):
            return "UTC"
        if cells.names and (named := _IN_BRACKETS.search(cells.names[place])):
            return named[1].strip()
    return ""
