"""The BLAST map: how its lead counts, and what stands in its two columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.instants.words import joined
from incident_kit.styled import Span, Words, small, unknown, w
from incident_kit.wording.answers import says
from incident_kit.wording.phrases import affected_words, cap, number_words, what_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Letter
    from incident_kit.results.findings import Finding, Verdict
    from incident_kit.results.response import Response
    from incident_kit.wording.findings import FindingWords
    from incident_kit.wording.times import Times


def map_lead(
    findings: Sequence[Finding], response: Response, *, is_measured: bool
) -> str:
    """Return how many letters were answered, when, and which the data contradict."""
    asked = [one for one in response.letters if one.asked != "not recorded"]
    before = response.asked("before")
    number = "all" if len(asked) == 5 else f"{number_words(len(asked))} of"
    verb = "was" if len(asked) == 1 else "were"
    count = f"{cap(number)} five letters {verb} answered"
    order = f", {_before_words(len(before), len(asked))}"
    if not asked:
        count, order = "No letter was answered", ""
    elif not response.changed_at.is_known:
        order = ""
    elif len(response.asked("time unknown")) == len(asked):
        order = "; when is not recorded"
    against = [one.letter for one in findings if one.verdict == "disagrees"]
    verdict = ""
    if not is_measured:
        verdict = " There is no series to compare them with."
    elif against:
        do = "does" if len(against) == 1 else "do"
        verdict = f" {joined(against)} {do} not hold against the data."
    return f"{count}{order}.{verdict}"


def _before_words(before: int, asked: int) -> str:
    """Return how many of the answers came before the first change to production."""
    first = "before the first change to production"
    if asked == 1:
        return first if before else f"not {first}"
    if before == asked:
        return f"all {first}" if asked == 5 else f"all of them {first}"
    return f"{number_words(before) if before else 'none'} of them {first}"


def who_words(letter: Letter, times: Times) -> str:
    """Return when a letter was answered, and by whom."""
    at = times.when(letter.answered_at) if letter.answered_at.is_known else ""
    return ", ".join(part for part in (at, letter.by or "") if part)


def measured_words(verdict: Verdict, told: FindingWords, explained: str) -> Words:
    """Return what the data say, why, and why both stand where somebody explained it."""
    quiet = verdict in {"only said", "unknown"} and not told.reason
    reason = f" {cap(told.reason)}." if told.reason else ""
    notes = [small(note) for note in (told.doubt, explained) if note]
    return w(
        unknown(told.measured) if quiet else told.measured,
        *((reason,) if reason else ()),
        *notes,
    )


def said_words(name: str, letter: Letter, record: Record, times: Times) -> Words:
    """Return what was said of a letter, its fields, and its earlier answers."""
    parts: list[str | Span] = []
    if letter.answer:
        parts.append(f"“{letter.answer.strip()}”")
    if fields := field_words(name, record, times):
        parts.append(small(fields))
    for earlier in letter.earlier:
        if earlier.answer:
            known = earlier.answered_at.is_known
            at = f" at {times.when(earlier.answered_at)}" if known else ""
            parts.append(small(f"Earlier{at}: “{earlier.answer.strip()}”"))
    return w(*parts) if parts else w(unknown("Not answered."))


def field_words(name: str, record: Record, times: Times) -> str:
    """Return what the structured fields of a letter say, as words."""
    match name:
        case "B":
            return _affected(record)
        case "L":
            return _places(record)
        case "A":
            at = record.blast.anchor_time.at
            return cap(times.when(at)) if at.is_known else ""
        case "S":
            suspects = record.blast.system_change.suspects
            names = "; ".join(what_of(record, one) for one in suspects)
            return f"Suspected: {names}" if names else ""
        case _:
            return _options(record)


def _affected(record: Record) -> str:
    said = record.blast.blast_radius
    if said.affected is None:
        return ""
    told = said.answer or ""
    if says(told, said.affected) and (said.of is None or says(told, said.of)):
        return ""  # the answer has said it, in its own words
    return affected_words(said)


def _places(record: Record) -> str:
    said = record.blast.location
    parts = [f"Affected: {joined(list(said.affected))}"] if said.affected else []
    parts += [f"Looked at and fine: {joined(list(said.fine))}"] if said.fine else []
    return "; ".join(parts)


def _options(record: Record) -> str:
    options = record.blast.temporary_mitigation.options
    if options is None:
        return ""
    if not options:
        return "No option was known"
    texts = [
        f"{one.what}{' (not used)' if one.used is False else ''}" for one in options
    ]
    return f"Known options: {'; '.join(texts)}"
