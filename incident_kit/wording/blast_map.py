"""The BLAST map: how its lead counts, and what stands in its two columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.instants.words import joined
from incident_kit.styled import Span, Words, small, unknown, w
from incident_kit.wording.answers import says
from incident_kit.wording.order import answered
from incident_kit.wording.phrases import (
    ASKED,
    affected_words,
    cap,
    number_words,
    reach_words,
    what_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.record.incident_record import Record
    from incident_kit.record.letters import Answer, Letter, MitigationOption
    from incident_kit.results.findings import Finding, Verdict
    from incident_kit.results.response import Response
    from incident_kit.wording.findings import FindingWords
    from incident_kit.wording.times import Times


def map_lead(
    findings: Sequence[Finding], response: Response, *, is_measured: bool
) -> str:
    """Return how many letters were answered, when, and which the data contradict."""
    asked = [one for one in response.letters if one.is_answered]
    before = response.asked("before")
    timeless = len(response.asked("time unknown"))
    number = "all" if len(asked) == 5 else f"{number_words(len(asked))} of"
    verb = "was" if len(asked) == 1 else "were"
    count = f"{cap(number)} five letters {verb} {answered(response)}"
    order = f", {_before_words(len(before), len(asked), timeless)}"
    if not asked:
        count, order = "No letter was answered", ""
    elif not response.changed_at.is_known:
        order = ""
    elif len(response.asked("time unknown")) == len(asked):
        order = "; whether before the first change is not recorded"
    if order and response.anew:
        order += f", {number_words(len(response.anew))} anew after it"
    against = [ASKED[one.letter] for one in findings if one.verdict == "disagrees"]
    verdict = ""
    if not is_measured:
        verdict = " There is no series to compare them with."
    elif against:
        told = joined([f"“{one}”" for one in against])
        verdict = f" On {told} the data say otherwise."
    return f"{count}{order}.{verdict}"


_EVERY = {2: "both", 5: "all"}


def _before_words(before: int, asked: int, timeless: int) -> str:
    """Return how many of the answers came before the first change to production."""
    first = "before the first change to production"
    if timeless and before:
        return f"at least {number_words(before)} of them {first}"
    if timeless:
        return f"of {number_words(timeless)} it is not recorded whether {first}"
    if asked == 1:
        return first if before else f"not {first}"
    if before == asked:
        return f"{_EVERY.get(asked, 'all of them')} {first}"
    if asked == 2 and not before:
        return f"neither {first}"
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
    earlier = (_earlier_words(one, record, times) for one in letter.earlier)
    parts += [small(told) for told in earlier if told]
    silent = "Not asked." if letter.asked is False else "Not answered."
    return w(*parts) if parts else w(unknown(silent))


def _earlier_words(earlier: Answer, record: Record, times: Times) -> str:
    """Return an earlier answer with when and by whom, "" where it says nothing."""
    known = earlier.answered_at.is_known
    at = f" at {times.when(earlier.answered_at)}" if known else ""
    by = f" by {earlier.by}" if earlier.by else ""
    names = "; ".join(what_of(record, one) for one in earlier.suspects)
    said = (
        f"“{earlier.answer.strip()}”" if earlier.answer else "",
        times.when(earlier.at) if earlier.at.is_known else "",
        f"Suspected: {names}" if names else "",
    )
    told = "; ".join(part for part in said if part)
    return f"Earlier{at}{by}: {told}" if told or by else ""


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
            return _options(record, times)


def _affected(record: Record) -> str:
    said = record.blast.blast_radius
    told, counted = said.answer or "", affected_words(said)
    counts = [one for one in (said.affected, said.of) if one is not None]
    if all(says(told, one) for one in counts):
        counted = ""  # the answer has said it, in its own words
    return "; ".join(part for part in (counted, *reach_words(said)) if part)


def _places(record: Record) -> str:
    said = record.blast.location
    parts = [f"Affected: {joined(list(said.affected))}"] if said.affected else []
    parts += [f"Looked at and fine: {joined(list(said.fine))}"] if said.fine else []
    return "; ".join(parts)


def _options(record: Record, times: Times) -> str:
    options = record.blast.temporary_mitigation.options
    if options is None:
        return ""
    if not options:
        return "No option was known"
    texts = [f"{one.what}{_option_notes(one, times)}" for one in options]
    return f"Known options: {'; '.join(texts)}"


def _option_notes(one: MitigationOption, times: Times) -> str:
    """Return " (known by 09:12, not used)", as far as it is recorded."""
    known = f"known {times.when(one.known_at)}" if one.known_at.is_known else ""
    notes = [part for part in (known, "not used" if one.used is False else "") if part]
    return f" ({', '.join(notes)})" if notes else ""
