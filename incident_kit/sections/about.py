"""The record about itself: what there is to look up, folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.page.blocks import Fold
from incident_kit.page.tables import Column, Row
from incident_kit.page.text_blocks import KeyList
from incident_kit.sections.parts import table
from incident_kit.wording.recorded import (
    ABOUT,
    TIMES,
    about_rows,
    other_times,
    turning_points,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.page.blocks import Inner
    from incident_kit.page.tables import TableBlock
    from incident_kit.record.incident_record import Record
    from incident_kit.styled import Words
    from incident_kit.wording.times import Times

_COLUMNS = (
    Column("point", "What"),
    Column("when", "When"),
    Column("rests", "Source, note"),
)


def recorded_times(record: Record, times: Times) -> tuple[Fold, ...]:
    """Return the turning points as they are written, with their sources and notes."""
    rows = turning_points(record, times)
    return (Fold(summary=TIMES, blocks=(_times(rows),)),) if rows else ()


def about(record: Record, times: Times, *, all_times: bool) -> tuple[Fold, ...]:
    """Return what stands nowhere else: services, roles, what times rest on.

    ``all_times`` puts the turning points there, too.
    """
    keys = tuple(about_rows(record))
    rows = other_times(record, times)
    if all_times:
        rows = [*turning_points(record, times), *rows]
    blocks: list[Inner] = [KeyList(keys)] if keys else []
    blocks += [_times(rows)] if rows else []
    return (Fold(summary=ABOUT, blocks=tuple(blocks)),) if blocks else ()


def _times(rows: Sequence[tuple[Words, ...]]) -> TableBlock:
    told = any(rests[0].text for *_, rests in rows)
    return table(
        "times", TIMES, _COLUMNS, map(Row, rows), without=() if told else ("rests",)
    )
