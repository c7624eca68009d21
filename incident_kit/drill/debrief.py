"""After a drill: what was asked before the first change, and what the data had by then."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from incident_kit.drill.practice import begin
from incident_kit.instants.written import UNKNOWN, Written
from incident_kit.store.folder import load_incident
from incident_kit.store.records import read_record
from incident_kit.timing.assessment import assess

if TYPE_CHECKING:
    from datetime import datetime

    from incident_kit.drill.practice import Practice
    from incident_kit.record.incident_record import Record
    from incident_kit.record.letters import Letter
    from incident_kit.record.parts import Action
    from incident_kit.results.findings import Finding
    from incident_kit.results.findings import Letter as Name
    from incident_kit.timing.assessment import Assessment

_RELIEVES = frozenset({"stabilize", "both"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One letter of a drill.

    ``answer`` are the words that were written at ``at``: what stood before the first
    change, else the first thing after it; ``is_before`` is None where there was no
    change, or nobody knows.  ``looked_at`` is the instant of ``then``, what the data
    had; ``whole`` is what the review of the whole incident found.
    """

    answer: str
    at: Written
    is_before: bool | None
    looked_at: datetime
    then: tuple[Assessment, Finding]
    whole: tuple[Assessment, Finding]

    @property
    def letter(self) -> Name:
        """Which of the five."""
        return self.whole[1].letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Debrief:
    """How a drill went, beside how it was: actions are None where there was none."""

    record: Record
    ended_at: datetime
    first_change: Action | None
    first_relief: Action | None
    team_relief: Action | None
    noticed_at: Written
    asked: tuple[Asked, ...]


def debrief_of(practice: Practice, ended_at: datetime) -> Debrief:
    """Return how a drill went that ended at an instant (UTC).

    Raises
    ------
    IncidentKitError
        If its record cannot be read.
    """
    stored = read_record(practice.incident_id, practice.home(lambda: ended_at))
    mine, theirs = stored.record, practice.incident.record
    change = _first(mine)
    seen = _Seen(practice)
    whole = assess(practice.incident)
    asked = []
    for name, letter in mine.blast.letters:
        answer, at, is_before = _answer(letter, change)
        looked = at.latest or (change and change.begun_at) or ended_at
        asked.append(
            Asked(
                answer=answer,
                at=at,
                is_before=is_before,
                looked_at=looked,
                then=_finding(seen.at(min(looked, ended_at)), name),
                whole=_finding(whole, name),
            )
        )
    return Debrief(
        record=mine,
        ended_at=ended_at,
        first_change=change,
        first_relief=_first(mine, _RELIEVES),
        team_relief=_first(theirs, _RELIEVES),
        noticed_at=theirs.detected_at,
        asked=tuple(asked),
    )


class _Seen:
    """What the data had at an instant: a practice of its own, made anew up to there."""

    def __init__(self, practice: Practice) -> None:
        self._practice = practice
        self._made: dict[datetime, Assessment] = {}

    def at(self, now: datetime) -> Assessment:
        now = max(now.replace(second=0, microsecond=0), self._practice.starts_at)
        if now not in self._made:
            self._made[now] = self._assess(now)
        return self._made[now]

    def _assess(self, now: datetime) -> Assessment:
        with tempfile.TemporaryDirectory() as place:
            one = replace(self._practice, folder=Path(place) / "then")
            begin(one, home="")
            one.release(now, after=one.starts_at)
            home = one.home(lambda: now)
            return assess(load_incident(read_record(one.incident_id, home), home))


def _finding(found: Assessment, letter: str) -> tuple[Assessment, Finding]:
    [finding] = [one for one in found.blast.findings if one.letter == letter]
    return found, finding


def _first(record: Record, purposes: frozenset[str] | None = None) -> Action | None:
    """Return the first change to production, or the first for one of these purposes."""
    timed = [
        (at, one)
        for one in record.changes_to_production
        if (at := one.begun_at) is not None
        and (purposes is None or one.purpose in purposes)
    ]
    return min(timed, key=lambda pair: pair[0])[1] if timed else None


def _answer(letter: Letter, change: Action | None) -> tuple[str, Written, bool | None]:
    """Return what was answered, when, and whether that was before the first change."""
    every = [(one.answer or "", one.answered_at) for one in letter.earlier]
    if letter.is_answered:
        every.append((letter.answer or "", letter.answered_at))
    timed = [(at, text, written) for text, written in every if (at := written.point)]
    timed.sort(key=lambda one: one[0])
    until = change.begun_at if change else None
    if until is None or not timed:
        [*_, (text, written)] = every or [("", UNKNOWN)]
        return text, written, None
    before = [one for one in timed if one[0] <= until]
    _, text, written = before[-1] if before else timed[0]
    return text, written, bool(before)
