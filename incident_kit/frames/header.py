"""Which columns has a data file?  Its head is read, however long the file is."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TYPE_CHECKING

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from incident_kit.errors import SeriesError
from incident_kit.frames.csv_file import CsvFile
from incident_kit.frames.table import RESTORE

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".parquet", ".pq")
"""How the name of a data file ends; what it is, its first bytes tell."""

_HEAD = 65_536


def is_data_name(name: str) -> bool:
    """Return whether a file of that name may hold samples."""
    return name.lower().endswith(SUFFIXES) and not name.startswith(".")


def column_names(path: Path, *, shown: str) -> tuple[str, ...]:
    """Return the names in a file's header, in their order.

    Raises
    ------
    SeriesError
        If it cannot be read, or is no table; messages call it ``shown``.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4)
            file.seek(0)
            if start == b"PAR1":
                return _footer_names(file, shown)
            if start[:2] == b"\x1f\x8b":
                with gzip.open(file) as unpacked:
                    return _head_names(unpacked.read(_HEAD), shown)
            return _head_names(file.read(_HEAD), shown)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise _damaged(shown) from None
    except OSError as error:
        what = f"cannot be read ({error.strerror or type(error).__name__})"
        raise SeriesError.of(what, "name a readable file", file=shown) from None


def column_names_in(data: bytes, *, shown: str) -> tuple[str, ...]:
    """Return the names in the header of a file that is not written yet.

    Raises
    ------
    SeriesError
        If it is no table.
    """
    if data[:4] == b"PAR1":
        return _footer_names(io.BytesIO(data), shown)
    if data[:2] != b"\x1f\x8b":
        return _head_names(data[:_HEAD], shown)
    try:
        with gzip.open(io.BytesIO(data)) as unpacked:
            return _head_names(unpacked.read(_HEAD), shown)
    except (EOFError, OSError, zlib.error):
        raise _damaged(shown) from None


def _head_names(data: bytes, shown: str) -> tuple[str, ...]:
    is_cut = len(data) == _HEAD
    if is_cut and b"\n" in data:
        data = data[: data.rfind(b"\n") + 1]
    return CsvFile(data, shown).header()


def _footer_names(file: io.BufferedIOBase, shown: str) -> tuple[str, ...]:
    try:
        return tuple(map(str, pq.read_schema(file).names))
    except (pa.ArrowException, OSError):
        raise _damaged(shown) from None


def _damaged(shown: str) -> SeriesError:
    return SeriesError.of("the file is damaged or was cut short", RESTORE, file=shown)
