"""What would the rows of a pasted table be in a record, and what is wrong with them?"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING

from incident_kit.errors import Problem, RecordError, TimeError
from incident_kit.forms import edits as editing
from incident_kit.forms.days import with_day
from incident_kit.forms.pasted_cells import (
    Cells,
    Row,
    cells_of,
    is_bare,
    places,
    zone_of,
)
from incident_kit.forms.sheet import entries_of
from incident_kit.instants.dates import is_read, order_of, read_time, readings
from incident_kit.instants.written import parse_written
from incident_kit.sources.cells import time_mend
from incident_kit.store.edit import Batch
from incident_kit.store.files import replace_file
from incident_kit.store.notes import free_id, tried
from incident_kit.store.records import StoredRecord, read_record, record_of
from incident_kit.wording.inside import pasted as say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from incident_kit.errors import Path
    from incident_kit.instants.dates import Dates
    from incident_kit.instants.written import Written
    from incident_kit.record.incident_record import Record
    from incident_kit.store.home import Home
    from incident_kit.wording.inside.questions import Form

_FIELDS = {
    "timeline": ("at", "what", "source", "link"),
    "changes": ("at", "what", "kind", "source", "id"),
}
_NO_OFFSET = re.compile(r"\d\d:\d\d(?::\d\d(?:\.\d+)?)?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedRow:
    """One row: the values of its fields as they would be written, or what is wrong."""

    line: int
    values: dict[str, str]
    problem: str = ""
    is_there: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """What a table would add to the list of a form.

    ``problem`` is what is wrong with all of it; ``asks_order`` says that nobody can
    tell whether its dates begin with the day or the month.
    """

    form: Form
    rows: tuple[PastedRow, ...] = ()
    left_out: tuple[str, ...] = ()
    problem: str = ""
    asks_order: bool = False

    @property
    def new(self) -> tuple[PastedRow, ...]:
        """The rows that would be written."""
        return tuple(one for one in self.rows if not (one.is_there or one.problem))

    @property
    def wrong(self) -> tuple[PastedRow, ...]:
        """The rows that are to be mended first."""
        return tuple(one for one in self.rows if one.problem)


def read_pasted(
    text: str, form: Form, record: Record, *, now: datetime, order: Dates | None = None
) -> Pasted:
    """Return what a pasted table would add to a record; nothing is guessed.

    ``order`` is that of day and month, where somebody said it; ``now`` is aware.
    """
    cells = cells_of(text)
    if cells is None or not cells.rows:
        return Pasted(form=form, problem=say.NO_TABLE if text.strip() else say.NOTHING)
    found = places(cells, _FIELDS[form.name])
    if not found:
        return Pasted(form=form, problem=say.unnamed(cells.width))
    if "what" not in found:
        return Pasted(form=form, problem=say.no_column("what"))
    zone = zone_of(cells, found.get("at", ()))
    if zone not in {"", "UTC", str(record.timezone)}:
        return Pasted(form=form, problem=say.other_zone(zone, str(record.timezone)))
    times = _Times(record, now, is_utc=zone == "UTC", order=order)
    told = [_joined(row, found.get("at", ())) for row in cells.rows]
    times.order = order or order_of(told)
    taken = {place for one in found.values() for place in one}
    rows = [_row(row, cells, found, times) for row in cells.rows]
    return Pasted(
        form=form,
        rows=tuple(_marked(rows, form, record)),
        left_out=tuple(
            name for place, name in enumerate(cells.names) if place not in taken
        ),
        asks_order=times.order is None and any(map(_is_either, told)),
    )


@dataclass(slots=True)
class _Times:
    """How the times of one table are read."""

    record: Record
    now: datetime
    is_utc: bool
    order: Dates | None

    def read(self, cell: str) -> tuple[str, str]:
        """Return a time as the record would write it, or what is wrong with it."""
        if not cell:
            return "", ""
        zone = UTC if self.is_utc else self.record.zone
        told = with_day(cell, self.record, self.now.astimezone(zone))
        if is_bare(told):
            return "", say.no_day(told)
        told = read_time(told, self.order)
        if not is_read(told):
            either = readings(cell)
            if len(either) > 1:
                return "", say.two_dates(cell, either)
            mend = time_mend(cell)
            if mend and not either:
                return "", say.no_time(cell, mend)
        if self.is_utc and _NO_OFFSET.search(told):
            told = f"{told}Z"
        try:
            parse_written(told, self.record.zone_of_clocks)
        except TimeError as error:
            return "", "; ".join(
                f"{one.what}; {one.mend}" if one.mend else one.what
                for one in error.problems
            )
        return told, ""


def _is_either(cell: str) -> bool:
    return len(readings(cell)) > 1


def _joined(row: Row, columns: Sequence[int]) -> str:
    return " ".join(cell for place in columns if (cell := row.cell(place)))


def _row(
    row: Row, cells: Cells, found: dict[str, tuple[int, ...]], times: _Times
) -> PastedRow:
    if len(row.cells) > cells.width:
        problem = say.wide(len(row.cells), cells.width)
        return PastedRow(line=row.line, values={}, problem=problem)
    values = {field: _joined(row, columns) for field, columns in found.items()}
    at, problem = times.read(values.get("at", ""))
    if not problem and not values["what"]:
        problem = say.EMPTY
    values["at"] = at or values.get("at", "")
    told = {field: text for field, text in values.items() if text}
    return PastedRow(line=row.line, values=told, problem=problem)


def _marked(
    rows: Sequence[PastedRow], form: Form, record: Record
) -> Sequence[PastedRow]:
    """Return the rows, those marked that the record, or a row above, says already."""
    entries = record.timeline if form.name == "timeline" else record.changes or ()
    seen = {(*_reach(one.at), one.what.strip()) for one in entries}
    marked = []
    for row in rows:
        if not row.problem:
            at = parse_written(row.values.get("at", "unknown"), record.zone_of_clocks)
            said = (*_reach(at), row.values["what"])
            marked.append(replace(row, is_there=said in seen))
            seen.add(said)
        else:
            marked.append(row)
    return marked


def _reach(at: Written) -> tuple[object, ...]:
    return at.form, at.low, at.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """Rows that were written over ``before``; ``written`` is the file's digest then."""

    before: StoredRecord
    written: str
    rows: int


