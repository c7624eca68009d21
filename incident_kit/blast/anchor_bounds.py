"""What else says since when: the other series, and the earliest complaint or alert."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incident_kit.instants.words import clock_words, joined, moment_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from incident_kit.instants.written import Written
    from incident_kit.record.incident_record import Record
    from incident_kit.results.findings import AnchorTime

# words in the source of a timeline entry by which it is a complaint or an alert
_SIGNS = (
    "alert",
    "monitor",
    "pager",
    "support",
    "customer",
    "user",
    "ticket",
    "complain",
)
_DETECTED = "detected"
_NAMED = 3
_LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A complaint or an alert on record: impact had begun by then."""

    at: Written
    what: str

    def words(self, zone: ZoneInfo) -> str:
        """Return when it came and what it was."""
        return f"{moment_words(self.at, zone)} ({self.what})"


def earliest_sign(record: Record) -> Sign | None:
    """Return the earliest complaint or alert, None when none has a time.

    Detection is one; of the timeline those whose source names who complains or
    alerts: what it tells otherwise may be of something else.
    """
    signs = [Sign(at=record.detected_at, what=_DETECTED)]
    signs += [
        Sign(at=one.at, what=f"“{_short(one.what)}”")
        for one in record.timeline
        if any(word in (one.source or "").lower() for word in _SIGNS)
    ]
    return min(
        (one for one in signs if one.at.latest is not None), key=_by, default=None
    )


def _by(sign: Sign) -> float:
    assert sign.at.latest is not None  # noqa: S101  # only those with one are compared
    return sign.at.latest.timestamp()


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def sign_words(sign: Sign | None, anchor: AnchorTime, zone: ZoneInfo) -> str:
    """Return how the earliest sign bounds the anchor from outside."""
    if sign is None or sign.at.latest is None:
        return ""
    told = sign.words(zone)
    if anchor.last_good is not None and sign.at.latest < anchor.last_good:
        return (
            f"The earliest complaint or alert, {told}, lies before the last good "
            "sample: it began earlier than the series shows, or that was about "
            "something else."
        )
    if not anchor.is_measured:
        return f"At {told} at the latest."
    if sign.what == _DETECTED:
        return ""
    return f"The earliest complaint or alert on record came at {told}."


def series_words(anchors: Sequence[AnchorTime], zone: ZoneInfo) -> str:
    """Return whether the series agree on since when; they are never averaged."""
    if len(anchors) < 2:
        return ""
    dated = sorted((one for one in anchors if one.first_bad is not None), key=_first)
    if not dated:
        return ""
    first, *others = dated
    together = [first, *(one for one in others if _overlaps(first, one))]
    later = [one for one in others if not _overlaps(first, one)]
    names = joined([one.series for one in together], most=_NAMED)
    parts = [f"{names} {'agree' if len(together) > 1 else 'began first'}"]
    if later:
        told = [f"{one.series} {_bracket(one, zone)}" for one in later]
        parts.append(f"later began {joined(told, most=_NAMED)}")
    silent = [one.series for one in anchors if one.first_bad is None]
    if silent:
        parts.append(f"no onset in {joined(silent, most=_NAMED)}")
    words = "; ".join(parts)
    return f"{words[:1].upper()}{words[1:]}."


def _first(anchor: AnchorTime) -> float:
    assert anchor.first_bad is not None  # noqa: S101  # only dated ones are sorted
    return anchor.first_bad.timestamp()


def _overlaps(first: AnchorTime, other: AnchorTime) -> bool:
    if first.first_bad is None:
        return False
    return other.last_good is None or other.last_good <= first.first_bad


def _bracket(anchor: AnchorTime, zone: ZoneInfo) -> str:
    assert anchor.first_bad is not None  # noqa: S101  # only dated ones have one
    until = clock_words(anchor.first_bad, zone)
    if anchor.last_good is None:
        return f"by {until}"
    return f"between {clock_words(anchor.last_good, zone)} and {until}"
