"""What can stakeholders be told now, from what the record says?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.instants.words import clock_words, moment_words
from incident_kit.wording.phrases import bare

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from incident_kit.record.incident_record import Record

NEXT_UPDATE = timedelta(minutes=30)
_UNDECIDED = "We are still finding out."


def update_text(
    record: Record, *, now: datetime, next_step: str = "", next_at: str = ""
) -> str:
    """Return an update to copy: what we know, what users see, what is next, until when.

    What the record does not say is not made up; times are in the record's zone.
    """
    zone = record.zone
    local = now.astimezone(zone)
    known = " ".join(_known(record, now)) or "Nothing yet beyond that it is going on."
    seen = " ".join(_seen(record)) or "We do not know yet who is affected."
    step = next_step.strip() or _next_step(record)
    until = next_at.strip() or f"{local + NEXT_UPDATE:%H:%M} {local:%Z}"
    lines = (
        f"{record.title} ({record.id}), {local:%H:%M} {local:%Z}",
        f"What we know: {known}",
        f"What users see: {seen}",
        f"What we do next: {_sentence(step)}",
        f"Next update: {bare(until)}.",
    )
    return "\n".join(lines)


def _next_step(record: Record) -> str:
    if record.fixed_at.is_known:
        return "The cause is removed; a review follows."
    if record.mitigated_at.is_known:
        return "We look for the cause."
    return record.blast.temporary_mitigation.answer or _UNDECIDED


def _known(record: Record, now: datetime) -> Iterator[str]:
    zone, blast = record.zone, record.blast
    if record.mitigated_at.is_known:
        when = moment_words(record.mitigated_at, zone, day=now)
        yield f"Users are fine again since {when}."
    if blast.anchor_time.at.is_known:
        yield f"It began at {moment_words(blast.anchor_time.at, zone, day=now)}."
    elif blast.anchor_time.answer:
        yield f"It began: {_sentence(blast.anchor_time.answer)}"
    if blast.system_change.answer:
        yield f"Before it: {_sentence(blast.system_change.answer)}"
    eased = [
        one for one in record.actions or () if one.purpose in {"stabilize", "both"}
    ]
    if eased:
        at = eased[-1].applied_at.earliest
        when = f"{clock_words(at, zone, day=now)}, " if at else ""
        yield f"Done to ease it: {when}{_sentence(eased[-1].what)}"


def _seen(record: Record) -> Iterator[str]:
    radius, place = record.blast.blast_radius, record.blast.location
    if radius.answer:
        yield _sentence(radius.answer)
    if radius.affected is not None and radius.of is not None:
        unit = f" {radius.unit}" if radius.unit else ""
        yield f"That is {radius.affected:,} of {radius.of:,}{unit}."
    if place.answer:
        yield _sentence(place.answer)
    if place.fine:
        yield f"Not affected: {', '.join(place.fine)}."


def _sentence(text: str) -> str:
    """Return a text on one line that ends like a sentence."""
    line = " ".join(text.split())
    return line if line.endswith((".", "!", "?", "…")) else f"{line}."
