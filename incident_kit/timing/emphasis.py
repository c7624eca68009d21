"""Which part of the harm the key figure speaks of: the first of four that is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from incident_kit.results.findings import Wave
    from incident_kit.results.harm import Phase
    from incident_kit.results.worth import Averted, Avoidable
    from incident_kit.timing.assessment import Assessment

EmphasisKind = Literal["avoidable", "averted", "undetected", "caused"]

# A smaller part is no finding: below a twentieth its area is hardly seen.
SMALLEST = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Emphasis:
    """A part of the headline series, from when to when, and what it was found from.

    ``share`` is its part of the whole harm, None for what did not happen.
    """

    kind: EmphasisKind
    start: datetime
    end: datetime
    share: float | None
    of: Avoidable | Averted | Phase | Wave


def emphasis(found: Assessment) -> Emphasis | None:
    """Return the part to speak of, None where none is known.

    In this order: what came after an option was known; what mitigating first spared,
    where the first change to production was the mitigation; what came before the
    first report; what a change of ours caused.
    """
    if found.blast.headline is None or not found.blast.headline.is_hurt:
        return None
    parts = (*_avoidable(found), *_averted(found), *_undetected(found), *_caused(found))
    return next(
        (one for one in parts if one.share is None or one.share >= SMALLEST), None
    )


def _avoidable(found: Assessment) -> Iterator[Emphasis]:
    for one in found.avoidable:
        if one.minute == "became known" and one.whole > 0 and not one.is_bound:
            start, end = one.since.to_pydatetime(), one.until.to_pydatetime()
            share = one.amount / one.whole
            yield Emphasis(kind="avoidable", start=start, end=end, share=share, of=one)


def _averted(found: Assessment) -> Iterator[Emphasis]:
    one, first = found.averted, found.response.first_change
    is_first = found.response.stabilized_first and first is not None
    if (
        is_first
        and first is not None
        and first.id == one.action
        # what another wave came after is not praised
        and all(wave.follows != first.id for wave in found.blast.waves)
        and _is_headline(found, one.series)
        and (one.low or 0.0) > 0
        and one.start is not None
        and one.end is not None
    ):
        start, end = one.start.to_pydatetime(), one.end.to_pydatetime()
        yield Emphasis(kind="averted", start=start, end=end, share=None, of=one)


def _undetected(found: Assessment) -> Iterator[Emphasis]:
    is_split = all(one.is_sized for one in found.phases)
    for one in found.phases[:1] if is_split else ():
        if one.name == "undetected":
            start, end = one.start.to_pydatetime(), one.end.to_pydatetime()
            share = one.percent / 100
            yield Emphasis(kind="undetected", start=start, end=end, share=share, of=one)


def _caused(found: Assessment) -> Iterator[Emphasis]:
    whole = found.harm[0].amount or 0.0
    for one in found.blast.waves:
        if (
            one.caused
            and one.end is not None
            and (own := one.caused_excess)
            and whole > 0
            and _is_headline(found, one.series)
        ):
            start = one.start.to_pydatetime()
            end = (one.own_end or one.end).to_pydatetime()
            share = own / whole
            yield Emphasis(kind="caused", start=start, end=end, share=share, of=one)


def _is_headline(found: Assessment, series: str) -> bool:
    return found.blast.headline is not None and found.blast.headline.name == series
