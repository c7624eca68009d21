"""What does the triage tell of a record: its clock, its log, an update to send?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from incident_kit.instants.words import clock_words, duration_words, moment_words
from incident_kit.record.moments import TAKEN_UP
from incident_kit.wording.causes import the_cause
from incident_kit.wording.phrases import bare, cap, short
from incident_kit.wording.temporary_mitigation import effect_verdict
from incident_kit.wording.times import Times

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from incident_kit.instants.written import Written
    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Action, StatedWave
    from incident_kit.timing.assessment import Assessment

FIVE_MINUTES = timedelta(minutes=5)
_ASKED_FOR = timedelta(hours=2)
_IN_MINUTES = timedelta(minutes=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What the clock shows: a reading, and the one thing to do next."""

    reading: str
    words: str


def clock_face(record: Record, now: datetime) -> Face:
    """Return the face at an instant, from nothing but the record."""
    if fine := _since(record.mitigated_at, now):
        return Face(
            reading=_reading(now - fine),
            words=f"since users are fine again ({clock_words(fine, record.zone, day=now)}). "
            "Look for the cause, then go on to the review.",
        )
    back = [at for one in record.waves or () if (at := _open_since(one, now))]
    if back:
        since = clock_words(back[-1], record.zone, day=now)
        after = [one for one in _changes(record) if _came_after(one, back[-1])]
        words = f"since it came back ({since}). {_next(after, back[-1], now)}"
        return Face(reading=_reading(now - back[-1]), words=words)
    starts = (_since(getattr(record, field), now) for field in TAKEN_UP)
    start = next(filter(None, starts), None)
    if start is None:
        words = "Nobody has taken it up yet, as far as the record says."
        return Face(reading="0:00", words=words)
    return Face(
        reading=_reading(now - start), words=_next(_changes(record), start, now)
    )


def _open_since(wave: StatedWave, now: datetime) -> datetime | None:
    """Return since when a wave lasts, if nobody has said that it is over."""
    return None if wave.end.is_known else _since(wave.start, now)


def to_ask(record: Record, now: datetime) -> Action | None:
    """Return the action of which it is to be asked what it did: the last one unsaid.

    Five minutes show whether most kinds help; after two hours the review asks.
    """
    due = [
        one
        for one in _changes(record)
        if one.effect == "unknown"
        and (at := _since(one.applied_at, now)) is not None
        and FIVE_MINUTES <= now - at <= _ASKED_FOR
    ]
    return due[-1] if due else None


def _changes(record: Record) -> list[Action]:
    """Return what was done to production: a look at a log is no change."""
    return [one for one in record.actions or () if one.purpose != "investigate"]


def _came_after(action: Action, start: datetime) -> bool:
    return action.begun_at is not None and action.begun_at >= start


def _next(done: Sequence[Action], start: datetime, now: datetime) -> str:
    """Return what is next: understand first, stabilize next, fix last."""
    eased = [one for one in done if one.purpose in {"stabilize", "both"}]
    if eased:
        what = short(eased[-1].what)
        return f"Done to ease it: {what}. See whether it worked; the cause comes after that."
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


def line_notes(record: Record, found: Assessment | Exception | None) -> dict[str, str]:
    """Return what is known of actions and changes beside their words, by their ID."""
    notes = {one.id: _action_note(one, found) for one in record.actions or ()}
    notes |= {one.id: one.kind for one in record.changes or () if one.kind != "unknown"}
    return notes


def _action_note(action: Action, found: Assessment | Exception | None) -> str:
    words: list[str] = [] if action.kind == "unknown" else [action.kind]
    if action.effect != "unknown":
        words.append(f"said: {action.effect}")
    effect = None
    if found is not None and not isinstance(found, Exception):
        effect = found.blast.headline_effect(action.id)
    if effect is not None:
        words.append(f"measured: {effect_verdict(effect)}")
    return ", ".join(words)


NEXT_UPDATE = timedelta(minutes=30)
_TOLD_OF = 3
_DID = MappingProxyType(
    {
        "full": " It helped.",
        "partial": " It helped in part.",
        "none": " It did not help.",
        "worse": " It made things worse.",
    }
)
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
    could, said = _left(record), record.blast.temporary_mitigation.answer
    if could:
        return f"We can still do this: {could}."
    if _changes(record):
        return "We see whether it helps, and look for the cause."
    return said or _UNDECIDED


def _left(record: Record) -> str:
    """Return the option that is known and was not used yet."""
    options = record.blast.temporary_mitigation.options or ()
    return next((bare(one.what) for one in options if one.used is False), "")


def _known(record: Record, now: datetime) -> Iterator[str]:
    zone, blast = record.zone, record.blast
    if record.mitigated_at.is_known:
        when = moment_words(record.mitigated_at, zone, day=now)
        yield f"Users are fine again since {when}."
    if blast.anchor_time.at.is_known:
        yield f"It began {Times(zone, now).at(blast.anchor_time.at)}."
    elif blast.anchor_time.answer:
        yield f"It began: {_sentence(blast.anchor_time.answer)}"
    if blast.system_change.answer:
        yield f"Before it: {_sentence(blast.system_change.answer)}"
    for one in _changes(record)[-_TOLD_OF:]:
        at = one.begun_at
        when = f" at {clock_words(at, zone, day=now)}" if at else ""
        yield f"Done{when}: {_sentence(one.what)}{_DID.get(one.effect, '')}"
    back = [at for one in record.waves or () if (at := _open_since(one, now))]
    if back:
        yield f"It came back at {clock_words(back[-1], zone, day=now)}."


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
