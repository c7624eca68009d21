"""The few table shapes, and the one strict reader of CSV and Parquet.

``SERIES``
    What :func:`read_samples` returns in ``Samples.frame`` and every
    computation takes: a row per sample, index ``at`` (aware, UTC, strictly
    increasing), columns float64 in the unit the record names.  An empty cell
    or ``NaN`` is NaN, which means *not measured*: never 0, never carried on.
    A missing row is a gap and stays one.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from incident_kit.errors import SeriesError
from incident_kit.frames.csv_file import CsvFile
from incident_kit.frames.parquet_file import ParquetFile
from incident_kit.frames.table import RESTORE, FileMissing, TableFile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from incident_kit.frames.table import Floats

MAX_BYTES = 256_000_000
# rates that were rounded may seem a little larger than all of it
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """Series read from one file, and which bytes they came from."""

    frame: pd.DataFrame
    rows: int
    sha256: str


def evidence_path(folder: Path, name: str) -> Path:
    """Return the file that a record names, if it lies in the incident folder.

    Raises
    ------
    SeriesError
        If the name leads elsewhere: absolute, with ``..``, a URL or a link.
    """
    parts = PurePosixPath(name).parts
    mend = "put the file beside the record and name it: impact.csv"
    what = ""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", name) or name.startswith("//"):
        what = "a URL or drive, not a file beside the record"
    elif not parts or "\0" in name or name != name.strip():
        what = "no file name"
    elif name.startswith(("/", "~")) or "\\" in name:
        what = "not a relative path with '/'"
    elif ".." in parts:
        what = "a path that leaves the folder with '..'"
    else:
        path = folder.joinpath(*parts)
        what = _leads_elsewhere(path, folder)
        if not what:
            return path
    shown = name if len(name) <= 80 else name[:79] + "…"
    raise SeriesError.of(f"{shown!a} is {what}", mend)


def _leads_elsewhere(path: Path, folder: Path) -> str:
    """Return how a path below the folder ends up outside it, "" if it does not."""
    steps = [path, *path.parents]
    try:
        if any(step.is_symlink() for step in steps[: steps.index(folder)]):
            return "a link, not the file itself"
        if not path.resolve().is_relative_to(folder.resolve()):
            return "a path that leaves the folder"
    except OSError:
        return "a name that no file can have"
    return ""


def read_samples(
    path: Path,
    *,
    time: str,
    columns: Sequence[str],
    zone: ZoneInfo | None,
    shown: str,
    counted: Sequence[tuple[str, str]] = (),
) -> Samples:
    """Return the samples of a CSV or Parquet file, with nothing guessed.

    ``time`` and ``columns`` are names in the file's header (no columns: all but
    the time), ``zone`` is that of times without an offset, ``shown`` is how
    messages call the file.  ``counted`` are columns that count a part and all of
    it: no count is negative, and no part larger than all.

    Raises
    ------
    SeriesError
        With up to 20 problems: line, column and mend.
    """
    table, digest = _open(path, shown)
    columns = list(dict.fromkeys(columns or table.others(time)))
    if time in columns or not columns:
        what = (
            f"column {time} is time and value" if columns else "no column but the time"
        )
        mend = "name the value's own column in the record"
        raise SeriesError.of(what, mend, file=shown)
    index, found = table.read(time, columns, zone)
    table.refuse_if_faulty()
    _check_order(time, index, table)
    for part, whole in counted:
        _check_counts(part, whole, found, table)
    table.refuse_if_faulty()
    frame = pd.DataFrame(found, index=index)
    return Samples(frame=frame, rows=len(frame), sha256=digest)


def _open(path: Path, shown: str) -> tuple[TableFile, str]:
    packed = _read(path, shown)
    data = _unpacked(packed, shown) if packed[:2] == b"\x1f\x8b" else packed
    is_parquet = data[:4] == b"PAR1" or path.suffix.lower() in {".parquet", ".pq"}
    table: TableFile = (ParquetFile if is_parquet else CsvFile)(data, shown)
    return table, hashlib.sha256(packed).hexdigest()


def _unpacked(packed: bytes, shown: str) -> bytes:
    """Return what a gzip file holds, refused before it grows beyond the limit."""
    try:
        with gzip.open(io.BytesIO(packed)) as file:
            data = file.read(MAX_BYTES + 1)
    except (EOFError, OSError, zlib.error):
        what = "the gzip file is damaged or was cut short"
        raise SeriesError.of(what, RESTORE, file=shown) from None
    if len(data) > MAX_BYTES:
        what = f"unpacks to more than {MAX_BYTES // 10**6} MB"
        raise SeriesError.of(what, "export a shorter span", file=shown)
    return data


def _read(path: Path, shown: str) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            what, mend = f"larger than {MAX_BYTES // 10**6} MB", "save it as Parquet"
            raise SeriesError.of(what, mend, file=shown)
        return path.read_bytes()
    except FileNotFoundError:
        what, mend = "no such file", "put it there, or correct `file:` in the record"
        raise FileMissing.of(what, mend, file=shown) from None
    except OSError as error:
        what = f"cannot be read ({error.strerror or type(error).__name__})"
        mend = "name a readable file"
        raise SeriesError.of(what, mend, file=shown) from None


def _check_counts(
    part: str, whole: str, values: dict[str, Floats], table: TableFile
) -> None:
    """Report each negative count, and each part that is larger than all of it."""
    for name in (part, whole):
        _check_count(name, values[name], table)
    larger = values[part] > values[whole] * (1 + _ROUNDING)
    table.report_rows(
        np.flatnonzero(larger & (values[whole] >= 0)),
        part,
        lambda row: (
            f"{values[part][row]:g} of {values[whole][row]:g} in {whole}",
            "correct one of the two: of names the column of all",
        ),
    )


def _check_count(name: str, numbers: Floats, table: TableFile) -> None:
    def fault(row: int) -> tuple[str, str]:
        what = f"{numbers[row]:g} is less than none, in a count"
        return what, "correct it, or leave the cell empty if it is unknown"

    table.report_rows(np.flatnonzero(numbers < 0), name, fault)


def _check_order(time: str, index: pd.DatetimeIndex, table: TableFile) -> None:
    """Report each row whose time is not later than that of the row above it."""
    steps = np.diff(index.as_unit("ns").asi8)
    back = np.flatnonzero(steps <= 0)
    if len(back) and (names := _names_of_series(index, table, time)):
        what = f"holds several series, one below the other ({names})"
        table.report(what, "export it with a column for each")
        return

    def fault(row: int) -> tuple[str, str]:
        above = table.place(row - 1)
        if steps[row - 1] == 0:
            return f"the same time as {above}", "keep one of the two rows"
        return f"an earlier time than {above}", "sort the file by time"

    table.report_rows(back + 1, time, fault)


def _names_of_series(index: pd.DatetimeIndex, table: TableFile, time: str) -> str:
    """Return the column that names the series of a file in long form, else ""."""
    for name in table.others(time):
        cells = table.texts(name)
        kinds = dict.fromkeys(cells)
        if not 1 < len(kinds) <= len(cells) // 2 or all(map(_is_number, kinds)):
            continue
        groups = pd.Series(index).groupby(cells)
        if all(
            times.is_monotonic_increasing and times.is_unique for _, times in groups
        ):
            return name
    return ""


def _is_number(cell: str) -> bool:
    try:
        float(cell or "0")
    except ValueError:
        return False
    return True
