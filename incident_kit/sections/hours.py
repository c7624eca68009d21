"""Hour by hour: everything that happened in one list, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime  # noqa: TC003  # a field's type
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from incident_kit.instants.written import UNKNOWN, Written
from incident_kit.page.hours import HourLine, HourRow, HoursBlock
from incident_kit.page.text_blocks import Lead
from incident_kit.record.entries import order
from incident_kit.record.moments import MOMENTS
from incident_kit.sections.parts import quiet, section
from incident_kit.styled import Words, w
from incident_kit.wording import hours as told
from incident_kit.wording.said import NO_UPDATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from incident_kit.page.blocks import Section
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times


# so many changes that are not ruled out stand there
_NAMED = 5
# what ends the paperwork is no hour of the incident
_TOLD = tuple(field for field in MOMENTS if field != "closed_at")
_TELLING = frozenset({"trigger", "latent", "contributing"})


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened when: ``said`` in words, ``data`` what the data say of it.

    ``place`` is where it stands in the list, by default by its time.
    """

    moment: Written
    said: Words
    data: Words = ()
    place: datetime | None = None
    letter: str = ""
    asked: Literal["", "before", "after"] = ""


def hours(found: Assessment, times: Times) -> Section:
    """Return what happened, with the answers to the letters and the guesses."""
    seen = (*_seen(found, times), *_answers(found), *_guesses(found))
    lead = told.LEAD if found.incident.measured else told.AS_REPORTED
    if any(one.asked for one in seen):
        lead += told.SQUARES
    return _listed(found, times, seen, lead)


def released_hours(found: Assessment, times: Times) -> Section:
    """Return what happened, as a customer may read it: what was seen and done."""
    lead = told.LEAD if found.incident.measured else ""
    return _listed(found, times, _seen(found, times), lead)


def _listed(
    found: Assessment, times: Times, happened: Iterable[Happening], lead: str
) -> Section:
    none = quiet(NO_UPDATES if found.incident.record.updates == () else "")
    rows = _rows(list(happened), times)
    if not rows:
        return section("hours", *none)
    first = (Lead(w(lead)),) if lead else ()
    return section("hours", *first, HoursBlock(rows), *none)


def _rows(happened: list[Happening], times: Times) -> tuple[HourRow, ...]:
    """Return a row for each time as it is printed; in one row nothing is in order."""
    ordered = sorted(happened, key=_place)
    rows = [
        (one.moment, [one, *more])
        for _, (one, *more) in (
            (text, list(group))
            for text, group in groupby(ordered, key=lambda it: times.when(it.moment))
        )
    ]
    return tuple(
        HourRow(
            told.when_words(moment, times),
            tuple(
                HourLine(said=it.said, data=it.data, letter=it.letter, asked=it.asked)
                for it in _once(group)
            ),
        )
        for moment, group in rows
    )


def _place(one: Happening) -> tuple[bool, float]:
    """Return what sorts it: its place, else its time."""
    return order(one.moment) if one.place is None else (False, one.place.timestamp())


def _once(group: list[Happening]) -> Iterator[Happening]:
    """Yield what happened at one time, the same words once: its data with the first."""
    seen: dict[str, Happening] = {}
    for one in group:
        text = "".join(span.text for span in one.said).casefold().strip(" .")
        before = seen.get(text)
        seen[text] = (
            one if before is None else replace(before, data=(*before.data, *one.data))
        )
    yield from seen.values()


def _seen(found: Assessment, times: Times) -> Iterator[Happening]:
    """Yield what was seen, told and done, and what a series shows."""
    record = found.incident.record
    yield from _changes(found)
    yield from _onsets(found)
    yield from _states(found)
    yield from _points(found)
    for one in record.timeline:
        yield Happening(one.at, *told.entry_words(one, record))
    for action in record.actions or ():
        if action.applied_at.form != "not yet":
            did = told.action_words(found, action, times)
            yield Happening(action.applied_at, *did)
    yield from _waves(found, times)
    for update in record.updates or ():
        yield Happening(update.at, *told.update_words(update, record))


