"""What CSV and Parquet have in common: names, places, problems."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

import numpy as np

from incident_kit.errors import Problem, SeriesError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from zoneinfo import ZoneInfo

    import pandas as pd

    from incident_kit.instants.column import ColumnTimes

MAX_PROBLEMS = 20
# beyond it sums overflow; no measured level comes near
MAX_LEVEL = 1e100
RESTORE = "restore the whole file from where it was exported"

Floats = np.ndarray[Any, np.dtype[np.float64]]


class ColumnsMissing(SeriesError):
    """A file without columns that were asked for; what else is wrong beside."""

    def __init__(
        self,
        *problems: Problem | str,
        missing: Sequence[str] = (),
        names: Sequence[str] = (),
        others: Sequence[Problem] = (),
    ) -> None:
        super().__init__(*problems, *others)
        self.missing = tuple(missing)
        self.names = tuple(names)
        self.others = tuple(others)


class FileMissing(SeriesError):
    """No file where the record names one."""


def nearest_name(name: str, names: Iterable[str]) -> str:
    """Return the name that was most likely meant, "" if none comes near."""
    return next(iter(difflib.get_close_matches(name, list(names), 1, 0.5)), "")


def name_list(names: Sequence[str]) -> str:
    """Return names as a message lists them."""
    return ", ".join(names[:12])[:200]


class TableFile:
    """What CSV and Parquet have in common: names, places, problems."""

    def __init__(self, data: bytes, shown: str) -> None:
        self.data = data
        self.shown = shown
        self.problems: list[Problem] = []
        self.unsaid = 0

    def read(
        self, time: str, columns: Sequence[str], zone: ZoneInfo | None
    ) -> tuple[pd.DatetimeIndex, dict[str, Floats]]:
        """Return the times in UTC and each wanted column, or collect the problems.

        NaN is what was not measured.
        """
        raise NotImplementedError

    def others(self, time: str) -> list[str]:
        """Return every column of the file but the time."""
        raise NotImplementedError

    def texts(self, name: str) -> list[str]:
        """Return the cells of a column that was read, or of one beside it, as text."""
        raise NotImplementedError

    def line(self, row: int) -> int | None:  # noqa: ARG002  # Parquet has no lines
        """Return the line of a row (from 0), None where there are no lines."""
        return None

    def place(self, row: int) -> str:
        """Return what a reader calls a row."""
        line = self.line(row)
        return f"row {row + 1}" if line is None else f"line {line}"

    def report(
        self, what: str, mend: str, *, row: int | None = None, field: str = ""
    ) -> None:
        """Collect a problem."""
        line = None if row is None else self.line(row)
        if row is not None and line is None:
            what = f"{self.place(row)}: {what}"
        self.problems.append(
            Problem(what=what, mend=mend, field=field, file=self.shown, line=line)
        )

    def report_rows(
        self, rows: Iterable[int], field: str, fault: Callable[[int], tuple[str, str]]
    ) -> None:
        """Collect a problem for each of the first rows; the rest is only counted."""
        listed = list(rows)
        for row in listed[:MAX_PROBLEMS]:
            what, mend = fault(int(row))
            self.report(what, mend, row=int(row), field=field)
        self.unsaid += len(listed[MAX_PROBLEMS:])

    def refuse_if_faulty(self) -> None:
        """Raise what was collected, in the order of the file."""
        if not self.problems:
            return
        ordered = sorted(self.problems, key=lambda problem: problem.line or 0)
        said = ordered[:MAX_PROBLEMS]
        if more := len(ordered) - len(said) + self.unsaid:
            said.append(Problem(what=f"and {more:,} more", file=self.shown))
        raise SeriesError(*said)

    def check_names(self, names: Sequence[str], wanted: Sequence[str]) -> None:
        """Refuse a header that lacks a wanted name or has one twice."""
        for name in dict.fromkeys(wanted):
            if names.count(name) > 1:
                self.report(f"two columns named {name!r}", "rename one of them")
        missing = [name for name in wanted if name not in names]
        if missing:
            raise ColumnsMissing(
                *(self._missing(name, names) for name in missing),
                missing=missing,
                names=names,
                others=self.problems,
            )
        self.refuse_if_faulty()

    def _missing(self, name: str, names: Sequence[str]) -> Problem:
        near = nearest_name(name, names)
        mend = f"write {near}" if near else f"the file has: {name_list(names)}"
        return Problem(what=f"no column {name}", mend=mend, file=self.shown)

    def take_times(self, name: str, times: ColumnTimes) -> pd.DatetimeIndex:
        """Return a time column, its faults collected."""
        for fault in times.faults:
            self.report(fault.what, fault.mend, row=fault.row, field=name)
        self.unsaid += times.unsaid
        return times.index
