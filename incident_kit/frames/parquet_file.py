"""Parquet, whose footer is judged before any of its pages is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
from pyarrow import types

from incident_kit.errors import SeriesError
from incident_kit.frames.table import MAX_LEVEL, RESTORE, Floats, TableFile
from incident_kit.instants.column import ColumnTimes, parse_epochs, place_in_zone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd


MAX_ROWS = 20_000_000
MAX_UNPACKED_BYTES = 1_000_000_000


_TIMES = (types.is_timestamp, types.is_integer)
_NUMBERS = (types.is_floating, types.is_integer, types.is_boolean)


class ParquetFile(TableFile):
    """Footer first: rows, columns, types and size, before any page is read."""

    def read(
        self, time: str, columns: Sequence[str], zone: ZoneInfo | None
    ) -> tuple[pd.DatetimeIndex, dict[str, Floats]]:
        """Return the times in UTC and each wanted column, or collect the problems."""
        wanted = [time, *columns]
        try:
            file = pq.ParquetFile(pa.BufferReader(self.data))
            self._check_footer(file, time, wanted)
            table = pa.concat_tables(list(self._groups(file, wanted)))
        except (pa.ArrowException, OSError) as error:
            what = "the file was cut short or is not Parquet"
            raise SeriesError.of(what, RESTORE, file=self.shown) from error
        moments, *found = (table.column(name).combine_chunks() for name in wanted)
        index = self.take_times(time, self._times(time, moments, zone))
        return index, {
            name: self._floats(name, column)
            for name, column in zip(columns, found, strict=True)
        }

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

    def _check_footer(
        self, file: pq.ParquetFile, time: str, wanted: Sequence[str]
    ) -> None:
        footer = file.metadata
        schema = file.schema_arrow
        self.check_names(list(schema.names), wanted)
        if footer.num_rows > MAX_ROWS:
            self.report(f"more than {MAX_ROWS:,} rows", "export a shorter span")
        if footer.num_rows == 0 or file.num_row_groups == 0:
            self.report("no rows", "export the samples again")
        size = sum(
            chunk.total_uncompressed_size
            for number in range(footer.num_row_groups)
            for place in range(footer.num_columns)
            if (chunk := footer.row_group(number).column(place)).path_in_schema
            in wanted
        )
        if size > MAX_UNPACKED_BYTES:
            self.report("unpacks to more than 1 GB", "export a shorter span")
        for name in wanted:
            found = schema.field(name).type
            fits = _TIMES if name == time else _NUMBERS
            if any(is_one(found) for is_one in fits):
                continue
            if name == time:
                what, mend = "a timestamp or epoch number", "a timestamp with zone"
            else:
                what, mend = "numbers", "floats"
            self.report(f"{found}, not {what}", f"save it as {mend}", field=name)
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
