"""A column of sample times, read at once: texts, epoch numbers or wall clocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from incident_kit.errors import TimeError
from incident_kit.instants.dates import order_of, read_time
from incident_kit.instants.zones import to_utc

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from zoneinfo import ZoneInfo

MAX_FAULTS = 20

_UNITS = {10: 10**9, 13: 10**6, 16: 10**3, 19: 1}
_ISO = (
    r"^(?P<minute>[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,9}))?)?"
    r" ?(?P<offset>Z|[+-][0-9]{2}:?[0-9]{2})?$"
)
_EPOCH = r"^(?P<whole>[0-9]+)(?:\.(?P<fraction>[0-9]{1,9}))?$"
_LAST = np.datetime64("2200", "ns").astype(np.int64)
# days since 30 December 1899, as spreadsheets count them: 1970 to 2199
_SERIALS = range(25_569, 109_575)
_WRITE = "write 2024-05-14T09:01Z or 2024-05-14 09:01"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnFault:
    """A row (from 0) whose time cannot be read as one instant."""

    row: int
    what: str
    mend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnTimes:
    """The instants of a column in UTC; NaT where there is a fault.

    ``unsaid`` counts the faulty rows beyond the first 20.
    """

    index: pd.DatetimeIndex
    faults: tuple[ColumnFault, ...]
    unsaid: int = 0


def parse_column(texts: Sequence[str], *, zone: ZoneInfo | None) -> ColumnTimes:
    """Return the instants that a column of texts names.

    ISO 8601 with an offset; without one it is a wall clock of ``zone``, and
    refused where the clocks changed or no zone is known.  Other ways to write a
    time are read where they can mean one only (10/26/2026 9:00 PM).  Or epoch
    times whose unit the digits tell: 10 seconds, 13 milliseconds, 16 micro-, 19
    nanoseconds, with or without a fraction.
    """
    cells = pc.utf8_trim(pa.array(texts, pa.string()), characters=" \t")
    if len(cells) and re.fullmatch(r"[0-9]+(\.[0-9]+)?", str(cells[0]), re.ASCII):
        return _parse_digits(cells)
    return _parse_iso(cells, zone)


def parse_epochs(numbers: np.ndarray[Any, np.dtype[np.int64]]) -> ColumnTimes:
    """Return the instants of a column of epoch numbers, unit told by digits."""
    return _parse_digits(pa.array(numbers, pa.int64()).cast(pa.string()))


def place_in_zone(
    walls: np.ndarray[Any, np.dtype[np.datetime64]], zone: ZoneInfo | None
) -> ColumnTimes:
    """Return the instants at which the clocks of ``zone`` showed ``walls``."""
    nanoseconds = walls.astype("datetime64[ns]").astype(np.int64)
    return _localize(nanoseconds, zone, np.arange(len(walls)))


def _parse_digits(cells: Any) -> ColumnTimes:
    parts = pc.extract_regex(cells, pattern=_EPOCH)
    whole, fraction = (
        pc.fill_null(pc.struct_field(parts, name), "") for name in ("whole", "fraction")
    )
    lengths = pc.utf8_length(whole).to_numpy()
    first = int(lengths[0]) if len(lengths) else 10
    unit = _UNITS.get(first)
    wrong = np.flatnonzero(lengths != first if unit else lengths >= 0)
    if unit is None or len(wrong):
        faults, unsaid = _faults(
            wrong, lambda row: _digit_fault(cells[row].as_py() or "", first)
        )
        return _times(np.full(len(cells), _nat()), faults, unsaid)
    numbers = whole.cast(pa.uint64()).to_numpy().copy()
    outside = np.flatnonzero(numbers > np.uint64(_LAST // unit))
    faults, unsaid = _faults(
        outside, lambda _: ("an epoch time after the year 2200", _WRITE)
    )
    numbers[outside] = 0
    part = _numbers(fraction, 9) * unit // 10**9
    return _times(numbers.astype(np.int64) * unit + part, faults, unsaid)


def _faults(
    rows: np.ndarray[Any, np.dtype[np.intp]],
    fault: Callable[[int], tuple[str, str]],
) -> tuple[list[ColumnFault], int]:
    """Return what is wrong with the first rows and its mend, and how many more are."""
    told = [
        ColumnFault(row=int(row), what=what, mend=mend)
        for row in rows[:MAX_FAULTS]
        for what, mend in [fault(int(row))]
    ]
    return told, len(rows) - len(told)


def _digit_fault(text: str, first: int) -> tuple[str, str]:
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text, re.ASCII):
        digits = len(text.partition(".")[0])
        if first in _UNITS and digits != first:
            what = f"an epoch time of {digits} digits"
            return f"{what} where the file began with {first}", "use one unit"
        if digits == 5 and int(text[:5]) in _SERIALS:
            mend = "format the column as a date with its time, and export it again"
            return f"{text[:40]!r} is a day number of a spreadsheet", mend
        what = f"an epoch time of {digits} digits"
        return what, "write 10 digits (seconds), 13, 16 or 19 (nanoseconds)"
    if first in _UNITS and re.match(r"\d{4}-", text):
        return "a date where the file began with epoch times", "use one kind"
    return _unreadable(text)


def _parse_iso(written: Any, zone: ZoneInfo | None) -> ColumnTimes:
    parts = pc.extract_regex(written, pattern=_ISO)
    matched = np.asarray(parts.is_valid())
    if not matched.all():
        cells = _in_iso(written, np.flatnonzero(~matched))
        parts = pc.extract_regex(cells, pattern=_ISO)
        matched = np.asarray(parts.is_valid())
    minute, second, fraction, offset = (
        pc.fill_null(pc.struct_field(parts, name), "")
        for name in ("minute", "second", "fraction", "offset")
    )
    walls = pd.to_datetime(
        pd.Series(
            pc.replace_substring(minute, " ", "T").to_numpy(zero_copy_only=False)
        ),
        format="%Y-%m-%dT%H:%M",
        errors="coerce",
    )
    known = matched & walls.notna().to_numpy()
    seconds = _numbers(second, 2)
    known &= seconds < 60
    safe = walls.where(known, pd.Timestamp(0)).to_numpy()
    known &= (safe >= np.datetime64("1970", "us")) & (
        safe < np.datetime64("2200", "us")
    )
    safe = np.where(known, safe, np.datetime64(0, "us"))
    nanoseconds = safe.astype("datetime64[ns]").astype(np.int64)
    nanoseconds += seconds * 10**9 + _numbers(fraction, 9)

    encoded = pc.dictionary_encode(offset)
    shifts = [_offset_minutes(text) for text in encoded.dictionary.to_pylist()]
    shift = np.array([0 if one is None else one for one in shifts] or [0])
    codes = encoded.indices.to_numpy()
    known &= np.array([one is not None for one in shifts] or [True])[codes]
    naive = np.asarray(pc.equal(offset, "")) & known
    result = np.where(known, nanoseconds - shift[codes] * 60 * 10**9, _nat())

    faults, unsaid = _faults(
        np.flatnonzero(~known), lambda row: _unreadable(written[row].as_py() or "")
    )
    rows = np.flatnonzero(naive)
    if len(rows):
        local = _localize(nanoseconds[rows], zone, rows)
        result[rows] = local.index.as_unit("ns").asi8
        faults = sorted([*faults, *local.faults], key=lambda fault: fault.row)
        unsaid += local.unsaid + max(len(faults) - MAX_FAULTS, 0)
    return _times(result, faults[:MAX_FAULTS], unsaid)


def _in_iso(cells: Any, others: np.ndarray[Any, np.dtype[np.intp]]) -> Any:
    """Return the cells with the ``others`` rewritten, as far as they mean one time."""
    texts = cells.to_pylist()
    written = [texts[row] for row in others]
    order = order_of(written)
    for row, text in zip(others, written, strict=True):
        texts[row] = read_time(text, order)
    return pa.array(texts, pa.string())


def _numbers(texts: Any, width: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    padded = pc.utf8_rpad(texts, width=width, padding="0")
    return np.asarray(padded.cast(pa.int64()).to_numpy(), dtype=np.int64)


def _offset_minutes(text: str) -> int | None:
    """Return an offset from UTC, None if no clock has it."""
    if text in {"", "Z"}:
        return 0
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours * 60 + minutes > 14 * 60 or minutes > 59:
        return None
    return (hours * 60 + minutes) * (-1 if text[0] == "-" else 1)


def _localize(
    nanoseconds: np.ndarray[Any, np.dtype[np.int64]],
    zone: ZoneInfo | None,
    rows: np.ndarray[Any, np.dtype[np.intp]],
) -> ColumnTimes:
    walls = pd.DatetimeIndex(nanoseconds.astype("datetime64[ns]"))
    if zone is None:
        fault = ColumnFault(
            row=int(rows[0]) if len(rows) else 0,
            what="a time without an offset, and no zone is known",
            mend="name `timezone:` in the record, or write offsets (09:01+02:00)",
        )
        return _times(np.full(len(walls), _nat()), [fault])
    index = walls.tz_localize(zone, ambiguous="NaT", nonexistent="NaT")
    missing = np.flatnonzero(np.asarray(index.isna()) & np.asarray(walls.notna()))
    faults = []
    for at in missing[:MAX_FAULTS]:
        what, mend = f"{zone.key} never showed this time once", "write the offset"
        try:
            to_utc(walls[at].floor("us").to_pydatetime(), zone)
        except TimeError as error:
            what, mend = error.problems[0].what, error.problems[0].mend
        faults.append(ColumnFault(row=int(rows[at]), what=what, mend=mend))
    unsaid = max(len(missing) - MAX_FAULTS, 0)
    return _times(index.as_unit("ns").asi8, faults, unsaid)


def _nat() -> np.int64:
    return np.int64(np.iinfo(np.int64).min)


def _times(
    nanoseconds: np.ndarray[Any, np.dtype[np.int64]],
    faults: Sequence[ColumnFault],
    unsaid: int = 0,
) -> ColumnTimes:
    naive = pd.DatetimeIndex(nanoseconds.astype("datetime64[ns]"))
    index = naive.tz_localize("UTC").rename("at")
    return ColumnTimes(index=index, faults=tuple(faults), unsaid=unsaid)


def _unreadable(text: str) -> tuple[str, str]:
    """Return what is wrong with a time, and the guess written right."""
    shown = repr(text if len(text) <= 40 else text[:39] + "…")
    if not text:
        return "no time", "write one, or take the row out"
    if found := re.match(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(.*)", text, re.ASCII):
        one, two, year = (int(number) for number in found.groups()[:3])
        guesses = [
            f"{year}-{month:02}-{day:02}{found[4]}"
            for day, month in dict.fromkeys([(one, two), (two, one)])
            if 1 <= month <= 12 and 1 <= day <= 31
        ]
        mend = "write " + " or ".join(guesses) if guesses else _WRITE
        what = (
            "is no day of the calendar",
            "has the day where other rows have the month",
            "may be two days",
        )[len(guesses)]
        return f"{shown} {what}", mend
    if re.fullmatch(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?", text, re.ASCII):
        return f"{shown} names no day", f"write 2024-05-14 {text}"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return f"{shown} is a day without a time", f"write {text} 00:00"
    if re.fullmatch(r"\d\.\d+e\+\d+", text, re.ASCII | re.IGNORECASE):
        return f"{shown} is an epoch time cut short", "export the column as text"
    if re.search(r"\d ?[A-Za-z]{2,5}$", text) and re.match(r"\d{4}-", text):
        return f"{shown} names a zone by letters", "write an offset such as +01:00"
    if re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:60", text, re.ASCII):
        return f"{shown} is a leap second", "write :59"
    return f"{shown} is not an ISO time from 1970 to 2199 that a clock shows", _WRITE
