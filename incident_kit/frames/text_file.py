"""A CSV whose cells are words: every row kept, each with its line or its fault."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from incident_kit.errors import Problem, SeriesError
from incident_kit.frames.csv_file import CsvFile
from incident_kit.frames.table import RESTORE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


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

    def read_texts(self, wanted: Sequence[str]) -> TextTable:
        """Return every row; ``wanted`` are names by which the delimiter is told.

        Raises
        ------
        SeriesError
            If no row can be trusted: encoding, header, or quotes are broken.
        """
        text = self._decode()
        delimiter, names = self._header(text, wanted)
        self.check_names([name for name in names if name], ())
        if not any(names):
            self.report("no header", "write the names of the columns on line 1")
        self.refuse_if_faulty()
        rows = tuple(self._each(text, delimiter, len(names)))
        self.refuse_if_faulty()
        return TextTable(names=tuple(names), delimiter=delimiter, rows=rows)

    def _each(self, text: str, delimiter: str, width: int) -> Iterator[TextRow]:
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=delimiter, strict=True
        )
        line = 1
        is_cut = text[-1:] not in {"\r", "\n"}
        last = text.count("\n") + 1
        try:
            for number, cells in enumerate(reader):
                begun, line = line, reader.line_num + 1
                if not number or not cells:
                    continue
                ends_cut = is_cut and reader.line_num >= last
                yield _row(begun, cells, width, ends_cut=ends_cut)
        except csv.Error as error:
            what, mend = "broken quotes", 'write " as "" inside quotes, and close them'
            if "field larger" in str(error):
                what, mend = "a cell that never ends", "close the quotes before it"
            raise SeriesError(
                Problem(what=what, mend=mend, file=self.shown, line=line)
            ) from None


def _row(line: int, cells: list[str], width: int, *, ends_cut: bool) -> TextRow:
    fault = None
    if len(cells) != width:
        what = f"{len(cells)} cells where the header has {width}"
        mend = "write every cell, also the empty ones"
        if len(cells) > width:
            mend = "quote cells that hold the delimiter"
        elif ends_cut:
            what, mend = f"the file was cut short: {what}", RESTORE
        fault = what, mend
    elif ends_cut and not cells[-1].strip() and width > 1:
        fault = (
            "the last line has neither its last cell nor a line break",
            f"if the file was cut short, {RESTORE}; else end it with a line break",
        )
    return TextRow(line=line, cells=tuple(cells), fault=fault)
