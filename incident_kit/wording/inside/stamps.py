"""The stamps of the clock bar: what each says, and what became of a press."""

from __future__ import annotations

from types import MappingProxyType

WORDS = MappingProxyType(
    {
        "noticed": "Noticed",
        "taken up": "Taken up",
        "fine": "Users are fine again",
        "back": "It is back",
        "removed": "Cause removed",
        "all clear": "All-clear given",
        "withdrawn": "All-clear withdrawn",
    }
)
UPDATES = MappingProxyType(
    {"all clear": "All clear.", "all clear withdrawn": "The all-clear is withdrawn."}
)
SEVERITY, SEVERITIES = "Severity", ("sev1", "sev2", "sev3", "sev4")
TAKE_BACK = "Take it back"
TAKEN_BACK = "Taken back."
EFFECTS = MappingProxyType(
    {
        "full": "It worked",
        "partial": "Partly",
        "none": "No",
        "worse": "It got worse",
    }
)
"""What an action is said to have done, a button each."""
LATER = "Cannot tell yet"


def severity(words: str) -> str:
    """Return the line that says how bad it is held to be from then on."""
    return f"Severity: {words}."


def stamped(words: str, minute: str) -> str:
    """Return what a press wrote."""
    return f"{words}: {minute}."


def standing(words: str, minute: str) -> str:
    """Return the button of a stamp that stands."""
    return f"✓ {words} {minute}"


def ask(what: str, minute: str) -> str:
    """Return the question what an action did."""
    return f"{minute} {what}: did it help?"


def effect(what: str, done: str) -> str:
    """Return what was said of an action."""
    return f"{what}: {EFFECTS[done].lower()}, as said."
