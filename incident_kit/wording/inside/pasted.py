"""A table that is pasted: what it asks, what its rows would become, what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

TITLE = "Paste a table"
INTRO = (
    "Copied from a sheet, a chat or a document: one row a line, cells apart by tabs, "
    "commas, semicolons or |. Nothing is written before you have seen the rows."
)
TEXT, READ, BACK = "The rows", "Read it", "Take them back"
ORDER = "Which comes first in its dates?"
ORDERS = {"day-first": "the day", "month-first": "the month"}
NOT_SAID = "not said"
NOTHING = "Nothing is pasted yet."
NO_TABLE = "no table: no time and no name of a column in its first line; name the columns there"
TOO_WIDE = "put quotes around a cell that holds the sign between cells"
EMPTY = "no words for what happened; write them, or take the row out"
THERE = "there already; left out"
NO_TIME = "no time"
NOTHING_NEW = "Nothing to add: every row is there already."
IS_BACK = "They are taken out again."
TOO_LATE = "The record was changed since; take them out one by one."
EXAMPLES = {
    "timeline": "at\twhat\tsource\n10:55\tFirst call about wrong figures\tsupport",
    "changes": "at\twhat\tkind\n10:40\tWeb 4.18\tdeploy",
}


def count(rows: int) -> str:
    """Return how many rows."""
    return "1 row" if rows == 1 else f"{rows} rows"


def add(rows: int) -> str:
    """Return the press that writes them."""
    return f"Add {count(rows)}"


def added(rows: int) -> str:
    """Return that they were written."""
    return f"Added {count(rows)}."


def refused(rows: int) -> str:
    """Return that nothing can be added while a row is wrong."""
    them = "one row is" if rows == 1 else f"{rows} rows are"
    return f"Nothing can be added yet: {them} to be mended."


def row(line: int, words: str) -> str:
    """Return something said of one row."""
    return f"Row {line}: {words}"


def left_out(names: Sequence[str]) -> str:
    """Return which columns no field takes."""
    return f"Left out: {', '.join(names)}."


def no_column(field: str) -> str:
    """Return that a field has no column, and how to name one."""
    return f"no column is called {field}; name one so in the first line"


def wide(found: int, expected: int) -> str:
    """Return that a row has more cells than the table has columns."""
    return f"{found} cells where the first line has {expected}; {TOO_WIDE}"


def unnamed(columns: int) -> str:
    """Return that nobody can tell which column is which."""
    return (
        f"{columns} columns without names; name them in the first line: "
        "at, what, kind, source"
    )


def two_dates(cell: str, readings: Sequence[str]) -> str:
    """Return that a date can mean two days."""
    return f"{cell} can be {' or '.join(readings)}; say which comes first below"


def other_zone(name: str, zone: str) -> str:
    """Return that the head of the times names a zone."""
    return (
        f"the times are said to be {name}; write the offset in each time, or take it out "
        f"of the head where that is {zone}"
    )


def no_time(cell: str, mend: str) -> str:
    """Return that a cell is no time, and how to write it."""
    return f"{cell} is no time that a record reads; {mend}"


def no_day(cell: str) -> str:
    """Return that a clock time has no day."""
    return f"nobody can tell the day of {cell}; write it: 2024-05-14 {cell}"
