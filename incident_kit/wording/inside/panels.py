"""The panels of the five minutes: their titles, questions, buttons, what became of a press."""

from __future__ import annotations

from types import MappingProxyType

READ_ONLY = "A bundled sample is read-only: make a copy above."
NOT_WRITTEN = "Nothing was written."
NOT_COPIED = "No copy was made."

QUESTIONS = (
    "Five questions",
    "One sentence each. “unknown” is an answer: it says that you asked.",
)
# what the five minutes have room for, beside the answer
ASKED: dict[str, dict[str, str]] = {
    "blast_radius": {"affected": "How many?", "of": "Out of?"},
    "location": {"fine": "Looked at and fine"},
    "anchor_time": {"at": "As a time"},
    "system_change": {},
    "temporary_mitigation": {},
}
NOTHING_TO_SAVE = "Nothing to save."

MITIGATIONS = (
    "What can ease it now?",
    "Pick a kind, read what it needs, write which one exactly.",
)
KIND, WHICH = "Of which kind?", "Which one, exactly?"
KNOW, DONE = "We could do this", "Done just now"
NO_WHICH = "Write which one: the flag, the release, the region."
NEEDS, WORKED, BEWARE = "It needs", "It worked when", "Beware"
OPTIONS = "Known options"
USED = {True: "used", False: "not used", None: ""}

HYPOTHESES = (
    "What do you think it is?",
    "With how sure you are: it keeps a guess a guess.",
)
CAUSE, SURE = "What is the cause, do you think?", "How sure? (60 %)"
NOT_SURE = "Say how sure you are, then press Enter there."

LOG = ("Log", "Enter stamps a line to the second. Click a line to correct it.")
NOTE, ACTION = "What was seen or said?", "What was done to production?"
CHANGE, CHANGE_LIKE = "What had changed?", "Web 4.18 at 18:35"
PURPOSE = "What for?"

UPDATE = (
    "Update for stakeholders",
    "Made from the record; change it as you like, then copy it.",
)
STEP, UNTIL = "What do we do next?", "Next update at"
UPDATE_BOX = MappingProxyType(
    {
        "text": "The update",
        "copy": "Copy it",
        "copied": "Copied.",
        "selected": "It is selected: press Ctrl+C.",
        "anew": "Write it anew",
        "sent": "It was sent: note it",
    }
)
SENT_TO = "stakeholders"

REVIEW = ("When it is over", "The review starts from what you wrote here.")
GO_ON = "Go on to the review"
MADE, THERE = "Made it.", "It is there already."


def retired(incident_id: str) -> str:
    """Return that a panel writes to an incident that nobody has open any more."""
    return (
        f"This belongs to {incident_id}, which was opened earlier. Run this cell again."
    )


def stumbled(error: object) -> str:
    """Return that the clock went on after an error of ours."""
    return f"The clock stumbled ({error}); run the notebook again if it goes on."


def unreadable(why: object) -> str:
    """Return that the record is there and cannot be read."""
    return f"{why}; the file cannot be read now"


def make(name: str) -> str:
    """Return the button that copies a sample."""
    return f"Make {name}"


def copied(name: str) -> str:
    """Return what to do with the copy."""
    return f"{name} is yours to work on, in a notebook of its own."


def noted(minute: str) -> str:
    """Return when a line was stamped."""
    return f"Noted at {minute}."


def changed(what: str, when: str) -> str:
    """Return that a change was noted, and how to say when it came."""
    if when:
        return f"Change noted: {what}, {when}."
    return f"Change noted: {what}. When? Click its time to add it."


def known(what: str) -> str:
    """Return that an option was noted."""
    return f"Known: {what}."


def done(minute: str, what: str, worked: str) -> str:
    """Return that an action was noted, and how to see that it worked."""
    seen = f" {WORKED}: {worked[:1].lower()}{worked[1:]}" if worked else ""
    return f"Done at {minute}: {what}.{seen}"


def unsaved(letters: str) -> str:
    """Return which answers are not saved yet."""
    return f"Not saved yet: {letters}."


def saved(letters: str) -> str:
    """Return which answers were saved."""
    return f"Saved: {letters}."


def opens(name: str) -> str:
    """Return the words of the link to a notebook."""
    return f"Open {name}"
