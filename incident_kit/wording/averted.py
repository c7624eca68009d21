"""Why nothing is said of what was averted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.results.reasons import EffectReason
from incident_kit.wording.temporary_mitigation import effect_reason

if TYPE_CHECKING:
    from incident_kit.results.reasons import AvertedCode
    from incident_kit.results.worth import Averted

_REASONS: dict[AvertedCode, str] = {
    "no series": "there is no impact series",
    "not fine again": "users were not fine again",
    "fine again unknown": "when users were fine again is not known",
    "fix unknown": "when the cause was removed is not known",
    "no action": "no action is recorded that made users fine again",
    "no harm": "no harm is measured",
    "fixed first": "users were fine again no earlier than the cause was removed",
}


def averted_reason(averted: Averted) -> str:
    """Return why nothing can be estimated, "" where it can."""
    reason = averted.reason
    if reason is None or isinstance(reason, EffectReason):
        return effect_reason(reason)
    return _REASONS[reason]
