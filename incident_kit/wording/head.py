"""The first screen: the line over the title, how long it took, how much harm there was."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.instants.elapsed import elapsed
from incident_kit.instants.words import day_words, duration_words, elapsed_words
from incident_kit.instants.zones import offset_words
from incident_kit.styled import ClockCell, small, w
from incident_kit.wording.clocks import occasion, relief_name
from incident_kit.wording.phrases import (
    amount_words,
    bare,
    cap,
    level_words,
    number_words,
    share_words,
)

if TYPE_CHECKING:
    from incident_kit.incident import ImpactSeries
    from incident_kit.record.incident_record import Record
    from incident_kit.results.clocks import Clock
    from incident_kit.results.harm import Harm
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times


def head_line(record: Record, state: str, times: Times) -> tuple[str, ...]:
    """Return the line of the internal page."""
    severity = "" if record.severity == "unknown" else record.severity
    state = "" if state == "unknown" else state.removesuffix(", fix unknown")
    told = ", ".join(part for part in (state, record.review) if part)
    return (
        record.id,
        *severity_and_day(severity, times),
        told,
        *((", ".join(record.tags),) if record.tags else ()),
        "internal",  # so that nobody takes it for the customer's copy
    )


def severity_and_day(severity: str | None, times: Times) -> tuple[str, ...]:
    """Return "Severity 2" and "14 May 2024, times in Europe/Berlin, UTC+02:00"."""
    parts = []
    if severity:
        # the team's own word, unless it is sev2
        level = re.fullmatch(r"sev-?(\d)", severity, re.IGNORECASE)
        parts.append(f"Severity {level[1] if level else severity}")
    if times.day is not None:
        zone = times.zone.key
        if zone != "UTC":
            zone = f"{zone}, {offset_words(times.day, times.zone)}"
        day = day_words(times.day, times.zone)
        if times.dated is not None and times.dated.form in {"month", "year"}:
            day = times.when(times.dated)
        parts.append(f"{day}, times in {zone}")
    return tuple(parts)


def _cell(name: str, value: str, *details: str) -> ClockCell:
    """Return a number with its details, minutes as a unit of their own."""
    number = value.removesuffix(" min")
    first, *rest = [one for one in details if one] or [""]
    return ClockCell(
        name=name,
        value=number,
        unit="min" if number != value else "",
        detail=w(*((first,) if first else ()), *map(small, rest)),
    )


def _unknown(name: str, value: str = "unknown") -> ClockCell:
    return ClockCell(name=name, value=value, known=False)


def numbers(found: Assessment, times: Times) -> tuple[ClockCell, ...]:
    """Return the clocks of which something can be said, and how much harm there was."""
    clocks = found.clocks
    told = (
        _clock(found, clocks.detect, "Time to detect", times),
        _clock(found, clocks.mitigate, "Time to mitigate", times),
        _clock(found, clocks.fix, "Time to fix", times),
        _harm(found.harm[0], found.incident.series, times) if found.harm else None,
    )
    return tuple(one for one in told if one is not None)


def _clock(
    found: Assessment, clock: Clock, name: str, times: Times
) -> ClockCell | None:
    """Return a clock from onset; from detection, saying so, when that is unknown."""
    value, counted = clock.elapsed, ""
    counts = value.is_known or clock.since_detection.is_known
    if clock.moment.form == "not yet" and not counts:
        return _unknown(name, "not yet")
    if not value.is_known:
        if clock.name != "Detect" and clock.since_detection.is_known:
            value, counted = clock.since_detection, "counted from detection"
        elif not found.clocks.onset.is_known:
            return None
    if not value.is_known:
        return _unknown(name)
    text = elapsed_words(value)
    if clock.name == "Detect" and text.endswith(" before"):
        name, text = "Noticed before onset", text.removesuffix(" before")
    differs = clock.said is not None and clock.said.stated != clock.moment.stated
    return _cell(
        name,
        text,
        _occasion(clock, found.incident.record, times),
        counted,
        _relief(found, times) if clock.name == "Mitigate" else "",
        f"said: {times.when(clock.said)}" if clock.said and differs else "",
    )


def _occasion(clock: Clock, record: Record, times: Times) -> str:
    if clock.moment.form == "not yet":
        return f"not yet at {times.clock(times.as_of)}" if times.as_of else "not yet"
    text = times.when(clock.moment)
    what = occasion(clock, record)
    return f"{text}, {bare(what)}" if what else text


def _relief(found: Assessment, times: Times) -> str:
    relief, mitigate = found.clocks.first_relief, found.clocks.mitigate
    if not relief.action or relief.moment.stated == mitigate.moment.stated:
        return ""
    value = relief.elapsed if relief.elapsed.is_known else relief.since_detection
    if not value.is_known:
        return ""
    return f"{relief_name(found.clocks, found.incident)} {elapsed_words(value)}, {times.when(relief.moment)}"


def _harm(
    harm: Harm, recorded: tuple[ImpactSeries, ...], times: Times
) -> ClockCell | None:
    """Return how much harm there was, or for how long."""
    name = cap(harm.series)
    series = next(one for one in recorded if one.name == harm.series)
    bound = "at least " if harm.is_bound else ""
    if harm.kind == "state":
        lasted = _state_lasted(harm, series, times)
        if not lasted:
            return _unknown(name)
        many = f"{number_words(harm.waves)} windows" if harm.waves > 1 else "one window"
        return _cell(name, lasted, f"in {many}")
    if harm.amount is None or harm.usual is None:
        return None
    unit = series.unit
    if series.per is None:
        usual = _usual(harm, level_words(harm.usual, None, unit), unit)
        lasted = duration_words(harm.lasted or timedelta(0))
        return _cell(name, lasted, f"outside its usual band around {usual}")
    details = []
    if harm.usual:
        usual = _usual(harm, level_words(harm.usual, series.per), unit)
        more = "fewer" if series.bad == "low" else "more"
        details.append(f"{more} than the usual {usual}")
    if harm.of:
        details.append(f"of {amount_words(harm.of)} {unit} meanwhile")
    return ClockCell(
        name=name,
        value=f"{bound}{amount_words(harm.amount)}",
        detail=w(", ".join(details)),
    )


def _usual(harm: Harm, level: str, unit: str) -> str:
    """Return what is usual: a share of the traffic, of the time of day, or a level."""
    if harm.usual_share is not None:
        return f"{share_words(harm.usual_share, 1)} of all {unit}"
    return "level at that time of day" if harm.usual_moves else level


def _state_lasted(harm: Harm, series: ImpactSeries, times: Times) -> str:
    """Return how long a state lasted in all, as surely as its intervals are known."""
    spans = series.during
    if len(spans) == 1:
        only = elapsed(*spans[0], as_of=times.as_of)
        return elapsed_words(only) if only.is_known else ""
    if harm.lasted is None:
        return ""
    bound = "at least " if harm.is_bound else ""
    forms = {moment.form for span in spans for moment in span}
    if not bound and not forms <= {"exact", "not yet"}:
        bound = "about "
    return f"{bound}{duration_words(harm.lasted)}"
