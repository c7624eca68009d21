"""What does the triage tell of a record: its clock, its log, an update to send?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.instants.words import clock_words, duration_words, moment_words
from incident_kit.record.moments import TAKEN_UP
from incident_kit.wording.causes import the_cause
from incident_kit.wording.phrases import bare, cap, clipped, short
from incident_kit.wording.temporary_mitigation import effect_verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from incident_kit.instants.written import Written
    from incident_kit.record.incident_record import Record
    from incident_kit.timing.assessment import Assessment

FIVE_MINUTES = timedelta(minutes=5)
_IN_MINUTES = timedelta(minutes=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What the clock shows: a reading, and the one thing to do next.

    ``can_start`` says that nobody is known to have taken the incident up.
    """

    reading: str
    words: str
    can_start: bool = False


def clock_face(record: Record, now: datetime) -> Face:
    """Return the face at an instant, from nothing but the record."""
    can_start = not record.acknowledged_at.is_known
    if fine := _since(record.mitigated_at, now):
        return Face(
            reading=_reading(now - fine),
            words=f"since users are fine again ({clock_words(fine, record.zone, day=now)}). "
            "Look for the cause, then go on to the review.",
        )
    starts = (_since(getattr(record, field), now) for field in TAKEN_UP)
    start = next(filter(None, starts), None)
    if start is None:
        words = "Nobody has taken it up yet, as far as the record says."
        return Face(reading="0:00", words=words, can_start=can_start)
    return Face(
        reading=_reading(now - start),
        can_start=can_start,
        words=_next(record, start, now),
    )


def _next(record: Record, start: datetime, now: datetime) -> str:
    """Return what is next: understand first, stabilize next, fix last."""
    done = [one for one in record.actions or () if one.purpose != "investigate"]
    eased = [one for one in done if one.purpose in {"stabilize", "both"}]
    if eased:
        what = short(eased[-1].what)
        return f"Eased by: {what}. See whether it worked; the cause comes after that."
    if done:
        what = short(done[-1].what)
        return f"Changed: {what}. Is there something that eases it now?"
    if now - start < FIVE_MINUTES:
        return "of five minutes to understand. Ask the five questions; touch nothing."
    return "Five minutes are over: ease it now, look for the cause after that."


def _since(moment: Written, now: datetime) -> datetime | None:
    """Return when it was, if it has been: never a time that is still to come."""
    at = moment.stated or moment.earliest
    return at if moment.is_known and at is not None and at <= now else None


def _reading(elapsed: timedelta) -> str:
    if elapsed >= _IN_MINUTES:
        return duration_words(elapsed)
    minutes, seconds = divmod(int(elapsed.total_seconds()), 60)
    return f"{minutes}:{seconds:02d}"


_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One entry: when, what, and what is known of it."""

    when: str
    what: str
    note: str = ""


def log_lines(
    record: Record, found: Assessment | Exception | None, now: datetime
) -> tuple[LogLine, ...]:
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
        LogLine(
            when=moment_words(at, record.zone, day=now), what=clipped(what), note=note
        )
        for at, what, note in entries[:_SHOWN]
    ]
    if more := len(entries) - len(lines):
        lines.append(LogLine(when="", what=f"and {more:,} earlier ones in the record"))
    return tuple(lines)


def _order(moment: Written) -> float:
    at = moment.stated or moment.earliest
    return at.timestamp() if at is not None else float("-inf")


def _action_note(
    name: str, purpose: str, kind: str, found: Assessment | Exception | None
) -> str:
    words = [f"to {purpose}" if purpose != "both" else "to stabilize and fix"]
    if kind != "unknown":
        words.append(kind)
    effect = None
    if found is not None and not isinstance(found, Exception):
        effect = found.blast.headline_effect(name)
    if effect is not None:
        words.append(f"measured: {effect_verdict(effect)}")
    return ", ".join(words)


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
        return f"{cap(the_cause(record))} is removed; a review follows."
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
        at = eased[-1].begun_at
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
