"""What a customer reads: nothing that sounds as if it were unknown or had not been done.

What is not released is not spoken of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.styled import AnswerCell, Words, w
from incident_kit.wording.answers import (
    IS_IT_OVER,
    changes,
    fine_since,
    over_since,
    who,
    why,
)
from incident_kit.wording.blast_map import field_words
from incident_kit.wording.differences import both_sides
from incident_kit.wording.head import severity_and_day
from incident_kit.wording.phrases import bare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_kit.record.incident_record import Record
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times

NEXT = "What we do next"
UNTITLED = "Incident report"
INSIDE = "Not part of a customer’s copy."
HEADINGS = {
    "blast_map": "What we found",
    "impact": "Impact over time",
    "clocks": "How long it took",
    "unknowns": "Open questions",
}
_LETTERS = {
    "L": "Where it showed",
    "A": "Since when",
    "S": "What had changed",
    "T": "What could ease it",
}
_STATES = {
    "ongoing": "ongoing",
    "over": "over",
    "fixed, impact goes on": "ongoing",
    "mitigated, not fixed": "mitigated",
    "mitigated, fix unknown": "mitigated",
}


def head_line(record: Record, state: str, times: Times) -> tuple[str, ...]:
    """Return the small line over the title."""
    name = record.id or (UNTITLED if record.title else "")
    told = severity_and_day(record.severity, times)
    return name, *told, _STATES.get(state, "")


def answers(found: Assessment, times: Times) -> tuple[AnswerCell, ...]:
    """Return who was affected, whether it is over, and what comes next."""
    record = found.incident.record
    given = (
        who(record),
        why(record),
        _is_it_over(found, times),
        changes(record.follow_ups, times, NEXT) if record.follow_ups else None,
    )
    return tuple(row for row in given if row)


def _is_it_over(found: Assessment, times: Times) -> AnswerCell | None:
    clocks, fine = found.clocks, fine_since(found, times)
    if clocks.share_left is not None:
        fine = over_since(found, times)
    if clocks.state in {"over", "mitigated, not fixed", "mitigated, fix unknown"}:
        # within, it is over once the cause is gone, too
        is_over = clocks.state == "over" and over_since(found, times) == fine
        word = "Yes" if is_over else "For users"
        if clocks.share_left is not None and clocks.state != "over":
            word = "Mostly"
        words = w(f"{word}, {fine}.")
        return AnswerCell(question=IS_IT_OVER, words=words) if fine else None
    if clocks.state in {"ongoing", "fixed, impact goes on"}:
        return AnswerCell(question=IS_IT_OVER, words=w("Not yet."))
    return None


def letter_rows(record: Record, times: Times) -> Iterator[tuple[Words, Words]]:
    """Yield the answers that are released; who was affected stands in the head."""
    for name, said in record.blast.letters:
        if name in _LETTERS and said.is_answered:
            parts = (said.answer, field_words(name, record, times))
            text = " ".join(f"{bare(part)}." for part in parts if part)
            yield w(_LETTERS[name]), w(text)


def question_rows(found: Assessment) -> Iterator[tuple[Words, Words]]:
    """Yield the questions that are released with their answers, and explanations."""
    for asked in found.incident.record.questions:
        answer = asked.answer if asked.answer not in {None, "unknown"} else "Open."
        yield w(asked.what), w(answer or "")
    for one in found.differences:
        if one.is_measured and one.is_explained:
            why = " ".join(said.why for said in one.explanations)
            told = both_sides(found, one)
            yield w(f"{told.said} {told.against}"), w(why)
