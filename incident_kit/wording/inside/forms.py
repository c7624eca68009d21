"""The forms around their questions: buttons, heads, what became of a press."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from incident_kit.record.values import ReviewState
from incident_kit.wording.inside.questions import Form, Question, choice, prose, short

if TYPE_CHECKING:
    from collections.abc import Sequence

READ_ONLY = "A bundled sample is read-only. Make a copy to work on it."
NO_SAMPLE = "the bundled samples are read-only; make a copy first"
NOT_COPIED = "No copy was made."
LOCKED = "Written in a way that only the file shows"
UNDECIDED = "Nothing was saved: choose a version where two are shown, then save."
TAKEN_OUT = (
    "Nothing was saved: somebody else took this entry out. Save writes it as a new one."
)
BOTH = "Nothing was saved: somebody else changed the same. Choose a version, then save."
MEANWHILE = "Somebody else saved this meanwhile; yours stands above."
NOT_SAVED = "Nothing was saved."
SEE_ANSWERS = "Nothing was saved: see the answers with a message."
UNREADABLE = "nothing was saved: the file cannot be read now"
SAME = "Nothing to save: the file says this already."
UNSAVED = "Not saved yet."
NOT_CHANGED = "Nothing was changed."
CHANGED_MEANWHILE = "Nothing was changed: somebody else changed it. Look again."
CANNOT_READ = "The file cannot be read now."
EMPTY = "nothing is written here; write words"

MEASURED = "What the data say"
NOT_MEASURED = "Nothing is measured of this."
CURVE_BELOW = "Below Save: the curve, once a file and its columns are chosen."
NO_EVIDENCE = "The evidence cannot be read."
NOTHING_RECORDED = "Nothing recorded."
BOTH_SIDES, AGREED = "Both sides", "They no longer differ."
TRY_FORM = "Run this cell to answer here."

DELETE, REALLY, KEEP = "Delete this one", "Really delete it? Press again", "Keep it"
WHICH = "Which one?"
NONE, NONE_TIP = "There was none", "Write that it was asked, and there was none"
NONE_SHORT_TIP = "Asked, and there was none"

BUILD, BUILDING = "Build the page", "Building the page …"
NO_WORD = "it ended without a word"

ANSWER_HERE = "Answer here:"
# by what a missing thing is: the head over its lines, and how it is counted
HEADS = {
    "required": "Required before it is reviewed",
    "differs": "Does not agree: resolve it, or explain it",
    "wish": "Would make it better",
}
COUNTS = {
    "required": "required",
    "differs": "not in agreement",
    "wish": "to make it better",
}
NOTHING_MISSING = "Nothing is missing."
MISSING = "What is still missing"
SHORTENS = "none shortens the time to notice or to ease; add one of the kind detect or mitigate"
SHOULD_SHORTEN = "At least one should shorten the time to notice or to ease."
NOT_EXPLAINED = "measured otherwise than said, and not explained"

READY = Form(
    name="review",
    title="Is this review ready?",
    root=(),
    section="head",
    intro="What your kit.toml requires must be there before it is reviewed or closed.",
    questions=(choice("review", "How far is it?", get_args(ReviewState)),),
)
EXPLANATION = Form(
    name="explanations",
    title="Explanation",
    item="explanation",
    section="unknowns",
    root=("explanations",),
    intro="Both sides stay as they are, with your words beside.",
    questions=(
        Question(
            path=("field",), ask="What is explained?", kind="fixed", required=True
        ),
        prose("why", "Why do both stand?", required=True),
        short("by", "Who explains it?", "A role, not a name"),
        Question(path=("at",), ask="When?", kind="stamp"),
    ),
)


def saved(minute: str, label: str, *, merged: bool) -> str:
    """Return when it was saved, as which entry, and whose words stayed."""
    name = f" as {label}" if label else ""
    more = "; what somebody else had changed stayed" if merged else ""
    return f"Saved at {minute}{name}{more}."


def saved_rest(asks: Sequence[str]) -> str:
    """Return that all but these answers were saved."""
    return f"Saved the rest; not saved: {' '.join(asks)}"


def take(words: str) -> str:
    """Return the press that writes a measured value into the form."""
    return f"Take {words}"


def into(ask: str) -> str:
    """Return where a measured value goes."""
    return f"Writes it as the answer to: {ask}"


def asked_none(what: str) -> str:
    """Return that a list was asked for, and there was none."""
    return f"{what}: asked, and there was none."


def copied(name: str) -> str:
    """Return what to do with the copy of a sample."""
    return (
        f"Made {name}. This form now edits it; run the notebook again from the top for "
        "the rest."
    )


def building(took: str) -> str:
    """Return that a page is still being built."""
    return f"{BUILDING} {took}"


def not_built(took: str) -> str:
    """Return that no page came of it."""
    return f"No page was built ({took})."


def not_answered(name: str) -> str:
    """Return that a letter has no answer, and where one is written."""
    return f"Not answered; add answer under blast.{name}."


def unanswered(question: str) -> str:
    """Return an open question with what it lacks."""
    return f"{question} No answer yet"


def stale(why: str, field: str) -> str:
    """Return that an explanation explains nothing any more."""
    return f"“{why}” explains {field}, which no longer differs; take it out, or correct its field"


def stale_name(field: str) -> str:
    """Return what an explanation that explains nothing is called in a list."""
    return f"explanations of {field}"


def kinds_missing(kinds: Sequence[str]) -> str:
    """Return which kinds of follow-up nobody has promised."""
    return f"No follow-up yet to {' or to '.join(kinds)}."


def left_open(names: Sequence[str]) -> str:
    """Return which differences are not explained, where none must be."""
    return (
        f"Differs, and not explained: {', '.join(names)}. It may stay so, unless "
        "required in kit.toml names explanations."
    )


def not_yet(missing: int) -> str:
    """Return that a review cannot be called reviewed yet."""
    things = "one thing is" if missing == 1 else f"{missing} things are"
    return f"Not yet: {things} missing."


def kept_from(missing: int, state: str) -> str:
    """Return how much keeps a review from a state."""
    if not missing:
        return f"Nothing keeps it from {state}."
    things = "One thing keeps" if missing == 1 else f"{missing} things keep"
    return f"{things} it from {state}."
