"""What an option that was known would have spared, used at a named earlier minute.

The minute is when the option became known, or five minutes after detection:
the later of detection and the first when its time is stated, else the second.
The amount is all the harm from then on; how much of it the option would have
taken is not measured, so it is what could be spared at most.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd

from incident_kit.results.worth import Avoidable, Minute
from incident_kit.series.harm import area_within

if TYPE_CHECKING:
    from datetime import datetime

    from incident_kit.instants.written import Written
    from incident_kit.record.incident_record import Record
    from incident_kit.record.letters import MitigationOption
    from incident_kit.results.clocks import Clocks
    from incident_kit.results.findings import BlastMap, SeriesFinding

AFTER_DETECTION = timedelta(minutes=5)


def impact_avoidable(
    record: Record, blast: BlastMap, clocks: Clocks
) -> tuple[Avoidable, ...]:
    """Return what each known option could have spared, the earliest minute first.

    Empty when there is no headline series with a level, no option, no named
    minute, or when the harm was over by then.
    """
    options = record.blast.temporary_mitigation.options or ()
    if blast.headline is None or not blast.headline.is_hurt:
        return ()
    found = [
        one
        for option in options
        if (one := _of_option(option, blast.headline, clocks)) is not None
    ]
    return tuple(sorted(found, key=lambda one: one.since))


def _of_option(
    option: MitigationOption, headline: SeriesFinding, clocks: Clocks
) -> Avoidable | None:
    series, harm = headline.series, headline.harm
    named = named_minute(option.known_at, clocks.detect.moment)
    if named is None or harm.until is None:
        return None
    minute, at = named
    since = pd.Timestamp(at)
    if since >= harm.until:
        return None
    area = area_within(series, headline.anchor, since, harm.until)
    return Avoidable(
        option=option.what,
        used=option.used,
        minute=minute,
        since=since,
        until=harm.until,
        series=series.name,
        unit=series.unit,
        per=series.per,
        amount=area.amount,
        whole=harm.amount or 0.0,
        is_bound=area.is_bound or harm.end is None,
    )


def named_minute(known: Written, detected: Written) -> tuple[Minute, datetime] | None:
    """Return the minute from which an option could have been used, and its name."""
    noticed = detected.latest
    if noticed is None:
        return None
    if known.latest is not None and known.latest > noticed:
        return "became known", known.latest
    return "five minutes after detection", noticed + AFTER_DETECTION
