"""Impact against time and changes: the waves, the states, how to read the figure."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.instants.elapsed import elapsed
from incident_kit.instants.words import duration_words, elapsed_words, joined
from incident_kit.styled import Words, code, w
from incident_kit.wording.anchor_time import no_anchor_words
from incident_kit.wording.phrases import (
    amount_words,
    cap,
    harm_words,
    is_one_wave,
    level_words,
    number_words,
    share_words,
    since_words,
    total_bound,
    wave_amount,
    window_words,
)
from incident_kit.wording.story import NAMED, names_of
from incident_kit.wording.system_change import ordinal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_kit.incident import ImpactSeries
    from incident_kit.record.incident_record import Record
    from incident_kit.results.findings import SeriesFinding, Wave
    from incident_kit.results.harm import Harm
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times


def waves_said(
    record: Record, waves: Sequence[Wave], times: Times
) -> Iterator[tuple[Words, Words]]:
    """Yield each wave that somebody described, in the words of the record."""
    numbered = dict(enumerate(waves, 1))
    for one in record.waves or ():
        if not one.what:
            continue
        name = "A wave"  # where a series is to show it, and does not
        shown = [n for n, wave in numbered.items() if wave.what == one.what]
        if shown:
            name = f"{cap(ordinal(shown[0]))} wave"
            del numbered[shown[0]]
        ends = [
            f"{word} {times.when(moment)}"
            for word, moment in (("from", one.start), ("to", one.end))
            if moment.is_known
        ]
        yield w(name), w(" ".join(ends), ": " if ends else "", one.what)


def series_said(
    record: Record, harms: Sequence[Harm] = ()
) -> Iterator[tuple[Words, Words]]:
    """Yield how much each series holds, what was written of it, and where it is from."""
    held = {one.series: one for one in harms}
    for one in record.impact:
        texts = [
            w(f"{words}{text}")
            for words, text in (
                ("", _held(held.get(one.name))),
                ("said: ", one.level),
                (f"one of these {one.unit} means: ", one.means),
                ("source: ", one.source),
                ("from ", one.file and f"{one.file}, column {one.value}"),
            )
            if text
        ]
        if one.query:
            texts.append(w("query: ", code(one.query)))
        if texts:
            first, *more = texts
            rest = [span for text in more for span in (*w("; "), *text)]
            yield w(one.name), (*first, *rest)


def _held(harm: Harm | None) -> str:
    """Return how much there was over the whole incident, as the first screen says it."""
    if harm is None or harm.amount is None or harm.per is None:
        return ""
    bound = "at least " if harm.is_bound else ""
    return f"{bound}{amount_words(harm.amount)} {harm.unit}"


def impact_lead(found: Assessment, times: Times) -> str:
    """Return the waves of the headline's series, or how long its states lasted."""
    waves = found.blast.waves
    if not found.harm:
        return "No impact series is recorded; the marks stand at the stated times."
    harm = found.harm[0]
    if harm.kind == "state":
        return _states(found.incident.series, found.harm, times)
    if harm.kind != "series" or not waves:
        reasons = map(no_anchor_words, found.blast.anchors)
        reason = next(filter(None, reasons), "")
        return f"No onset is measured{f': {reason}' if reason else ''}."
    first, *more = waves
    record = found.incident.record
    if more:
        parts = [_two_waves(len(waves), more[0], record, times)]
        held = wave_amount(more[0], found.incident.measured)
        if held and more[0].series != harm.series:
            parts.append(f"It held {held}.")
    else:
        series = {one.name: one for one in found.incident.series}
        of, alone = series[first.series], is_one_wave(found.blast, record)
        parts = [_one_wave(found, first, of, times, alone=alone)]
    if harm.amount and more and more[0].series == harm.series and more[0].excess:
        share = share_words(more[0].excess, harm.amount)
        low = found.incident.measured[0].bad == "low"
        beyond = "shortfall" if low else "excess"
        parts.append(f"It holds {share} of the {beyond} in {harm.series}.")
    parts += [_ripples(one, times) for one in found.blast.series if one.ripples]
    return " ".join(parts)


def _ripples(one: SeriesFinding, times: Times) -> str:
    """Return when a series was a little off again after its last wave, and how much."""
    start, end = one.ripples[0].start, one.ripples[-1].end
    many = len(one.ripples)
    within = "" if many == 1 else f"in {number_words(many)} stretches "
    amount = sum(ripple.amount for ripple in one.ripples)
    held = harm_words(one.series, amount_words(amount))
    return (
        f"After its last wave {one.name} lay a little outside the usual band again, "
        f"{within}from {times.clock(start)} until {times.clock(end)}: {held}, "
        "in no other sum."
    )


