"""What a record says against itself: broken references, and impossible values.

A broken reference keeps a record from being read; a contradiction of times or
counts is shown and never rewritten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.record.values import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_kit.instants.written import Written
    from incident_kit.record.incident_record import Record

Path = tuple[str | int, ...]
Fault = tuple[Path, str, str]

_IN_ORDER = (
    ("started_at", "mitigated_at"),
    ("started_at", "fixed_at"),
    ("detected_at", "acknowledged_at"),
    ("detected_at", "closed_at"),
    ("mitigated_at", "closed_at"),
    ("fixed_at", "closed_at"),
)


def broken_references(record: Record) -> Iterator[Fault]:
    """Yield the path of each ID that names nothing, or two things."""
    changes = [change.id for change in record.changes or ()]
    actions = [action.id for action in record.actions or ()]
    yield from _repeated("changes", changes, set())
    yield from _repeated("actions", actions, set(changes))
    for index, action in enumerate(record.actions or ()):
        others = [one for one in actions if one != action.id]
        yield from _unknown(("actions", index, "undoes"), action.undoes, others)
    for index, wave in enumerate(record.waves or ()):
        yield from _unknown(("waves", index, "follows"), wave.follows, actions)
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
    path: tuple[str | int, ...], name: str | None, known: list[str]
) -> Iterator[Fault]:
    if name is None or name in known:
        return
    mend = nearest(name, known) if known else "add what it names, or take it out"
    yield path, f"{name!r} is not an id in this record", mend


def contradictions(record: Record) -> Iterator[Fault]:
    """Yield what happened before what must have come first, and impossible counts."""
    for first, second in _IN_ORDER:
        if _certainly_after(getattr(record, first), getattr(record, second)):
            yield (second,), f"before {first}", "correct one of the two"
    for path, start, end in _spans(record):
        if _certainly_after(start, end):
            yield path, "before it began", "correct one of the two"
    said = record.blast.blast_radius
    if said.affected is not None and said.of is not None and said.affected > said.of:
        path = ("blast", "blast_radius", "affected")
        yield path, f"more than all {said.of:,}", "correct one of the two"


def _spans(record: Record) -> Iterator[tuple[Path, Written, Written]]:
    for index, change in enumerate(record.changes or ()):
        yield ("changes", index, "ended_at"), change.at, change.ended_at
    for index, action in enumerate(record.actions or ()):
        yield ("actions", index, "ended_at"), action.applied_at, action.ended_at
    for index, wave in enumerate(record.waves or ()):
        yield ("waves", index, "end"), wave.start, wave.end


def _certainly_after(first: Written, second: Written) -> bool:
    return first.low is not None and second.high is not None and first.low > second.high
