"""The first screen: what happened, to whom, is it over, how long, who owes what."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.instants.elapsed import elapsed
from incident_kit.instants.words import (
    clock_words,
    day_words,
    duration_words,
    elapsed_words,
)
from incident_kit.instants.zones import offset_words
from incident_kit.page.blocks import (
    Block,
    ClockCell,
    ClockStrip,
    Headline,
    KeyList,
    Section,
)
from incident_kit.page.logo import logo_address
from incident_kit.styled import Span, w
from incident_kit.wording.answers import answers
from incident_kit.wording.clocks import occasion
from incident_kit.wording.phrases import (
    amount_words,
    bare,
    cap,
    clipped,
    level_words,
    number_words,
    reference_day,
    relief_name,
    series_unit,
    share_words,
    when,
)
from incident_kit.wording.story import story

if TYPE_CHECKING:
    from datetime import datetime

    from incident_kit.results.clocks import Clock
    from incident_kit.results.harm import Harm
    from incident_kit.timing.assessment import Assessment

_STATES = {
    "ongoing": "ongoing",
    "mitigated, not fixed": "mitigated, not fixed",
    "mitigated, fix unknown": "mitigated",
    "fixed, impact goes on": "fixed, impact goes on",
    "over": "over",
}


def first_screen(found: Assessment) -> Section:
    """Return the head of the page."""
    cells = tuple(cell for cell in (*clock_cells(found), harm_cell(found)) if cell)
    facts = answers(found)
    blocks: list[Block] = [
        Headline(
            line=_line(found),
            title=clipped(found.incident.record.title),
            words=story(found),
            logo=logo_address(found.incident.logo),
        )
    ]
    if cells:
        blocks.append(ClockStrip(cells))
    if facts:
        blocks.append(KeyList(facts))
    return Section(id="head", blocks=tuple(blocks))


def _line(found: Assessment) -> tuple[str, ...]:
    record = found.incident.record
    parts = [record.id]
    if record.severity and record.severity != "unknown":
        parts.append(severity_words(record.severity))
    day = reference_day(found)
    if day is not None:
        parts.append(day_and_zone_words(found, day))
    state = _STATES.get(found.clocks.state)
    parts.append(", ".join(part for part in (state, record.review) if part))
    if record.tags:
        parts.append(", ".join(record.tags))
    parts.append("internal")  # so that nobody takes it for the customer's copy
    return tuple(parts)


def day_and_zone_words(found: Assessment, day: datetime) -> str:
    """Return "14 May 2024, times in Europe/Berlin, UTC+02:00"."""
    zone = found.incident.zone
    name = zone.key
    name = f"{name}, {offset_words(day, zone)}" if name != "UTC" else name
    return f"{_vague_day(found) or day_words(day, zone)}, times in {name}"


def severity_words(severity: str) -> str:
    """Return "Severity 2" for sev2, else the team's own word after "Severity"."""
    level = re.fullmatch(r"sev-?(\d)", severity, re.IGNORECASE)
    return f"Severity {level[1] if level else severity}"


_EARLY = "Noticed before onset"


def _vague_day(found: Assessment) -> str:
    """Return the month or year where no more is known of when it was."""
    record = found.incident.record
    known = [
        moment
        for moment in (
            record.detected_at,
            record.started_at,
            record.mitigated_at,
            record.fixed_at,
        )
        if moment.is_known
    ]
    if known and all(moment.form in {"month", "year"} for moment in known):
        return when(found, known[0])
    return ""


def clock_cells(found: Assessment) -> list[ClockCell | None]:
    """Return the clocks of the strip; None for one that nothing can be said of."""
    clocks = found.clocks
    return [
        _cell(found, clocks.detect, "Time to detect"),
        _cell(found, clocks.mitigate, "Time to mitigate"),
        _cell(found, clocks.fix, "Time to fix"),
    ]


