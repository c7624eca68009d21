"""L: where does it show, and where not?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.finding import Finding

if TYPE_CHECKING:
    from incident_kit.record.parts import SaidLocation

QUESTION = "Location"


def assess_location(said: SaidLocation) -> Finding:
    """Return what was said of where it shows; nothing is measured yet."""
    return Finding(
        letter="L",
        question=QUESTION,
        measured="No series by place to measure it with.",
        verdict="only said" if said.is_answered else "unknown",
    )
