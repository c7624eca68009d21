"""What a record says against itself: broken references, and impossible values.

A broken reference keeps a record from being read; a contradiction of times or
counts is shown and never rewritten.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from incident_kit.errors import Path, field_name
from incident_kit.instants.elapsed import NEAR
from incident_kit.record.happened import mistyped_years
from incident_kit.record.moments import in_order
from incident_kit.record.values import STATED_HELP, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_kit.instants.written import Written
    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Action, Change
    from incident_kit.record.values import Span

Fault = tuple[Path, str, str]

OF_NO_ACTION = ("itself", "unknown")
"""What ``mitigated_by`` says where no action did it, or it was asked in vain."""

COMPLAINTS = ("support", "customer", "user", "ticket", "complain")
"""Words in the source of a timeline entry by which it is a complaint."""

_MEND = "correct one of the two"


def broken_references(record: Record) -> Iterator[Fault]:
    """Yield the path of each ID that names nothing, or two things."""
    changes = [change.id for change in record.changes or ()]
    actions = [action.id for action in record.actions or ()]
    yield from _repeated("changes", changes, set())
    yield from _repeated("actions", actions, set(changes))
    for index, change in enumerate(record.changes or ()):
        others = [one for one in changes if one != change.id]
        yield from _unknown(("changes", index, "undoes"), change.undoes, others)
    for index, action in enumerate(record.actions or ()):
        others = [one for one in (*actions, *changes) if one != action.id]
        yield from _unknown(("actions", index, "undoes"), action.undoes, others)
        for name in action.effects:
            series = [one.name for one in record.impact]
            yield from _unknown(
                ("actions", index, "effects", name), name, series, "series"
            )
    for index, wave in enumerate(record.waves or ()):
        known = [*changes, *actions]
        yield from _unknown(("waves", index, "follows"), wave.follows, known)
    known = [*changes, *actions]
    for index, cause in enumerate(record.causes):
        yield from _unknown(("causes", index, "fixed_by"), cause.fixed_by, known)
    yield from _unknown(("mitigated_by",), record.mitigated_by, [*known, *OF_NO_ACTION])
    said = record.blast.system_change
    for index, suspect in enumerate(said.suspects):
        path = ("blast", "system_change", "suspects", index)
        yield from _unknown(path, suspect, [*changes, *actions])
    yield from _repeated("impact", [one.name for one in record.impact], set(), "name")


def _repeated(
    where: str, ids: list[str], taken: set[str], field: str = "id"
) -> Iterator[Fault]:
    seen = set(taken)
    for index, one in enumerate(ids):
        if one in seen:
            yield (where, index, field), f"{one!r} is used twice", "give each its own"
        seen.add(one)


def _unknown(
    path: Path, name: str | None, known: list[str], kind: str = "id"
) -> Iterator[Fault]:
    if name is None or name in known:
        return
    mend = nearest(name, known) if known else "add what it names, or take it out"
    what = f"{name!r} is not {'an' if kind == 'id' else 'a'} {kind} in this record"
    yield path, what, mend


def contradictions(record: Record) -> Iterator[Fault]:
    """Yield what happened before what must have come first, and impossible counts."""
    for first, second in in_order():
        if certainly_after(getattr(record, first), getattr(record, second)):
            yield (second,), f"before {first}", _MEND
    if certainly_after(record.detected_at, record.fixed_at):
        yield ("detected_at",), "after fixed_at, so noticed after it was over", _MEND
    for path, start, end in _spans(record):
        if certainly_after(start, end):
            yield path, "before it began", _MEND
    for path, years in mistyped_years(record).items():
        count = "a year" if abs(years) == 1 else f"{abs(years)} years"
        where = "after" if years > 0 else "before"
        yield path, f"{count} {where} everything else", "correct the year"
    yield from _actions(record)
    yield from _triggers(record)
    yield from _undone(record)
    yield from _suspects(record)
    yield from _late_help(record)
    yield from _hit_again(record)
    yield from _overlaps(record)
    yield from _counts(record)
    yield from _withdrawn(record)
    yield from _causes_left(record)
    yield from _two_fixes(record)
    yield from _later_report(record)


def _two_fixes(record: Record) -> Iterator[Fault]:
    """Yield that the cause is said to be gone at one time, and by an action at another."""
    done = [
        (index, one)
        for index, one in enumerate(record.actions or ())
        if one.removes_cause and one.id not in record.undone
    ]
    if record.causes or not done or not record.fixed_at.is_known:
        return
    for _, one in done:
        end = one.ended_at if one.ended_at.is_known else one.applied_at
        if not (
            _lies_after(record.fixed_at, end)
            or _lies_after(one.applied_at, record.fixed_at)
            or not one.applied_at.is_known
        ):
            return
    index, one = done[0]
    if one.applied_at.is_known:
        name = field_name(("actions", index, "applied_at"))
        side = "after" if _lies_after(record.fixed_at, one.applied_at) else "before"
        what = f"{side} {name}, while {one.id!r} removes the cause"
        yield ("fixed_at",), what, _MEND


def _later_report(record: Record) -> Iterator[Fault]:
    """Yield that a customer is said to have told of it first, and one did before."""
    if record.detected_by != "customer":
        return
    for index, one in enumerate(record.timeline):
        source = (one.source or "").lower()
        is_complaint = any(word in source for word in COMPLAINTS)
        if is_complaint and _lies_after(record.detected_at, one.at):
            name = field_name(("timeline", index, "at"))
            what = f"after {name}, which by its source is a complaint"
            yield ("detected_at",), what, "correct it, or the entry"
            return


def _lies_after(first: Written, second: Written) -> bool:
    """Whether one time is later than another by more than a remembered one may lie off."""
    low, high = first.low, second.high
    return low is not None and high is not None and low > high + NEAR


def _causes_left(record: Record) -> Iterator[Fault]:
    """Yield that all was fixed before one of the causes was."""
    for index, cause in enumerate(record.causes):
        name = field_name(("causes", index, "fixed_at"))
        if cause.fixed_at.form == "not yet" and record.fixed_at.has_happened:
            yield ("fixed_at",), f"while {name} is not yet", _MEND
        elif certainly_after(cause.fixed_at, record.fixed_at):
            yield ("fixed_at",), f"before {name}", _MEND
    dated = record.causes and all(one.fixed_at.is_known for one in record.causes)
    if dated and record.fixed_at.text == "unknown":
        mend = "write the last of them"
        yield ("fixed_at",), "not known, while every cause has its time", mend


def _withdrawn(record: Record) -> Iterator[Fault]:
    """Yield each all-clear that was withdrawn before any was given."""
    updates = record.updates or ()
    given = [one.at for one in updates if one.kind == "all clear"]
    for index, one in enumerate(updates):
        if one.kind == "all clear withdrawn" and all(
            certainly_after(at, one.at) for at in given
        ):
            mend = "write the all-clear, or correct one of the two"
            yield ("updates", index, "kind"), "withdrawn before one was given", mend


def _counts(record: Record) -> Iterator[Fault]:
    """Yield each count of who was hit that a wider one does not hold."""
    said = record.blast.blast_radius
    wider = [
        (name, count)
        for name in ("affected", "exposed", "of")
        if (count := getattr(said, name)) is not None
    ]
    for (name, count), (around, whole) in itertools.pairwise(wider):
        if count > whole:
            all_of = f"all {whole:,}" if around == "of" else f"the {whole:,} exposed"
            yield ("blast", "blast_radius", name), f"more than {all_of}", _MEND


def _actions(record: Record) -> Iterator[Fault]:
    """Yield help before there was harm, and a cause that is gone and still there."""
    actions = record.actions or ()
    early = [
        index
        for index, action in enumerate(actions)
        if action.purpose in {"stabilize", "both"}
        and action.effect != "protective"
        and record.started_at.form == "exact"
        and certainly_after(record.started_at, action.applied_at)
    ]
    for index in early[:1]:  # the mend is the same for all of them
        path = ("actions", index, "applied_at")
        yield path, "before started_at, when there was no harm to ease", _MEND
    for action in actions:
        if (
            action.removes_cause
            and action.applied_at.has_happened
            and action.id not in record.undone
            and record.fixed_at.form == "not yet"
        ):
            what = f"has not happened, while {action.id!r} was applied and removes the cause"
            yield ("fixed_at",), what, "write when, or correct removes_cause"


def _undone(record: Record) -> Iterator[Fault]:
    """Yield what was taken back before it was made, and a fix that was taken back."""
    fields: tuple[tuple[str, Sequence[Change | Action]], ...] = (
        ("changes", record.changes or ()),
        ("actions", record.actions or ()),
    )
    for name, entries in fields:
        for index, one in enumerate(entries):
            undone = record.cause(one.undoes)
            if undone is not None and certainly_after(undone.begun, one.begun):
                field = "at" if name == "changes" else "applied_at"
                what = f"takes back {undone.id!r} before that was made"
                yield (name, index, field), what, _MEND
    fixed = record.fixed_at.form != "not yet"
    for index, action in enumerate(record.actions or ()):
        if fixed and action.removes_cause and action.id in record.undone:
            what = "said of what was taken back"
            path = ("actions", index, "removes_cause")
            yield path, what, "correct it, or write what removed the cause for good"


def _suspects(record: Record) -> Iterator[Fault]:
    """Yield a suspect that is said to be innocent elsewhere: the answer was not kept."""
    roles = {one.id: one.role for one in record.changes or ()}
    for index, name in enumerate(record.blast.system_change.suspects):
        if roles.get(name) == "innocent":
            path = ("blast", "system_change", "suspects", index)
            yield path, "is said to be innocent", "correct one of the two"


def _triggers(record: Record) -> Iterator[Fault]:
    """Yield each change that is said to have set it off, after it had begun."""
    for index, change in enumerate(record.changes or ()):
        if change.role == "trigger" and certainly_after(change.at, record.started_at):
            what = "after started_at, though it is said to have set it off"
            yield ("changes", index, "at"), what, "correct one of the two, or role"


def _late_help(record: Record) -> Iterator[Fault]:
    """Yield help that is said of an action done when users were fine already.

    Where one before helped, what a later one did may be the rest of it.
    """
    helped = [
        (index, action)
        for index, action in enumerate(record.actions or ())
        if action.effect in STATED_HELP
        and action.purpose != "fix"
        and action.id not in record.undone
    ]
    late = [
        (index, action)
        for index, action in helped
        if certainly_after(action.applied_at, record.mitigated_at)
    ]
    if len(late) < len(helped):
        return
    for index, _ in late[:1]:  # the mend is the same for all of them
        what = "said to have helped, and applied after mitigated_at"
        yield ("actions", index, "effect"), what, "correct the effect or the times"


def _hit_again(record: Record) -> Iterator[Fault]:
    """Yield that users were hit after they were fine, where no later wave is stated.

    One is enough: the mend is the same for all of them.
    """
    fine = record.mitigated_at
    if any(certainly_after(wave.start, fine) for wave in record.waves or ()):
        return
    for place, source in enumerate(record.impact):
        for index, (start, end) in enumerate(source.during):
            name = field_name(("impact", place, "during", index))
            mend = "write when users were fine for good, or state a wave"
            if end.form == "not yet" and fine.has_happened:
                yield ("mitigated_at",), f"while {name} has not ended", mend
                return
            for moment, does in ((start, "begins"), (end, "ends")):
                if certainly_after(moment, fine):
                    yield ("mitigated_at",), f"before {name} {does}", mend
                    return


def _overlaps(record: Record) -> Iterator[Fault]:
    """Yield the intervals of a series that share time with an earlier one."""
    for place, source in enumerate(record.impact):
        for index, span in enumerate(source.during):
            for other in reversed(range(index)):
                if _certainly_overlap(span, source.during[other]):
                    before = other == index - 1
                    name = "the one before" if before else f"during[{other}]"
                    path = ("impact", place, "during", index)
                    yield path, f"overlaps {name}", "merge them"
                    break


def _certainly_overlap(one: Span, other: Span) -> bool:
    return all(
        end.form == "not yet" or certainly_after(end, start)
        for (start, _), (_, end) in ((one, other), (other, one))
    )


def _spans(record: Record) -> Iterator[tuple[Path, Written, Written]]:
    for index, change in enumerate(record.changes or ()):
        yield ("changes", index, "ended_at"), change.at, change.ended_at
    for index, action in enumerate(record.actions or ()):
        yield ("actions", index, "ended_at"), action.applied_at, action.ended_at
    for index, wave in enumerate(record.waves or ()):
        yield ("waves", index, "end"), wave.start, wave.end


def certainly_after(first: Written, second: Written) -> bool:
    """Return whether one time is later than another, however both are meant."""
    return first.low is not None and second.high is not None and first.low > second.high
