"""Why two things that do not agree both stand, in the words of who knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.styled import Words, code, strong, w
from incident_kit.timing.differences import LETTERS, stale_explanations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Explanation
    from incident_kit.results.differences import Difference
    from incident_kit.wording.times import Times

_STALE = "It explains something that no longer differs; take it out, or correct its "


def explained_words(difference: Difference, times: Times) -> str:
    """Return how a difference is explained, by whom and when; empty if it is not."""
    return " ".join(_words(one, times) for one in difference.explanations)


def letter_explained(letter: str, apart: Sequence[Difference], times: Times) -> str:
    """Return why what was said of a letter and what was measured both stand."""
    name = f"blast.{LETTERS[letter]}"
    return next((explained_words(one, times) for one in apart if one.name == name), "")


def stale_rows(
    record: Record, apart: Sequence[Difference], times: Times
) -> list[tuple[Words, Words]]:
    """Return the explanations whose difference is gone: said, never deleted."""
    return [
        (
            w(strong("Explained, and no longer different: "), code(one.field)),
            w(f"{_words(one, times)} {_STALE}", code("field"), "."),
        )
        for one in stale_explanations(record, tuple(apart))
    ]


def _words(one: Explanation, times: Times) -> str:
    at = times.when(one.at) if one.at.is_known else ""
    who = ", ".join(part for part in (one.by or "", at) if part)
    return f"Explained{f' ({who})' if who else ''}: “{one.why.strip()}”"
