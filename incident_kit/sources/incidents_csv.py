"""One row per older incident becomes one thin record, or is refused with a reason.

Nothing is ever overwritten, and no row is lost: rows read = records made + rows
refused.  Columns that no field takes are named, and kept under ``extra`` when asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from incident_kit.errors import (
    Conflict,
    IncidentKitError,
    Problem,
    RecordError,
    SeriesError,
    TimeError,
)
from incident_kit.frames.csv_file import TextFile
from incident_kit.instants.zones import find_zone
from incident_kit.record.moments import MOMENTS
from incident_kit.sources.cells import Readings, Value, record_text, time_mend
from incident_kit.sources.columns import (
    EXTRA,
    Columns,
    known_names,
    map_columns,
    normal,
    parse_maps,
)
from incident_kit.store.files import check_incident_id, replace_file
from incident_kit.store.home import RECORD
from incident_kit.store.notes import own_root, write_schema
from incident_kit.store.quoting import check_text
from incident_kit.store.records import parse_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from incident_kit.frames.csv_file import TextRow, TextTable
    from incident_kit.instants.dates import Dates
    from incident_kit.store.home import Home

MAX_BYTES = 50_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Thin:
    """A record to be made: where its row stands, and its text."""

    line: int
    incident_id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What an import would make, or made, and what it refused."""

    file: str
    columns: Columns
    delimiter: str
    rows: int
    records: tuple[Thin, ...]
    refused: tuple[tuple[int, tuple[Problem, ...]], ...]
    readings: tuple[str, ...] = ()
    is_written: bool = False

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every reason for a refused row, in the order of the file."""
        return tuple(problem for _, problems in self.refused for problem in problems)

    def lines(self) -> Iterator[str]:
        """Yield what to tell: the columns, the records, the sum of the rows."""
        signs = {",": "commas", ";": "semicolons", "\t": "tabs"}
        yield f"{self.file}: columns separated by {signs[self.delimiter]}"
        for name, field, note in zip(
            self.columns.names, self.columns.fields, self.columns.notes, strict=True
        ):
            if name and field:
                yield f"  {name!a} -> {field}{f' ({note})' if note else ''}"
        left = [
            name
            for name, field in zip(self.columns.names, self.columns.fields, strict=True)
            if name and not field
        ]
        if left:
            listed = ", ".join(f"{name!a}" for name in dict.fromkeys(left))
            yield f'left out: {listed}; keep one with --map "{left[0]}=extra"'
        yield from self.readings
        verb = "made" if self.is_written else "would make"
        for one in self.records:
            yield f"{verb} {one.incident_id}  {one.title}"
        made = "made" if self.is_written else "to make"
        yield (
            f"{_counted(self.rows, 'row')} = "
            f"{_counted(len(self.records), 'record')} {made} + "
            f"{_counted(len(self.refused), 'row')} refused"
        )
        if not self.is_written:
            yield "nothing is written yet; add --write to make them"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def plan_import(
    path: Path,
    *,
    home: Home,
    maps: Iterable[str] = (),
    timezone: str | None = None,
    make_ids: str | None = None,
    dates: Dates | None = None,
) -> Import:
    """Return what an import would make; nothing is written.

    ``maps`` are ``Column=field``, ``timezone`` is that of times without an
    offset in rows that name none, ``make_ids`` a prefix for rows without an ID,
    ``dates`` the order in which 01/05/2023 is meant.

    Raises
    ------
    IncidentKitError
        If the file as a whole cannot be read, or its columns are not clear.
    """
    asked = parse_maps(maps)
    if timezone not in {None, "unknown"}:
        try:
            find_zone(timezone)
        except TimeError as error:
            raise IncidentKitError(
                replace(error.problems[0], field="--timezone")
            ) from None
    table = _read(path)
    columns = map_columns(
        table.names, asked, file=path.name, makes_ids=make_ids is not None
    )
    width = len(str(len(table.rows)))
    readings = Readings(dates)
    maker = _Maker(path.name, columns, timezone, _taken(home), readings)
    records, refused = [], []
    for number, row in enumerate(table.rows, start=1):
        made_id = f"{make_ids}-{number:0{width}}" if make_ids is not None else ""
        try:
            records.append(maker.record(row, made_id))
        except IncidentKitError as error:
            refused.append((row.line, error.problems))
    return Import(
        file=path.name,
        columns=columns,
        delimiter=table.delimiter,
        rows=len(table.rows),
        records=tuple(records),
        refused=tuple(refused),
        readings=tuple(readings.lines()),
    )


def write_import(plan: Import, home: Home) -> Import:
    """Write the records of a plan; one that appeared meanwhile is refused."""
    root = own_root(home)
    root.mkdir(parents=True, exist_ok=True)
    made: list[Thin] = []
    refused = list(plan.refused)
    for one in plan.records:
        folder = root / one.incident_id
        try:
            folder.mkdir()
            replace_file(folder / RECORD, one.text.encode(), expected=None)
        except (FileExistsError, Conflict):
            what = f"{one.incident_id} is there already"
            problem = _at(plan.file, one.line, "id", what, "take the row out")
            refused.append((one.line, (problem,)))
            continue
        made.append(one)
    write_schema(root)
    refused.sort(key=lambda pair: pair[0])
    return replace(plan, records=tuple(made), refused=tuple(refused), is_written=True)


def _read(path: Path) -> TextTable:
    shown = path.name
    try:
        if path.stat().st_size > MAX_BYTES:
            what = f"larger than {MAX_BYTES // 10**6} MB"
            raise SeriesError.of(what, "split it", file=shown)
        data = path.read_bytes()
    except OSError as error:
        what, mend = error.strerror or str(error), "name a file that you may read"
        raise SeriesError.of(what, mend, file=shown) from None
    return TextFile(data, shown).read_texts(known_names(), normal)


def _taken(home: Home) -> dict[str, str]:
    """Return what stands in the folder, by its name in small letters."""
    root = own_root(home)
    if not root.is_dir():
        return {}
    return {path.name.casefold(): path.name for path in root.iterdir()}


def _at(file: str, line: int, column: str, what: str, mend: str) -> Problem:
    return Problem(file=file, line=line, field=column, what=what, mend=mend)


class _Maker:
    """Makes records of rows, and remembers which IDs are taken."""

    def __init__(
        self,
        file: str,
        columns: Columns,
        timezone: str | None,
        taken: dict[str, str],
        readings: Readings,
    ) -> None:
        self.readings = readings
        self.file = file
        self.columns = columns
        self.timezone = timezone
        self.taken = taken
        self.lines: dict[str, int] = {}

    def record(self, row: TextRow, made_id: str) -> Thin:
        """Return the record of a row, read back, or refuse it with every reason."""
        if row.fault is not None:
            raise IncidentKitError(_at(self.file, row.line, "", *row.fault))
        values, extra = self._values(row)
        if made_id and "id" not in values:
            values = {"id": made_id, **values}
        problems = [*self._faults_of_id(row, values)]
        if self.timezone is not None:
            values.setdefault("timezone", self.timezone)
        incident_id = str(values.get("id", ""))
        if "title" not in values and (values or extra):
            what = "no title"
            problems.append(self._problem(row, "title", what, "write what users saw"))
        if not problems:
            text = record_text(values, extra)
            problems += self._read_back(row, text, incident_id, values, extra)
        if problems:
            raise IncidentKitError(*problems)
        title = " ".join(str(values["title"]).split())
        return Thin(line=row.line, incident_id=incident_id, title=title, text=text)

    def _values(self, row: TextRow) -> tuple[dict[str, Value], dict[str, str]]:
        values: dict[str, Value] = {}
        extra: dict[str, str] = {}
        problems = []
        for name, field, cell in zip(
            self.columns.names, self.columns.fields, row.cells, strict=True
        ):
            if (name and not field) or self.readings.is_empty(cell):
                continue
            if not name:
                what = f"{cell[:40]!r} in a column without a name"
                mend = "name the column on line 1"
                problems.append(_at(self.file, row.line, "", what, mend))
                continue
            try:
                check_text(cell, file=self.file, field=name)
            except RecordError as error:
                problems.append(replace(error.problems[0], line=row.line))
                continue
            if field == EXTRA:
                extra[name] = "\n".join(
                    [extra[name], cell] if name in extra else [cell]
                )
                continue
            value = self.readings.value_of(field, cell)
            if isinstance(value, list):
                values[field] = [*values.get(field, []), *value]
            elif value:
                values[field] = value
        if problems:
            raise IncidentKitError(*problems)
        return values, extra

    def _faults_of_id(
        self, row: TextRow, values: dict[str, Value]
    ) -> Iterator[Problem]:
        incident_id = str(values.get("id", ""))
        if not incident_id:
            is_empty = not any(cell.strip() for cell in row.cells)
            what = "an empty row" if is_empty else "no ID"
            mend = "take the row out" if is_empty else "write one"
            yield self._problem(row, "id", what, mend)
            return
        key = incident_id.casefold()
        if key in self.lines:
            what = f"{incident_id!a} stands on line {self.lines[key]}, too"
            yield self._problem(row, "id", what, "give each incident its own")
            return
        self.lines[key] = row.line
        try:
            check_incident_id(incident_id)
        except IncidentKitError as error:
            problem = error.problems[0]
            yield self._problem(row, "id", problem.what, problem.mend)
        if key in self.taken:
            what = f"{self.taken[key]!a} is there already"
            yield self._problem(
                row, "id", what, "take the row out; nothing is overwritten"
            )

    def _read_back(
        self,
        row: TextRow,
        text: str,
        incident_id: str,
        values: dict[str, Value],
        extra: dict[str, str],
    ) -> list[Problem]:
        """Return why the strict reader would not take it, or not as it stands."""
        try:
            _, tree = parse_text(text, file=self.file, incident_id=incident_id)
        except RecordError as error:
            return [self._of_reader(row, problem) for problem in error.problems]
        wanted: dict[str, object] = {"schema": "1", **values}
        if extra:
            wanted["extra"] = extra
        if tree.data != wanted:
            what, mend = "would not read back as it stands here", "make it plainer"
            return [_at(self.file, row.line, "", what, mend)]
        return []

    def _of_reader(self, row: TextRow, problem: Problem) -> Problem:
        """Return a problem of the record at the row and column it comes from."""
        field = problem.field.partition(".")[0].partition("[")[0]
        mend = problem.mend
        if field in MOMENTS:
            place = self.columns.place(field)
            mend = (time_mend(row.cells[place]) if place is not None else "") or mend
            if "timezone" in problem.what:
                mend = "add --timezone Europe/Berlin, say, or write the offset"
        name = field if field != EXTRA else problem.field.partition(".")[2]
        return self._problem(row, name, problem.what, mend)

    def _problem(self, row: TextRow, field: str, what: str, mend: str) -> Problem:
        place = self.columns.place(field)
        name = field if place is None else self.columns.names[place]
        return _at(self.file, row.line, name, what, mend)
