"""The order of response: asked, stabilized, fixed.  A sequence, not a person."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from incident_kit.results.response import Asked, AskedLetter, Response

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.incident import Incident
    from incident_kit.instants.written import Written
    from incident_kit.record.parts import Action, Letter
    from incident_kit.results.clocks import Clocks
    from incident_kit.results.findings import BlastMap


def order_of_response(incident: Incident, blast: BlastMap, clocks: Clocks) -> Response:
    """Return whether the map came first, then relief, then the fix.

    *asked* = the earliest of a letter's ``answered_at`` and those of its
    ``earlier`` answers; an answer without a time is asked, time unknown.
    *First change to production* = the first action not only to investigate.
    """
    actions = incident.record.changes_to_production
    first = first_change(actions)
    letters = tuple(
        _asked(name, letter, first) for name, letter in incident.record.blast.letters
    )
    stabilizing = tuple(a for a in actions if a.purpose in {"stabilize", "both"})
    fixes = tuple(a for a in actions if a.purpose in {"fix", "both"})
    later = [wave for wave in blast.waves[1:] if wave.follows]
    return Response(
        letters=letters,
        first_change=first,
        stabilizing=stabilizing,
        fixes=fixes,
        stabilized_first=_stabilized_first(stabilizing, fixes),
        wave_after=later[0] if later else None,
        fix_was_fastest=clocks.order == "same action",
    )


def first_change(actions: Sequence[Action]) -> Action | None:
    """Return the first action by time; those without a time come last."""
    timed = [(at, one) for one in actions if (at := one.begun_at) is not None]
    if timed:
        return min(timed, key=itemgetter(0))[1]
    return actions[0] if actions else None


def _asked(name: str, letter: Letter, first: Action | None) -> AskedLetter:
    answers = [(letter.is_answered, letter.answered_at)]
    answers += [(one.answer is not None, one.answered_at) for one in letter.earlier]
    given = [at for answered, at in answers if answered or at.is_known]
    if not given:
        return AskedLetter(letter=name, asked="never")
    timed = [(first_at, at) for at in given if (first_at := at.earliest) is not None]
    if not timed:
        return AskedLetter(letter=name, asked="time unknown")
    at = min(timed, key=itemgetter(0))[1]
    return AskedLetter(letter=name, asked=_against(at, first), at=at)


def _against(at: Written, first: Action | None) -> Asked:
    if first is None:
        return "before"
    change = first.applied_at
    if change.earliest is None:
        return "time unknown"
    if at.latest is not None and at.latest < change.earliest:
        return "before"
    if (
        at.earliest is not None
        and change.latest is not None
        and at.earliest >= change.latest
    ):
        return "after"
    return "time unknown"


def _stabilized_first(
    stabilizing: Sequence[Action], fixes: Sequence[Action]
) -> bool | None:
    fix, ease = first_change(fixes), first_change(stabilizing)
    if fix is None or fix.begun_at is None:
        return None
    if ease is None or ease.begun_at is None:
        return False
    return ease.begun_at <= fix.begun_at
