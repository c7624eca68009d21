"""Two things that cannot both be right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from incident_kit.record.contradictions import Path
    from incident_kit.record.parts import Explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two things that cannot both be right: what is said, and what stands against it.

    ``name`` is what an explanation calls it, ``path`` the value that a person
    would correct.  ``is_measured`` says that the data are the other side.
    """

    name: str
    path: Path
    said: str
    against: str
    mend: str = "correct one of the two"
    is_measured: bool = True
    explanations: tuple[Explanation, ...] = ()

    @property
    def is_explained(self) -> bool:
        """Whether somebody has said why both stand."""
        return bool(self.explanations)
