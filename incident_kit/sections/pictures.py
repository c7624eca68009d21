"""The three figures, each under a sentence with numbers and beside its caption."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.figures.clock_bars import draw_clocks
from incident_kit.figures.impact import draw_impact
from incident_kit.instants.elapsed import elapsed
from incident_kit.instants.words import (
    clock_words,
    duration_words,
    elapsed_words,
    joined,
)
from incident_kit.page.blocks import (
    Block,
    DataTable,
    FigureBlock,
    KeyList,
    Lead,
    Section,
)
from incident_kit.sections.impact_drawing import impact_values
from incident_kit.sections.response_drawing import clocks_values
from incident_kit.styled import Words, strong, w
from incident_kit.wording.anchor_time import no_anchor_words
from incident_kit.wording.phrases import (
    cap,
    gap_to_fix,
    is_one_wave,
    level_words,
    number_words,
    reference_day,
    relief_name,
    series_unit,
    share_words,
    since_words,
    when,
)
from incident_kit.wording.story import NAMED, names_of
from incident_kit.wording.system_change import ordinal

if TYPE_CHECKING:
    from incident_kit.figures.picture import Picture
    from incident_kit.incident import ImpactSeries
    from incident_kit.results.findings import Wave
    from incident_kit.timing.assessment import Assessment


def figure_of(picture: Picture, *caption: Words) -> FigureBlock:
    """Return a picture as a block, beside its caption, before its table."""
    table = DataTable(
        columns=picture.table.header, rows=picture.table.rows, caption=picture.alt[:120]
    )
    return FigureBlock(
        wide_svg=picture.wide.svg,
        wide_size=(picture.wide.width, picture.wide.height),
        phone_svg=picture.phone.svg,
        phone_size=(picture.phone.width, picture.phone.height),
        alt=picture.alt,
        caption=caption,
        table=table,
    )


def impact(found: Assessment) -> Section:
    """Return impact against time and changes."""
    heading = "Impact against time and changes"
    values = impact_values(found)
    said = _waves_said(found)
    blocks: tuple[Block, ...] = (KeyList(said),) if said else ()
    if values is not None:
        figure = figure_of(draw_impact(values), *_impact_caption(found))
        blocks = (Lead(_impact_lead(found)), figure, *blocks)
    hint = "No impact and no change is recorded; add impact: a series, or during: intervals."
    return Section(
        id="impact", heading=heading, blocks=blocks, hint="" if blocks else hint
    )


def _waves_said(found: Assessment) -> tuple[tuple[Words, Words], ...]:
    """Return each wave that somebody described, in the words of the record."""
    rows, numbered = [], dict(enumerate(found.blast.waves, 1))
    for one in found.incident.record.waves or ():
        if not one.what:
            continue
        name = "A wave"  # where a series is to show it, and does not
        shown = [n for n, wave in numbered.items() if wave.what == one.what]
        if shown:
            name = f"{cap(ordinal(shown[0]))} wave"
            del numbered[shown[0]]
        times = [
            f"{word} {when(found, moment)}"
            for word, moment in (("from", one.start), ("to", one.end))
            if moment.is_known
        ]
        rows.append((w(name), w(" ".join(times), ": " if times else "", one.what)))
    return tuple(rows)


def _impact_lead(found: Assessment) -> Words:
    waves = found.blast.waves
    if not found.harm:
        return w("No impact series is recorded; the marks stand at the stated times.")
    harm = found.harm[0]
    if harm.kind == "state":
        return w(_state_lead(found))
    if harm.kind != "series" or not waves:
        reasons = map(no_anchor_words, found.blast.anchors)
        reason = next(filter(None, reasons), "")
        return w(
            f"No onset is measured: {reason}." if reason else "No onset is measured."
        )
    parts = [_waves_text(found)]
    later = [wave for wave in waves[1:2] if wave.series == harm.series and wave.excess]
    if later and harm.amount:
        share = share_words(later[0].excess or 0.0, harm.amount)
        parts.append(f"It holds {share} of all {harm.series}.")
    elif waves[-1].end is not None and _nothing_left(found):
        parts.append("Nothing was left above the usual level after it.")
    return w(" ".join(parts))


def _nothing_left(found: Assessment) -> bool:
    recovery = found.clocks.recovery
    if recovery is None or recovery.at is None:
        return False
    return bool(recovery.at.has_happened) and not recovery.residuals


def _waves_text(found: Assessment) -> str:
    waves = found.blast.waves
    zone = found.incident.zone
    if len(waves) == 1:
        return _one_wave(found, waves[0])
    second = waves[1]
    text = f"{cap(number_words(len(waves)))} waves. The second began at {clock_words(second.start, zone, day=reference_day(found))}"
    action = found.incident.record.action(second.follows)
    if action is not None and action.applied_at.stated is not None:
        text += f", {since_words(second, action.applied_at.stated)} “{action.what}”"
        text += ", which caused it" if second.caused else ""
    return f"{text}."


def _one_wave(found: Assessment, wave: Wave) -> str:
    zone, day = found.incident.zone, reference_day(found)
    peak = ""
    if wave.peak is not None:
        per, unit = series_unit(found, wave.series)
        low = (
            wave.series == found.harm[0].series
            and found.incident.measured[0].bad == "low"
        )
        level = level_words(wave.peak, per, unit)
        peak = f", {'down' if low else 'up'} to {level} at its worst"
    if wave.end is None:
        return f"One wave{peak}; it had not ended at the last sample."
    end = clock_words(wave.end, zone, day=day)
    alone = "; no second one followed" if is_one_wave(found) else ""
    return f"One wave, until {end}{peak}{alone}."


def _state_lead(found: Assessment) -> str:
    """Return how long each interval of the states lasted, by name where several."""
    states = [one for one in found.incident.series if one.during]
    if len(states) == 1:
        return _windows_text(found, states[0])
    texts = [_windows_text(found, one, alone=False) for one in states]
    if len(set(texts)) == 1:
        return f"{cap(names_of(states))}, each: {texts[0]}"
    texts = [
        f"{cap(one.name)}: {text}"
        for one, text in zip(states[:NAMED], texts, strict=False)
    ]
    rest = len(states) - NAMED
    if rest > 0:
        texts.append(
            f"{cap(number_words(rest))} more {'is' if rest == 1 else 'are'} recorded."
        )
    return " ".join(texts)


def _windows_text(
    found: Assessment, series: ImpactSeries, *, alone: bool = True
) -> str:
    """Return how long each interval lasted, the calm between, and the sum."""
    spans = series.during
    lengths = [
        elapsed_words(elapsed(*span, as_of=found.clocks.as_of)) for span in spans
    ]
    text = (
        f"{number_words(len(spans))} windows of {joined(lengths)}"
        if len(spans) > 1
        else f"one window of {lengths[0]}"
    )
    text = cap(text) if alone else text
    gaps = [elapsed(before[1], after[0]) for before, after in itertools.pairwise(spans)]
    calm = [elapsed_words(gap) for gap in gaps if gap.kind == "exact" and gap.low]
    if (
        calm
        and len(calm) == len(gaps)
        and all(gap.low > timedelta(0) for gap in gaps if gap.low)
    ):
        text += f", {joined(calm)} of calm between"
    whole = elapsed(spans[0][0], spans[-1][1], as_of=found.clocks.as_of)
    lasted = next(one.lasted for one in found.harm if one.series == series.name)
    if len(spans) > 1 and lasted is not None and whole.is_known:
        hit = "users were hit" if alone else "it lasted"
        text += f". From first to last it is {elapsed_words(whole)}; {hit} for {duration_words(lasted)}"
    return f"{text}."


def _impact_caption(found: Assessment) -> list[Words]:
    first = ""
    if found.incident.measured:
        first = "The curve is the level, the filled part is impact."
    elif found.incident.series:
        first = "Hatched blocks say when, not how much."
    if found.clocks.onset_how == "measured":
        first += " The grey band is the anchor time, from the last good to the first bad sample: a change to its right cannot have started it."
    told, marks = [first], []
    if found.harm and found.harm[0].usual_share is not None:
        told.append(
            "Whether it is over is judged per traffic: fewer people are no recovery."
        )
    if found.incident.record.changes_to_production:
        marks.append(_ring_caption(found))
    if found.clocks.fix.moment.is_known:
        marks.append("The disc is the fix.")
    told.append(" ".join(marks))
    if found.blast.ledger.listed:
        told.append("Numbers below the axis are the rows of the ledger further down.")
    first, *rest = [text for text in told if text] or ["Each mark stands at its time."]
    return [w(strong("Reading it. "), first), *(w(text) for text in rest)]


def _ring_caption(found: Assessment) -> str:
    """Return how to read a ring: blue, and how it is known that it helped."""
    how = ", as measured, else as said" if found.incident.measured else ", as said"
    return f"A ring is an action, blue where it was meant to help and did{how}."


def clocks(found: Assessment) -> Section:
    """Return the clocks on one axis, under a heading that says the finding."""
    values = clocks_values(found)
    picture = None if values is None else draw_clocks(values)
    if picture is None:
        return Section(
            id="clocks",
            heading="The clocks",
            hint="No clock can be read; add detected_at, mitigated_at and fixed_at.",
        )
    blocks = (Lead(_clocks_lead(found)), figure_of(picture, *_clocks_caption(found)))
    return Section(id="clocks", heading=_clocks_heading(found), blocks=blocks)


def _gap(found: Assessment) -> timedelta | None:
    gap = gap_to_fix(found)
    return gap.low if gap.kind == "exact" else None


def _clocks_heading(found: Assessment) -> str:
    gap = _gap(found)
    waves = found.blast.waves
    if (
        len(waves) > 1
        and found.clocks.first_relief.moment.latest
        and waves[1].start_known
        and waves[1].start > found.clocks.first_relief.moment.latest
    ):
        return "Relief came, then a second wave"
    if gap is None:
        return "The clocks on one axis"
    if gap > timedelta(0):
        return f"Trust was restored {duration_words(gap)} before the system"
    if gap < timedelta(0):
        return f"Impact outlived the fix by {duration_words(gap)}"
    if found.clocks.order == "same action":
        return "The fix was the mitigation"
    return "Users were fine when the cause was gone"


def _clocks_lead(found: Assessment) -> Words:
    found_clocks = found.clocks
    if not found_clocks.onset.is_known:
        return w("The onset is unknown, so the clocks start at detection.")
    parts = []
    own = [one.name.lower() for one in found_clocks.own_start]
    clocks = f"All clocks but {joined(own)}" if own else "All clocks"
    if found_clocks.onset_how == "measured" and found_clocks.onset.low is not None:
        width = (
            duration_words(found_clocks.onset.high - found_clocks.onset.low)
            if found_clocks.onset.high
            else ""
        )
        parts.append(
            f"{clocks} start at the measured onset, {width} wide; that is why each has a width."
        )
    elif found_clocks.onset_how == "measured":
        parts.append(
            f"{clocks} start at the first bad sample, the onset at the latest."
        )
    else:
        parts.append(f"{clocks} start at the stated onset.")
    since = [
        (name, clock.since_detection)
        for name, clock in (
            (relief_name(found), found_clocks.first_relief),
            ("users fine again", found_clocks.mitigate),
            ("the fix", found_clocks.fix),
        )
        if clock.since_detection.is_known and clock.moment.form != "not yet"
    ]
    if since:
        parts.append(
            "Counted from detection: "
            + joined([f"{name} {elapsed_words(value)}" for name, value in since])
            + "."
        )
    return w(" ".join(parts))


def _clocks_caption(found: Assessment) -> list[Words]:
    captions = []
    kinds = {
        clock.elapsed.kind
        for clock in (found.clocks.detect, found.clocks.mitigate, found.clocks.fix)
    }
    if "between" in kinds:
        captions.append(w("The ticks at a bar’s end span its uncertainty."))
    if "at most" in kinds:
        captions.append(w("A dashed bar is an upper bound: it took no longer."))
    if "at least" in kinds:
        captions.append(w("An open end means “at least”."))
    recovery = found.clocks.recovery
    if recovery is not None and recovery.at is not None:
        captions.append(
            w(
                "Users count as fine again from when impact stays at or below a quarter of its highest excess."
            )
        )
    if not captions and found.clocks.detect.moment.is_known:
        captions.append(w("The part after detection is the part a response owns."))
    return captions
