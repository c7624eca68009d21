"""B: who is affected, and how many of how many?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.results.findings import Finding

if TYPE_CHECKING:
    from incident_kit.record.parts import SaidBlastRadius

QUESTION = "Blast radius"


def assess_radius(said: SaidBlastRadius) -> Finding:
    """Return what was said of who is affected; nothing is measured yet."""
    return Finding(
        letter="B",
        question=QUESTION,
        measured="No table of operations to measure it with.",
        verdict="only said" if said.is_answered else "unknown",
    )
