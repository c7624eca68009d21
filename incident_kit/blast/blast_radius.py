"""B: who is affected, and how many of how many?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.results.findings import Finding

if TYPE_CHECKING:
    from incident_kit.record.letters import SaidBlastRadius


def assess_radius(said: SaidBlastRadius) -> Finding:
    """Return that who is affected is only said; nothing is measured yet."""
    return Finding(letter="B", verdict="only said" if said.is_answered else "unknown")