def add_rows(pasted: Pasted, incident_id: str, home: Home) -> Added:
    """Write the rows of a table that are new: all of them, or none.

    Raises
    ------
    IncidentKitError
        One line per row that cannot be written, or why the file cannot be.
    OSError
        If the folder cannot be written.
    """
    form = pasted.form

    def once() -> Added:
        stored = read_record(incident_id, home)
        batch = Batch(stored.tree)
        first = len(entries_of(stored.tree, form))
        taken = {one.id for one in stored.record.actions or ()}
        taken |= {one.id for one in stored.record.changes or ()}
        for row in pasted.new:
            typed: dict[Path, str] = {(name,): one for name, one in row.values.items()}
            if form.name == "changes":
                name = row.values.get("id") or free_id(row.values["what"], taken)
                taken.add(name)
                typed["id",] = name
            editing.append_entry(batch, form, typed)
        try:
            tree = batch.tree()
            record_of(tree, incident_id=incident_id)
        except RecordError as error:
            told = (_at_row(one, pasted, first) for one in error.problems)
            raise RecordError(*told) from None
        data = tree.text.encode()
        replace_file(stored.path, data, expected=stored.digest)
        digest = hashlib.sha256(data).hexdigest()
        return Added(before=stored, written=digest, rows=len(pasted.new))

    return tried(once)


def _at_row(problem: Problem, pasted: Pasted, first: int) -> Problem:
    """Return a problem of a new entry at the row that it was made of."""
    found = re.match(rf"{pasted.form.name}\[(\d+)\]", problem.field)
    place = int(found[1]) - first if found else -1
    if not 0 <= place < len(pasted.new):
        return problem
    return Problem(
        what=say.row(pasted.new[place].line, problem.what), mend=problem.mend
    )
