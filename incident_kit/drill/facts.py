"""What was known of an incident, and from when: the record taken apart by its times.

A fact counts from the instant by which it has surely happened.  What was only found
later is none: answers, verdicts, roles of changes, effects of actions, the start.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from incident_kit.errors import IncidentKitError
from incident_kit.record.moments import MOMENTS, NOTICED
from incident_kit.store.notes import free_id
from incident_kit.wording.inside import drill as told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from incident_kit.errors import Path
    from incident_kit.incident import Incident
    from incident_kit.instants.written import Written
    from incident_kit.record.incident_record import Record
    from incident_kit.store.tree import Data

_BEFORE = timedelta(minutes=2)
_OF_ENTRY = ("at", "what", "source")
_OF_CHANGE = ("at", "kind", "reaches", "every", "what")
_OF_SERIES = ("name", "unit", "per", "value", "of", "bad", "means")
_OF_PLACES = ("unit", "per", "bad")
# when it began was found later, and what ends the paperwork is no part of it
_NOT_TOLD = frozenset({"started_at", "closed_at"})
PLACES = "places.csv"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a practice record says from an instant (UTC) on.

    ``path`` leads to a list that gets ``value``, or to the field that becomes it.
    """

    at: datetime
    path: Path
    value: Data


def facts_of(incident: Incident, data: dict[str, Data]) -> tuple[Fact, ...]:
    """Return what was known of an incident, the earliest first.

    ``data`` is the plain data of its record: a time keeps the words it was written in.
    """
    every = [
        *_said(incident.record, data),
        *_series(incident, data),
        *_places(incident, data),
    ]
    return tuple(sorted(every, key=lambda fact: fact.at))


def _said(record: Record, data: dict[str, Data]) -> Iterator[Fact]:
    for entry, raw in zip(record.timeline, _rows(data, "timeline"), strict=True):
        if at := surely_by(entry.at):
            yield Fact(at, ("timeline",), _kept(raw, _OF_ENTRY))
    names: set[str] = set()
    for change, raw in zip(record.changes or (), _rows(data, "changes"), strict=True):
        # its own ID may say what it turned out to be
        names.add(name := free_id(change.what, names))
        if at := surely_by(change.at):
            yield Fact(at, ("changes",), {"id": name, **_kept(raw, _OF_CHANGE)})
    for action, raw in zip(record.actions or (), _rows(data, "actions"), strict=True):
        if at := surely_by(action.applied_at):
            yield _by_the_team(at, raw["applied_at"], action.what)
        if at := surely_by(action.ended_at):
            yield _by_the_team(at, raw["ended_at"], told.done(action.what))
    for field, point in MOMENTS.items():
        at = surely_by(getattr(record, field))
        if at is not None and field not in _NOT_TOLD:
            yield _by_the_team(at, data[field], point.told)
    if at := surely_by(record.detected_at):
        yield Fact(at, (NOTICED,), _time(data[NOTICED]))


def _by_the_team(at: datetime, written: Data, what: str) -> Fact:
    return Fact(
        at, ("timeline",), {"at": _time(written), "what": what, "source": told.TEAM}
    )


def _series(incident: Incident, data: dict[str, Data]) -> Iterator[Fact]:
    noticed = surely_by(incident.record.detected_at)
    for number, (series, raw) in enumerate(
        zip(incident.series, _rows(data, "impact"), strict=True)
    ):
        item = _kept(raw, _OF_SERIES)
        if series.values is not None:
            if len(series.values):
                told_from = _over_at(series.values.index)[0]
                named: dict[str, Data] = {"file": series_file(number), "time": "at"}
                yield Fact(told_from, ("impact",), item | named)
            continue
        spans = [tuple(map(surely_by, span)) for span in series.during]
        for now in sorted({at for span in spans for at in span if at is not None}):
            known: list[Data] = [
                [_time(start), _time(end) if over and over <= now else "not yet"]
                for (start, end), (begun, over) in zip(
                    raw["during"], spans, strict=True
                )
                if begun and begun <= now
            ]
            if known:
                # a state is known once somebody has noticed
                at = max(now, noticed) if noticed else now
                yield Fact(at, ("impact",), item | {"during": known})


def _places(incident: Incident, data: dict[str, Data]) -> Iterator[Fact]:
    places = incident.by_place
    if places is None or not len(places.frame):
        return
    item = _kept(data["by_place"], _OF_PLACES) | {"file": PLACES, "time": "at"}
    at = _over_at(places.frame.index)[0]
    yield from (Fact(at, ("by_place", name), value) for name, value in item.items())


def series_file(number: int) -> str:
    """Return the file beside a practice record that holds one series."""
    return "impact.csv" if number == 0 else f"impact-{number + 1}.csv"


def surely_by(moment: Written) -> datetime | None:
    """Return the instant by which something has happened for certain, None for never."""
    return moment.stated if moment.form == "about" else moment.high


def over_by(frame: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Return the samples whose interval is over at an instant."""
    return frame.iloc[: bisect_right(_over_at(frame.index), now)]


def _over_at(index: pd.Index[Any]) -> list[datetime]:
    """Return when each sample is over: at the next, and never later than is usual."""
    assert isinstance(index, pd.DatetimeIndex)  # noqa: S101  # what the reader makes
    steps = np.diff(index.as_unit("ns").asi8)
    usual = int(np.median(steps)) if len(steps) else 0
    lasts = np.minimum(np.append(steps, usual), usual)
    return list((index + lasts.astype("timedelta64[ns]")).to_pydatetime())


def starts_at(facts: tuple[Fact, ...], record: Record) -> datetime:
    """Return when a replay begins: a little before somebody noticed.

    Raises
    ------
    IncidentKitError
        If the record has no time of it.
    """
    reported = record.detected_at.earliest
    if reported is None:
        first = [fact.at for fact in facts if fact.path == ("timeline",)]
        reported = min(first, default=None)
    if reported is None:
        raise IncidentKitError.of(
            f"nothing in {record.id} says when it was noticed",
            "write detected_at into its record",
        )
    return (reported - _BEFORE).replace(second=0, microsecond=0)


def ends_at(facts: tuple[Fact, ...], record: Record) -> datetime:
    """Return when a replay is over: users fine again and the cause removed, as said.

    Without both it is the last thing that is known to have happened.
    """
    said = (surely_by(record.mitigated_at), surely_by(record.cause_removed_at))
    known = [at for at in said if at is not None]
    return max(known) if known else max(fact.at for fact in facts)


def _rows(data: dict[str, Data], name: str) -> list[Any]:
    found = data.get(name)
    return found if isinstance(found, list) else []


def _kept(raw: Any, names: tuple[str, ...]) -> dict[str, Data]:
    kept = {name: raw[name] for name in names if name in raw}
    return kept | ({"at": _time(kept["at"])} if "at" in kept else {})


def _time(written: Any) -> Data:
    """Return a time without the source and the note that a person put beside it."""
    found: Data = written["at"] if isinstance(written, dict) else written
    return found
