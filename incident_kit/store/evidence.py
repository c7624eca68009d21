"""The kinds of evidence beside a record, a row each.

The slots of the incident, the receipt, the inputs that a page names and what makes
it older follow from this table.  A new kind is a row here, its slot in ``Incident``
and, where the record names its file, a part of the record.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from incident_kit.errors import Problem, SeriesError
from incident_kit.frames import evidence_path, read_samples
from incident_kit.frames.table import (
    ColumnsMissing,
    FileMissing,
    name_list,
    nearest_name,
)
from incident_kit.incident import ImpactSeries, InputFile, PlaceSeries
from incident_kit.store.home import RECORD
from incident_kit.store.narrative import NARRATIVE, read_narrative

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from incident_kit.errors import Path
    from incident_kit.frames import Samples
    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import ImpactSource
    from incident_kit.store.records import StoredRecord


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """One kind of evidence: the field of ``Incident`` that it fills, and its reader.

    ``named`` are the files that a record names for it; ``file`` is the name by which
    it is found where no record names it.
    """

    slot: str
    read: Callable[[Reading], Any]
    file: str = ""
    named: Callable[[Record], Iterable[str | None]] = lambda _: ()


class Reading:
    """A folder while its evidence is read: which files were, what is wrong with them.

    ``shown`` is how messages call the folder.
    """

    def __init__(self, stored: StoredRecord, shown: str) -> None:
        self.record = stored.record
        self.folder = stored.path.parent
        self.shown = shown
        self.inputs = [InputFile(name=RECORD, sha256=stored.digest)]
        self.problems: list[Problem] = []
        self._tree = stored.tree

    def note(self, name: str, sha256: str, rows: int | None = None) -> None:
        """Note a file that was read, once."""
        one = InputFile(name=name, sha256=sha256, rows=rows)
        if one not in self.inputs:
            self.inputs.append(one)

    def samples(
        self,
        file: str,
        at: Path,
        *,
        time: str,
        columns: Sequence[str],
        counted: Sequence[tuple[str, str]] = (),
    ) -> Samples | None:
        """Return the samples of the file that the record names at a path.

        None where it cannot be read: the problems are collected.

        Raises
        ------
        ColumnsMissing
            If it lacks a column: who asked knows where the record names that.
        """
        try:
            found = read_samples(
                evidence_path(self.folder, file),
                time=time,
                columns=columns,
                zone=self.record.zone_of_clocks,
                shown=f"{self.shown}/{file}",
                counted=counted,
            )
        except ColumnsMissing:
            raise
        except FileMissing:
            self.report(self._missing(file), at)
        except SeriesError as error:
            for one in error.problems:
                self.report(one, at)
        else:
            self.note(file, found.sha256, found.rows)
            return found
        return None

    def report(self, problem: Problem, at: Path) -> None:
        """Collect a problem: of the file's line, else of the record's that names it."""
        if not problem.file:
            problem = self._tree.problem(at, problem.what, problem.mend)
        self.problems.append(problem)

    def _missing(self, file: str) -> Problem:
        names = (path.name for path in self.folder.iterdir() if path.name != RECORD)
        near = nearest_name(file, sorted(names))
        mend = (
            f"did you mean {near!r}?" if near else "put it there, or correct the name"
        )
        return Problem(what=f"no such file {file}", mend=mend)


def _series(reading: Reading) -> tuple[ImpactSeries, ...]:
    """Return the impact series in the record's order; a file is read once for all."""
    sources = reading.record.impact
    by_file: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, one in enumerate(sources):
        if one.file:
            by_file[one.file, one.time].append(number)
    values: dict[int, Samples] = {}
    for (file, time), numbers in by_file.items():
        asked = [sources[number] for number in numbers]
        names = [name for one in asked for name in (one.value, one.of) if name]
        try:
            found = reading.samples(
                file,
                ("impact", numbers[0], "file"),
                time=time,
                columns=tuple(dict.fromkeys(names)),
                counted=[
                    (one.value, one.of)
                    for one in asked
                    if one.value and one.of and one.per
                ],
            )
        except ColumnsMissing as error:
            for number in numbers:
                for field, problem in _without_columns(error, sources[number]):
                    reading.report(problem, ("impact", number, field))
            reading.problems += error.others
            continue
        if found is not None:
            values |= dict.fromkeys(numbers, found)
    return tuple(_one(one, values.get(number)) for number, one in enumerate(sources))


def _one(source: ImpactSource, found: Samples | None) -> ImpactSeries:
    frame = None if found is None else found.frame
    return ImpactSeries(
        name=source.name,
        unit=source.unit,
        bad=source.bad,
        per=source.per if source.file else None,
        file=source.file,
        values=None if frame is None else frame[source.value],
        traffic=None if frame is None or not source.of else frame[source.of],
        during=source.during,
    )


def _without_columns(
    error: ColumnsMissing, source: ImpactSource
) -> Iterator[tuple[str, Problem]]:
    """Yield each field of a source that names a column the file lacks."""
    for field in ("time", "value", "of"):
        name = getattr(source, field)
        if name in error.missing:
            near = nearest_name(name, error.names)
            mend = f"its columns are {name_list(error.names)}"
            yield (
                field,
                Problem(
                    what=f"no column {name!r} in {source.file}",
                    mend=f"did you mean {near!r}? {mend}" if near else mend,
                ),
            )


def _places(reading: Reading) -> PlaceSeries | None:
    source = reading.record.by_place
    if source is None:
        return None
    at = ("by_place", "file")
    try:
        found = reading.samples(
            source.file, at, time=source.time, columns=source.places
        )
    except ColumnsMissing as error:
        reading.problems += error.problems
        return None
    if found is None:
        return None
    return PlaceSeries(
        frame=found.frame,
        unit=source.unit,
        per=source.per,
        bad=source.bad,
        file=source.file,
    )


def _narrative(reading: Reading) -> str:
    text, digest = read_narrative(reading.folder, shown=reading.shown)
    if digest:
        reading.note(NARRATIVE, digest)
    return text


KINDS = (
    EvidenceKind(
        "series", _series, named=lambda record: (one.file for one in record.impact)
    ),
    EvidenceKind(
        "by_place",
        _places,
        named=lambda record: [record.by_place.file] if record.by_place else [],
    ),
    EvidenceKind("narrative", _narrative, file=NARRATIVE),
)
FOUND_BY_NAME = tuple(one.file for one in KINDS if one.file)


def evidence_files(record: Record) -> tuple[str, ...]:
    """Return the files in which a record's evidence stands, whether there or not."""
    named = {file for kind in KINDS for file in kind.named(record) if file}
    return (*sorted(named), *FOUND_BY_NAME)


def read_evidence(
    stored: StoredRecord, *, shown: str
) -> tuple[dict[str, Any], tuple[InputFile, ...]]:
    """Return what fills the slots of the incident, and the files it came from.

    Raises
    ------
    SeriesError, RecordError
        One line per problem, of all files at once.
    """
    reading = Reading(stored, shown)
    slots = {one.slot: one.read(reading) for one in KINDS}
    if reading.problems:
        raise SeriesError(*reading.problems)
    return slots, tuple(reading.inputs)
