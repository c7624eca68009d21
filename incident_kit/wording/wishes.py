"""What would make a review better: each field that would answer something, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.record.moments import MOMENTS
from incident_kit.record.parts import LETTERS
from incident_kit.styled import code, w

if TYPE_CHECKING:
    from incident_kit.record.incident_record import Record
    from incident_kit.results.clocks import Clocks
    from incident_kit.results.response import Response

HEADING = "What would make this review better"
HOW_TO_ADD = w(
    "Each line is a field of ",
    code("incident.yaml"),
    ": write what is known, ",
    code("unknown"),
    " where you asked and nobody knows, and build the review again.",
)
_LISTS = {
    "changes": "what moved before it: deploys, configuration, flags, jobs",
    "actions": "what was done to production, with for, kind and applied_at",
    "timeline": "what was seen and said, with its source",
    "contributing_factors": "what had to be there, too",
    "follow_ups": "what is promised, with owner and due",
}


def wishes(record: Record, clocks: Clocks, response: Response) -> list[tuple[str, str]]:
    """Return each field that would answer something, in the order of the page."""
    named: list[tuple[str, str]] = []
    if not record.impact:
        what = "a series of what users suffered (a CSV beside the record), or during: intervals; it gives onset, amount and effects"
        named.append(("impact", what))
    if not clocks.onset.is_known:
        what = "since when; without it every clock counts from detection only"
        named.append(("started_at", what))
    is_seen = clocks.mitigate.how == "measured"
    named += [
        (name, one.wish)
        for name, one in MOMENTS.items()
        if one.wish
        and getattr(record, name).form == "unknown"
        and not (name == "mitigated_at" and is_seen)
    ]
    letters = [name for name, one in record.blast.letters if not one.is_answered]
    if len(letters) == 5:
        named.append(("blast", "the five answers, each with answered_at"))
    else:
        named += [
            (f"blast.{LETTERS[one]}.answer", "not asked so far") for one in letters
        ]
    timed = {one.letter for one in response.letters if one.asked == "time unknown"}
    if timed and response.changed_at.is_known and len(timed) == 5 - len(letters):
        what = (
            "in each letter under blast: when it was answered; it shows what came first"
        )
        named.append(("answered_at", what))
    named += [
        (name, text)
        for name, text in _LISTS.items()
        if not getattr(record, name)
        and (name == "timeline" or getattr(record, name) is None)
    ]
    return named
