"""The headline: what happened in two sentences, with the numbers in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.instants.words import duration_words, joined
from incident_kit.styled import Span, Words, strong, w
from incident_kit.wording.causes import the_cause
from incident_kit.wording.clocks import fine_words
from incident_kit.wording.phrases import (
    ASKED,
    cap,
    number_words,
    wave_amount,
)
from incident_kit.wording.relief import relief_sentence
from incident_kit.wording.system_change import a_wave, later_waves

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from incident_kit.incident import ImpactSeries
    from incident_kit.instants.written import Written
    from incident_kit.record.parts import Action
    from incident_kit.results.findings import Wave
    from incident_kit.results.harm import Harm
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times

# how many states the headline names, and how many windows of one
NAMED, _TOLD = 3, 2


def story(found: Assessment, times: Times) -> Words:
    """Return the incident in two sentences with the numbers in them."""
    first = harm_sentence(found, times) or times_sentence(found, times)
    second = _order_sentence(found, times) or relief_sentence(
        found, times, told=times_told(found, times)
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
        return ()
    return w(
        "The first change to production came ", strong(times.at(first.applied_at)), "."
    )


def harm_sentence(found: Assessment, times: Times) -> Words:
    """Return what users met, from when until when, as far as it is known."""
    if not found.harm:
        return ()
    harm = found.harm[0]
    if harm.kind == "state":
        return _windows_sentence(found, times)
    if harm.amount is None or harm.start is None:
        few = f"Too few samples of {harm.series} to say what is usual."
        calm = f"No onset shows in {harm.series}."
        reason = w(few if harm.kind == "too little baseline" else calm)
        when = times_sentence(found, times)
        return (*when, *w(" "), *reason) if when else reason
    parts: list[str | Span] = []
    for one in found.harm[:NAMED]:
        if one.amount is not None and one.start is not None:
            parts += [
                f"{'; ' if parts else ''}{_harm_name(found, one)}, ",
                strong(_span(found, one, one.start, times)),
            ]
    return w(cap(str(parts[0])), *parts[1:], ".")


def _span(found: Assessment, harm: Harm, start: datetime, times: Times) -> str:
    """Return from when until when a series shows harm.

    Of what had faded to little, when that was: nobody knows when the rest did.
    """
    until = f"to the last sample at {times.clock(harm.until or start)}"
    faded = found.faded_in(harm.series)
    if faded is not None:
        until = f"until {times.clock(faded)} or later"
    if harm.end is not None:
        until = f"until {times.clock(harm.end)}"
    return f"from {times.clock(start)} or earlier {until}"


def _harm_name(found: Assessment, harm: Harm) -> str:
    """Return what there was: "more failed uploads than usual".

    What is usual is only left unsaid when it is nothing.
    """
    series = next(one for one in found.incident.measured if one.name == harm.series)
    if series.per is None:
        return f"{harm.series} outside the usual band"
    if not harm.usual:
        return harm.series
    return f"{'fewer' if series.bad == 'low' else 'more'} {harm.series} than usual"


def _windows_sentence(found: Assessment, times: Times) -> Words:
    """Return when each of the first three states was there; once where all were alike."""
    states = [one for one in found.incident.series if one.during]
    windows = [_windows(one, times) for one in states]
    if len(states) > 1 and all(one == windows[0] for one in windows):
        return w(f"{cap(names_of(states))}: ", strong(windows[0]), ".")
    rest = len(states[NAMED:])
    words: list[str | Span] = []
    for series, when in zip(states[:NAMED], windows, strict=False):
        words += [f"{'; ' if words else ''}{series.name} ", strong(when)]
    more = f"; {number_words(rest)} more" if rest else ""
    return w(cap(str(words[0])), *words[1:], f"{more}.")


def names_of(states: Sequence[ImpactSeries]) -> str:
    """Return the names of the first three states, and how many more there are."""
    names = [one.name for one in states[:NAMED]]
    rest = len(states[NAMED:])
    return joined([*names, f"{number_words(rest)} more"] if rest else names)


def _windows(series: ImpactSeries, times: Times) -> str:
    """Return "from 13:42 to 14:09", of many windows from the first to the last."""
    if len(series.during) <= _TOLD:
        return joined([_window(start, end, times) for start, end in series.during])
    many = number_words(len(series.during))
    begun, ended = series.during[0][0], series.during[-1][1]
    return f"in {many} windows, {_window(begun, ended, times)}"


def _window(start: Written, end: Written, times: Times) -> str:
    """Return from when until when; an end that nobody knows is none."""
    begun = f"from {times.when(start)}"
    match start.form:
        case "unknown":
            begun = "from an unknown time"
        case "by":
            begun = f"{times.when(start)} at the latest"
        case "range":
            begun = f"from {times.at(start)}"
        case _:
            pass
    until = _end(end, times)
    return f"{begun} {until}".strip()


def _end(end: Written, times: Times) -> str:
    """Return until when something lasted, "" where nobody knows."""
    match end.form:
        case "unknown":
            return "to an unknown end"
        case "not yet":
            return "on, and not over"
        case "by" | "range" | "after":
            return f"until {times.at(end)}"
        case _:
            return f"until {times.when(end)}"


def times_sentence(found: Assessment, times: Times) -> Words:
    """Return the times alone as a sentence: a record without any measure."""
    clocks, noticed = found.clocks, found.incident.record.detected_at
    begun: list[tuple[Written, str]] = []
    if clocks.onset_how == "said" and clocks.onset.is_known:
        begun.append((clocks.onset, "began"))
    if noticed.is_known:
        begun.append((noticed, "was noticed"))
    if not begun:
        return ()
    if len(begun) > 1 and begun[0][0].text == begun[1][0].text:
        begun = [(begun[0][0], "began and was noticed")]
    ended = _ends(found)
    times = _with_dates(times, [at for at, _ in (*begun, *ended)])
    first = [f"{text} {times.at(at)}" for at, text in sorted(begun, key=_by_time)]
    ends = [_end_clause(moment, text, times) for moment, text in ended]
    parts = [joined(part) for part in (first, ends) if part]
    return w(f"It {'; '.join(parts)}.")


def _with_dates(times: Times, moments: Sequence[Written]) -> Times:
    """Return times that name every day where moments fall on several."""
    instants = [at for one in moments if (at := one.latest) is not None]
    days = {at.astimezone(times.zone).date() for at in instants}
    if len(days) < 2 or times.day is None:
        return times
    free = (times.day + timedelta(days=n) for n in range(-len(days), len(days) + 1))
    other = (at for at in free if at.astimezone(times.zone).date() not in days)
    return replace(times, day=next(other))


def _ends(found: Assessment) -> list[tuple[Written, str]]:
    """Return what ended and when, in the order in which it did; once if together."""
    clocks, record = found.clocks, found.incident.record
    fine = fine_words(clocks) if clocks.share_left else "users were fine again"
    removed = f"{the_cause(record)} was removed"
    mitigate, fix = clocks.mitigate.moment, clocks.fix.moment
    together = mitigate.is_known and mitigate.text == fix.text
    if together or mitigate.form == fix.form == "not yet":
        return [(mitigate, f"{fine} and {removed}")]
    ends = [(mitigate, fine), (fix, removed)]
    return sorted((one for one in ends if one[0].form != "unknown"), key=_by_time)


def _by_time(told: tuple[Written, str]) -> tuple[bool, float]:
    moment = told[0]
    at = moment.latest
    return moment.form == "not yet" or at is None, at.timestamp() if at else 0.0


def _end_clause(moment: Written, text: str, times: Times) -> str:
    """Return what ended and when, or that it has not."""
    if moment.form != "not yet":
        return f"{text} {times.at(moment)}"
    still = text.replace("were fine again", "were still hit")
    return still.replace("was removed", "was still there")


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
