"""What an option that was known would have spared, used at a named earlier minute.

The minute is when the option became known, or five minutes after detection:
the later of detection and the first when its time is stated, else the second.
The amount is the harm from then on until the option was used: begun so much earlier,
it would have done so much earlier what it did.  Of one that was not used it reaches until the
wave ended that went on then; a later one may have another cause.  That is what could be
spared at most, and nothing of a series on which it is said, or measured, to do nothing.
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
    from incident_kit.record.parts import Action
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
    headline = blast.headline
    if headline is None or not headline.is_hurt:
        return ()
    found = []
    for option in options:
        use = record.use_of(option)
        if use is None or not _is_idle(use, headline):
            found.append(_of_option(option, use, headline, clocks))
    return tuple(sorted(filter(None, found), key=lambda one: one.since))


def _is_idle(action: Action, headline: SeriesFinding) -> bool:
    """Whether an action is said, or measured, to have done nothing for a series."""
    if action.effect_on(headline.name) in {"none", "worse"}:
        return True
    effect = headline.effect_of(action.id)
    if effect is None:
        return False
    return effect.is_idle or effect.verdict in {"none", "worse"}


def _of_option(
    option: MitigationOption,
    use: Action | None,
    headline: SeriesFinding,
    clocks: Clocks,
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
    until, is_bound = wave.end or harm.until, wave.end is None
    begun = None if use is None else use.applied_at.latest
    until_use = begun is not None and begun < until
    if begun is not None and until_use:
        until, is_bound = pd.Timestamp(begun), False
    if until <= since:
        return None
    area = area_within(series, headline.anchor, since, until)
    return Avoidable(
        option=option.what,
        used=option.used,
        minute=minute,
        since=since,
        until=until,
        until_use=until_use,
        series=series.name,
        unit=series.unit,
        per=series.per,
        amount=area.amount,
        whole=harm.amount or 0.0,
        is_bound=area.is_bound or is_bound,
    )


def _holds(wave: Wave, at: pd.Timestamp) -> bool:
    """Whether a wave goes on, or is still to come as the first, at an instant."""
    return wave.end is None or at < wave.end


def named_minute(known: Written, detected: Written) -> tuple[Minute, datetime] | None:
    """Return the first minute in which an option could have been used, and its name."""
    noticed = detected.latest
    if noticed is None:
        return None
    if known.latest is not None and known.latest > noticed:
        return "became known", max(known.earliest or noticed, noticed)
    return "five minutes after detection", noticed + AFTER_DETECTION
