"""What does a record say happened, each with its time and its place in the file?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.errors import Path
from incident_kit.instants.written import Written
from incident_kit.record.letters import LETTERS
from incident_kit.record.moments import MOMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_kit.record.incident_record import Record
    from incident_kit.record.letters import Answer, Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that a person wrote down.

    ``entry`` says what it is: milestone, change, action, answer, hypothesis, note, or
    the kind of an update.  ``root`` is where it stands, ``field`` the name of its time
    there; ``name`` tells it from others of its kind, where it has a name.
    """

    entry: str
    root: Path
    field: str
    moment: Written
    what: str
    name: str = ""
    source: str = ""


def entries(record: Record) -> Iterator[Entry]:
    """Yield everything that a record says happened, list by list."""
    for point in MOMENTS.values():
        moment: Written = getattr(record, point.field)
        if moment.form not in {"unknown", "not yet"}:
            yield Entry(
                entry="milestone",
                root=(),
                field=point.field,
                moment=moment,
                what=point.event,
                name=point.field,
                source=moment.source,
            )
    for at, change in enumerate(record.changes or ()):
        yield Entry(
            entry="change",
            root=("changes", at),
            field="at",
            moment=change.at,
            what=change.what,
            name=change.id,
            source=change.source or "",
        )
    for at, action in enumerate(record.actions or ()):
        yield Entry(
            entry="action",
            root=("actions", at),
            field="applied_at",
            moment=action.applied_at,
            what=action.what,
            name=action.id,
            source=action.source or "",
        )
    yield from _answers(record)
    for at, held in enumerate(record.hypotheses):
        yield Entry(
            entry="hypothesis",
            root=("hypotheses", at),
            field="at",
            moment=held.at,
            what=held.what,
            source=held.by or "",
        )
    for at, entry in enumerate(record.timeline):
        yield Entry(
            entry="note",
            root=("timeline", at),
            field="at",
            moment=entry.at,
            what=entry.what,
            source=entry.source or "",
        )
    for at, update in enumerate(record.updates or ()):
        yield Entry(
            entry=update.kind,
            root=("updates", at),
            field="at",
            moment=update.at,
            what=update.what,
        )


def _answers(record: Record) -> Iterator[Entry]:
    """Yield the answers to the letters, the earlier ones of each before the last."""
    for key, letter in record.blast.letters:
        name = LETTERS[key]
        answers: tuple[Answer | Letter, ...] = (*letter.earlier, letter)
        for at, one in enumerate(answers):
            if one.answer is None:
                continue
            is_earlier = at < len(letter.earlier)
            yield Entry(
                entry="answer",
                root=("blast", name, "earlier", at) if is_earlier else ("blast", name),
                field="answered_at",
                moment=one.answered_at,
                what=one.answer,
                name=key,
                source=one.by or "",
            )


def order(moment: Written) -> tuple[bool, float]:
    """Return what sorts by time: a day after its hours, what has no time last."""
    at = moment.stated or moment.earliest
    if moment.form in {"day", "month", "year"}:
        # a day ends before the next one's midnight
        at = moment.latest and moment.latest - timedelta(seconds=1)
    return at is None, at.timestamp() if at else 0.0
