"""The five letters in words: what the data say, why it (dis)agrees, what may be wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incident_kit.wording.anchor_time import (
    anchor_reason,
    anchor_words,
    beside_words,
    not_measured_words,
)
from incident_kit.wording.location import location_reason, location_words
from incident_kit.wording.system_change import change_reason, changes_words
from incident_kit.wording.temporary_mitigation import tried_words

if TYPE_CHECKING:
    from incident_kit.results.findings import Finding, Letter
    from incident_kit.timing.assessment import Assessment

QUESTIONS: dict[Letter, str] = {
    "B": "Blast radius",
    "L": "Location",
    "A": "Anchor time",
    "S": "System change",
    "T": "Temporary mitigation",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingWords:
    """One letter in words; ``reason`` and ``doubt`` are empty where there is none."""

    measured: str
    reason: str = ""
    doubt: str = ""


def finding_words(found: Assessment, finding: Finding) -> FindingWords:
    """Return what the data say of a letter, why it (dis)agrees, what may be wrong."""
    blast, record = found.blast, found.incident.record
    reason = finding.reason
    match finding.letter:
        case "B":
            return FindingWords(measured="No table of operations to measure it with.")
        case "L":
            return FindingWords(
                measured=location_words(blast.places),
                reason="" if reason is None else location_reason(reason),
            )
        case "A":
            anchor, zone = blast.anchor, found.incident.zone
            measured = not_measured_words(blast.anchors)
            if anchor.is_measured:
                measured = anchor_words(anchor, zone)
            return FindingWords(
                measured=measured,
                reason="" if reason is None else anchor_reason(reason),
                doubt=beside_words(blast.anchors, blast.sign, anchor, zone),
            )
        case "S":
            return FindingWords(
                measured=changes_words(blast.ledger, blast.anchor),
                reason="" if reason is None else change_reason(reason),
            )
        case "T":
            effects = [effect for one in blast.series for effect in one.effects]
            tried = tried_words(record.changes_to_production, effects)
            return FindingWords(measured=tried)
