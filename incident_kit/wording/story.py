"""The headline: what happened in two sentences, with the numbers in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.instants.elapsed import elapsed
from incident_kit.instants.words import (
    duration_words,
    elapsed_words,
    joined,
)
from incident_kit.styled import Span, Words, strong, w
from incident_kit.wording.causes import cause_left, the_cause
from incident_kit.wording.clocks import fine_words
from incident_kit.wording.phrases import (
    ASKED,
    amount_words,
    cap,
    number_words,
    share_words,
    than_usual,
    wave_amount,
    window_words,
)
from incident_kit.wording.relief import relief_sentence
from incident_kit.wording.system_change import a_wave, later_waves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.incident import ImpactSeries
    from incident_kit.instants.written import Written
    from incident_kit.record.parts import Action
    from incident_kit.results.clocks import Clock
    from incident_kit.results.findings import Wave
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times

# how many states the headline names
NAMED = 3


def story(found: Assessment, times: Times) -> Words:
    """Return the incident in two sentences with the numbers in them."""
    first = harm_sentence(found, times) or times_sentence(found, times)
    second = _order_sentence(found, times) or relief_sentence(
        found, told=times_told(found, times)
    )
    if not first and not second:
        return () if found.incident.record.summary else _beginning(found, times)
    return _three_bold((*first, *(w(" ") if first and second else ()), *second))


def _three_bold(words: Words) -> Words:
    """Return the words with the first three bold spans bold: more emphasize nothing."""
    bold = [at for at, span in enumerate(words) if span.style == "strong"]
    return tuple(
        replace(span, style="") if at in bold[3:] else span
        for at, span in enumerate(words)
    )


def times_told(found: Assessment, times: Times) -> bool:
    """Whether the first sentence says when users were fine and the cause removed."""
    harm = found.harm[0] if found.harm else None
    measured = harm is not None and harm.amount is not None and harm.start is not None
    if measured or (harm is not None and harm.kind == "state"):
        return False
    return bool(times_sentence(found, times))


def _beginning(found: Assessment, times: Times) -> Words:
    """Return the little that a record says that has only just been begun."""
    first = found.response.first_change
    if first is None or not first.applied_at.is_known:
        return w("When it began, and when it ended, is not recorded yet.")
    return w(
        "The first change to production came ",
        strong(times.at(first.applied_at)),
        "; when it began, and when it ended, is not recorded yet.",
    )


def harm_sentence(found: Assessment, times: Times) -> Words:
    """Return how much harm there was, from when until when, as far as it is known."""
    if not found.harm:
        return ()
    harm = found.harm[0]
    if harm.kind == "state":
        return _windows_sentence(found)
    if harm.amount is None or harm.start is None:
        few = f"Too few samples of {harm.series} to say what is usual."
        calm = f"No onset shows in {harm.series}."
        reason = w(few if harm.kind == "too little baseline" else calm)
        when = times_sentence(found, times)
        return (*when, *w(" "), *reason) if when else reason
    since = f"From {times.clock(harm.start)} at the latest"
    if found.incident.measured[0].per is None:
        lasted = duration_words(harm.lasted) if harm.lasted else "some time"
        if harm.lasted and (harm.is_bound or harm.missing):
            lasted = f"at least {lasted}"
        text = f"{since}, {harm.series} was outside its usual band for "
        return w(text, strong(lasted), ".")
    if harm.end is not None:
        until = f"until {times.clock(harm.end)}"
    else:
        last = harm.until or harm.start
        until = f"to the last sample at {times.clock(last)}"
    of = f", {share_words(harm.amount, harm.of)} of all {harm.unit}" if harm.of else ""
    return w(f"{since} {until} there were ", strong(amount_of(found)), f"{of}.")


def amount_of(found: Assessment) -> str:
    """Return the headline's amount: "at least 6,004 more failed uploads than usual".

    What is usual is only left unsaid when it is nothing.
    """
    harm = found.harm[0]
    bound = "at least " if harm.is_bound else ""
    number = f"{bound}{amount_words(harm.amount or 0.0)}"
    if not harm.usual:
        return f"{number} {harm.series}"
    return than_usual(number, harm.series, found.incident.measured[0].bad)


def _windows_sentence(found: Assessment) -> Words:
    """Return how long each of the first three states lasted; once where all did alike."""
    states = [one for one in found.incident.series if one.during]
    windows = [_windows(found, one) for one in states]
    if len(states) > 1 and all(one == windows[0] for one in windows):
        before, length = windows[0]
        return w(f"{cap(names_of(states))}, each{before}", strong(length), ".")
    rest = len(states[NAMED:])
    words: list[str | Span] = []
    for series, (before, length) in zip(states[:NAMED], windows, strict=False):
        last = series is states[-1]
        sign = "" if not words else " and " if last else ", "
        words += [f"{sign}{series.name}{before}", strong(length)]
    more = f" and {number_words(rest)} more" if rest else ""
    return w(cap(str(words[0])), *words[1:], f"{more}.")


def names_of(states: Sequence[ImpactSeries]) -> str:
    """Return the names of the first three states, and how many more there are."""
    names = [one.name for one in states[:NAMED]]
    rest = len(states[NAMED:])
    return joined([*names, f"{number_words(rest)} more"] if rest else names)


def _windows(found: Assessment, series: ImpactSeries) -> tuple[str, str]:
    """Return " for ", or " in two windows of ", and how long they lasted."""
    as_of = found.clocks.as_of
    many = len(series.during) > 1
    unknown = "unknown length" if many else "an unknown time"
    texts = [
        window_words(elapsed(start, end, as_of=as_of), unknown)
        for start, end in series.during
    ]
    windows = f" in {number_words(len(texts))} windows of " if many else " for "
    return windows, joined(texts)


def times_sentence(found: Assessment, times: Times) -> Words:
    """Return the times alone as a sentence: a record without any measure."""
    clocks, detected_at = found.clocks, found.incident.record.detected_at
    noticed = detected_at.is_known
    if noticed:
        parts: list[str | Span] = [f"It was noticed {times.at(detected_at)}"]
    elif clocks.onset_how == "said":
        parts = [f"It began {times.at(clocks.onset)}"]
    else:
        return ()
    cause = cause_left(found.incident.record)
    for position, (clock, text) in enumerate(_ends(found)):
        parts.append("; " if position == 0 else ", and ")
        parts += _end_clause(
            clock, text, times, cause, first=position == 0, noticed=noticed
        )
    return w(*parts, ".")


def _ends(found: Assessment) -> list[tuple[Clock, str]]:
    """Return what ended and when, in the order in which it did; once if together."""
    clocks, record = found.clocks, found.incident.record
    fine = fine_words(clocks) if clocks.share_left else "users were fine again"
    removed = f"{the_cause(record)} was removed"
    mitigate, fix = clocks.mitigate, clocks.fix
    together = (
        mitigate.moment.is_known
        and mitigate.elapsed == fix.elapsed
        and mitigate.since_detection == fix.since_detection
        and mitigate.moment.text == fix.moment.text
    )
    if together or mitigate.moment.form == fix.moment.form == "not yet":
        return [(mitigate, f"{fine} and {removed}")]
    ends = [(mitigate, fine), (fix, removed)]
    known = [one for one in ends if one[0].moment.form != "unknown"]
    return sorted(known, key=lambda one: _place(one[0].moment))


def _place(moment: Written) -> tuple[bool, float]:
    at = moment.latest
    return moment.form == "not yet" or at is None, at.timestamp() if at else 0.0


def _end_clause(
    clock: Clock,
    text: str,
    times: Times,
    cause: str,
    *,
    first: bool,
    noticed: bool,
) -> list[str | Span]:
    """Return how long after it was noticed, or began, something ended, if that is sure."""
    value = clock.since_detection if noticed else clock.elapsed
    late = " after it was noticed" if noticed else " after onset"
    late = " later" if first else late
    if clock.moment.form == "not yet":
        if not first and text.endswith(" removed") and clock.name == "Fix":
            return [f"{cause} is still there"]
        negated = text.replace("were ", "were not ").replace("was ", "was not ")
        if value.low is None or value.low <= timedelta(0):
            return [f"{negated} yet"]
        still = negated.replace(" not ", " not yet ")
        return [f"{still} ", strong(duration_words(value.low)), late]
    dated = clock.moment.form in {"day", "month", "year"}
    if dated or value.kind not in {"exact", "between", "about"}:
        return [f"{text} ", strong(times.at(clock.moment))]
    if value.high is not None and value.high < timedelta(0):
        return [f"{text} ", strong(times.at(clock.moment)), ", before that"]
    return [f"{text} ", strong(elapsed_words(value)), late]


def _order_sentence(found: Assessment, times: Times) -> Words:
    """Return what came before the map, when the first change was a fix."""
    response = found.response
    first = response.first_change
    if first is None or first.purpose != "fix" or response.same_action:
        return ()
    missed = [ASKED[letter] for letter in "BLAT" if letter in response.asked("after")]
    if not missed:
        return ()
    questions = joined([f"“{one}”" for one in missed])
    verb = "was" if len(missed) == 1 else "were"
    followed: tuple[str | Span, ...] = ()
    for nth, wave in list(later_waves(found.blast.waves, first.id))[:1]:
        held = wave_amount(wave, found.incident.measured) if wave.caused else ""
        tail = f" followed it{_later(wave, first)}{f', with {held}' if held else ''}"
        followed = ("; ", strong(a_wave(nth)), tail)
    at = f" {times.at(first.applied_at)}" if first.applied_at.is_known else ""
    before = strong(f"before {questions} {verb} answered")
    return w(
        f"The first change to production, a fix, came{at}, ", before, *followed, "."
    )


def _later(wave: Wave, action: Action) -> str:
    moment = action.applied_at
    at = moment.point
    if at is None or not wave.start_known:
        return ""
    if at > wave.start:
        return " at once"
    about = "about " if moment.form == "about" else ""
    return f" {about}{duration_words(wave.start - at)} later"