def _two_waves(count: int, second: Wave, record: Record, times: Times) -> str:
    text = f"{cap(number_words(count))} waves. The second began at {times.clock(second.start)}"
    cause = record.cause(second.follows)
    if cause is not None and cause.begun.stated is not None:
        text += f", {since_words(second, cause.begun)} “{cause.what}”"
        text += ", which caused it" if second.caused else ""
    return f"{text}."


def _one_wave(
    found: Assessment, wave: Wave, series: ImpactSeries, times: Times, *, alone: bool
) -> str:
    """Return until when it was, by each series, and how bad in the one that began it."""
    peak = ""
    if wave.peak is not None:
        usual = next((one.usual for one in found.harm if one.series == series.name), 0)
        falls = series.bad == "low"
        falls |= series.bad == "either" and wave.peak < (usual or 0)
        level = level_words(wave.peak, series.per, series.unit)
        of = f" of {series.name}" if len(found.blast.series) > 1 else ""
        peak = f", {'down' if falls else 'up'} to {level}{of} at its worst"
    if wave.end is None:
        faded = found.faded_in(series.name) is not None
        goes_on = "" if faded else "; it had not ended at the last sample"
        return f"One wave{peak}{goes_on}."
    ends = {
        one.name: one.anchor.waves[-1].end for one in found.blast.series if one.is_hurt
    }
    own, last = ends.get(series.name), ""
    if own is not None and own != wave.end:
        longest = [name for name, end in ends.items() if end == wave.end]
        last = f" ({joined(longest)} until {times.clock(wave.end)})" if longest else ""
    until = times.clock(own if own is not None and last else wave.end)
    other = "; no second one followed" if alone else ""
    return f"One wave, until {until}{peak}{last}{other}."


def _states(
    recorded: Sequence[ImpactSeries], harms: Sequence[Harm], times: Times
) -> str:
    """Return how long each interval of the states lasted, by name where several."""
    states = [one for one in recorded if one.during]
    of = {one.series: one for one in harms}
    alone = len(states) == 1
    texts = [_windows(one, of[one.name], times, alone=alone) for one in states]
    if alone:
        return texts[0]
    if len(set(texts)) == 1:
        return f"{cap(names_of(states))}, each: {texts[0]}"
    texts = [
        f"{cap(one.name)}: {text}"
        for one, text in zip(states[:NAMED], texts, strict=False)
    ]
    rest = len(states) - NAMED
    if rest > 0:
        be = "is" if rest == 1 else "are"
        texts.append(f"{cap(number_words(rest))} more {be} recorded.")
    return " ".join(texts)


def _windows(series: ImpactSeries, harm: Harm, times: Times, *, alone: bool) -> str:
    """Return how long each interval lasted, the calm between, and the sum."""
    spans = series.during
    lengths = [window_words(elapsed(*span, as_of=times.as_of)) for span in spans]
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
    whole = elapsed(spans[0][0], spans[-1][1], as_of=times.as_of)
    if len(spans) > 1 and harm.lasted is not None and whole.is_known:
        hit = "users were hit" if alone else "it lasted"
        bound = total_bound(harm, series)
        lasted = f"{bound} {duration_words(harm.lasted)}".strip()
        text += f". From first to last it is {elapsed_words(whole)}; {hit} for {lasted}"
    return f"{text}."


def impact_caption(found: Assessment) -> list[Words]:
    """Return how to read the figure: only what is drawn in it."""
    incident, clocks = found.incident, found.clocks
    measured = incident.measured
    first = ""
    if measured:
        first = "The curve is the level, the filled part is impact."
    elif incident.series:
        first = "Hatched blocks say when, not how much."
    if clocks.onset_how == "measured":
        several = len(found.blast.series) > 1
        it = f"{found.blast.anchor.series}" if several else "it"
        first += f" The grey band is the anchor time, from the last sample that is surely good to the first bad one: a change to its right cannot have started {it}."
    told, marks = [first], []
    if found.harm and found.harm[0].usual_share is not None:
        told.append(
            "Whether it is over is judged per traffic: fewer people are no recovery."
        )
    if incident.record.changes_to_production:
        # blue, and how it is known that it helped
        how = ", as measured, else as said" if measured else ", as said"
        marks.append(
            f"A ring is an action, blue where it was meant to help and did{how}."
        )
    if clocks.fix.moment.is_known:
        marks.append("The disc is the fix.")
    told.append(" ".join(marks))
    if found.blast.ledger.listed:
        told.append("Numbers below the axis are the rows of the ledger further down.")
    return [w(text) for text in told if text] or [w("Each mark stands at its time.")]
