"""Every moment of a record that says when something happened, and the mistyped years."""

from __future__ import annotations

from datetime import timedelta
from statistics import median_low
from typing import TYPE_CHECKING

from incident_kit.record.moments import MOMENTS
from incident_kit.record.parts import LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from incident_kit.errors import Path
    from incident_kit.instants.written import Written
    from incident_kit.record.incident_record import Record

# Half a year and more from the rest of the incident, and within a month of it once the
# year is another one: reviews that we read hold no true entry like that.
_FAR, _NEAR = timedelta(days=180), timedelta(days=30)


def happened(record: Record) -> Iterator[tuple[Path, Written]]:
    """Yield the path and the moment of all that is said to have happened."""
    for field in MOMENTS:
        yield (field,), getattr(record, field)
    for key, letter in record.blast.letters:
        name = LETTERS[key]
        yield ("blast", name, "answered_at"), letter.answered_at
        for index, one in enumerate(letter.earlier):
            yield ("blast", name, "earlier", index, "answered_at"), one.answered_at
    for index, change in enumerate(record.changes or ()):
        yield ("changes", index, "at"), change.at
        yield ("changes", index, "ended_at"), change.ended_at
    for index, action in enumerate(record.actions or ()):
        yield ("actions", index, "applied_at"), action.applied_at
        yield ("actions", index, "ended_at"), action.ended_at
    for index, hypothesis in enumerate(record.hypotheses):
        yield ("hypotheses", index, "at"), hypothesis.at
    for index, wave in enumerate(record.waves or ()):
        yield ("waves", index, "start"), wave.start
        yield ("waves", index, "end"), wave.end
    for index, entry in enumerate(record.timeline):
        yield ("timeline", index, "at"), entry.at


def mistyped_years(record: Record) -> dict[Path, int]:
    """Return by how many years an entry lies off where another year would fit.

    A change may be a year old; its year is not judged.
    """
    points = {
        path: at
        for path, moment in happened(record)
        if moment.form in {"exact", "about", "day", "range"}
        and (at := moment.stated or moment.low) is not None
        and path[0] != "changes"
    }
    if len(points) < 3:
        return {}
    middle = median_low(points.values())
    near = [at for at in points.values() if abs(at - middle) <= _FAR]
    if len(near) <= len(points) / 2:
        return {}
    first, last = min(near) - _NEAR, max(near) + _NEAR
    return {
        path: years
        for path, at in points.items()
        if abs(at - middle) > _FAR
        for years in range(at.year - middle.year - 1, at.year - middle.year + 2)
        if years and first <= _in_year(at, at.year - years) <= last
    }


def _in_year(at: datetime, year: int) -> datetime:
    try:
        return at.replace(year=year)
    except ValueError:  # 29 February
        return at.replace(year=year, day=28)
