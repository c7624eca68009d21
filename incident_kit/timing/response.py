"""The order of response: asked, stabilized, fixed.  A sequence, not a person."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from incident_kit.instants.elapsed import surely_before
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
        _asked(name, letter, [one.applied_at for one in actions])
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
        if all(surely_before(one.applied_at, other.applied_at) for other in others):
            return one
    return None


def _earliest(actions: Sequence[Action]) -> Written:
    """Return when production was first changed, unknown where an action has no time.

    So it is where the first may have come after another: of it no latest is known.
    """
    timed = [
        (at, one.applied_at) for one in actions if (at := one.begun_at) is not None
    ]
    if not timed or len(timed) < len(actions):
        return UNKNOWN
    first = min(timed, key=itemgetter(0))[1]
    return UNKNOWN if first.form == "after" and len(timed) > 1 else first


def _asked(name: str, letter: Letter, changes: Sequence[Written]) -> AskedLetter:
    answers = [(letter.is_answered, letter.answered_at)]
    answers += [(one.answer is not None, one.answered_at) for one in letter.earlier]
    texts = [letter.answer, *(one.answer for one in letter.earlier)]
    given = [at for answered, at in answers if answered or at.is_known]
    if not given:
        silent: Asked = "not asked" if letter.asked is False else "not recorded"
        return AskedLetter(letter=name, asked=silent)
    is_open = {text.strip().lower() for text in texts if text} == {"unknown"}
    timed = [(first_at, at) for at in given if (first_at := at.earliest) is not None]
    if not timed:
        return AskedLetter(letter=name, asked="time unknown", is_open=is_open)
    at = min(timed, key=itemgetter(0))[1]
    asked = _against(at, changes)
    is_anew = asked == "before" and _against(letter.answered_at, changes) == "after"
    return AskedLetter(
        letter=name, asked=asked, at=at, is_anew=is_anew, is_open=is_open
    )


def _against(at: Written, changes: Sequence[Written]) -> Asked:
    """Return on which side of the first of all changes an answer came, if that is sure."""
    if any(surely_before(one, at) for one in changes):
        return "after"
    is_first = all(surely_before(at, one) for one in changes)
    return "before" if is_first else "time unknown"


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
