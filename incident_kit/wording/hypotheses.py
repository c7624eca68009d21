"""What was held to be the cause: how surely, and how often that was right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.instants.words import joined
from incident_kit.styled import Words, small, strong, w
from incident_kit.wording.phrases import cap, cell, number_words, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.record.parts import Hypothesis
    from incident_kit.wording.times import Times

# how it turned out, in the order in which the sentence counts
OUTCOMES = {
    "right": "right",
    "partly": "partly right",
    "wrong": "wrong",
    "open": "still open",
}
_JUDGED = frozenset({"right", "partly", "wrong"})


def hypotheses_lead(held: Sequence[Hypothesis]) -> str:
    """Return how many were held, how they turned out, and how surely they were held."""
    return " ".join(part for part in (_counted(held), _surely(held)) if part)


def _counted(held: Sequence[Hypothesis]) -> str:
    text = cap(plural(len(held), "hypothesis", "hypotheses"))
    text += f" {'was' if len(held) == 1 else 'were'} recorded"
    parts = []
    for name, words in OUTCOMES.items():
        count = sum(one.verdict == name for one in held)
        be = ("is", "are") if name == "open" else ("was", "were")
        if count:
            parts.append(f"{number_words(count)} {be[count > 1]} {words}")
    if len(held) == 1 and parts:
        return f"{text}; it {parts[0].removeprefix('one ')}."
    return f"{text}; {joined(parts)}." if parts else f"{text}."


def _surely(held: Sequence[Hypothesis]) -> str:
    """Return the stated confidence beside how often it was right."""
    sure = [
        (one.confidence, one.verdict)
        for one in held
        if one.confidence is not None and one.verdict in _JUDGED
    ]
    if len(sure) < 2:
        return ""
    mean = sum(confidence for confidence, _ in sure) / len(sure)
    right = sum(verdict == "right" for _, verdict in sure)
    count = number_words(right) if right else "none"
    verb = "was" if right == 1 else "were"
    return (
        f"On average they were held with {percent(mean)} confidence; "
        f"{count} of {number_words(len(sure))} {verb} right."
    )


def hypothesis_cells(one: Hypothesis, times: Times) -> tuple[Words, ...]:
    """Return when it was held, what, how surely, and how it turned out."""
    sure = None if one.confidence is None else percent(one.confidence)
    verdict = cell(None) if one.verdict == "unknown" else w(strong(one.verdict))
    by = (small(f"by {one.by}"),) if one.by else ()
    return cell(times.when(one.at)), w(one.what, *by), cell(sure), verdict


def percent(confidence: float) -> str:
    """Return a confidence in percent."""
    return f"{confidence * 100:.0f} %"
