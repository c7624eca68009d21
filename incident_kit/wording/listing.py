"""What an index says of one review: plain words, as its page prints them."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pydantic

from incident_kit.instants.words import day_words, elapsed_words, moment_words
from incident_kit.wording.numbers import harm_words
from incident_kit.wording.phrases import open_ones
from incident_kit.wording.times import dated_by, times_of

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from incident_kit.instants.written import Written
    from incident_kit.record.parts import FollowUp
    from incident_kit.results.clocks import Clock
    from incident_kit.timing.assessment import Assessment

UNKNOWN = "unknown"
OPEN_STATES = frozenset({"ongoing", "mitigated, not fixed", "fixed, impact goes on"})
_LONGEST = 200
_WRITTEN = re.compile(r"\d{4}(?:-\d{2}){0,2}\Z", re.ASCII)
_STRICT = pydantic.ConfigDict(extra="forbid")


@pydantic.with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A follow-up that is open: what, by whom, until when."""

    what: str
    owner: str
    due: str
    sort: str
    ticket: str = ""
    link: str = ""

    def is_overdue(self, today: date) -> bool:
        """Whether the whole day, month or year by which it was due has passed."""
        return self.sort < today.isoformat()[: len(self.sort)]


@pydantic.with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One review as it stands in the index.

    ``date`` is 2024-05-14, 2024-05, 2024 or "" and sorts; ``day`` is what people
    read.  The clocks are words with their doubt, "unknown" or "not yet"; ``harm`` is
    the first number of the page, "" where it has none.
    """

    incident_id: str
    title: str
    severity: str
    date: str
    day: str
    state: str
    harm: str
    relief: str
    fix: str
    review: str
    private: bool = False
    owed: tuple[Owed, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether users are still hit, or the cause is still there."""
        return self.state in OPEN_STATES

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data, for a receipt."""
        return asdict(self)


_LISTED: pydantic.TypeAdapter[Listed] = pydantic.TypeAdapter(Listed)


def listed_from_json(data: object) -> Listed | None:
    """Return what a receipt holds, None where it holds nothing that fits."""
    try:
        return _LISTED.validate_python(data)
    except pydantic.ValidationError:
        return None


def listed(found: Assessment) -> Listed:
    """Return what an index says of an incident."""
    record, clocks = found.incident.record, found.clocks
    zone = found.incident.zone
    moment = dated_by(found)
    return Listed(
        incident_id=record.id,
        title=_clipped(record.title),
        severity=record.severity or UNKNOWN,
        date=_date(moment, zone),
        day=_day_words(moment, zone),
        state=clocks.state,
        harm=_clipped(harm_words(found, times_of(found))),
        relief=_clock(clocks.first_relief),
        fix=_clock(clocks.fix),
        review=record.review,
        private=record.private is True,
        owed=tuple(_owed(one, zone) for one in open_ones(record.follow_ups)),
    )


def _clock(clock: Clock) -> str:
    """Return a clock from onset; from detection, saying so, when that is unknown."""
    value, tail = clock.elapsed, ""
    if not value.is_known and clock.since_detection.is_known:
        value, tail = clock.since_detection, " from detection"
    if value.is_known:
        return elapsed_words(value) + tail
    return "not yet" if clock.moment.form == "not yet" else UNKNOWN


def _date(moment: Written | None, zone: ZoneInfo) -> str:
    if moment is None:
        return ""
    if _WRITTEN.match(moment.text):
        return moment.text
    at = moment.stated or moment.latest
    return f"{at.astimezone(zone):%Y-%m-%d}" if at else ""


def _day_words(moment: Written | None, zone: ZoneInfo, *, span: bool = False) -> str:
    """Return the day of a moment, or the longer time that it is; a ``span`` if asked."""
    if moment is None:
        return ""
    if moment.form in {"day", "month", "year"} or (span and moment.form == "range"):
        return moment_words(moment, zone)
    at = moment.stated or moment.latest
    return day_words(at, zone) if at else ""


def _owed(one: FollowUp, zone: ZoneInfo) -> Owed:
    due = one.due if one.due.is_known else None
    return Owed(
        what=_clipped(one.what),
        owner=one.owner or "",
        due=_day_words(due, zone, span=True),
        sort=_date(due, zone) or "9999",
        ticket=one.ticket or "",
        link=one.link or "",
    )


def _clipped(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
