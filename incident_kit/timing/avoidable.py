"""What an option that was known would have spared, used at a named earlier minute.

The minute is when the option became known, or five minutes after detection:
the later of detection and the first when its time is stated, else the second.
The amount is the harm from then on until the wave ended that went on then; a later
one may have another cause.  How much of it the option would have taken is not measured,
so it is what could be spared at most; one that was used, and did nothing, spares nothing.
"""

from __future__ import annotations

from datetime import timedelta
from operator import itemgetter
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
    from incident_kit.results.findings import BlastMap, SeriesFinding, Wave

AFTER_DETECTION = timedelta(minutes=5)


def impact_avoidable(
    record: Record, blast: BlastMap, clocks: Clocks
) -> tuple[Avoidable, ...]:
    """Return what each known option could have spared, the earliest minute first.

    Empty when there is no headline series with a level, no option, no named
    minute, or when no wave went on, or was to come, by then.
    """
    options = record.blast.temporary_mitigation.options or ()
    if blast.headline is None or not blast.headline.is_hurt:
        return ()
    found = [
        one
        for option in options
        if not _was_idle(option, record, blast)
        and (one := _of_option(option, blast.headline, clocks)) is not None
    ]
    return tuple(sorted(found, key=lambda one: one.since))


def _was_idle(option: MitigationOption, record: Record, blast: BlastMap) -> bool:
    """Whether an option was used, and what it did was nothing.

    It is the first action of its kind; where there is none, nobody can tell.
    """
    used = [
        one
        for one in record.changes_to_production
        if option.used and one.kind == option.kind != "unknown"
    ]
    timed = [(at, one) for one in used if (at := one.begun_at) is not None]
    if not timed:
        return False
    effects = blast.effects_of(min(timed, key=itemgetter(0))[1].id)
    told = [one for one in effects if one.verdict != "cannot tell"]
    if told:
        return not any(one.has_helped for one in told)
    return any(one.is_idle for one in effects)


def _of_option(
    option: MitigationOption, headline: SeriesFinding, clocks: Clocks
) -> Avoidable | None:
    series, harm = headline.series, headline.harm
    named = named_minute(option.known_at, clocks.detect.moment)
    if named is None or harm.until is None:
        return None
    minute, at = named
    since = pd.Timestamp(at)
    wave = next((one for one in headline.anchor.waves if _holds(one, since)), None)
    if wave is None:
        return None
    until = wave.end or harm.until
    area = area_within(series, headline.anchor, since, until)
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
        whole=harm.amount or 0.0,
        is_bound=area.is_bound or wave.end is None,
    )


def _holds(wave: Wave, at: pd.Timestamp) -> bool:
    """Whether a wave goes on, or is still to come as the first, at an instant."""
    return wave.end is None or at < wave.end


def named_minute(known: Written, detected: Written) -> tuple[Minute, datetime] | None:
    """Return the minute from which an option could have been used, and its name."""
    noticed = detected.latest
    if noticed is None:
        return None
    if known.latest is not None and known.latest > noticed:
        return "became known", known.latest
    return "five minutes after detection", noticed + AFTER_DETECTION
