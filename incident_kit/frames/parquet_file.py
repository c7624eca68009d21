"""Parquet, whose footer is judged before any of its pages is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
from pyarrow import types

from incident_kit.errors import SeriesError
from incident_kit.frames.table import MAX_LEVEL, RESTORE, Floats, Table
from incident_kit.instants.column import ColumnTimes, parse_epochs, place_in_zone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from incident_kit.frames.table import Kind

MAX_ROWS = 20_000_000
MAX_UNPACKED_BYTES = 1_000_000_000


_TYPES = {
    "time": (types.is_timestamp, types.is_integer),
    "number": (types.is_floating, types.is_integer, types.is_boolean),
    "text": (
        types.is_string,
        types.is_large_string,
        types.is_dictionary,
        types.is_boolean,
        types.is_integer,
    ),
}
_WRONG_TYPE = {
    "time": ("not a timestamp or epoch number", "save it as a timestamp with zone"),
    "number": ("not numbers", "save it as floats"),
    "text": ("not text", "save it as strings"),
}


class ParquetFile(Table):
    """Footer first: rows, columns, types and size, before any page is read."""

    def read(self, kinds: Mapping[str, Kind], zone: ZoneInfo | None) -> dict[str, Any]:
        """Return each wanted column as its kind, or collect the problems."""
        try:
            file = pq.ParquetFile(pa.BufferReader(self.data))
            self._check_footer(file, kinds)
            table = pa.concat_tables(list(self._groups(file, list(kinds))))
        except (pa.ArrowException, OSError) as error:
            what = "the file was cut short or is not Parquet"
            raise SeriesError.of(what, RESTORE, file=self.shown) from error
        found: dict[str, Any] = {}
        for name, kind in kinds.items():
            column = table.column(name).combine_chunks()
            if kind == "time":
                found[name] = self.take_times(name, self._times(name, column, zone))
            elif kind == "number":
                found[name] = self._floats(name, column)
            else:
                found[name] = column.cast(pa.string()).to_numpy(zero_copy_only=False)
        return found

    def texts(self, name: str) -> list[str]:
        """Return the cells of a column as text; a type that has none is empty."""
        column = pq.read_table(pa.BufferReader(self.data), columns=[name]).column(name)
        is_text = pa.types.is_string(column.type) or pa.types.is_dictionary(column.type)
        return [str(cell) for cell in column.to_pylist()] if is_text else []

    def others(self, time: str) -> list[str]:
        """Return every column of the file but the time."""
        try:
            names = pq.read_schema(pa.BufferReader(self.data)).names
        except (pa.ArrowException, OSError):
            return [time]  # reading it says what is wrong
        return [name for name in names if name != time]

    def _groups(
        self, file: pq.ParquetFile, wanted: Sequence[str]
    ) -> Iterator[pa.Table]:
        rows = 0
        for number in range(file.num_row_groups):
            group = file.read_row_group(number, columns=list(wanted))
            rows += group.num_rows
            if rows > MAX_ROWS:
                self.report(f"more than {MAX_ROWS:,} rows", "export a shorter span")
                self.refuse_if_faulty()
            yield group

    def _check_footer(self, file: pq.ParquetFile, kinds: Mapping[str, Kind]) -> None:
        footer = file.metadata
        schema = file.schema_arrow
        self.check_names(list(schema.names), list(kinds))
        if footer.num_rows > MAX_ROWS:
            self.report(f"more than {MAX_ROWS:,} rows", "export a shorter span")
        if footer.num_rows == 0 or file.num_row_groups == 0:
            self.report("no rows", "export the samples again")
        size = sum(
            chunk.total_uncompressed_size
            for number in range(footer.num_row_groups)
            for place in range(footer.num_columns)
            if (chunk := footer.row_group(number).column(place)).path_in_schema in kinds
        )
        if size > MAX_UNPACKED_BYTES:
            self.report("unpacks to more than 1 GB", "export a shorter span")
        for name, kind in kinds.items():
            found = schema.field(name).type
            if not any(is_one(found) for is_one in _TYPES[kind]):
                what, mend = _WRONG_TYPE[kind]
                self.report(f"{found}, {what}", mend, field=name)
        self.refuse_if_faulty()

    def _times(self, name: str, column: Any, zone: ZoneInfo | None) -> ColumnTimes:
        empty = np.flatnonzero(np.asarray(column.is_null()))
        self.report_rows(empty, name, lambda _: ("no time", "take the row out"))
        self.refuse_if_faulty()
        is_integer = pa.types.is_integer(column.type)
        kind = pa.int64() if is_integer else pa.timestamp("ns", column.type.tz)
        try:
            cast = column.cast(kind)
        except pa.ArrowInvalid:
            mend = "write the times as timestamps with zone"
            self.report("a time outside 1970 to 2199", mend, field=name)
            self.refuse_if_faulty()
            raise
        if is_integer:
            return parse_epochs(cast.to_numpy())
        walls = cast.cast(pa.int64()).to_numpy().astype("datetime64[ns]")
        return place_in_zone(walls, ZoneInfo("UTC") if column.type.tz else zone)

    def _floats(self, name: str, column: Any) -> Floats:
        if pa.types.is_boolean(column.type):
            column = column.cast(pa.int8())
        values = column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
        self.report_rows(
            np.flatnonzero(np.abs(values) > MAX_LEVEL),
            name,
            lambda row: (
                "an infinite value" if np.isinf(values[row]) else "too large a value",
                "leave it empty",
            ),
        )
        return np.asarray(values, dtype=np.float64)
