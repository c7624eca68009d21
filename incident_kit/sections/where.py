"""Where it showed, and which places stayed normal: the table behind L."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.page.blocks import Column, Lead, Paragraph, Row, Section, TableBlock
from incident_kit.styled import Words, small, strong, unknown, w
from incident_kit.wording.location import (
    PLACE_REASONS,
    places_words,
    share_of_excess,
)
from incident_kit.wording.phrases import level_words

if TYPE_CHECKING:
    from incident_kit.results.findings import Place
    from incident_kit.timing.assessment import Assessment

_MOST = 12
_HEADING = "Where it showed"


def locations(found: Assessment) -> Section:
    """Return each place with its level before and meanwhile, and its share."""
    places = found.blast.places
    if not places:
        hint = "Nothing is measured by place; add by_place with a file."
        return Section(id="locations", heading=_HEADING, hint=hint)
    columns = (
        Column(key="place", head="Place"),
        Column(key="usual", head="Usual", small=True, phone_word="usual"),
        Column(key="level", head="Meanwhile", small=True, phone_word="meanwhile"),
        Column(
            key="share", head="Of the excess", small=True, phone_word="of the excess"
        ),
        Column(key="verdict", head="Verdict"),
    )
    shown = places[:_MOST]
    table = TableBlock(
        kind="places",
        columns=columns,
        caption="Places and whether it showed there",
        rows=tuple(_row(found, one) for one in shown),
    )
    rest = [one.verdict for one in places[_MOST:]]
    counts = [
        f"{rest.count(verdict):,} {words}"
        for verdict, words in _VERDICTS.items()
        if verdict in rest
    ]
    more = f"{len(rest):,} more places are not shown: {', '.join(counts)}."
    return Section(
        id="locations",
        heading=_HEADING,
        blocks=(
            Lead(w(places_words(places))),
            table,
            *((Paragraph(w(unknown(more))),) if rest else ()),
        ),
    )


_VERDICTS = {
    "affected": "affected",
    "normal": "stayed normal",
    "cannot tell": "cannot be told",
}


def _row(found: Assessment, place: Place) -> Row:
    is_affected = place.verdict == "affected"
    name = strong(place.place) if is_affected else place.place
    verdict = _VERDICTS[place.verdict]
    share = unknown() if place.share is None else share_of_excess(place.share)
    return Row(
        cells=(
            w(name),
            _level(found, place.usual),
            _level(found, place.level),
            w(share),
            w(
                strong(verdict) if is_affected else verdict,
                *((small(PLACE_REASONS[place.reason]),) if place.reason else ()),
            ),
        ),
        tone="ruled-out" if place.verdict == "normal" else "",
    )


def _level(found: Assessment, level: float | None) -> Words:
    by_place = found.incident.by_place
    if level is None or by_place is None:
        return w(unknown())
    return w(level_words(level, by_place.per, by_place.unit))
