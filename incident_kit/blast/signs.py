"""Which complaint or alert came first?"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from incident_kit.record.contradictions import COMPLAINTS
from incident_kit.results.findings import Sign

if TYPE_CHECKING:
    from incident_kit.record.incident_record import Record

# words in the source of a timeline entry by which it is a complaint or an alert
_SIGNS = ("alert", "monitor", "pager", *COMPLAINTS)


def earliest_sign(record: Record) -> Sign | None:
    """Return the earliest complaint or alert, None when none has a time.

    Detection is one; of the timeline those whose source names who complains or
    alerts: what it tells otherwise may be of something else.
    """
    signs = [Sign(at=record.detected_at)]
    signs += [
        Sign(at=one.at, what=one.what)
        for one in record.timeline
        if any(word in (one.source or "").lower() for word in _SIGNS)
    ]
    timed = [(at, one) for one in signs if (at := one.at.latest) is not None]
    return min(timed, key=itemgetter(0))[1] if timed else None
