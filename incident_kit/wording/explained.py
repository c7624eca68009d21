"""Why two things that do not agree both stand, in the words of who knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.styled import Words, code, strong, w
from incident_kit.timing.differences import LETTERS, stale_explanations
from incident_kit.wording.phrases import when

if TYPE_CHECKING:
    from incident_kit.record.parts import Explanation
    from incident_kit.results.differences import Difference
    from incident_kit.timing.assessment import Assessment

_STALE = "It explains something that no longer differs; take it out, or correct its "


def explained_words(found: Assessment, difference: Difference) -> str:
    """Return how a difference is explained, by whom and when; empty if it is not."""
    return " ".join(_words(found, one) for one in difference.explanations)


def letter_explained(found: Assessment, letter: str) -> str:
    """Return why what was said of a letter and what was measured both stand."""
    name = f"blast.{LETTERS[letter]}"
    known = (
        explained_words(found, one) for one in found.differences if one.name == name
    )
    return next(known, "")


def stale_rows(found: Assessment) -> list[tuple[Words, Words]]:
    """Return the explanations whose difference is gone: said, never deleted."""
    stale = stale_explanations(found.incident.record, found.differences)
    return [
        (
            w(strong("Explained, and no longer different: "), code(one.field)),
            w(f"{_words(found, one)} {_STALE}", code("field"), "."),
        )
        for one in stale
    ]


def _words(found: Assessment, one: Explanation) -> str:
    at = when(found, one.at) if one.at.is_known else ""
    who = ", ".join(part for part in (one.by or "", at) if part)
    return f"Explained{f' ({who})' if who else ''}: “{one.why.strip()}”"
