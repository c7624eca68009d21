"""What happened, hour by hour: each thing in words, and what the data say of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from incident_kit.instants.elapsed import surely_before
from incident_kit.instants.words import day_words, elapsed_words, utc_words
from incident_kit.record.moments import MOMENTS
from incident_kit.styled import Span, Style, Words, link, small, strong, unknown, w
from incident_kit.wording.causes import removed_line, the_cause
from incident_kit.wording.findings import QUESTIONS, finding_words
from incident_kit.wording.hypotheses import OUTCOMES, percent
from incident_kit.wording.marks import AS_MEASURED
from incident_kit.wording.phrases import (
    about_words,
    bare,
    cap,
    hurt_name,
    level_words,
    what_of,
)
from incident_kit.wording.recorded import source_words, until
from incident_kit.wording.said import said_effect, told_in
from incident_kit.wording.system_change import (
    BLAMES,
    ROLES,
    entry_reason,
    lies_words,
    ordinal,
)
from incident_kit.wording.temporary_mitigation import (
    DID,
    delay_note,
    effect_reason,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_kit.instants.written import Written
    from incident_kit.record.incident_record import Record
    from incident_kit.record.letters import Answer, Letter, MitigationOption
    from incident_kit.record.parts import Action, Hypothesis, TimelineEntry
    from incident_kit.record.told import Update
    from incident_kit.results.findings import (
        AnchorTime,
        EffectVerdict,
        Finding,
        LedgerEntry,
        MitigationEffect,
        Wave,
    )
    from incident_kit.results.findings import Letter as LetterName
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times

LEAD = "Beside each line: what the data say."
AS_REPORTED = "No series is on record: all of this is as reported."
OF_ACTIONS = "by what the options that were used did"
SQUARES = " Filled letters: asked before the first change to production."
TIMELESS, NO_HOUR = "no time", "hour not recorded"
_NOTICED = {
    "alert": "First noticed: an alert.",
    "monitoring": "First noticed in monitoring.",
    "customer": "First report, by a customer.",
    "employee": "First report, by an employee.",
}
_STYLES: dict[EffectVerdict, Style] = {
    "worked": "help",
    "partly": "help",
    "worse": "impact",
}


def when_words(moment: Written, times: Times) -> Words:
    """Return a time; also in UTC, with its day, where that is another day."""
    text = times.when(moment)
    if text == "unknown":
        return w(unknown(TIMELESS))
    if moment.form == "day":
        return w(text, small(NO_HOUR))
    at = None if moment.form in {"month", "year", "range"} else moment.stated
    if at is None or at.astimezone(times.zone).date() == at.astimezone(UTC).date():
        return w(text)
    return w(
        text, small(f"{day_words(at, ZoneInfo('UTC'), year=False)} {utc_words(at)}")
    )


def resting(moment: Written, record: Record) -> Words:
    """Return what a time rests on, as a quiet line."""
    if not moment.source:
        return w(small(moment.note.strip())) if moment.note else ()
    source = source_words(moment.source.strip(), record)
    note = f"; {moment.note.strip()}" if moment.note else ""
    return w(replace(source, text=f"{source.text}{note}", style="small"))


def point_words(found: Assessment, field: str) -> tuple[Words, Words]:
    """Return a turning point in words, and how long after the first report it came."""
    record, clocks = found.incident.record, found.clocks
    if field == "detected_at":
        return w(_NOTICED.get(record.detected_by, MOMENTS[field].told)), ()
    clock = {"mitigated_at": clocks.mitigate, "fixed_at": clocks.fix}.get(field)
    if clock is None:
        return w(MOMENTS[field].told), ()
    line = removed_line(record) if field == "fixed_at" else MOMENTS[field].told
    # what a series shows otherwise is said; nor is it "fine" where much was left
    is_partial = field == "mitigated_at" and clocks.share_left is not None
    if is_partial or clock.moment.stated != getattr(record, field).stated:
        return w(f"{bare(line)}, as said."), ()
    if field == "fixed_at":
        return w(line), ()
    took = clock.since_detection
    ends = (took.low, took.high, took.stated)
    if took.open or all(one is None or one <= timedelta(0) for one in ends):
        return w(line), ()
    return w(line), w(f"{elapsed_words(took)} after it was noticed")


def onset_words(anchor: AnchorTime) -> tuple[Words, Words]:
    """Return what one series shows first."""
    since = "" if anchor.last_good is not None else ": the series begins so"
    return w(f"{cap(anchor.series)} outside the usual{since}."), w(
        Span("first bad sample", "impact")
    )


def back_words() -> tuple[Words, Words]:
    """Return that the data put the end of the harm at another time than was said."""
    return w("From here on the data show little harm."), ()


def wave_words(
    found: Assessment, number: int, wave: Wave, times: Times
) -> tuple[Words, Words]:
    """Return that a later wave began, and what it followed."""
    name = f"{cap(ordinal(number))} wave"
    what = wave.what or hurt_name(wave.series, found.incident.measured)
    of = f": {bare(what)}" if what else ""
    said = w(strong(f"{name}{of}."))
    if not wave.follows:
        return said, ()
    cause = found.incident.record.cause(wave.follows)
    what = f"“{what_of(found.incident.record, wave.follows)}”"
    if cause is not None and cause.begun.form == "exact":
        what = f"what was done {times.at(cause.begun)}"
    begun = None if cause is None else cause.begun.earliest
    is_late = begun is not None and wave.start_known and begun > wave.start
    stated = {one.follows for one in found.incident.record.waves or ()}
    if is_late and wave.follows in stated:
        return said, w(f"said to follow {what}")
    if wave.caused and wave.blame is not None:
        return said, w(Span("caused", "impact"), f" by {what}: {BLAMES[wave.blame]}")
    if is_late:
        return said, w(f"about the time of {what}")
    return said, w(f"after {what}")


def interval_words(name: str, end: Literal["From", "Until"]) -> Words:
    """Return that a state began or ended, as it was said."""
    return w(f"{end} here: {bare(name)}.")


def entry_words(entry: TimelineEntry, record: Record) -> tuple[Words, Words]:
    """Return what was seen or said, and who says so."""
    source: Words = ()
    if entry.link:
        source = w(link(entry.source or "link", entry.link))
    elif entry.source:
        source = w(source_words(entry.source.strip(), record))
    return w(entry.what), (*source, *resting(entry.at, record))


def update_words(one: Update, record: Record) -> tuple[Words, Words]:
    """Return what was told to whom."""
    return w(strong(told_in(one)), f": {one.what}"), resting(one.at, record)


def change_words(entry: LedgerEntry) -> tuple[Words, Words]:
    """Return a change, and whether it can have set this off; why only if the data say so."""
    said = f"said: {ROLES[entry.role]}" if entry.role in ROLES else ""
    told = "" if entry.verdict == "still possible" else lies_words(entry)
    if entry.verdict == "ruled out" and entry.reason.wave is None:
        told = entry_reason(entry)
    if not said and entry.verdict == "still possible" and not entry.reason.is_measured:
        return w(f"{bare(entry.what)}."), ()  # no series could rule it out
    whole = "the start"
    if entry.reason.wave is not None:
        whole = f"what began the {ordinal(entry.reason.wave)} wave"
    elif entry.reason.code == "undone elsewhere":
        whole = f"the start of {entry.reason.series}"
    data = w(strong(entry.verdict), f" as {whole}{f': {told}' if told else ''}")
    if said:
        data = w(said) if entry.verdict == "still possible" else w(said, "; ", *data)
    return w(f"{bare(entry.what)}."), data


def option_words(found: Assessment, one: MitigationOption) -> tuple[Words, Words]:
    """Return a known option, and what it could have spared."""
    used = ", not used" if one.used is False else ""
    said = w(f"“{bare(one.what)}” is known{used}.")
    spared = next((it for it in found.avoidable if it.option == one.what), None)
    if spared is None or spared.amount <= 0 or spared.minute != "became known":
        return said, ()
    seen = AS_MEASURED if spared.is_bound else ""
    return said, w(f"could have spared up to about {about_words(spared.amount)}{seen}")


def answer_words(
    found: Assessment, finding: Finding, letter: Letter
) -> tuple[Words, Words]:
    """Return the answer to a letter, and whether it holds against the data."""
    told = finding_words(found, finding)
    if finding.verdict in {"only said", "unknown"}:
        data = w(unknown(finding.verdict))
    else:
        reason = f": {told.reason}" if told.reason else ""
        data = w(strong(finding.verdict), reason)
        if finding.letter == "T" and finding.verdict in {
            "agrees",
            "disagrees",
            "partly",
        }:
            # compared are the options that were used, not the words at the left
            data = w(strong(finding.verdict), ": ", OF_ACTIONS)
    text = (
        f"“{letter.answer.strip()}”"
        if letter.answer
        else f"{QUESTIONS[finding.letter]} answered."
    )
    return w(text), data


def earlier_words(
    letter: LetterName, one: Answer, found: Assessment
) -> tuple[Words, Words]:
    """Return an earlier answer, which was given in good faith."""
    named = "; ".join(what_of(found.incident.record, it) for it in one.suspects)
    text = (
        f"“{one.answer.strip()}”"
        if one.answer
        else named or f"{QUESTIONS[letter]} answered."
    )
    by = (f", by {one.by}",) if one.by else ()
    return w(text), w(unknown("answered anew later"), *by)


def asked_when(at: Written, changed_at: Written) -> Literal["", "before", "after"]:
    """Return on which side of the first change to production an answer came."""
    if surely_before(at, changed_at):
        return "before"
    return "after" if surely_before(changed_at, at) else ""


def guess_words(one: Hypothesis) -> tuple[Words, Words]:
    """Return what was held to be the cause, how surely, and how it turned out."""
    sure = "" if one.confidence is None else f", {percent(one.confidence)} sure"
    verdict = OUTCOMES.get(one.verdict, "")
    by = f", by {one.by}" if one.by else ""
    return w(f"Guess{sure}{by}: “{bare(one.what)}.”"), (
        w(strong(verdict)) if verdict else ()
    )


def action_words(
    found: Assessment, action: Action, times: Times
) -> tuple[Words, Words]:
    """Return what was done, and what each series shows of it."""
    first = found.response.first_change
    notes = []
    if first is not None and first.id == action.id:
        aim = {"both": "to stabilize and fix"}.get(
            action.purpose, f"to {action.purpose}"
        )
        notes.append(f"the first change to production, {aim}")
    if told := until(action, times):
        notes.append(told)
    return w(f"{bare(action.what)}.", *(small(note) for note in notes)), tuple(
        _effects(found, action)
    )


def _effects(found: Assessment, action: Action) -> Iterator[Span]:
    """Yield what each series shows of an action, and that it removed the cause."""
    shown = [one for one in found.blast.effects_of(action.id) if one.is_measured]
    moved = [one for one in shown if one.verdict != "none"] or shown[:1]
    for at, one in enumerate(moved):
        verdict, levels = _effect(found, one)
        if at:
            yield Span(f"; {verdict.text}{levels}")
        else:
            yield from (verdict, *((Span(levels),) if levels else ()))
    if not moved:
        heading = found.blast.headline_effect(action.id)
        told = said_effect(action, is_measured=bool(found.incident.measured))
        if told:
            yield small(told)
        elif heading is not None and heading.reason is not None:
            does = DID.get(heading.verdict, heading.verdict)
            yield small(f"{does}: {effect_reason(heading.reason)}")
    if (
        action.removes_cause
        and action.applied_at.text != found.incident.record.fixed_at.text
    ):
        removed = f"removed {the_cause(found.incident.record)}"
        yield Span(f", {removed}") if moved else small(removed)


def _effect(found: Assessment, one: MitigationEffect) -> tuple[Span, str]:
    """Return what an action did to one series, and from which level to which."""
    series = next(it for it in found.incident.measured if it.name == one.series)
    verdict = Span(
        f"{DID.get(one.verdict, one.verdict)}{delay_note(one)}",
        _STYLES.get(one.verdict, "strong"),
    )
    if one.before is None or one.after is None or not one.is_measured:
        return verdict, ""
    before = level_words(one.before, None)
    after = level_words(one.after, series.per, series.unit)
    of = f"{series.name} " if len(found.incident.measured) > 1 else ""
    return verdict, f": {of}{before} → {after}"
