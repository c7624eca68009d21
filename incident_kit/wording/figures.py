"""The figures in words: the alternative and the table of each, and their labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.drawn import FigureTable
from incident_kit.instants.words import day_words, which_words
from incident_kit.layout.text import drawable
from incident_kit.wording.marks import END_UNKNOWN, FIRST_CHANGE
from incident_kit.wording.phrases import cap

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from incident_kit.drawn import (
        ClockBar,
        ClocksValues,
        DrawnTime,
        Event,
        ImpactValues,
        LedgerGroup,
        LetterMark,
        OrderValues,
        PhasePart,
        PhasesValues,
        WorthValues,
    )


HEADINGS: dict[LedgerGroup, str] = {
    "supported": "Supported by the data",
    "still possible": "Still possible",
    "ruled out": "Ruled out",
}
NO_ALT = "Figure from the workbook, no description given"
NO_CHANGE = "No change recorded"
NO_TIME = "time unknown"
NO_ORDER = "order unknown"
NO_ANSWER = "no answer recorded"
NO_ANSWER_SHORT = "no answer"
NOT_ASKED = "not asked"
UNDERSTAND, STABILIZE, FIX = "Understand", "Stabilize", "Fix"
SHARE_OF_ALL = "share of all impact"


def log_scale(onset: str) -> str:
    """Return what a logarithmic axis of clocks counts."""
    return f"after {onset}, on a log scale: distance is ratio, not time"


def more(count: int) -> str:
    """Return how many events a label leaves out."""
    return f"and {count} more"


def more_in_table(count: int) -> str:
    """Return how many events the list under a figure leaves out."""
    return f"{more(count)} in the table"


def change_names(kind: str, what: str, reason: str) -> list[str]:
    """Return how a change may be called, the fullest first."""
    named = f"{kind}: {what}" if kind else what
    return [*([f"{named} — {reason}"] if reason else []), named, what]


def phase_amount(part: PhasePart) -> str:
    """Return how much of the impact fell into a phase, and how long it was."""
    return " in ".join(filter(None, _amount(part)))


def _clock_text(at: datetime, zone: ZoneInfo) -> str:
    """Return a time with its day, as the ends of an axis are spoken."""
    here = at.astimezone(zone)
    return f"{day_words(at, zone)} {here:%H:%M}{which_words(at, zone)}"


def _span(
    start: datetime, end: datetime | None, zone: ZoneInfo, *, is_open: bool = True
) -> str:
    first = _clock_text(start, zone)
    if end is None:
        return f"from {first}, {'not ended' if is_open else END_UNKNOWN}"
    return f"{first} to {_clock_text(end, zone)}"


def _axis_sentence(values: ImpactValues | WorthValues) -> str:
    span = _span(values.start, values.end, values.zone)
    return f"{drawable(values.axis_title)}, from {span}."


def _events(events: tuple[Event, ...]) -> str:
    """Return events as phrases in a row."""
    return "; ".join(
        f"{event.moment.words} {drawable(event.name)}"
        + (f" ({drawable(event.detail)})" if event.detail else "")
        for event in events
    )


def _sentence(text: str) -> str:
    line = drawable(text, 300)
    return f"{line[:1].upper()}{line[1:].rstrip('.')}."


def _joined(*parts: str, sign: str = ", ") -> str:
    return sign.join(part for part in parts if part)


def _unnamed_onset(values: ImpactValues) -> DrawnTime | None:
    """Return the bracket where no event is the onset."""
    has_onset = any(event.role == "onset" for event in values.events)
    return None if has_onset else values.bracket


def impact_alt(values: ImpactValues) -> str:
    """Return impact against time and changes as sentences."""
    onset = _unnamed_onset(values)
    told = [_axis_sentence(values)]
    told += [_sentence(note) for note in values.level_notes]
    told += [f"Onset {onset.words}."] if onset else []
    told += [f"{_events(values.events)}."] if values.events else []
    told += [_sentence(wave.labels[0]) for wave in values.waves if wave.labels]
    told += [_sentence(block.label) for block in values.blocks if block.label]
    if values.changes or values.changes_asked:
        told.append(_changes(values))
    return " ".join(told)


def _changes(values: ImpactValues) -> str:
    if not values.changes:
        return f"{NO_CHANGE}."
    counts = [
        f"{number} {group}"
        for group in HEADINGS
        if (number := sum(change.group == group for change in values.changes))
    ]
    total = len(values.changes)
    noun = "change" if total == 1 else "changes"
    return f"{total} {noun} below: {', '.join(counts)}."


def impact_data(values: ImpactValues) -> FigureTable:
    """Return what the impact figure shows, one row per thing."""
    zone, onset = values.zone, _unnamed_onset(values)
    rows = [("onset", onset.words, "onset", "")] if onset else []
    for event in values.events:
        how = "" if event.measured else "said, not measured"
        note = _joined(drawable(event.detail), how, sign="; ")
        rows.append((event.role, event.moment.words, drawable(event.name), note))
    for phase in values.phases:
        span = _span(phase.start, phase.end, zone)
        rows.append(("phase", span, drawable(phase.name), drawable(phase.count_text)))
    for block in values.blocks:
        span = _span(block.start, block.end, zone, is_open=block.is_open)
        rows.append(("state", span, drawable(block.label), ""))
    for wave in values.waves:
        label = drawable(wave.labels[0]) if wave.labels else "wave"
        peak = "" if wave.peak is None else f"at worst {wave.peak:,.6g}"
        rows.append(("wave", _span(wave.start, wave.end, zone), label, peak))
    for change in values.changes:
        what = _joined(drawable(change.kind), drawable(change.what), sign=": ")
        why = _joined(change.group, drawable(change.reason), sign="; ")
        rows.append((f"change {change.number}", change.moment.words, what, why))
    return FigureTable(("kind", "when", "what", "note"), tuple(rows))


def clock_value(bar: ClockBar) -> str:
    """Return a clock as it is printed: a word when it is not known."""
    return drawable(bar.value) or "unknown"


def clocks_alt(values: ClocksValues) -> str:
    """Return the clocks as sentences."""
    told = []
    for bar in values.bars:
        detail = f" ({drawable(bar.detail)})" if bar.detail else ""
        told.append(f"Time to {bar.name.lower()}: {clock_value(bar)}{detail}.")
        if bar.relief is not None:
            told.append(f"First relief: {drawable(bar.relief.label)}.")
    if values.gap_text:
        told.append(f"Between mitigate and fix: {drawable(values.gap_text)}.")
    return " ".join(told)


def clocks_data(values: ClocksValues) -> FigureTable:
    """Return the clocks, one row each."""
    rows: list[tuple[str, str, str, str]] = []
    for bar in values.bars:
        name = f"time to {bar.name.lower()}"
        rows.append((name, clock_value(bar), bar.kind, drawable(bar.detail)))
        if bar.relief is not None:
            rows.append(("first relief", drawable(bar.relief.label), "", ""))
    if values.gap_text:
        rows.append(("between mitigate and fix", drawable(values.gap_text), "", ""))
    return FigureTable(("clock", "from onset", "how known", "note"), tuple(rows))


def order_alt(values: OrderValues) -> str:
    """Return the order of the response as sentences."""
    told = [f"{letter.letter} {_letter_words(letter)}" for letter in values.letters]
    sentences = [f"{UNDERSTAND}: {', '.join(told)}."] if told else []
    if values.first_change is not None:
        sentences.append(f"{cap(FIRST_CHANGE)}: {_events((values.first_change,))}.")
    for name, events in ((STABILIZE, values.stabilize), (FIX, values.fix)):
        sentences.append(f"{name}: {_events(events) or 'nothing recorded'}.")
    return " ".join(sentences)


def _letter_words(letter: LetterMark) -> str:
    text = drawable(letter.text)
    if letter.state == "not recorded":
        return NO_ANSWER
    if letter.state == "not asked":
        return NOT_ASKED
    if letter.state == "time unknown" or letter.at is None:
        return text or NO_TIME
    return f"{text} ({letter.state} the first change)" if text else letter.state


def order_data(values: OrderValues) -> FigureTable:
    """Return the order of the response, one row per letter and event."""
    rows = [
        ("understand", drawable(letter.letter, 8), _letter_words(letter))
        for letter in values.letters
    ]
    first = () if values.first_change is None else (values.first_change,)
    for name, events in (
        ("first change", first),
        ("stabilize", values.stabilize),
        ("fix", values.fix),
    ):
        for event in events:
            told = _joined(drawable(event.name), drawable(event.detail), sign=": ")
            rows.append((name, event.moment.words, told))
    return FigureTable(("row", "what or when", "note"), tuple(rows))


def worth_alt(values: WorthValues) -> str:
    """Return what was averted, or could have been, as sentences."""
    told = [_axis_sentence(values), f"{_events(values.events)}."]
    told.append(f"{drawable(values.title)}: {drawable(values.note)}.")
    told += [f"{drawable(one.amount)} {drawable(one.name)}." for one in values.assumed]
    return " ".join(told)


def worth_data(values: WorthValues) -> FigureTable:
    """Return the number, and each assumption behind it."""
    rows: list[tuple[str, str, str]] = [
        (event.role, event.moment.words, drawable(event.name))
        for event in values.events
    ]
    rows.append(("in all", drawable(values.note), drawable(values.title)))
    rows += [
        ("assumed", drawable(one.name), drawable(one.amount)) for one in values.assumed
    ]
    return FigureTable(("kind", "when or how", "what"), tuple(rows))


def phases_alt(values: PhasesValues) -> str:
    """Return the phases as one sentence."""
    told = [
        f"{drawable(part.name)} {drawable(part.percent)} ({_joined(*_amount(part))})"
        for part in values.parts
    ]
    whole = f"What the waves of {values.of} held" if values.of else "All of the impact"
    return f"{drawable(whole)}, by phase of the response: {'; '.join(told)}."


def _amount(part: PhasePart) -> tuple[str, str]:
    return drawable(part.count), drawable(part.lasted)


def phases_data(values: PhasesValues) -> FigureTable:
    """Return the phases, one row each."""
    rows = [
        (drawable(part.name), drawable(part.percent), *_amount(part))
        for part in values.parts
    ]
    return FigureTable(("phase", "share", "amount", "lasted"), tuple(rows))
