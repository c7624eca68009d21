"""The follow-ups as CSV, for a spreadsheet: one row per promise.

A cell that a spreadsheet would take for a formula begins with an apostrophe here.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.page.text import clean_text

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from incident_kit.instants.written import Written
    from incident_kit.record.incident_record import Record

COLUMNS = (
    "incident",
    "kind",
    "what",
    "owner",
    "due",
    "due_earliest",
    "due_latest",
    "ticket",
    "link",
    "state",
)

# as it is, after blanks, and in the full width of East Asian keyboards
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]")
_MOMENT = timedelta(microseconds=1)


def follow_ups_csv(record: Record) -> str:
    """Return the follow-ups of a record, all cells quoted, a line feed per row.

    ``due`` is as written; ``due_earliest`` and ``due_latest`` are the first and the
    last day it can mean, in the record's zone.  What is not recorded is empty.
    """
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in record.follow_ups or ():
        due = one.due.text if one.due.form != "unknown" else ""
        earliest, latest = _days(one.due, record.zone)
        kind, state = (
            part if part != "unknown" else "" for part in (one.kind, one.state)
        )
        row = (
            record.id,
            kind,
            one.what,
            one.owner,
            due,
            earliest,
            latest,
            one.ticket,
            one.link,
            state,
        )
        writer.writerow([_cell(value or "") for value in row])
    return text.getvalue().encode("utf-8", "replace").decode()


def _cell(text: str) -> str:
    text = clean_text(text)
    return f"'{text}" if _FORMULA.match(text) else text


def _days(due: Written, zone: ZoneInfo) -> tuple[str, str]:
    """Return the first and the last day; a day's end is the next day's beginning."""
    first = due.low.astimezone(zone).date().isoformat() if due.low else ""
    if due.high is None:
        return first, ""
    last = due.high if due.form == "exact" else due.high - _MOMENT
    return first, last.astimezone(zone).date().isoformat()
