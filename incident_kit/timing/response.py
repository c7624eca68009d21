"""The order of response: asked, stabilized, fixed.  A sequence, not a person."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from incident_kit.instants.elapsed import comes_before
from incident_kit.instants.written import UNKNOWN, Written
from incident_kit.results.response import Asked, AskedLetter, Response

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.incident import Incident
    from incident_kit.record.letters import Letter
    from incident_kit.record.parts import Action
    from incident_kit.results.clocks import Clocks
    from incident_kit.results.findings import BlastMap


def order_of_response(incident: Incident, blast: BlastMap, clocks: Clocks) -> Response:
    """Return whether the map came first, then relief, then the fix.

    *asked* = the earliest of a letter's ``answered_at`` and those of its
    ``earlier`` answers; an answer without a time is asked, time unknown.
    *First change to production* = the first action not only to investigate.
    """
    actions = incident.record.changes_to_production
    changed_at = _earliest(actions)
    letters = tuple(
        _asked(name, letter, changed_at, is_changed=bool(actions))
        for name, letter in incident.record.blast.letters
    )
    stabilizing = tuple(a for a in actions if a.purpose in {"stabilize", "both"})
    fixes = tuple(a for a in actions if a.purpose in {"fix", "both"})
    return Response(
        letters=letters,
        first_change=first_change(actions),
        changed_at=changed_at,
        stabilizing=stabilizing,
        fixes=fixes,
        stabilized_first=_stabilized_first(stabilizing, fixes),
        second_wave=blast.waves[1] if len(blast.waves) > 1 else None,
        same_action=clocks.order == "same action",
    )


def first_change(actions: Sequence[Action]) -> Action | None:
    """Return the action that came before all others, None where none is known to."""
    for one in actions:
        others = (other for other in actions if other is not one)
        if all(comes_before(one.applied_at, other.applied_at) for other in others):
            return one
    return None


def _earliest(actions: Sequence[Action]) -> Written:
    """Return when production was first changed, unknown where an action has no time."""
    timed = [
        (at, one.applied_at) for one in actions if (at := one.begun_at) is not None
    ]
    if not timed or len(timed) < len(actions):
        return UNKNOWN
    return min(timed, key=itemgetter(0))[1]


def _asked(
    name: str, letter: Letter, changed_at: Written, *, is_changed: bool
) -> AskedLetter:
    answers = [(letter.is_answered, letter.answered_at)]
    answers += [(one.answer is not None, one.answered_at) for one in letter.earlier]
    given = [at for answered, at in answers if answered or at.is_known]
    if not given:
        silent: Asked = "not asked" if letter.asked is False else "not recorded"
        return AskedLetter(letter=name, asked=silent)
    timed = [(first_at, at) for at in given if (first_at := at.earliest) is not None]
    if not timed:
        return AskedLetter(letter=name, asked="time unknown")
    at = min(timed, key=itemgetter(0))[1]
    asked = _against(at, changed_at) if is_changed else "before"
    return AskedLetter(letter=name, asked=asked, at=at)


def _against(at: Written, change: Written) -> Asked:
    if change.earliest is None:
        return "time unknown"
    if at.latest is not None and at.latest < change.earliest:
        return "before"
    if (
        at.earliest is not None
        and change.latest is not None
        and at.earliest > change.latest
    ):
        return "after"
    return "time unknown"


def _stabilized_first(
    stabilizing: Sequence[Action], fixes: Sequence[Action]
) -> bool | None:
    """Return whether something to stabilize came first, None where nothing tells."""
    fix, ease = _earliest(fixes), _earliest(stabilizing)
    if fix.earliest is None or (stabilizing and ease.earliest is None):
        return None
    if ease.earliest is None:
        return False
    return ease.earliest <= fix.earliest
