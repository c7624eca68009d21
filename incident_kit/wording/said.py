"""What people wrote: causes, surprises, follow-ups, updates, the lines of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.styled import Span, Words, link, strong, w
from incident_kit.wording.phrases import (
    bare,
    cap,
    cell,
    number_words,
    plural,
    what_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Action, Cause, FollowUp, Loss
    from incident_kit.record.told import Update
    from incident_kit.wording.times import Times

TRIGGER, FACTORS, CAUSES = "Trigger", "Contributing factors", "Causes"
NONE = "There were none, as recorded."
NO_UPDATES = "No update was sent, as recorded."
NO_FOLLOW_UPS = "Nothing was promised, as recorded."


def learned_parts(record: Record, times: Times) -> list[tuple[str, str, list[str]]]:
    """Return head, the word for none, and the items of each part that was asked for."""
    losses = record.losses
    lost = None if losses is None else [_loss(one, times) for one in losses]
    parts = (
        ("What was lost", "Nothing, as recorded.", lost),
        (
            "Whether it happened before",
            "It had not, as recorded.",
            record.happened_before,
        ),
        ("What went well", "Nothing, as recorded.", record.went_well),
        ("What surprised us", "Nothing, as recorded.", record.surprises),
        ("Where we were lucky", "Nowhere, as recorded.", record.lucky),
        ("What made it difficult", "Nothing, as recorded.", record.difficulties),
    )
    return [
        (head, none, list(items)) for head, none, items in parts if items is not None
    ]


def _loss(one: Loss, times: Times) -> str:
    """Return what was lost as one line: how much, from when until when."""
    amount = f": {one.count:,}" if one.count is not None else ""
    if one.count is not None and one.unit:
        amount += f" {one.unit}"
    if one.during is None:
        return f"{one.what}{amount}"
    start, end = map(times.when, one.during)
    return f"{one.what}{amount}, from {start} to {end}"


def trigger_kind(kind: str) -> str:
    """Return of which kind the trigger was, "" where nobody wrote it."""
    return "" if kind == "unknown" else f"Kind: {kind}"


def cause_line(one: Cause, record: Record, times: Times) -> str:
    """Return a cause with when and by what it was removed, as said."""
    by = f" by “{what_of(record, one.fixed_by)}”" if one.fixed_by else ""
    if one.fixed_at.form == "not yet":
        return f"{bare(one.what)}: not fixed yet"
    at = f" {times.at(one.fixed_at)}" if one.fixed_at.is_known else ""
    fixed = f": fixed{at}{by}" if at or by else ""
    return f"{bare(one.what)}{fixed}"


def follow_ups_lead(promised: Sequence[FollowUp]) -> str:
    """Return how many are promised, how many done, and how many shorten the time."""
    shortens = sum(
        one.kind in {"detect", "mitigate"} and one.state != "dropped"
        for one in promised
    )
    text = f"{cap(plural(len(promised), 'follow-up'))}{_done(promised)}"
    if shortens:
        verb = "is" if shortens == 1 else "are"
        aim = "meant to shorten the time to detect or to mitigate"
        text += f"; {number_words(shortens)} {verb} {aim}"
    return f"{text}."


def _done(promised: Sequence[FollowUp]) -> str:
    """Return how many are done; a state that was never written is not recorded."""
    states = [one.state for one in promised]
    done, untold = states.count("done"), states.count("unknown")
    if len(states) == 1:
        ended = {
            "unknown": "; its state is not recorded",
            "done": ", done",
            "dropped": ", dropped",
        }
        return ended.get(states[0], ", not done")
    if untold == len(states):
        return "; their states are not recorded"
    text = f", {number_words(done)} of them done" if done else ""
    if not untold:
        return text or ", none of them done"
    if untold == 1:
        return f"{text}; the state of one is not recorded"
    return f"{text}; the states of {number_words(untold)} are not recorded"


def follow_up_cells(
    one: FollowUp, times: Times, *, is_first: bool
) -> tuple[Words, ...]:
    """Return kind, work with its ticket, owner, due and state.

    The kind stands out where it ``is_first`` of its kind.
    """
    ticket = []
    if one.ticket:
        address = link("", one.link).link if one.link else None
        ticket = [Span(one.ticket, "small", address)]
    kind = strong(one.kind) if is_first else Span(one.kind, "unknown")
    return (
        cell(None) if one.kind == "unknown" else w(kind),
        w(one.what, *ticket),
        w(one.owner) if one.owner else cell(None),
        cell(times.when(one.due)),
        cell(one.state),
    )


_SAID = {
    "full": "said to have helped",
    "partial": "said to have helped in part",
    "none": "said to have had no effect",
    "worse": "said to have made it worse",
    "protective": "as a precaution",
}
# where it is said once that all effects are as reported
_REPORTED = {
    "full": "helped",
    "partial": "helped in part",
    "none": "no effect",
    "worse": "made it worse",
    "protective": "as a precaution",
}
_UPDATES = {
    "update": "Update",
    "all clear": "All-clear",
    "all clear withdrawn": "All-clear withdrawn",
    "status closed": "Status closed",
}


def told_in(one: Update) -> str:
    """Return what kind of update it was, and to whom."""
    return f"{_UPDATES[one.kind]}{f' to {one.to}' if one.to else ''}"


def said_effect(action: Action, *, is_measured: bool) -> str:
    """Return what is said of an action, "" for nothing; only so where others are measured."""
    return (_SAID if is_measured else _REPORTED).get(action.effect, "")
