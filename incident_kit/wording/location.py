"""Where it shows and where not, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.instants.words import clock_words, joined
from incident_kit.styled import Words, small, strong, unknown, w
from incident_kit.wording.phrases import cell, level_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from incident_kit.incident import PlaceSeries
    from incident_kit.results.findings import AnchorTime, Place
    from incident_kit.results.reasons import FindingReason, PlaceReason

_NAMED = 4
PLACE_REASONS: dict[PlaceReason, str] = {
    "no onset": "no onset to hold it against",
    "left at times": "it left its range now and then",
    "too little before": "too little data before",
    "nothing before": "no data before",
    "nothing meanwhile": "no data meanwhile",
}
CAPTION = "Places and whether it showed there"
_VERDICTS = {
    "affected": "affected",
    "normal": "stayed normal",
    "cannot tell": "cannot be told",
}


def location_words(places: Sequence[Place]) -> str:
    """Return where it shows, or why nobody can tell."""
    if not places:
        return "No series by place to measure it with."
    if all(one.verdict == "cannot tell" for one in places):
        return "No place can be held against a good time of its own."
    return places_words(places)


def places_words(places: Sequence[Place]) -> str:
    """Return where it shows and which places stayed normal, named."""
    affected = [one for one in places if one.verdict == "affected"]
    normal = [one.place for one in places if one.verdict == "normal"]
    parts = []
    if affected:
        names = [
            f"{one.place} ({share_of_excess(one.share)} of the excess)"
            if one.share and share_of_excess(one.share) != "100 %"
            else one.place
            for one in affected
        ]
        parts.append(f"It shows at {joined(names, most=_NAMED)}")
    elif normal:
        parts.append("No place left the range of its good time")
    if normal and affected:
        parts.append(f"{joined(normal, most=_NAMED)} stayed normal")
    untold: dict[PlaceReason | None, list[str]] = {}
    for one in places:
        if one.verdict == "cannot tell":
            untold.setdefault(one.reason, []).append(one.place)
    for reason, names in untold.items():
        why = f": {PLACE_REASONS[reason]}" if reason else ""
        parts.append(f"of {joined(names, most=_NAMED)} nobody can tell{why}")
    words = "; ".join(parts)
    return f"{words[:1].upper()}{words[1:]}."


def meanwhile_words(places: Sequence[Place], anchor: AnchorTime, zone: ZoneInfo) -> str:
    """Return of which stretch levels are: until the first series recovered."""
    if anchor.first_bad is None or all(one.level is None for one in places):
        return ""
    since = clock_words(anchor.first_bad, zone, day=anchor.recovered)
    if anchor.recovered is None:
        return f"Meanwhile is from {since} on: medians, and shares of them."
    until = clock_words(anchor.recovered, zone, day=anchor.first_bad)
    return f"Meanwhile is from {since} until {until}: medians, and shares of them."


def share_of_excess(share: float) -> str:
    """Return a place's part of the whole excess, in percent."""
    return f"{100 * share:.0f} %" if share >= 0.005 else "under 1 %"


def location_reason(reason: FindingReason) -> str:
    """Return why what was said of places does (not) hold."""
    if reason.code == "no place named":
        return "the answer names no place that was measured"
    if reason.code == "more places":
        return f"it shows at {joined(reason.affected, most=_NAMED)}, too"
    wrong = [f"{place} was said to be hit" for place in reason.normal]
    wrong += [f"{place} was said to be fine" for place in reason.affected]
    return "; ".join(wrong)


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
            *((small(PLACE_REASONS[place.reason]),) if place.reason else ()),
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