def _cell(found: Assessment, clock: Clock, name: str) -> ClockCell | None:
    """Return a clock from onset; from detection, saying so, when that is unknown."""
    value, counted = clock.elapsed, ""
    counts = value.is_known or clock.since_detection.is_known
    if clock.moment.form == "not yet" and not counts:
        return ClockCell(name=name, value="not yet", known=False)
    if not value.is_known:
        if clock.name != "Detect" and clock.since_detection.is_known:
            value, counted = clock.since_detection, "counted from detection"
        elif not found.clocks.onset.is_known:
            return None
    if not value.is_known:
        return ClockCell(name=name, value="unknown", known=False)
    words_of_value = elapsed_words(value)
    if clock.name == "Detect" and words_of_value.endswith(" before"):
        name, words_of_value = _EARLY, words_of_value.removesuffix(" before")
    text, unit = _split_unit(words_of_value)
    details = [
        _occasion(found, clock),
        counted,
        _relief_detail(found, clock),
        _said(found, clock),
    ]
    words: list[str | Span] = []
    for detail in filter(None, details):
        words.append(Span(detail, "small") if words else detail)
    return ClockCell(name=name, value=text, unit=unit, detail=w(*words))


def _split_unit(text: str) -> tuple[str, str]:
    return (text.removesuffix(" min"), "min") if text.endswith(" min") else (text, "")


def _occasion(found: Assessment, clock: Clock) -> str:
    if clock.moment.form == "not yet":
        as_of = found.clocks.as_of
        zone = found.incident.zone
        return (
            f"not yet at {clock_words(as_of, zone, day=reference_day(found))}"
            if as_of
            else "not yet"
        )
    text = when(found, clock.moment)
    what = occasion(clock, found.incident.record)
    return f"{text}, {bare(what)}" if what else text


def _relief_detail(found: Assessment, clock: Clock) -> str:
    relief = found.clocks.first_relief
    if (
        clock.name != "Mitigate"
        or not relief.action
        or relief.moment.stated == clock.moment.stated
    ):
        return ""
    value = relief.elapsed if relief.elapsed.is_known else relief.since_detection
    if not value.is_known:
        return ""
    return f"{relief_name(found)} {elapsed_words(value)}, {when(found, relief.moment)}"


def _said(found: Assessment, clock: Clock) -> str:
    if clock.said is None or clock.said.stated == clock.moment.stated:
        return ""
    return f"said: {when(found, clock.said)}"


def harm_cell(found: Assessment) -> ClockCell | None:
    """Return how much harm there was, or for how long."""
    if not found.harm:
        return None
    harm = found.harm[0]
    name = cap(harm.series)
    bound = "at least " if harm.is_bound else ""
    if harm.kind == "state":
        lasted = _state_lasted(found)
        if not lasted:
            return ClockCell(name=name, value="unknown", known=False)
        value, unit = _split_unit(lasted)
        windows = (
            f"in {number_words(harm.waves)} windows"
            if harm.waves > 1
            else "in one window"
        )
        return ClockCell(name=name, value=value, unit=unit, detail=w(windows))
    if harm.amount is None or harm.usual is None:
        return None
    per, unit = series_unit(found, harm.series)
    if per is None:
        value, minutes = _split_unit(duration_words(harm.lasted or timedelta(0)))
        usual = _usual_words(harm, level_words(harm.usual, per, unit), unit)
        return ClockCell(
            name=name,
            value=value,
            unit=minutes,
            detail=w(f"outside its usual band around {usual}"),
        )
    details = []
    if harm.usual:
        low = found.incident.measured[0].bad == "low"
        usual = _usual_words(harm, level_words(harm.usual, per), unit)
        details.append(f"{'fewer' if low else 'more'} than the usual {usual}")
    if harm.of:
        details.append(f"of {amount_words(harm.of)} {unit} meanwhile")
    return ClockCell(
        name=name,
        value=f"{bound}{amount_words(harm.amount)}",
        detail=w(", ".join(details)),
    )


def _usual_words(harm: Harm, level: str, unit: str) -> str:
    """Return what is usual: a share of the traffic, of the time of day, or a level."""
    if harm.usual_share is not None:
        return f"{share_words(harm.usual_share, 1)} of all {unit}"
    return "level at that time of day" if harm.usual_moves else level


def _state_lasted(found: Assessment) -> str:
    """Return how long a state lasted in all, as surely as its intervals are known."""
    harm, spans = found.harm[0], found.incident.series[0].during
    if len(spans) == 1:
        only = elapsed(*spans[0], as_of=found.clocks.as_of)
        return elapsed_words(only) if only.is_known else ""
    if harm.lasted is None:
        return ""
    bound = "at least " if harm.is_bound else ""
    forms = {moment.form for span in spans for moment in span}
    if not bound and not forms <= {"exact", "not yet"}:
        bound = "about "
    return f"{bound}{duration_words(harm.lasted)}"
