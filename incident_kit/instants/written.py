"""A time as a person writes it, with its low, high and as-stated reading."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, Self
from zoneinfo import ZoneInfo

from incident_kit.errors import Problem, TimeError
from incident_kit.instants.zones import (
    NO_CLOCK,
    iso,
    next_day,
    start_of_day,
    to_utc,
)

TimeForm = Literal[
    "exact",
    "about",
    "by",
    "after",
    "range",
    "day",
    "month",
    "year",
    "not yet",
    "unknown",
]

_INSTANT = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?"
    r"\s?(Z|[+-]\d{2}:\d{2})?\Z",
    re.ASCII,
)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})\Z", re.ASCII)
_YEAR = re.compile(r"(\d{4})\Z", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(.*)\Z", re.ASCII)

# how far "about" may be off, where somebody says so: +-5 min
_GIVE_OR_TAKE = re.compile(
    r"(.+?)\s*(?:\+-|\+/-|±)\s*([1-9]\d{0,3})\s?(s|sec|min|h|seconds?|minutes?|hours?)\Z",
    re.ASCII,
)
_SECONDS = {"s": 1, "m": 60, "h": 3600}

FIRST_YEAR, END_YEAR = 1970, 2200

TIME_FORMS = (
    "write 2024-05-14 09:01, about …, by …, after …, [earliest, latest], a day, "
    "month or year, not yet, or unknown"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A moment as stated, and the instants between which it lies (UTC).

    ``low`` and ``high`` are the earliest and latest instant it can mean, None
    where that side is open or nobody knows; ``stated`` is the single instant a
    person named, None for ranges, days and longer.  ``not yet`` has a low only
    once :func:`censored` gave it ``as_of``.
    """

    form: TimeForm
    low: datetime | None = None
    high: datetime | None = None
    stated: datetime | None = None
    text: str = ""
    source: str = ""
    note: str = ""

    @classmethod
    def exactly(cls, instant: datetime, *, source: str = "") -> Self:
        """Return the moment that is one known instant."""
        return cls(
            form="exact",
            low=instant,
            high=instant,
            stated=instant,
            text=iso(instant),
            source=source,
        )

    @classmethod
    def between(
        cls, low: datetime | None, high: datetime | None, *, source: str = ""
    ) -> Self:
        """Return the moment that lies between two instants; None is open."""
        if low is not None and low == high:
            return cls.exactly(low, source=source)
        form: TimeForm = "range"
        if low is None:
            form = "unknown" if high is None else "by"
        elif high is None:
            form = "after"
        stated = (low or high) if form in {"by", "after"} else None
        return cls(form=form, low=low, high=high, stated=stated, source=source)

    @property
    def is_known(self) -> bool:
        """Whether it says anything about when: neither unknown nor not yet."""
        return self.form not in {"unknown", "not yet"}

    @property
    def has_happened(self) -> bool | None:
        """True, False for ``not yet``, None when nobody knows."""
        if self.form == "unknown":
            return None
        return self.form != "not yet"

    @property
    def earliest(self) -> datetime | None:
        """The first instant it can mean, or the stated one of an ``about``."""
        return self.low or self.stated or self.high

    @property
    def latest(self) -> datetime | None:
        """The last instant it can mean, or the stated one of an ``about``."""
        return self.high or self.stated or self.low

    @property
    def point(self) -> datetime | None:
        """The instant somebody named, exactly or about; None of bounds and spans."""
        return self.stated if self.form in {"exact", "about"} else None

    def censored(self, as_of: datetime) -> Written:
        """Return ``not yet`` as "after ``as_of``"; anything else unchanged."""
        return replace(self, low=as_of) if self.form == "not yet" else self


UNKNOWN = Written(form="unknown", text="unknown")


def parse_instant(text: str, zone: ZoneInfo | None) -> datetime:
    """Return the instant that an ISO time names, in UTC.

    Raises
    ------
    TimeError
        If it is no ISO time, has no offset and no zone is known, or falls
        where the clocks of the zone changed.
    """
    match = _INSTANT.match(text)
    if match is None:
        raise _unreadable(text)
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    _check_year(year, text)
    clock = f"{hour}:{minute}:{second or '00'}.{(fraction or '0').ljust(6, '0')}"
    try:
        wall = datetime.fromisoformat(f"{year}-{month}-{day}T{clock}")
        if offset == "Z":
            return wall.replace(tzinfo=UTC)
        if offset:
            return datetime.fromisoformat(f"{wall.isoformat()}{offset}").astimezone(UTC)
    except (ValueError, OverflowError):
        raise _unreadable(text) from None
    if zone is None or zone is NO_CLOCK:
        raise _no_zone(text, "names no timezone" if zone is None else _NOT_KNOWN)
    return to_utc(wall, zone)


def parse_written(value: object, zone: ZoneInfo | None) -> Written:
    """Return the moment that text, ``[from, to]`` or ``{at: …}`` stands for.

    Raises
    ------
    TimeError
        With what was found and how to write it.
    """
    if isinstance(value, Written):
        return value
    if isinstance(value, Mapping):
        return _parse_long(value, zone)
    if isinstance(value, str):
        return _parse_text(value.strip(), zone)
    if isinstance(value, Sequence):
        return _parse_range(value, zone)
    raise _unreadable(str(value))


def _parse_long(value: Mapping[str, object], zone: ZoneInfo | None) -> Written:
    if unknown := sorted(set(value) - {"at", "source", "note"}):
        raise TimeError(
            Problem(
                what=f"unknown field {unknown[0]!r} in a time",
                mend="a long time has at, source and note",
            )
        )
    inner = value.get("at")
    if inner is None or isinstance(inner, Mapping):
        raise TimeError(Problem(what="a long time without at", mend=TIME_FORMS))
    texts = {name: value.get(name) or "" for name in ("source", "note")}
    for name, text in texts.items():
        if not isinstance(text, str):
            raise TimeError(Problem(what=f"{name} is not text", mend="write words"))
    return replace(
        parse_written(inner, zone),
        source=str(texts["source"]),
        note=str(texts["note"]),
    )


