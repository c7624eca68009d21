"""What nobody knows, and what does not agree: shown, never rewritten."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from incident_kit.instants.words import duration_words, joined
from incident_kit.series.levels import MIN_BASELINE
from incident_kit.styled import Span, Words, code, strong, w
from incident_kit.wording.differences import both_sides, explained_words
from incident_kit.wording.phrases import cap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_kit.record.incident_record import Record
    from incident_kit.results.findings import AnchorTime
    from incident_kit.results.harm import Harm
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times

# causes[1].fixed_at, mitigated_at
_FIELD = re.compile(r"\b[a-z][a-z_]*(?:\[\d+\]|\.[a-z_]+)+|\b[a-z]+(?:_[a-z]+)+\b")

UNKNOWN = "What we do not know"
APART = "What does not agree"
OR_EXPLAIN = "Or write under explanations why both stand."


def questions(record: Record) -> Iterator[tuple[Words, Words]]:
    """Yield each question that somebody wrote down, with its answer."""
    for one in record.questions:
        answered = one.answer not in {None, "unknown"}
        answer = str(one.answer) if answered else "No answer yet."
        owner = f" {one.owner} asks on." if one.owner else ""
        owner = f" ({one.owner})" if one.owner and answered else owner
        yield w(strong(one.what)), w(f"{answer}{owner}")


def differences(found: Assessment, times: Times) -> Iterator[tuple[Words, Words]]:
    """Yield what does not agree.

    What was said of a letter and of an action stands beside what was measured, in
    the map and in the ledger, and here once it is explained.
    """
    for one in found.differences:
        why = explained_words(one, times)
        stands_there = one.is_measured and one.path[0] in {"blast", "actions"}
        if stands_there and (not why or one.path[0] == "blast"):
            continue
        told = both_sides(found, one)
        head = w(strong(told.said), f" {told.against}")
        if not one.is_measured:
            says = told.said.removeprefix(one.name)
            against = _with_fields(f"{says} — {told.against}.")
            head = w(code(one.name), *against)
        yield head, w(why) if why else w(*_with_fields(cap(told.mend)))


def _with_fields(text: str) -> Iterator[Span | str]:
    """Yield a text of ours in which the names of fields are code."""
    at = 0
    for found in _FIELD.finditer(text):
        yield from filter(None, (text[at : found.start()],))
        yield code(found[0])
        at = found.end()
    yield from filter(None, (text[at:],))


def gaps(
    record: Record, anchors: Sequence[AnchorTime], harms: Sequence[Harm]
) -> Iterator[tuple[Words, Words]]:
    """Yield what the data leave open, and what would close it."""
    for what, why in _gaps(record, anchors, harms):
        yield w(strong(what)), w(why)


def _gaps(
    record: Record, anchors: Sequence[AnchorTime], harms: Sequence[Harm]
) -> Iterator[tuple[str, str]]:
    for harm in harms:
        silent = harm.missing.total_seconds() >= 60
        if silent and harm.amount is not None and harm.is_bound:
            yield (
                f"{_how_many(harm)} in {duration_words(harm.missing)} without a sample.",
                "It is left out of every sum: hence “at least”.",
            )
    bad = [one.series for one in anchors if one.verdict == "begins bad"]
    if bad:
        begins = "Each series" if len(bad) > 1 else "The series"
        yield (
            f"When {joined(bad)} began.",
            f"{begins} begins bad; earlier samples would show it.",
        )
    short = [one.series for one in anchors if one.verdict == "too little baseline"]
    if short:
        yield (
            f"When {joined(short)} left the usual level.",
            f"Fewer than {MIN_BASELINE} samples lie before it was noticed.",
        )
    slow = [one.series for one in anchors if one.may_be_the_hour]
    if slow:
        yield (
            f"Whether the time of day explains {joined(slow)}.",
            "The move took more than half an hour and lasted, and the data hold less than two days: the same hours of other days would tell.",
        )
    timeless = [one.what for one in record.changes or () if one.at.form == "unknown"]
    if timeless:
        yield (
            f"When this changed: {'; '.join(timeless)}.",
            "A change whose time is not known cannot be ruled out by it.",
        )
    if any(one.kind == "state" for one in harms) and not record.questions:
        yield (
            "How much impact there was.",
            "Intervals say when, not how much over time.",
        )


def _how_many(harm: Harm) -> str:
    """Return what is not known of a series: how many, or how high a level."""
    if harm.per is None:
        return f"How {harm.series} stood"
    return f"How many {harm.series} there were"
