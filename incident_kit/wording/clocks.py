"""What ended a clock, and the clocks of several incidents side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from incident_kit.instants.words import elapsed_words
from incident_kit.timing.clock import clocks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from incident_kit.incident import Incident
    from incident_kit.record.incident_record import Record
    from incident_kit.results.clocks import Clock

_ARTICLES = {"alert": "an alert", "customer": "a customer", "employee": "an employee"}


def occasion(clock: Clock, record: Record) -> str:
    """Return what ended a clock: the action that did, or who noticed it."""
    if clock.name == "Detect":
        by = record.detected_by
        return "" if by == "unknown" else f"by {_ARTICLES.get(by, by)}"
    action = record.action(clock.action)
    return "" if action is None else action.what


def clock_table(
    incidents: Iterable[Incident], *, as_of: datetime | None = None
) -> pd.DataFrame:
    """Return the clocks as words with their doubt: a column per incident.

    All count from onset; the rows *after detection* count the part that a response
    owns.  What is not known says so.
    """
    columns = {}
    for incident in incidents:
        found = clocks(incident, as_of=as_of)
        relief, mitigate, fix = found.first_relief, found.mitigate, found.fix
        columns[incident.record.id] = {
            "time to detect": elapsed_words(found.detect.elapsed),
            "time to first relief": elapsed_words(relief.elapsed),
            "time to mitigate": elapsed_words(mitigate.elapsed),
            "time to fix": elapsed_words(fix.elapsed),
            "first relief, after detection": elapsed_words(relief.since_detection),
            "mitigated, after detection": elapsed_words(mitigate.since_detection),
            "fixed, after detection": elapsed_words(fix.since_detection),
        }
    return pd.DataFrame(columns)
