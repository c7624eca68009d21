"""A CSV whose cells are words: every row kept, each with its line or its fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incident_kit.frames.csv_file import CsvFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


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
        self.check_names([name for name in names if name], ())
        if not any(names):
            self.report("no header", "write the names of the columns on line 1")
        self.refuse_if_faulty()
        rows = tuple(
            TextRow(line=line, cells=tuple(cells), fault=fault)
            for line, cells, fault in self.each(text, delimiter, len(names))
        )
        return TextTable(names=tuple(names), delimiter=delimiter, rows=rows)
