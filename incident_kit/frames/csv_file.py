"""CSV, read as it stands: no type, name or row is ever guessed."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from incident_kit.errors import Problem, SeriesError
from incident_kit.frames.table import (
    MAX_LEVEL,
    MAX_PROBLEMS,
    RESTORE,
    Floats,
    TableFile,
)
from incident_kit.instants.column import parse_column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    import pandas as pd


_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
_MISSING = r"^(?i:nan|#?n/a|na|null|none)?$"
# one to three digits, then groups of three: a thousand, or a part of one
_GROUPED = r"^[+-]?[1-9][0-9]{0,2}([.,][0-9]{3})+$"
# how spreadsheets name the delimiter of a file, above its header
_SEP = re.compile(r'"?sep=(?P<sign>[,;\t])"?\r?\n', re.IGNORECASE)


class CsvFile(TableFile):
    """Comma, semicolon or tab; UTF-8; a header that names its columns."""

    lines: Sequence[int] = ()
    names: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    above: re.Match[str] | None = None

    def line(self, row: int) -> int:
        """Return the line on which a row begins; quoted cells may hold breaks."""
        return self.lines[row]

    def read(
        self, time: str, columns: Sequence[str], zone: ZoneInfo | None
    ) -> tuple[pd.DatetimeIndex, dict[str, Floats]]:
        """Return the times in UTC and each wanted column, or collect the problems."""
        text = self._decode()
        wanted = [time, *columns]
        delimiter, names = self._header(text, wanted)
        self.check_names(names, wanted)
        rows = self._rows(text, delimiter, len(names))
        self.refuse_if_faulty()
        if not rows:
            self.report("no rows under the header", "export the samples again")
            self.refuse_if_faulty()
        self.names, self.rows = names, rows
        index = self.take_times(time, parse_column(self.texts(time), zone=zone))
        cells = [self.texts(name) for name in columns]
        return index, self._values(columns, cells, delimiter)

    def texts(self, name: str) -> list[str]:
        """Return the cells of a column as they stand."""
        place = self.names.index(name)
        return [row[place] for row in self.rows]

    def others(self, time: str) -> list[str]:
        """Return every column of the header but the time."""
        _, names = self._header(self._decode(), [time])
        return [name for name in names if name and name != time]

    def header(self) -> tuple[str, ...]:
        """Return the names of the columns; a file without one is refused."""
        _, names = self._header(self._decode(), [])
        if len(names) < 2 or not any(names):
            self.report("no table with a column for the time", "export it as CSV")
            self.refuse_if_faulty()
        return tuple(names)

    def _decode(self) -> str:
        if not self.data.strip():
            self.report("an empty file", RESTORE)
        start = self.data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
        for pattern, what in _OTHER_FORMATS.items():
            if re.match(pattern, start):
                self.report(f"{what}, not CSV", "export it as CSV")
        at = self.data.find(b"\0")
        utf16 = self.data[:2] in {b"\xff\xfe", b"\xfe\xff"}
        if at >= 0 and not utf16:
            self._report_byte(at, "NUL byte", RESTORE)
        self.refuse_if_faulty()
        # Decoded without the mark, so that positions count from the file's start.
        try:
            text = self.data.decode().removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            byte = self.data[error.start]
            self._report_byte(
                error.start, f"byte 0x{byte:02x} is not UTF-8", "save as UTF-8"
            )
            raise SeriesError(*self.problems) from None
        self.above = _SEP.match(text)
        return text[self.above.end() :] if self.above else text

    def _report_byte(self, at: int, what: str, mend: str) -> None:
        line = self.data.count(b"\n", 0, at) + 1
        column = at - self.data.rfind(b"\n", 0, at)
        self.problems.append(
            Problem(what=what, mend=mend, file=self.shown, line=line, column=column)
        )

    def _header(
        self, text: str, wanted: Iterable[str], spelled: Callable[[str], str] = str
    ) -> tuple[str, list[str]]:
        """Return the delimiter that makes the header hold the names wanted."""
        if self.above:
            return self.above["sign"], self._split_header(text, self.above["sign"])
        known = set(wanted)
        found: list[tuple[int, int, str, list[str]]] = []
        for order, delimiter in enumerate((",", ";", "\t")):
            names = self._split_header(text, delimiter)
            hits = sum(spelled(name) in known for name in names)
            found.append((hits * 10_000 + len(names), -order, delimiter, names))
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
        rows, lines = [], []
        try:
            for line, cells, fault in self.each(text, delimiter, width):
                if fault is None:
                    rows.append(cells)
                    lines.append(line)
                    continue
                what, mend = fault
                self.problems.append(
                    Problem(what=what, mend=mend, file=self.shown, line=line)
                )
                if len(self.problems) >= MAX_PROBLEMS:
                    break
        except SeriesError as error:
            self.problems += error.problems
        self.lines = lines
        return rows

    def each(
        self, text: str, delimiter: str, width: int
    ) -> Iterator[tuple[int, list[str], tuple[str, str] | None]]:
        """Yield line, cells and fault (what, mend) of each row below the header.

        Raises
        ------
        SeriesError
            Where quotes are broken: no row after that can be told apart.
        """
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=delimiter, strict=True
        )
        is_cut = text[-1:] not in {"\r", "\n"}
        last = text.count("\n") + 1
        line = first = 2 if self.above else 1
        try:
            next(reader, None)
            line = reader.line_num + first
            for cells in reader:
                if cells:
                    fault = None
                    ends_cut = is_cut and reader.line_num >= last
                    if ends_cut or len(cells) != width:
                        fault = _fault(cells, width, ends_cut=ends_cut)
                    yield line, cells, fault
                line = reader.line_num + first
        except csv.Error as error:
            what, mend = "broken quotes", 'write " as "" inside quotes, and close them'
            if "field larger" in str(error):
                what, mend = "a cell that never ends", "close the quotes before it"
            raise SeriesError.of(what, mend, file=self.shown, line=line) from None

    def _values(
        self, names: Sequence[str], cells: Sequence[Sequence[str]], delimiter: str
    ) -> dict[str, Floats]:
        arrays = [pc.utf8_trim(pa.array(one, pa.string()), " \t") for one in cells]
        signs = ",." if delimiter != "," else ""
        seen = [sign for sign in signs if any(_holds(one, sign) for one in arrays)]
        grouping = [sign for sign in seen if _may_group(arrays, sign)]
        return {
            name: self._floats(name, array, commas="," in seen, grouping=grouping)
            for name, array in zip(names, arrays, strict=True)
        }

    def _floats(
        self, name: str, array: Any, *, commas: bool, grouping: Sequence[str]
    ) -> Floats:
        """Return the numbers of a column.

        ``commas`` says that the file writes decimals with one, ``grouping`` names
        the signs that may as well stand between thousands.
        """
        plain = array
        if commas:
            pointed = pc.match_substring(array, ".")
            plain = pc.replace_substring(array, ",", ".", max_replacements=1)
            plain = pc.if_else(pointed, array, plain)
        missing = pc.match_substring_regex(plain, _MISSING)
        good = pc.match_substring_regex(plain, _NUMBER)
        if commas:
            good = pc.and_(good, pc.invert(pointed))
        for sign in grouping:
            good = pc.and_(good, pc.invert(pc.match_substring(array, sign)))
        wrong = np.flatnonzero(~np.asarray(pc.or_(missing, good)))
        self.report_rows(
            wrong,
            name,
            lambda row: _number_fault(array[row].as_py(), commas=commas),
        )
        numbers = pc.if_else(good, plain, None).cast(pa.float64())
        values = np.asarray(numbers.to_numpy(zero_copy_only=False), dtype=np.float64)
        self.report_rows(
            np.flatnonzero(np.abs(values) > MAX_LEVEL),
            name,
            lambda row: (
                f"{array[row].as_py()[:40]} is too large",
                "leave it empty if unknown",
            ),
        )
        return values


# how a file begins that is named CSV and is none
_OTHER_FORMATS = {
    rb'[{\[]\s*(["{\[}\]\d-])': "JSON",
    rb"<(!|\?|[a-zA-Z])": "a web page or XML",
    rb"PK\x03\x04|\xd0\xcf\x11\xe0": "a workbook of a spreadsheet",
    rb"%PDF": "a PDF",
}


def _holds(array: Any, sign: str) -> bool:
    return bool(pc.any(pc.match_substring(array, sign)).as_py())


def _may_group(arrays: Sequence[Any], sign: str) -> bool:
    """Return whether each use of a sign may stand between thousands.

    One that has other than three digits behind it, or a bare nought or more than
    three digits before it, shows that the file writes decimals so.
    """
    for array in arrays:
        used = array.filter(pc.match_substring(array, sign))
        if not pc.all(pc.match_substring_regex(used, _GROUPED)).as_py():
            return False
    return True


def _fault(
    cells: Sequence[str], width: int, *, ends_cut: bool
) -> tuple[str, str] | None:
    """Return why the cells of a row cannot be told apart, None if they can."""
    if len(cells) == width:
        if cells[-1].strip() or width == 1:
            return None
        what = "the last line has neither its last cell nor a line break"
        return what, (
            f"if the file was cut short, {RESTORE}; else end it with a line break"
        )
    what = f"{len(cells)} cells where the header has {width}"
    if len(cells) > width:
        return what, "quote cells that hold the delimiter"
    if ends_cut:
        return f"the file was cut short: {what}", RESTORE
    return what, "write every cell, also the empty ones"


def _number_fault(text: str, *, commas: bool) -> tuple[str, str]:
    shown = ascii(text if len(text) <= 40 else text[:37] + "…")
    if re.fullmatch(r"[+-]?inf(inity)?", text, re.IGNORECASE):
        return f"{shown} is not a measured number", "leave the cell empty"
    if re.fullmatch(r"[+-]?\d[\d.,' _\u00a0\u202f]*", text, re.ASCII):
        if commas and re.fullmatch(r"[+-]?\d+\.\d+", text, re.ASCII):
            return f"{shown} has a point, others a comma", "use one decimal sign"
        digits = re.sub(r"[.,' _\u00a0\u202f]", "", text)
        mend = f"write the number plainly, as {digits}"
        if re.fullmatch(r"[+-]?\d+[.,]\d{3}", text, re.ASCII):
            mend += f"; or {text}0 if that is what it means"
        return f"{shown} has separators", mend
    return f"{shown} is not a number", "write a number, or leave the cell empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    """A row as it stands; with ``fault`` (what, mend) its cells cannot be told apart."""

    line: int
    cells: tuple[str, ...] = ()
    fault: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTable:
    """The header and the rows of a file, in its order."""

    names: tuple[str, ...]
    delimiter: str
    rows: tuple[TextRow, ...]


class TextFile(CsvFile):
    """Comma, semicolon or tab; UTF-8; a header that names its columns."""

    def read_texts(
        self, wanted: Iterable[str], spelled: Callable[[str], str]
    ) -> TextTable:
        """Return every row.

        The delimiter is told by the ``wanted`` names, each column's name ``spelled``
        as these are.

        Raises
        ------
        SeriesError
            If no row can be trusted: encoding, header, or quotes are broken.
        """
        text = self._decode()
        delimiter, names = self._header(text, wanted, spelled)
        if not any(names):
            self.report("no header", "write the names of the columns on line 1")
        self.refuse_if_faulty()
        rows = tuple(
            TextRow(line=line, cells=tuple(cells), fault=fault)
            for line, cells, fault in self.each(text, delimiter, len(names))
        )
        return TextTable(names=tuple(names), delimiter=delimiter, rows=rows)
