"""How long is it since somebody took it up, and what is next?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.instants.words import clock_words, duration_words
from incident_kit.wording.phrases import short

if TYPE_CHECKING:
    from datetime import datetime

    from incident_kit.instants.written import Written
    from incident_kit.record.incident_record import Record

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
    start = next(filter(None, (_since(one, now) for one in _starts(record))), None)
    if start is None:
        words = "Nobody has taken it up yet, as far as the record says."
        return Face(reading="0:00", words=words, can_start=can_start)
    return Face(
        reading=_reading(now - start),
        can_start=can_start,
        words=_next(record, start, now),
    )


def _starts(record: Record) -> tuple[Written, ...]:
    return record.acknowledged_at, record.declared_at, record.detected_at


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
