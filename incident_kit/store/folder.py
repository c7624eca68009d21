"""An incident with its evidence: the record and the series it names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from incident_kit.errors import Problem, SeriesError, field_name
from incident_kit.frames import evidence_path, read_samples
from incident_kit.frames.table import (
    ColumnsMissing,
    FileMissing,
    listed,
    nearest_name,
)
from incident_kit.incident import (
    ImpactSeries,
    Incident,
    InputFile,
    PlaceSeries,
)
from incident_kit.store.home import RECORD, find_home
from incident_kit.store.narrative import read_narrative
from incident_kit.store.records import read_record
from incident_kit.store.settings import read_house

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from incident_kit.record.parts import ImpactSource, PlaceSource
    from incident_kit.store.home import Home
    from incident_kit.store.records import StoredRecord
    from incident_kit.store.settings import House

_PLACES_FILE = ("by_place", "file")


def read_incident(incident_id: str, *, home: str | Path | None = None) -> Incident:
    """Return an incident with its evidence.

    ``home`` is the incidents folder; by default the one that is found by
    ``INCIDENT_KIT_HOME``, here or in a parent folder, else the samples.

    Raises
    ------
    UnknownIncident, RecordError, SeriesError
        One line per problem; nothing is guessed and nothing is written.
    """
    found = find_home(home)
    return load_incident(read_record(incident_id, found), found)


def load_incident(
    stored: StoredRecord, home: Home, *, house: House | None = None
) -> Incident:
    """Return the incident of a record that was read, with its series.

    ``house`` are the team's settings, when they were read already.
    """
    house = house or read_house(home)
    record = stored.record
    folder = stored.path.parent
    inputs = [InputFile(name=RECORD, sha256=stored.digest)]
    by_name: dict[str, ImpactSeries] = {}
    problems: list[Problem] = []
    for (file, time), sources in _by_file(record.impact).items():
        try:
            series, source_file = _read_series(
                file,
                time,
                sources,
                zone=record.timezone,
                folder=folder,
                shown=home.shown(record.id),
            )
        except ColumnsMissing as error:
            problems += _without_columns(error, sources, stored)
            continue
        except FileMissing:
            problems.append(_without_file(file, sources[0], stored))
            continue
        except SeriesError as error:
            problems += (_at_file(one, sources[0], stored) for one in error.problems)
            continue
        by_name |= series
        if source_file not in inputs:
            inputs.append(source_file)
    if problems:
        raise SeriesError(*problems)
    by_place = None
    if record.by_place is not None:
        try:
            by_place, source_file = _read_places(
                record.by_place,
                zone=record.timezone,
                folder=folder,
                shown=home.shown(record.id),
            )
        except FileMissing:
            raise SeriesError(
                _at_path(_missing(record.by_place.file, folder), _PLACES_FILE, stored)
            ) from None
        except SeriesError as error:
            raise SeriesError(
                *(
                    one if one.file else _at_path(one, _PLACES_FILE, stored)
                    for one in error.problems
                )
            ) from None
        if source_file not in inputs:
            inputs.append(source_file)
    narrative, story_file = read_narrative(folder, shown=home.shown(record.id))
    if story_file is not None:
        inputs.append(story_file)
    for source in record.impact:
        if source.during:
            by_name[source.name] = ImpactSeries(
                name=source.name, unit=source.unit, bad=source.bad, during=source.during
            )
    return Incident(
        record=record,
        series=tuple(by_name[source.name] for source in record.impact),
        by_place=by_place,
        inputs=(*inputs, *house.inputs),
        narrative=narrative,
        settings=house.settings,
        logo=house.logo,
    )


def _at_file(problem: Problem, source: ImpactSource, stored: StoredRecord) -> Problem:
    """Return a problem with its place: the record's own line if it has none."""
    return problem if problem.file else _at(problem, source, "file", stored)


def _at(
    problem: Problem, source: ImpactSource, field: str, stored: StoredRecord
) -> Problem:
    """Return a problem at the line of the record that names what is wrong."""
    index = next(
        number for number, one in enumerate(stored.record.impact) if one is source
    )
    return _at_path(problem, ("impact", index, field), stored)


def _at_path(
    problem: Problem, path: tuple[str | int, ...], stored: StoredRecord
) -> Problem:
    line, column = stored.tree.place(path)
    return replace(
        problem,
        file=stored.tree.file,
        line=line,
        column=column,
        field=field_name(path),
    )


def _without_columns(
    error: ColumnsMissing, sources: Sequence[ImpactSource], stored: StoredRecord
) -> Iterator[Problem]:
    """Yield each field of the record that names a column the file lacks."""
    for source in sources:
        for field in ("time", "value", "of"):
            name = getattr(source, field)
            if name not in error.missing:
                continue
            near = nearest_name(name, error.names)
            mend = f"its columns are {listed(error.names)}"
            problem = Problem(
                what=f"no column {name!r} in {source.file}",
                mend=f"did you mean {near!r}? {mend}" if near else mend,
            )
            yield _at(problem, source, field, stored)
    yield from error.others


def _without_file(file: str, source: ImpactSource, stored: StoredRecord) -> Problem:
    return _at(_missing(file, stored.path.parent), source, "file", stored)


def _missing(file: str, folder: Path) -> Problem:
    names = (path.name for path in folder.iterdir() if path.name != RECORD)
    near = nearest_name(file, sorted(names))
    mend = f"did you mean {near!r}?" if near else "put it there, or correct the name"
    return Problem(what=f"no such file {file}", mend=mend)


def _read_places(
    source: PlaceSource, *, zone: ZoneInfo | None, folder: Path, shown: str
) -> tuple[PlaceSeries, InputFile]:
    samples = read_samples(
        evidence_path(folder, source.file),
        time=source.time,
        columns=source.places,
        zone=zone,
        shown=f"{shown}/{source.file}",
    )
    series = PlaceSeries(
        frame=samples.frame,
        unit=source.unit,
        per=source.per,
        bad=source.bad,
        file=source.file,
    )
    digest, rows = samples.sha256, samples.rows
    return series, InputFile(name=source.file, sha256=digest, rows=rows)


def _by_file(
    sources: Sequence[ImpactSource],
) -> dict[tuple[str, str], list[ImpactSource]]:
    grouped: dict[tuple[str, str], list[ImpactSource]] = defaultdict(list)
    for source in sources:
        if source.file:
            grouped[source.file, source.time].append(source)
    return grouped


def _read_series(
    file: str,
    time: str,
    sources: Sequence[ImpactSource],
    *,
    zone: ZoneInfo | None,
    folder: Path,
    shown: str,
) -> tuple[dict[str, ImpactSeries], InputFile]:
    names = [name for one in sources for name in (one.value, one.of) if name]
    samples = read_samples(
        evidence_path(folder, file),
        time=time,
        columns=tuple(dict.fromkeys(names)),
        zone=zone,
        shown=f"{shown}/{file}",
        counted=[
            (one.value, one.of) for one in sources if one.value and one.of and one.per
        ],
    )
    series = {
        one.name: ImpactSeries(
            name=one.name,
            unit=one.unit,
            bad=one.bad,
            per=one.per,
            file=file,
            values=samples.frame[one.value],
            traffic=samples.frame[one.of] if one.of else None,
        )
        for one in sources
    }
    return series, InputFile(name=file, sha256=samples.sha256, rows=samples.rows)
