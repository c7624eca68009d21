"""What we do not know, what would make the review better, and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.figures.clock_bars import can_be_drawn
from incident_kit.page.blocks import Fold
from incident_kit.page.text_blocks import Footer, Improve, KeyList, Paragraph
from incident_kit.sections.about import about
from incident_kit.sections.parts import section
from incident_kit.sections.response_drawing import clocks_values
from incident_kit.styled import strong, w
from incident_kit.wording import doubts as told
from incident_kit.wording import wishes as wished
from incident_kit.wording.definitions import definitions_for
from incident_kit.wording.differences import stale_rows
from incident_kit.wording.sources import input_words, version_words

if TYPE_CHECKING:
    from collections.abc import Container

    from incident_kit.page.blocks import Block, Section
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times


def unknowns(found: Assessment, times: Times) -> Section:
    """Return the open questions, what does not agree, then what would help."""
    record, apart = found.incident.record, found.differences
    open_rows = (
        *told.questions(record),
        *told.gaps(record, found.blast.anchors, found.harm),
    )
    rows = (*told.differences(found, times), *stale_rows(record, apart, times))
    items = wished.wishes(record, found.clocks, found.response)
    better = Improve(tuple((name, w(text)) for name, text in items))
    parts: list[tuple[str, tuple[Block, ...]]] = [
        (told.UNKNOWN, (KeyList(open_rows),) if open_rows else ()),
        (told.APART, (KeyList(rows), Paragraph(w(told.OR_EXPLAIN))) if rows else ()),
    ]
    wishes: tuple[Block, ...] = ()
    if items:
        inner = (Paragraph(wished.HOW_TO_ADD), better)
        wishes = (Fold(summary=wished.HEADING, blocks=inner),)
    shown = [(name, blocks) for name, blocks in parts if blocks]
    if not shown:
        return section("unknowns", *wishes, heading="" if wishes else None)
    (heading, first), *rest = shown
    later = [one for name, part in rest for one in (Paragraph(w(strong(name))), *part)]
    return section("unknowns", *first, *later, *wishes, heading=heading)


def sources(found: Assessment, times: Times) -> Section:
    """Return what the record says of itself, then where the page comes from."""
    values = clocks_values(found)
    drawn = values is not None and can_be_drawn(values)
    record = about(found.incident.record, times, all_times=not drawn)
    return section("sources", *record, origins(found, times))


def origins(found: Assessment, times: Times, *, hidden: Container[str] = ()) -> Footer:
    """Return the inputs with digests, the definitions, the version.

    ``hidden`` names definitions of what the page does not show.
    """
    return Footer(
        inputs=tuple(input_words(found.incident)),
        definitions=tuple(
            (w(name), w(words))
            for name, words in definitions_for(found).items()
            if name not in hidden
        ),
        versions=version_words(times),
    )
