"""What sections are made with: a heading from the guide, tables, quiet lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.page.blocks import Section
from incident_kit.page.tables import Row, TableBlock
from incident_kit.page.text_blocks import Paragraph
from incident_kit.styled import unknown, w
from incident_kit.wording.guides import GUIDES

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from incident_kit.page.blocks import Block
    from incident_kit.page.tables import Column

# where a page's address is another one than the section's name
_IDS = {"first_screen": "head", "blast_map": "blast", "order_of_response": "order"}


def section(
    name: str,
    *blocks: Block,
    heading: str | None = None,
    hint: str | None = None,
) -> Section:
    """Return a section under its heading; without blocks its hint stands there."""
    guide = GUIDES[name]
    return Section(
        id=_IDS.get(name, name.replace("_", "-")),
        heading=guide.title if heading is None else heading,
        blocks=blocks,
        hint="" if blocks else guide.hint if hint is None else hint,
    )


def quiet(text: str) -> tuple[Paragraph, ...]:
    """Return a line in quiet ink, none for no text."""
    return (Paragraph(w(unknown(text))),) if text else ()


def table(
    kind: str,
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Row],
    *,
    without: Container[str] = (),
) -> TableBlock:
    """Return a table, without the columns of some keys."""
    kept = [at for at, column in enumerate(columns) if column.key not in without]
    return TableBlock(
        kind=kind,
        caption=caption,
        columns=tuple(columns[at] for at in kept),
        rows=tuple(
            Row(tuple(row.cells[at] for at in kept), row.tone, row.disc) for row in rows
        ),
    )
