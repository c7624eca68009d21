"""One incident, loaded: the record and its evidence as a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from incident_kit.record.happened import happened, mistyped_years
from incident_kit.record.settings import DEFAULTS, Settings

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import pandas as pd

    from incident_kit.record.incident_record import Record
    from incident_kit.record.values import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """A file that the review rests on: name, rows and digest.

    ``folder`` is where it lies as seen from the record: "" beside it.
    """

    name: str
    sha256: str
    rows: int | None = None
    folder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactSeries:
    """Impact over time: levels on an aware index, or intervals of a state.

    ``values`` are in ``unit`` per ``per`` (None: a level such as a ratio), at
    increasing UTC instants, NaN where a sample is missing; ``traffic`` is what
    they are part of, in the same unit.  With ``during`` there is no level.
    """

    name: str
    unit: str
    bad: str
    per: str | None = None
    file: str | None = None
    values: pd.Series | None = None
    traffic: pd.Series | None = None
    during: tuple[Span, ...] = ()

    @property
    def title(self) -> str:
        """Its name with its window: "stale report views per minute"."""
        return f"{self.name} per {self.per}" if self.per else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSeries:
    """Impact by place: levels on an aware index, a column for each place.

    They are in ``unit`` per ``per`` (None: a level), NaN where not measured.
    """

    frame: pd.DataFrame
    unit: str
    bad: str
    per: str | None = None
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """The team's sign: a small picture, as it stands in its file."""

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """The record of an incident with its evidence: what computations take.

    ``settings`` and ``logo`` are the team's; without any they are the defaults.
    """

    record: Record
    series: tuple[ImpactSeries, ...] = ()
    by_place: PlaceSeries | None = None
    inputs: tuple[InputFile, ...] = ()
    narrative: str = ""
    settings: Settings = DEFAULTS
    logo: Logo | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which its page prints times: the team's, else the record's.

        That of a record which does not know its zone is UTC.
        """
        if self.record.timezone == "unknown":  # a day stays the day it is said to be
            return self.record.zone
        return self.settings.display_zone or self.record.zone

    @property
    def digests(self) -> dict[str, str]:
        """The digest of every file that it was made from, by its path from the record."""
        return {f"{one.folder}{one.name}": one.sha256 for one in self.inputs}

    @property
    def measured(self) -> tuple[ImpactSeries, ...]:
        """The series that have levels."""
        return tuple(one for one in self.series if one.values is not None)


def last_instant(incident: Incident) -> datetime | None:
    """Return the last instant at which something happened, as recorded.

    The default of ``as_of``: never a ``due``, nor the open end of a range, nor the
    end of a day of which only the date is known, nor a time of a mistyped year.
    """
    wrong = mistyped_years(incident.record)
    moments = [one for path, one in happened(incident.record) if path not in wrong]
    instants = [
        moment.low or moment.stated
        for moment in moments
        if moment.form not in {"by", "not yet", "unknown"}
    ]
    instants += [moment.stated for moment in moments]
    for series in incident.series:
        if series.values is not None and len(series.values):
            instants.append(series.values.index[-1].to_pydatetime())
        instants += [end.stated for _, end in series.during]
    if incident.by_place is not None and len(incident.by_place.frame):
        instants.append(incident.by_place.frame.index[-1].to_pydatetime())
    known = [instant for instant in instants if instant is not None]
    return max(known).astimezone(UTC) if known else None
