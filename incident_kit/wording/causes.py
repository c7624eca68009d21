"""What is removed when something is fixed: the cause, or one of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.instants.words import joined
from incident_kit.wording.phrases import bare, cap, number_words

if TYPE_CHECKING:
    from incident_kit.record.incident_record import Record


def the_cause(record: Record) -> str:
    """Return what a fix removed: "the cause", or "one of two causes" where one is left."""
    left = record.causes_left
    return _part(record, len(record.causes) - len(left)) if left else "the cause"


def cause_left(record: Record) -> str:
    """Return what is still there: "the cause", or "one of two causes"."""
    left = record.causes_left
    return _part(record, len(left)) if left else "the cause"


def _part(record: Record, count: int) -> str:
    part = "one" if count == 1 else "a part"
    return f"{part} of {number_words(len(record.causes))} causes"


def as_mark(cause: str) -> str:
    """Return a cause as a mark or the start of a line says it: "cause"."""
    return cause.removeprefix("the ")


def which_removed(record: Record) -> str:
    """Return which causes are removed, as said; "" where all are."""
    left = record.causes_left
    gone = [f"“{bare(one.what)}”" for one in record.causes if one not in left]
    return joined(gone) if left else ""


def removed_line(record: Record) -> str:
    """Return the turning point of the fix in words: "Cause removed."."""
    which = which_removed(record)
    cause = cap(as_mark(the_cause(record)))
    return f"{cause} removed{f': {which}' if which else ''}."


def still_there(record: Record) -> str:
    """Return that the cause is still there, or which of several is removed."""
    which = which_removed(record)
    if which:
        return f"{the_cause(record)} is removed: {which}"
    return "the cause is still there"