def _changes(found: Assessment) -> Iterator[Happening]:
    """Yield the changes worth naming: not ruled out, suspected, failed or taken back."""
    record, ledger = found.incident.record, found.blast.ledger
    named = {*record.blast.system_change.suspects, *record.undone}
    named |= {one.id for one in ledger.listed if one.outcome == "failed"}
    named |= {one.id for one in ledger.listed if one.role in _TELLING}
    # nearest to the onset first
    left = [one for one in ledger.listed if one.verdict != "ruled out"]
    named |= {one.id for one in left if one.verdict == "supported"}
    named |= {one.id for one in left[:_NAMED]}
    for entry in ledger.listed:
        if entry.id in named and not entry.is_action and entry.at.form != "not yet":
            # what may have set it off stands before the day's hours
            first = entry.at.earliest
            yield Happening(entry.at, *told.change_words(entry), place=first)


def _onsets(found: Assessment) -> Iterator[Happening]:
    """Yield the first bad sample of each series that shows impact; a wave tells its own."""
    told_by_waves = {(one.series, one.start) for one in found.blast.waves[1:]}
    for anchor in found.blast.anchors:
        first = (anchor.series, anchor.first_bad)
        if anchor.is_measured and anchor.first_bad and first not in told_by_waves:
            at = Written.exactly(anchor.first_bad.to_pydatetime())
            yield Happening(at, *told.onset_words(anchor))


def _states(found: Assessment) -> Iterator[Happening]:
    """Yield when each state began and ended, as said."""
    for series in found.incident.series:
        for start, end in series.during:
            if start.is_known:
                yield Happening(start, told.interval_words(series.name, "From"))
            if end.is_known:
                yield Happening(end, told.interval_words(series.name, "Until"))


def _points(found: Assessment) -> Iterator[Happening]:
    """Yield the turning points; what the data show of the end where that differs."""
    record, mitigate = found.incident.record, found.clocks.mitigate
    begun = {start.text for one in found.incident.series for start, _ in one.during}
    for field in _TOLD:
        moment: Written = getattr(record, field)
        if field == "started_at" and moment.text in begun:
            continue  # what began then is named
        if moment.is_known:
            said, data = told.point_words(found, field)
            yield Happening(moment, said, (*data, *told.resting(moment, record)))
    differs = mitigate.moment.stated != record.mitigated_at.stated
    if mitigate.how == "measured" and mitigate.moment.is_known and differs:
        yield Happening(mitigate.moment, *told.back_words())


def _waves(found: Assessment, times: Times) -> Iterator[Happening]:
    """Yield each later wave as it began."""
    for number, wave in enumerate(found.blast.waves, 1):
        if number > 1:
            at = UNKNOWN
            if wave.start_known:
                at = Written.exactly(wave.start.to_pydatetime())
            yield Happening(at, *told.wave_words(found, number, wave, times))


def _answers(found: Assessment) -> Iterator[Happening]:
    """Yield the answers to the letters, earlier ones too, and the options known."""
    record, changed_at = found.incident.record, found.response.changed_at
    letters = dict(record.blast.letters)
    for finding in found.blast.findings:
        name, letter = finding.letter, letters[finding.letter]
        for one in letter.earlier:
            yield Happening(
                one.answered_at,
                *told.earlier_words(name, one, found),
                letter=name,
                asked=told.asked_when(one.answered_at, changed_at),
            )
        if letter.answer or letter.answered_at.is_known:
            yield Happening(
                letter.answered_at,
                *told.answer_words(found, finding, letter),
                letter=name,
                asked=told.asked_when(letter.answered_at, changed_at),
            )
    for option in record.blast.temporary_mitigation.options or ():
        if option.known_at.is_known:
            yield Happening(option.known_at, *told.option_words(found, option))


def _guesses(found: Assessment) -> Iterator[Happening]:
    """Yield what was held to be the cause."""
    for one in found.incident.record.hypotheses:
        yield Happening(one.at, *told.guess_words(one))