def _parse_text(text: str, zone: ZoneInfo | None) -> Written:
    if text == "unknown":
        return UNKNOWN
    if text == "not yet":
        return Written(form="not yet", text=text)
    if text.startswith("[") and text.endswith("]"):
        return _parse_range(text[1:-1].split(","), zone)
    word, _, rest = text.partition(" ")
    if word == "about" and (off := _GIVE_OR_TAKE.match(rest.strip())):
        return _parse_around(off, text, zone)
    if word in {"about", "by", "after"}:
        return _parse_bound(word, rest.strip(), text, zone)
    if (period := _parse_period(text, zone)) is not None:
        return period
    instant = parse_instant(text, zone)
    return replace(Written.exactly(instant), text=text)


def _parse_around(off: re.Match[str], text: str, zone: ZoneInfo | None) -> Written:
    """Return "about 10:40 +-5 min" as the span that it names: 10:35 to 10:45."""
    middle = _parse_bound("about", off[1], f"about {off[1]}", zone).stated
    assert middle is not None  # noqa: S101  # an about states an instant
    far = timedelta(seconds=int(off[2]) * _SECONDS[off[3][0]])
    return replace(Written.between(middle - far, middle + far), text=text)


def _parse_bound(word: str, rest: str, text: str, zone: ZoneInfo | None) -> Written:
    period = _parse_period(rest, zone)
    if word == "about":
        if period is not None:
            raise TimeError(
                Problem(
                    what=f"{text!r} names no hour",
                    mend=f"write {rest} (that {period.form}) or a range",
                )
            )
        return Written(form="about", stated=parse_instant(rest, zone), text=text)
    if word == "by":
        high = parse_instant(rest, zone) if period is None else period.high
        return Written(form="by", high=high, stated=high, text=text)
    low = parse_instant(rest, zone) if period is None else period.low
    return Written(form="after", low=low, stated=low, text=text)


def _parse_period(text: str, zone: ZoneInfo | None) -> Written | None:
    """Return a bare day, month or year as the span it names; else None."""
    forms: tuple[tuple[TimeForm, re.Pattern[str]], ...] = (
        ("day", _DAY),
        ("month", _MONTH),
        ("year", _YEAR),
    )
    for form, pattern in forms:
        match = pattern.match(text)
        if match is None:
            continue
        _check_year(match[1], text)
        if zone is None:
            raise _no_zone(text)
        year, month, day = (*map(int, match.groups()), 1, 1)[:3]
        try:
            first = datetime(year, month, day)  # noqa: DTZ001  # a calendar day
            after = _period_end(first, form)
            return Written(
                form=form,
                low=start_of_day(first, zone),
                high=start_of_day(after, zone),
                text=text,
            )
        except (ValueError, OverflowError):
            raise _unreadable(text) from None
    return None


def _period_end(first: datetime, form: TimeForm) -> datetime:
    if form == "day":
        return next_day(first)
    if form == "year":
        return first.replace(year=first.year + 1)
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def _parse_range(parts: Sequence[object], zone: ZoneInfo | None) -> Written:
    texts = [part.strip() for part in parts if isinstance(part, str)]
    if len(texts) != 2 or len(parts) != 2:
        raise TimeError(
            Problem(
                what=f"a range of {len(parts)} times", mend="write [earliest, latest]"
            )
        )
    ends = [_parse_text(text, zone) for text in texts]
    low, high = ends[0].low, ends[1].high
    if low is None or high is None or {end.form for end in ends} & {"by", "after"}:
        raise TimeError(
            Problem(
                what=f"[{', '.join(texts)}] has an end that is no plain time",
                mend="write two times, or by …, or after …",
            )
        )
    if high < low:
        raise TimeError(
            Problem(
                what=f"[{', '.join(texts)}] ends before it begins",
                mend="write [earliest, latest]",
            )
        )
    text = f"[{', '.join(texts)}]"
    return replace(Written.between(low, high), text=text)


def _check_year(year: str, text: str) -> None:
    """Refuse years that are typing errors; at their edges dates overflow, too."""
    if not FIRST_YEAR <= int(year) < END_YEAR:
        raise TimeError(
            Problem(
                what=f"{text!r} lies outside {FIRST_YEAR} to {END_YEAR - 1}",
                mend="correct the year",
            )
        )


_NOT_KNOWN = "does not know its timezone"


def _no_zone(text: str, why: str = "names no timezone") -> TimeError:
    example = text.replace(" ", "T") if ":" in text else f"{text}T10:40"
    return TimeError(
        Problem(
            what=f"{text!r} has no offset and the record {why}",
            mend=f"write {example}+01:00, or timezone: Europe/Berlin in the record",
        )
    )


def _unreadable(text: str) -> TimeError:
    mend = TIME_FORMS
    if match := _SLASHED.match(text):
        one, two, year, rest = match.groups()
        guesses = (
            f"{year}-{two:0>2}-{one:0>2}{rest}",
            f"{year}-{one:0>2}-{two:0>2}{rest}",
        )
        told = [guess for guess in dict.fromkeys(guesses) if _is_time(guess)]
        mend = f"write {' or '.join(told)}" if told else TIME_FORMS
    return TimeError(Problem(what=f"{text[:60]!r} is not a time", mend=mend))


def _is_time(text: str) -> bool:
    try:
        _parse_text(text, ZoneInfo("UTC"))
    except TimeError:
        return False
    return True
