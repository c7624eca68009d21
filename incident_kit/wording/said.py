"""What people wrote: causes, surprises, follow-ups, the timeline, the lines of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.instants.words import utc_words
from incident_kit.styled import Span, Words, link, small, strong, unknown, w
from incident_kit.wording.phrases import cap, cell, number_words, plural
from incident_kit.wording.recorded import rests_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import FollowUp, Loss, TimelineEntry
    from incident_kit.wording.times import Times

TRIGGER, FACTORS = "Trigger", "Contributing factors"
NONE = "Asked, and there was none."
NO_FOLLOW_UPS = "Asked: nothing was promised."


def learned_parts(record: Record, times: Times) -> list[tuple[str, str, list[str]]]:
    """Return head, the word for none, and the items of each part that was asked for."""
    losses = record.losses
    lost = None if losses is None else [_loss(one, times) for one in losses]
    parts = (
        ("What was lost", "Asked: nothing was lost.", lost),
        ("What surprised us", "Asked: nothing did.", record.surprises),
        ("Where we were lucky", "Asked: nowhere.", record.lucky),
        ("What made it difficult", "Asked: nothing did.", record.difficulties),
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


def follow_ups_lead(promised: Sequence[FollowUp]) -> str:
    """Return how many are promised, how many done, and how many shorten the time."""
    shortens = sum(one.kind in {"detect", "mitigate"} for one in promised)
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


def entry_cells(
    entry: TimelineEntry, times: Times, *, with_utc: bool
) -> tuple[Words, ...]:
    """Return when it was, also in UTC if asked for, what, and who says so."""
    name = entry.source or ""
    source = w(name) if name else cell(None)
    if entry.link:
        source = w(link(name or "link", entry.link))
    rests = rests_on(entry.at.source, entry.at.note)
    return (
        (*_time(entry, times, with_utc=with_utc), *((small(rests),) if rests else ())),
        w(entry.what),
        source,
    )


def _time(entry: TimelineEntry, times: Times, *, with_utc: bool) -> Words:
    text = times.when(entry.at)
    if text == "unknown":
        return w(unknown("time unknown"))
    if with_utc and entry.at.stated and times.zone.key != "UTC":
        return w(text, small(utc_words(entry.at.stated)))
    return w(text)
