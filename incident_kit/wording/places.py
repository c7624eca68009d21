"""Where it showed: what the table of places says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.blast.location import share_of_excess
from incident_kit.styled import Words, small, strong, unknown, w
from incident_kit.wording.phrases import cell, level_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.incident import PlaceSeries
    from incident_kit.results.findings import Place

CAPTION = "Places and whether it showed there"
_VERDICTS = {
    "affected": "affected",
    "normal": "stayed normal",
    "cannot tell": "cannot be told",
}


def place_cells(place: Place, measured: PlaceSeries) -> tuple[Words, ...]:
    """Return a place, its usual level and that meanwhile, its share, its verdict."""
    verdict = _VERDICTS[place.verdict]
    is_affected = place.verdict == "affected"
    share = unknown() if place.share is None else share_of_excess(place.share)
    return (
        w(strong(place.place) if is_affected else place.place),
        _level(place.usual, measured),
        _level(place.level, measured),
        w(share),
        w(
            strong(verdict) if is_affected else verdict,
            *((small(place.reason),) if place.reason else ()),
        ),
    )


def _level(level: float | None, measured: PlaceSeries) -> Words:
    if level is None:
        return cell(None)
    return w(level_words(level, measured.per, measured.unit))


def more_places(rest: Sequence[Place]) -> str:
    """Return how many of each verdict are not shown, "" for none."""
    verdicts = [one.verdict for one in rest]
    counts = [
        f"{verdicts.count(verdict):,} {words}"
        for verdict, words in _VERDICTS.items()
        if verdict in verdicts
    ]
    if not counts:
        return ""
    return f"{len(rest):,} more places are not shown: {', '.join(counts)}."
