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
from incident_kit.series.levels import area_of_waves

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from incident_kit.incident import Incident
    from incident_kit.instants.written import Written
    from incident_kit.record.parts import MitigationOption
    from incident_kit.results.clocks import Clocks
    from incident_kit.results.findings import BlastMap
    from incident_kit.results.harm import Harm

MINUTES = timedelta(minutes=5)


def impact_avoidable(
    incident: Incident, blast: BlastMap, clocks: Clocks, harm: Sequence[Harm]
) -> tuple[Avoidable, ...]:
    """Return what each known option could have spared, the earliest minute first.

    Empty when there is no headline series with a level, no option, no named
    minute, or when the harm was over by then.
    """
    options = incident.record.blast.temporary_mitigation.options or ()
    if not options or not incident.measured or not blast.anchors[0].waves:
        return ()
    headline = incident.measured[0].name
    whole = next((one.amount for one in harm if one.series == headline), None) or 0.0
    found = [
        one
        for option in options
        if (one := _of_option(incident, blast, clocks, option, whole)) is not None
    ]
    return tuple(sorted(found, key=lambda one: one.since))


def _of_option(
    incident: Incident,
    blast: BlastMap,
    clocks: Clocks,
    option: MitigationOption,
    whole: float,
) -> Avoidable | None:
    series, anchor = incident.measured[0], blast.anchors[0]
    named = named_minute(option.known_at, clocks.detect.moment)
    if named is None or series.values is None or anchor.baseline is None:
        return None
    minute, at = named
    since = pd.Timestamp(at)
    until = anchor.waves[-1].end or series.values.index[-1]
    if since >= until:
        return None
    area = area_of_waves(
        series.values,
        anchor.baseline,
        anchor.waves,
        since,
        until,
        bad=series.bad,
        per=series.per,
    )
    return Avoidable(
        option=option.what,
        used=option.used,
        minute=minute,
        since=since,
        until=until,
        series=series.name,
        unit=series.unit,
        per=series.per,
        amount=area.amount,
        whole=whole,
        is_bound=area.is_bound or anchor.waves[-1].end is None,
    )


def named_minute(known: Written, detected: Written) -> tuple[Minute, datetime] | None:
    """Return the minute from which an option could have been used, and its name."""
    noticed = detected.latest
    if noticed is None:
        return None
    if known.latest is not None and known.latest > noticed:
        return "became known", known.latest
    return "five minutes after detection", noticed + MINUTES
