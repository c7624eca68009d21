"""The BLAST map: what was said beside what the data say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.instants.words import joined
from incident_kit.page.blocks import BlastMap, BlastRow, Lead, Section
from incident_kit.styled import Span, Words, unknown, w
from incident_kit.wording.answers import says
from incident_kit.wording.explained import letter_explained
from incident_kit.wording.findings import QUESTIONS, finding_words
from incident_kit.wording.phrases import cap, number_words, when

if TYPE_CHECKING:
    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Letter
    from incident_kit.results.findings import Finding
    from incident_kit.timing.assessment import Assessment

HEADING = "BLAST: what was said, what the data say"


def blast_map(found: Assessment) -> Section:
    """Return the map; it vanishes when nothing was said and nothing measured."""
    findings = found.blast.findings
    if all(finding.verdict == "unknown" for finding in findings) and not _anything(
        found
    ):
        return Section(
            id="blast",
            heading=HEADING,
            hint="No letter is answered; add answers under blast.",
        )
    letters = dict(found.incident.record.blast.letters)
    rows = tuple(_row(found, finding, letters[finding.letter]) for finding in findings)
    return Section(
        id="blast", heading=HEADING, blocks=(Lead(_lead(found)), BlastMap(rows))
    )


def _anything(found: Assessment) -> bool:
    asked = found.response.letters
    return any(one.asked != "never" for one in asked)


def _lead(found: Assessment) -> Words:
    response = found.response
    asked = [one for one in response.letters if one.asked != "never"]
    before = response.asked("before")
    number = "all" if len(asked) == 5 else f"{number_words(len(asked))} of"
    verb = "was" if len(asked) == 1 else "were"
    count = f"{cap(number)} five letters {verb} answered"
    order = f", {_before_words(len(before), len(asked))}"
    if not asked:
        count, order = "No letter was answered", ""
    elif response.first_change is None:
        order = ""
    elif len(response.asked("time unknown")) == len(asked):
        order = "; when is not recorded"
    against = [one.letter for one in found.blast.findings if one.verdict == "disagrees"]
    verdict = (
        f" {joined(against)} {'does' if len(against) == 1 else 'do'} not hold against the data."
        if against
        else ""
    )
    if not found.incident.measured:
        verdict = " There is no series to compare them with."
    return w(f"{count}{order}.{verdict}")


def _before_words(before: int, asked: int) -> str:
    """Return how many of the answers came before the first change to production."""
    first = "before the first change to production"
    if asked == 1:
        return first if before else f"not {first}"
    if before == asked:
        return f"all {first}" if asked == 5 else f"all of them {first}"
    return f"{number_words(before) if before else 'none'} of them {first}"


def _row(found: Assessment, finding: Finding, letter: Letter) -> BlastRow:
    return BlastRow(
        letter=finding.letter,
        question=QUESTIONS[finding.letter],
        who=_who(found, letter),
        said=_said(found, finding, letter),
        measured=_measured(found, finding),
        verdict=finding.verdict,
    )


def _who(found: Assessment, letter: Letter) -> str:
    at = when(found, letter.answered_at) if letter.answered_at.is_known else ""
    return ", ".join(part for part in (at, letter.by or "") if part)


def _measured(found: Assessment, finding: Finding) -> Words:
    told = finding_words(found, finding)
    quiet = finding.verdict in {"only said", "unknown"} and not told.reason
    parts: list[str | Span] = [unknown(told.measured) if quiet else told.measured]
    if told.reason:
        parts.append(f" {cap(told.reason)}.")
    if told.doubt:
        parts.append(Span(told.doubt, "small"))
    if why := letter_explained(found, finding.letter):
        parts.append(Span(why, "small"))
    return w(*parts)


def _said(found: Assessment, finding: Finding, letter: Letter) -> Words:
    """Return what was said of a letter, its fields, and its earlier answers."""
    parts: list[str | Span] = []
    if letter.answer:
        parts.append(f"“{letter.answer.strip()}”")
    fields = field_words(found, finding.letter)
    parts += [Span(fields, "small")] if fields else []
    for earlier in letter.earlier:
        if earlier.answer:
            at = (
                f" at {when(found, earlier.answered_at)}"
                if earlier.answered_at.is_known
                else ""
            )
            parts.append(Span(f"Earlier{at}: “{earlier.answer.strip()}”", "small"))
    return w(*parts) if parts else w(unknown("Not answered."))


def field_words(found: Assessment, letter: str) -> str:
    """Return what the structured fields of a letter say, as words."""
    return _FIELDS[letter](found, found.incident.record)


def _radius(_: Assessment, record: Record) -> str:
    said = record.blast.blast_radius
    if said.affected is None:
        return ""
    told = said.answer or ""
    if says(told, said.affected) and (said.of is None or says(told, said.of)):
        return ""  # the answer has said it, in its own words
    of = f" of {said.of:,}" if said.of is not None else ""
    return f"{said.affected:,}{of} {said.unit or 'users'}"


def _location(_: Assessment, record: Record) -> str:
    said = record.blast.location
    parts = [f"Affected: {joined(list(said.affected))}"] if said.affected else []
    parts += [f"Looked at and fine: {joined(list(said.fine))}"] if said.fine else []
    return "; ".join(parts)


def _anchor(found: Assessment, record: Record) -> str:
    said = record.blast.anchor_time
    return cap(when(found, said.at)) if said.at.is_known else ""


def _change(_: Assessment, record: Record) -> str:
    said = record.blast.system_change
    changes = {one.id: one.what for one in record.changes or ()}
    changes |= {one.id: one.what for one in record.actions or ()}
    names = [changes.get(one, one) for one in said.suspects]
    return f"Suspected: {'; '.join(names)}" if names else ""


def _options(_: Assessment, record: Record) -> str:
    options = record.blast.temporary_mitigation.options
    if options is None:
        return ""
    if not options:
        return "No option was known"
    texts = [
        f"{one.what}{' (not used)' if one.used is False else ''}" for one in options
    ]
    return f"Known options: {'; '.join(texts)}"


_FIELDS = {"B": _radius, "L": _location, "A": _anchor, "S": _change, "T": _options}
