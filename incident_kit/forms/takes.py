"""Which measured value answers a question, one press away?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incident_kit.instants.words import moment_words
from incident_kit.instants.written import Written
from incident_kit.instants.zones import iso

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from incident_kit.errors import Path
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.inside.questions import Form


@dataclass(frozen=True, slots=True)
class Take:
    """A measured value as the record would write it, and in words, for one question."""

    path: Path
    text: str
    words: str


def takes_of(form: Form, found: Assessment) -> tuple[Take, ...]:
    """Return what the data offer for the questions of a form; nothing that is only said."""
    return tuple(_takes(form.name, found))


def _takes(name: str, found: Assessment) -> Iterator[Take]:
    zone, blast = found.incident.zone, found.blast
    anchor, mitigate = blast.anchor, found.clocks.mitigate
    if name in {"anchor_time", "milestones"} and anchor.is_measured:
        low, high = anchor.last_good, anchor.first_bad
        if low is not None and high is not None:
            onset = Written.between(low.to_pydatetime(), high.to_pydatetime())
            path = ("at",) if name == "anchor_time" else ("started_at",)
            yield _time(path, onset, zone)
    if name == "milestones" and mitigate.how == "measured":
        yield _time(("mitigated_at",), mitigate.moment, zone)
    if name == "location":
        by_verdict = {"affected": "affected", "fine": "normal"}
        for field, verdict in by_verdict.items():
            places = [one.place for one in blast.places if one.verdict == verdict]
            if places:
                yield Take((field,), "\n".join(places), ", ".join(places))
    if name == "system_change":
        ledger = [one for one in blast.ledger.listed if not one.is_action]
        ids = [one.id for one in ledger if one.verdict == "supported"]
        if ids:
            yield Take(("suspects",), "\n".join(ids), ", ".join(ids))


def _time(path: Path, moment: Written, zone: ZoneInfo) -> Take:
    words = moment_words(moment, zone, day=moment.latest)
    return Take(path, _as_written(moment, zone), words)


def _as_written(moment: Written, zone: ZoneInfo) -> str:
    """Return a measured moment as a record writes it, each end with its offset."""

    def text(at: datetime) -> str:
        return iso(at.astimezone(zone))

    low, high = moment.low, moment.high
    if low is None or high is None:
        at = low or high
        return "" if at is None else f"{'by' if low is None else 'after'} {text(at)}"
    return text(low) if low == high else f"[{text(low)}, {text(high)}]"
