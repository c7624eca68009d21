"""CSV, read as it stands: no type, name or row is ever guessed."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from incident_kit.errors import Problem, SeriesError
from incident_kit.frames.table import MAX_LEVEL, MAX_PROBLEMS, RESTORE, Floats, Table
from incident_kit.instants.column import ColumnTimes, parse_column

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
_MISSING = r"^(?i:nan)?$"


class CsvFile(Table):
    """Comma, semicolon or tab; UTF-8; a header that names its columns."""

    lines: Sequence[int] = ()

    def line(self, row: int) -> int:
        """Return the line on which a row begins; quoted cells may hold breaks."""
        return self.lines[row]

    def read(
        self, wanted: Sequence[str], zone: ZoneInfo | None
    ) -> tuple[ColumnTimes, dict[str, Floats]]:
        """Return the times and the wanted columns, or collect the problems."""
        self.time = wanted[0]
        text = self._decode()
        delimiter, names = self._header(text, wanted)
        self.check_names(names, wanted)
        rows = self._rows(text, delimiter, len(names))
        self.refuse_if_faulty()
        if not rows:
            self.report("no rows under the header", "export the samples again")
            self.refuse_if_faulty()
        places = [names.index(name) for name in wanted]
        cells = [[row[place] for row in rows] for place in places]
        times = self.take_times(parse_column(cells[0], zone=zone))
        return times, self._values(wanted[1:], cells[1:], delimiter)

    def others(self, time: str) -> list[str]:
        """Return every column of the header but the time."""
        _, names = self._header(self._decode(), [time])
        return [name for name in names if name and name != time]

    def _decode(self) -> str:
        if not self.data.strip():
            self.report("an empty file", RESTORE)
        at = self.data.find(b"\0")
        utf16 = self.data[:2] in {b"\xff\xfe", b"\xfe\xff"}
        if at >= 0 and not utf16:
            self._report_byte(at, "NUL byte", RESTORE)
        self.refuse_if_faulty()
        # Decoded without the mark, so that positions count from the file's start.
        try:
            return self.data.decode().removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            byte = self.data[error.start]
            self._report_byte(
                error.start, f"byte 0x{byte:02x} is not UTF-8", "save as UTF-8"
            )
            raise SeriesError(*self.problems) from None

    def _report_byte(self, at: int, what: str, mend: str) -> None:
        line = self.data.count(b"\n", 0, at) + 1
        column = at - self.data.rfind(b"\n", 0, at)
        self.problems.append(
            Problem(what=what, mend=mend, file=self.shown, line=line, column=column)
        )

    def _header(self, text: str, wanted: Sequence[str]) -> tuple[str, list[str]]:
        """Return the delimiter that makes the header hold the names wanted."""
        found: list[tuple[int, int, str, list[str]]] = []
        for order, delimiter in enumerate((",", ";", "\t")):
            names = self._split_header(text, delimiter)
            known = sum(name in names for name in wanted)
            found.append((known * 10_000 + len(names), -order, delimiter, names))
        _, _, delimiter, names = max(found)
        return delimiter, names

    @staticmethod
    def _split_header(text: str, delimiter: str) -> list[str]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            return [name.strip() for name in next(reader, [])]
        except csv.Error:
            return []

    def _rows(self, text: str, delimiter: str, width: int) -> list[list[str]]:
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=delimiter, strict=True
        )
        rows: list[list[str]] = []
        lines: list[int] = []
        before = 0
        try:
            for row in reader:
                if len(row) == width and row:
                    rows.append(row)
                    lines.append(before + 1)
                elif row:
                    self._report_width(row, width, before + 1)
                    if len(self.problems) >= MAX_PROBLEMS:
                        break
                before = reader.line_num
        except csv.Error as error:
            what, mend = "broken quotes", 'write " as "" inside quotes, and close them'
            if "field larger" in str(error):
                what, mend = "a cell that never ends", "close the quotes before it"
            self._report_line(before + 1, what, mend)
        if len(rows) > 1 and not rows[-1][-1].strip() and text[-1] not in "\r\n":
            what = "the last line has neither its last cell nor a line break"
            mend = (
                f"if the file was cut short, {RESTORE}; else end it with a line break"
            )
            self._report_line(lines[-1], what, mend)
        self.lines = lines[1:]
        return rows[1:]

    def _report_width(self, row: Sequence[str], width: int, line: int) -> None:
        what = f"{len(row)} cells where the header has {width}"
        mend = "write every cell, also the empty ones"
        if len(row) > width:
            mend = "quote cells that hold the delimiter"
        cut = not self.data.endswith((b"\n", b"\r")) and len(row) < width
        if cut and line > self.data.count(b"\n"):
            what, mend = f"the file was cut short: {what}", RESTORE
        self._report_line(line, what, mend)

    def _report_line(self, line: int, what: str, mend: str) -> None:
        self.problems.append(Problem(what=what, mend=mend, file=self.shown, line=line))

    def _values(
        self, names: Sequence[str], cells: Sequence[Sequence[str]], delimiter: str
    ) -> dict[str, Floats]:
        arrays = [pc.utf8_trim(pa.array(one, pa.string()), " \t") for one in cells]
        commas = delimiter != "," and any(
            pc.any(pc.match_substring(array, ",")).as_py() for array in arrays
        )
        return {
            name: self._floats(name, array, commas=commas)
            for name, array in zip(names, arrays, strict=True)
        }

    def _floats(self, name: str, array: Any, *, commas: bool) -> Floats:
        plain = array
        if commas:
            pointed = pc.match_substring(array, ".")
            plain = pc.replace_substring(array, ",", ".", max_replacements=1)
            plain = pc.if_else(pointed, array, plain)
        missing = pc.match_substring_regex(plain, _MISSING)
        good = pc.match_substring_regex(plain, _NUMBER)
        if commas:
            good = pc.and_(good, pc.invert(pointed))
        wrong = np.flatnonzero(~np.asarray(pc.or_(missing, good)))
        for row in wrong[:MAX_PROBLEMS]:
            what, mend = _number_fault(array[int(row)].as_py(), commas=commas)
            self.report(what, mend, row=int(row), field=name)
        numbers = pc.if_else(good, plain, None).cast(pa.float64())
        values = np.asarray(numbers.to_numpy(zero_copy_only=False), dtype=np.float64)
        for row in np.flatnonzero(np.abs(values) > MAX_LEVEL)[:MAX_PROBLEMS]:
            what = f"{array[int(row)].as_py()[:40]} is too large"
            self.report(what, "leave it empty if unknown", row=int(row), field=name)
        return values


def _number_fault(text: str, *, commas: bool) -> tuple[str, str]:
    shown = ascii(text if len(text) <= 40 else text[:37] + "…")
    if re.fullmatch(r"[+-]?inf(inity)?", text, re.IGNORECASE):
        return f"{shown} is not a measured number", "leave the cell empty"
    if re.fullmatch(r"[+-]?\d[\d.,' _\u00a0\u202f]*", text, re.ASCII):
        if commas and re.fullmatch(r"[+-]?\d+\.\d+", text, re.ASCII):
            return f"{shown} has a point, others a comma", "use one decimal sign"
        digits = re.sub(r"[.,' _\u00a0\u202f]", "", text)
        return f"{shown} has separators", f"write the number plainly, as {digits}"
    return f"{shown} is not a number", "write a number, or leave the cell empty"
