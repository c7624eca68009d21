"""What was seen, said and done so far, newest first?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incident_kit.instants.words import moment_words
from incident_kit.wording.phrases import clipped
from incident_kit.wording.temporary_mitigation import effect_verdict

if TYPE_CHECKING:
    from datetime import datetime

    from incident_kit.forms.findings import Found
    from incident_kit.instants.written import Written
    from incident_kit.record.incident_record import Record

_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry: when, what, and what is known of it."""

    when: str
    what: str
    note: str = ""


def log_lines(record: Record, found: Found | None, now: datetime) -> tuple[Line, ...]:
    """Return the newest entries and actions, those without a time last."""
    entries: list[tuple[Written, str, str]] = [
        (one.at, one.what, one.source or "") for one in record.timeline
    ]
    entries += [
        (one.applied_at, one.what, _action_note(one.id, one.purpose, one.kind, found))
        for one in record.actions or ()
    ]
    # of one minute the last one that was written comes first
    entries.reverse()
    entries.sort(key=lambda entry: _order(entry[0]), reverse=True)
    lines = [
        Line(when=moment_words(at, record.zone, day=now), what=clipped(what), note=note)
        for at, what, note in entries[:_SHOWN]
    ]
    if more := len(entries) - len(lines):
        lines.append(Line(when="", what=f"and {more:,} earlier ones in the record"))
    return tuple(lines)


def _order(moment: Written) -> float:
    at = moment.stated or moment.earliest
    return at.timestamp() if at is not None else float("-inf")


def _action_note(name: str, purpose: str, kind: str, found: Found | None) -> str:
    words = [f"to {purpose}" if purpose != "both" else "to stabilize and fix"]
    if kind != "unknown":
        words.append(kind)
    effect = None
    if found is not None and not isinstance(found, Exception):
        effect = found.blast.headline_effect(name)
    if effect is not None:
        words.append(f"measured: {effect_verdict(effect)}")
    return ", ".join(words)
