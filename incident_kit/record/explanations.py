"""Which of a record's contradictions are explained, and by what name?

A contradiction is mended by correcting one of its two sides, or stays and is
explained.  An explanation names it by its field, an entry of a list by its ID,
so that it stays with its entry when another one is put before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.errors import field_name
from incident_kit.record.contradictions import contradictions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_kit.errors import Path
    from incident_kit.record.contradictions import Fault
    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Explanation


def mend_of(name: str) -> str:
    """Return how a difference of that name is settled."""
    return f"correct one of the two, or explain {name} under explanations"


def explained_name(path: Path, record: Record) -> str:
    """Return what an explanation calls a field: ``actions.flag-off.applied_at``."""
    head, *rest = path
    if head in {"changes", "actions"} and rest and isinstance(rest[0], int):
        entry = (getattr(record, str(head)) or ())[rest[0]]
        rest[0] = entry.id
    return field_name((head, *rest))


def explanations_of(record: Record, name: str) -> tuple[Explanation, ...]:
    """Return how a difference is explained, by whomever; nothing if it is not."""
    return tuple(one for one in record.explanations if one.field == name)


def unexplained(record: Record) -> Iterator[Fault]:
    """Yield each contradiction of the record that nobody has explained."""
    for path, what, _ in contradictions(record):
        name = explained_name(path, record)
        if not explanations_of(record, name):
            yield path, f"{what}, and not explained", mend_of(name)
