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
    Span,
    Words,
    unknown,
    w,
)
from incident_kit.page.sections.phrases import (
    amount_words,
    at_words,
    bare,
    cap,
    clipped,
    joined,
    level_words,
    number_words,
    plural,
    reference_day,
    series_unit,
    when,
)
from incident_kit.page.sections.story import story

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.timing.assessment import Assessment
    from incident_kit.timing.clock import Clock

_STATES = {
    "ongoing": "ongoing",
    "mitigated, not fixed": "mitigated, not fixed",
    "mitigated, fix unknown": "mitigated",
    "fixed, impact goes on": "fixed, impact goes on",
    "over": "over",
}


def first_screen(found: Assessment) -> Section:
    """Return the head of the page."""
    cells = tuple(cell for cell in (*_clock_cells(found), _harm_cell(found)) if cell)
    answers = (_who(found), _is_it_over(found), _owed(found))
    facts = tuple(row for row in (*answers, _not_recorded(answers)) if row)
    blocks: list[Block] = [
        Headline(
            line=_line(found),
            title=clipped(found.incident.record.title),
            words=story(found),
        )
    ]
    if cells:
        blocks.append(ClockStrip(cells))
    if facts:
        blocks.append(KeyList(facts))
    return Section(id="head", blocks=tuple(blocks))


_QUESTIONS = ("who was affected", "whether it is over", "who owes what by when")


def _not_recorded(
    answers: Sequence[tuple[Words, Words] | None],
) -> tuple[Words, Words] | None:
    """Return what a manager asks and the record does not answer, in one line."""
    open_ones = [
        question
        for question, answer in zip(_QUESTIONS, answers, strict=True)
        if answer is None
    ]
    if not open_ones:
        return None
    return w(unknown("Not recorded")), w(unknown(f"{cap(joined(open_ones))}."))


def _line(found: Assessment) -> tuple[str, ...]:
    record = found.incident.record
    parts = [record.id]
    if record.severity and record.severity != "unknown":
        level = re.fullmatch(r"sev-?(\d)", record.severity, re.IGNORECASE)
        parts.append(f"Severity {level[1] if level else record.severity}")
    day = reference_day(found)
    zone = record.zone.key
    if day is not None:
        zone = f"{zone}, {offset_words(day, record.zone)}" if zone != "UTC" else zone
        parts.append(f"{day_words(day, record.zone)}, times in {zone}")
    state = _STATES.get(found.clocks.state)
    parts.append(", ".join(part for part in (state, record.review) if part))
    if record.tags:
        parts.append(", ".join(record.tags))
    return tuple(parts)


_EARLY = "Noticed before onset"


def _clock_cells(found: Assessment) -> list[ClockCell | None]:
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
        zone = found.incident.record.zone
        return (
            f"not yet at {clock_words(as_of, zone, day=reference_day(found))}"
            if as_of
            else "not yet"
        )
    text = when(found, clock.moment)
    return f"{text}, {bare(clock.occasion)}" if clock.occasion else text


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
    return f"first relief {elapsed_words(value)}, {when(found, relief.moment)}"


def _said(found: Assessment, clock: Clock) -> str:
    if clock.said is None or clock.said.stated == clock.moment.stated:
        return ""
    return f"said: {when(found, clock.said)}"


def _harm_cell(found: Assessment) -> ClockCell | None:
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
        usual = level_words(harm.usual, per, unit)
        return ClockCell(
            name=name, value=value, unit=minutes,
            detail=w(f"outside its usual band around {usual}"),
        )  # fmt: skip
    details = []
    if harm.usual:
        low = found.incident.measured[0].bad == "low"
        details.append(
            f"{'fewer' if low else 'more'} than the usual {level_words(harm.usual, per)}"
        )
    if harm.of:
        details.append(f"of {amount_words(harm.of)} {unit} meanwhile")
    return ClockCell(
        name=name, value=f"{bound}{amount_words(harm.amount)}", detail=w(", ".join(details)),
    )  # fmt: skip


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


def _who(found: Assessment) -> tuple[Words, Words] | None:
    said = found.incident.record.blast.blast_radius
    counted = ""
    if said.affected is not None:
        of = f" of {said.of:,}" if said.of is not None else ""
        counted = f"{said.affected:,}{of} {said.unit or 'users'}"
    if said.affected is not None and said.answer and _says(said.answer, said.affected):
        counted = ""
    parts = [part for part in (said.answer and said.answer.strip(), counted) if part]
    if not parts:
        return None
    text = clipped(". ".join(bare(part) for part in parts) + ".")
    return w("Who was affected"), w(text)


def _says(text: str, count: int) -> bool:
    """Whether a text holds a count already, as people write it."""
    wordings = {f"{count:,}", str(count), f"{count / 1e6:g} million"}
    return any(
        re.search(rf"(?<![\d.,]){re.escape(one)}(?!\d)", text) for one in wordings
    )


def _is_it_over(found: Assessment) -> tuple[Words, Words] | None:
    clocks = found.clocks
    again = _could_return(found)
    match clocks.state:
        case "unknown":
            return None
        case "over":
            fine = _since(when(found, clocks.mitigate.moment))
            removed = at_words(found, clocks.fix.moment)
            text = f"Yes: users fine {fine}, the cause removed {removed}."
            if at_words(found, clocks.mitigate.moment) == removed:
                text = f"Yes: users fine and the cause removed {removed}."
        case "mitigated, not fixed":
            text = f"For users, {_since(when(found, clocks.mitigate.moment))}; the cause is still there."
        case "mitigated, fix unknown":
            text = f"For users, {_since(when(found, clocks.mitigate.moment))}; no time of a fix is recorded."
        case "fixed, impact goes on":
            text = "No: the cause is removed, and users are still hit."
        case _:
            text = "No: it goes on."
    return w("Is it over?"), w(f"{text}{again}")


def _since(moment: str) -> str:
    return (
        moment if moment.startswith(("by ", "about ", "after ")) else f"since {moment}"
    )


def _could_return(found: Assessment) -> str:
    follow_ups = found.incident.record.follow_ups
    if follow_ups is None:
        return ""
    open_ones = [
        one
        for one in follow_ups
        if one.kind == "prevent" and one.state not in {"done", "dropped"}
    ]
    if not any(one.kind == "prevent" for one in follow_ups):
        return " Nothing is planned to prevent it."
    if not open_ones:
        return " What was planned to prevent it is done."
    return f" It could come back: {plural(len(open_ones), 'follow-up')} to prevent it {'is' if len(open_ones) == 1 else 'are'} open."


def _owed(found: Assessment) -> tuple[Words, Words] | None:
    """Return who owes what by when; None where nobody recorded a promise."""
    promised = found.incident.record.follow_ups
    if promised is None:
        return None
    open_ones = [one for one in promised if one.state not in {"done", "dropped"}]
    if not open_ones:
        done = plural(len(promised), "follow-up")
        none = (
            f"Nothing: {done} recorded, none open." if promised else "Asked: nothing."
        )
        return w("Who owes what"), w(none)
    open_ones.sort(key=lambda one: (one.due.earliest is None, one.due.earliest or 0))
    texts = []
    for one in open_ones[:3]:
        owner = one.owner or "nobody yet"
        due = f" by {when(found, one.due)}" if one.due.is_known else ", no date"
        texts.append(f"{owner}: {bare(one.what)}{due}")
    if len(open_ones) > 3:
        texts.append(f"{number_words(len(open_ones) - 3)} more below")
    return w("Who owes what"), w("; ".join(texts) + ".")
