"""What people wrote: causes, surprises, follow-ups, the message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.page.blocks import Half, TwoColumns
from incident_kit.page.tables import Column, Row
from incident_kit.page.text_blocks import BulletList, Lead, Paragraph, Prose
from incident_kit.sections.parts import quiet, section, table
from incident_kit.styled import unknown, w
from incident_kit.wording import said as told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.page.blocks import Section
    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Customer, FollowUp
    from incident_kit.wording.times import Times

_KINDS = ("detect", "mitigate", "prevent", "process", "other", "unknown")
_FOLLOW_UPS = (
    Column("kind", "Kind"),
    Column("what", "Follow-up"),
    Column("owner", "Owner", small=True),
    Column("due", "Due", small=True, phone_word="due"),
    Column("state", "State", small=True),
)


def causes(record: Record, times: Times) -> Section:
    """Return the trigger, the contributing factors, and the causes with their fixes."""
    parts: list[tuple[str, tuple[Prose | Paragraph | BulletList, ...]]] = []
    if record.trigger:
        kind = quiet(told.trigger_kind(record.trigger.kind))
        parts.append((told.TRIGGER, (Prose(record.trigger.what), *kind)))
    if record.contributing_factors is not None:
        parts.append((told.FACTORS, (_asked(record.contributing_factors, told.NONE),)))
    if record.causes:
        lines = (told.cause_line(one, record, times) for one in record.causes)
        parts.append((told.CAUSES, (BulletList(tuple(lines)),)))
    if not parts:
        return section("causes")
    if len(parts) == 1:
        [(heading, blocks)] = parts
        return section("causes", *blocks, heading=heading)
    halves = [Half(heading=heading, blocks=blocks) for heading, blocks in parts]
    return section("causes", *_paired(halves))


def _paired(halves: list[Half]) -> list[TwoColumns]:
    """Return halves side by side, an empty one beside the last of an odd number."""
    even = [*halves, *[Half(heading="", blocks=())] * (len(halves) % 2)]
    pairs = zip(even[::2], even[1::2], strict=True)
    return [TwoColumns(left=left, right=right) for left, right in pairs]


def _asked(items: Sequence[str], none: str) -> BulletList | Paragraph:
    """Return a list; an empty one was asked for, and there was none."""
    return BulletList(tuple(items)) if items else Paragraph(w(unknown(none)))


def learned(record: Record, times: Times) -> Section:
    """Return surprises, luck and difficulties, those that were asked for."""
    halves = [
        Half(heading=heading, blocks=(_asked(items, none),))
        for heading, none, items in told.learned_parts(record, times)
    ]
    blocks = _paired(halves)
    return section("learned", *blocks, heading="" if blocks else None)


def follow_ups(promised: Sequence[FollowUp] | None, times: Times) -> Section:
    """Return the promised work by kind, with owner, due and state."""
    if not promised:
        asked = promised is not None
        return section("follow_ups", *quiet(told.NO_FOLLOW_UPS if asked else ""))
    ordered = sorted(promised, key=lambda one: _KINDS.index(one.kind))
    kinds = ["", *(one.kind for one in ordered)]
    rows = [
        Row(told.follow_up_cells(one, times, is_first=one.kind != before))
        for one, before in zip(ordered, kinds, strict=False)
    ]
    # nobody to name: no column for it
    without = () if any(one.owner for one in promised) else ("owner",)
    return section(
        "follow_ups",
        Lead(w(told.follow_ups_lead(promised))),
        table("follow-ups", "Follow-ups", _FOLLOW_UPS, rows, without=without),
    )


def prose(name: str, text: str | None) -> Section:
    """Return a section that is a text of people: the narrative, the message."""
    return section(name, *((Prose(text),) if text and text.strip() else ()))


def message(customer: Customer | None) -> Section:
    """Return what customers are told, in the team's own words."""
    return prose("message", customer.message if customer else None)
