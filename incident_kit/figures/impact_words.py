"""The impact figure in words: its alternative and its table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.figures.picture import Table
from incident_kit.figures.text import MOMENT, plain
from incident_kit.instants.words import day_words, which_words

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from incident_kit.figures.values import Event, ImpactValues


def clock_text(at: datetime, zone: ZoneInfo) -> str:
    """Return a time with its day, as the ends of an axis are spoken."""
    here = at.astimezone(zone)
    return f"{day_words(at, zone)} {here:%H:%M}{which_words(at, zone)}"


def event_text(event: Event) -> str:
    """Return an event as a phrase."""
    time = plain(event.moment.text, MOMENT) if event.moment.at else "time unknown"
    detail = f" ({plain(event.detail)})" if event.detail else ""
    return f"{time} {plain(event.name)}{detail}"


def alt(values: ImpactValues) -> str:
    """Return the figure as sentences."""
    zone = values.zone
    start, end = clock_text(values.start, zone), clock_text(values.end, zone)
    told = [f"{plain(values.axis_title)}, from {start} to {end}."]
    told += [_sentence(note) for note in values.level_notes]
    if values.bracket is not None and not any(e.role == "onset" for e in values.events):
        told.append(f"Onset {plain(values.bracket.text, MOMENT)}.")
    if values.events:
        told.append(f"{'; '.join(event_text(event) for event in values.events)}.")
    told += [_sentence(wave.labels[0]) for wave in values.waves if wave.labels]
    told += [_sentence(block.label) for block in values.blocks if block.label]
    if values.changes or values.changes_asked:
        told.append(_changes(values))
    return " ".join(told)


def _sentence(text: str) -> str:
    line = plain(text, 300)
    return f"{line[:1].upper()}{line[1:].rstrip('.')}."


def _changes(values: ImpactValues) -> str:
    if not values.changes:
        return "No change recorded."
    counts = [
        f"{number} {group}"
        for group in ("supported", "still possible", "ruled out")
        if (number := sum(change.group == group for change in values.changes))
    ]
    total = len(values.changes)
    noun = "change" if total == 1 else "changes"
    return f"{total} {noun} below: {', '.join(counts)}."


def table(values: ImpactValues) -> Table:
    """Return what the figure shows, one row per thing."""
    zone = values.zone
    rows: list[tuple[str, str, str, str]] = []
    if values.bracket is not None and not any(e.role == "onset" for e in values.events):
        rows.append(("onset", plain(values.bracket.text, MOMENT), "onset", ""))
    for event in values.events:
        time = plain(event.moment.text, MOMENT) if event.moment.at else "time unknown"
        how = "" if event.measured else "said, not measured"
        note = "; ".join(part for part in (plain(event.detail), how) if part)
        rows.append((event.role, time, plain(event.name), note))
    for phase in values.phases:
        span = _span(phase.start, phase.end, zone)
        rows.append(("phase", span, plain(phase.name), plain(phase.count_text)))
    rows += [
        ("state", _span(block.start, block.end, zone), plain(block.label), "")
        for block in values.blocks
    ]
    for wave in values.waves:
        label = plain(wave.labels[0]) if wave.labels else "wave"
        peak = "" if wave.peak is None else f"peak {wave.peak:,.6g}"
        rows.append(("wave", _span(wave.start, wave.end, zone), label, peak))
    for change in values.changes:
        time = plain(change.moment.text, MOMENT) if change.moment.at else "time unknown"
        what = f"{plain(change.kind)}: {plain(change.what)}" if change.kind else ""
        what = what or plain(change.what)
        why = f"{change.group}; {plain(change.reason)}" if change.reason else ""
        rows.append((f"change {change.number}", time, what, why or change.group))
    return Table(("kind", "when", "what", "note"), tuple(rows))


def _span(start: datetime, end: datetime | None, zone: ZoneInfo) -> str:
    first = clock_text(start, zone)
    return f"{first} to {clock_text(end, zone)}" if end else f"from {first}, not ended"
