"""The one list of everything that happened, where it can be edited."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from incident_kit.wording.phrases import clipped

if TYPE_CHECKING:
    from incident_kit.record.incident_record import Record

TITLE = "Everything that happened"
INTRO = "Click a time or a text to correct it. + adds a line there, ✕ takes one out."
KINDS = MappingProxyType(
    {
        "note": "seen or said",
        "stabilize": "done to stabilize",
        "fix": "done to fix",
        "both": "done to stabilize and fix",
        "investigate": "done to find out",
        "change": "change",
    }
)
"""What a new line can be, the purposes of an action among them."""

MILESTONE, ANSWER, GUESS, TOLD = "milestone", "answer", "guess", "told"
ANSWERED_ELSEWHERE = "Answers are changed in their own form."
NO_TIME = "no time"
LABELS = MappingProxyType(
    {
        "table": TITLE,
        "when": "When?",
        "what": "What?",
        "kind": "What is it?",
        "add": "Add a line",
        "addHere": "Add a line here",
        "remove": "Take this line out",
        "save": "Add it",
        "cancel": "Cancel",
        "putBack": "Put it back",
        "empty": "Nothing is written yet.",
        "gone": "The kernel was restarted or stopped: run the notebook again to go on.",
    }
)
"""What stands on the buttons and is read aloud."""

CHANGED_MEANWHILE = "Somebody else changed this line meanwhile. Look again."
GONE = "Somebody else took this line out meanwhile."
PUT_BACK = "The line stands again."
TOO_LATE = "The record was changed since; correct it in its line."


def saved(when: str, what: str) -> str:
    """Return that a line was corrected."""
    return f"Corrected: {when} {clipped(what)}"


def added(when: str, what: str) -> str:
    """Return that a line was added."""
    return f"Added: {when} {clipped(what)}"


def taken_out(when: str, what: str) -> str:
    """Return that a line was taken out."""
    return f"Taken out: {when} {clipped(what)}"


def kind_of(entry: str, root: tuple[str | int, ...], record: Record) -> str:
    """Return what a line is, in a word or two."""
    if entry == "action" and isinstance(root[-1], int):
        return KINDS[(record.actions or ())[root[-1]].purpose]
    words = {
        "note": KINDS["note"],
        "change": KINDS["change"],
        "milestone": MILESTONE,
        "answer": ANSWER,
        "hypothesis": GUESS,
        "update": TOLD,
    }
    return words.get(entry, entry)
