"""The turning points of an incident, a row each: all that others say of them.

The record declares the same fields, in this order.  To add one, write a row here,
its field in the record and its line in the template, then ``make schema``; with a
``clock``, also a field of ``Clocks`` and the line in ``timing/clock.py`` that fills it.
The table of the README has the paths; tests/record/test_moments.py names what is forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """One moment that a record states of the whole incident.

    ``event`` is what happened then, in one word, ``told`` in a sentence.  ``ask`` is the question of a form,
    ``help`` what stands below it.  ``not_before`` are the fields that must come first.
    ``columns`` are its names in other tools; behind the "?" stand those that fit only
    when nothing better is there, and ``caution`` is what to know of these.
    ``clock`` names the clock that ends with it and does not count from onset;
    ``counted_from`` is the field at which that one starts, ``until`` what its
    definition says that it waits for.  ``wish`` is what a review is the poorer for
    when nobody wrote it, "" where it does without.
    """

    field: str
    event: str
    told: str
    ask: str
    help: str = ""
    not_before: tuple[str, ...] = ()
    columns: str = ""
    caution: str = ""
    clock: str = ""
    counted_from: str = ""
    until: str = ""
    wish: str = ""


_ROWS = (
    TurningPoint(
        "started_at",
        "start",
        "It began, as said.",
        "When did it begin?",
        "Only if you saw it yourself; a series gives the bracket",
        columns="started start start_time started_on impact_started_at impact_start"
        " incident_start began_at downtime_start",
    ),
    TurningPoint(
        "detected_at",
        "detection",
        "First noticed.",
        "When was it first noticed?",
        columns="detected detection_time time_detected first_alert_at"
        " ? reported_at reported alerted_at triggered_at",
        wish="when it was first noticed",
    ),
    TurningPoint(
        "acknowledged_at",
        "acknowledgement",
        "Taken up.",
        "When did somebody take it up?",
        not_before=("detected_at",),
        columns="acknowledged acked_at ack_time acknowledge_time",
        clock="Acknowledge",
        counted_from="detected_at",
        until="somebody took it up",
    ),
    TurningPoint(
        "declared_at",
        "declaration",
        "Declared an incident.",
        "When was it called an incident?",
        not_before=("detected_at",),
        columns="declared opened_at opened ? created_at created created_on creation_date",
        caution="when the tracker was told, not when it began",
    ),
    # "resolved" is users fine again in most tools, and in none a time at which the
    # cause was known to be gone
    TurningPoint(
        "mitigated_at",
        "mitigation",
        "Users fine again.",
        "When were users fine again?",
        "By whatever means; the cause may remain",
        not_before=("started_at",),
        columns="mitigated mitigation_time impact_ended_at impact_end stable_at"
        " recovered_at downtime_end"
        " ? resolved_at resolved resolved_on resolution_time end end_time ended_at ended",
        caution="users fine again; the cause may remain",
        wish="when users were fine again",
    ),
    TurningPoint(
        "fixed_at",
        "fix",
        "Cause removed.",
        "When was the cause removed?",
        not_before=("started_at",),
        columns="fixed cause_removed_at root_cause_fixed_at",
        wish="when the cause was removed; write not yet while it is there",
    ),
    TurningPoint(
        "closed_at",
        "closure",
        "Closed.",
        "When was it closed?",
        not_before=("started_at", "detected_at", "mitigated_at", "fixed_at"),
        columns="closed close_time closed_on",
    ),
)
MOMENTS = {one.field: one for one in _ROWS}
"""Each turning point by its field, in the order in which most incidents have them."""

NOTICED = "detected_at"
DATES = (NOTICED, *(field for field in MOMENTS if field != NOTICED))
"""What gives an incident its day: when it was noticed, else the first that is known."""

TAKEN_UP = ("acknowledged_at", "declared_at", NOTICED)
"""What says since when somebody is at it, the surest first."""


def in_order() -> Iterator[tuple[str, str]]:
    """Yield each two fields of which the first must not come after the second."""
    for first in MOMENTS:
        yield from ((first, one.field) for one in _ROWS if first in one.not_before)
