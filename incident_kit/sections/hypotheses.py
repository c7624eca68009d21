"""What was held to be the cause: how surely, and how often that was right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.instants.words import joined
from incident_kit.page.blocks import Column, Lead, Row, Section, TableBlock
from incident_kit.styled import Words, strong, unknown, w
from incident_kit.wording.phrases import cap, number_words, plural, when

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.record.parts import Hypothesis
    from incident_kit.timing.assessment import Assessment

# how it turned out, in the order in which the sentence counts
_OUTCOMES = {
    "right": "right",
    "partly": "partly right",
    "wrong": "wrong",
    "open": "still open",
}
_JUDGED = frozenset({"right", "partly", "wrong"})


def hypotheses(found: Assessment) -> Section:
    """Return each hypothesis with its stated confidence and its verdict, by time."""
    held = sorted(found.incident.record.hypotheses or (), key=_place)
    if not held:
        return Section(
            id="hypotheses",
            heading="Hypotheses",
            hint="No hypothesis is recorded; add lines under hypotheses.",
        )
    columns = (
        Column(key="when", head="When"),
        Column(key="what", head="Hypothesis"),
        Column(
            key="confidence",
            head="Stated confidence",
            small=True,
            phone_word="confidence",
        ),
        Column(key="verdict", head="Verdict", small=True),
    )
    rows = tuple(
        Row(
            cells=(
                _or_unknown(when(found, one.at)),
                w(one.what),
                w(_percent(one.confidence))
                if one.confidence is not None
                else w(unknown()),
                w(strong(one.verdict)) if one.verdict != "unknown" else w(unknown()),
            )
        )
        for one in held
    )
    table = TableBlock(
        kind="hypotheses", columns=columns, rows=rows, caption="Hypotheses"
    )
    lead = " ".join(part for part in (_counted(held), _surely(held)) if part)
    return Section(id="hypotheses", heading="Hypotheses", blocks=(Lead(w(lead)), table))


def _place(one: Hypothesis) -> tuple[bool, float]:
    """Sort by time; what has none comes last, as it was written."""
    at = one.at.earliest
    return at is None, at.timestamp() if at else 0.0


def _counted(held: Sequence[Hypothesis]) -> str:
    """Return how many there were, and how many of them turned out how."""
    text = cap(plural(len(held), "hypothesis", "hypotheses"))
    text += f" {'was' if len(held) == 1 else 'were'} recorded"
    parts = []
    for name, words in _OUTCOMES.items():
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
        f"On average they were held with {_percent(mean)} confidence; "
        f"{count} of {number_words(len(sure))} {verb} right."
    )


def _percent(confidence: float) -> str:
    return f"{confidence * 100:.0f} %"


def _or_unknown(text: str) -> Words:
    return w(unknown()) if text == "unknown" else w(text)
