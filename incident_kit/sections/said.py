"""What people wrote: causes, surprises, follow-ups, the timeline."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from incident_kit.instants.words import utc_words
from incident_kit.page.blocks import (
    BulletList,
    Column,
    Half,
    Lead,
    Paragraph,
    Prose,
    Row,
    Section,
    TableBlock,
    TwoColumns,
)
from incident_kit.styled import Span, Words, link, small, strong, unknown, w
from incident_kit.wording.phrases import cap, number_words, plural, when

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.record.parts import FollowUp, Loss, TimelineEntry
    from incident_kit.timing.assessment import Assessment

_KINDS = ("detect", "mitigate", "prevent", "process", "other", "unknown")


def causes(found: Assessment) -> Section:
    """Return the trigger beside the contributing factors."""
    record = found.incident.record
    factors = record.contributing_factors
    trigger = record.trigger
    if trigger is None and factors is None:
        return Section(
            id="causes",
            heading="Trigger and contributing factors",
            hint="Nothing is recorded; add trigger and contributing_factors.",
        )
    if trigger is None:
        return Section(
            id="causes", heading="Contributing factors", blocks=(_asked(factors or ()),)
        )
    said = Prose(trigger.what)
    if factors is None:
        return Section(id="causes", heading="Trigger", blocks=(said,))
    halves = TwoColumns(
        left=Half(heading="Trigger", blocks=(said,)),
        right=Half(heading="Contributing factors", blocks=(_asked(factors),)),
    )
    return Section(id="causes", blocks=(halves,))


_NONE = {
    "What was lost": "Asked: nothing was lost.",
    "What surprised us": "Asked: nothing did.",
    "Where we were lucky": "Asked: nowhere.",
    "What made it difficult": "Asked: nothing did.",
}


def _asked(items: Sequence[str], none: str = "") -> BulletList | Paragraph:
    """Return a list; an empty one was asked for, and there was none."""
    if not items:
        return Paragraph(w(unknown(none or "Asked, and there was none.")))
    return BulletList(tuple(items))


def learned(found: Assessment) -> Section:
    """Return surprises, luck and difficulties, those that were asked for."""
    record = found.incident.record
    parts = [
        ("What surprised us", record.surprises),
        ("Where we were lucky", record.lucky),
        ("What made it difficult", record.difficulties),
    ]
    asked = [(heading, items) for heading, items in parts if items is not None]
    if record.losses is not None:
        lost = tuple(_loss(found, one) for one in record.losses)
        asked.insert(0, ("What was lost", lost))
    if not asked:
        return Section(
            id="learned",
            heading="Surprises, luck, difficulties",
            hint="Nothing is recorded; add lines under surprises, lucky or difficulties.",
        )
    halves = [
        Half(heading=heading, blocks=(_asked(items, _NONE.get(heading, "")),))
        for heading, items in asked
    ]
    halves += [Half(heading="", blocks=())] * (len(halves) % 2)
    pairs = zip(halves[::2], halves[1::2], strict=True)
    blocks = tuple(TwoColumns(left=left, right=right) for left, right in pairs)
    return Section(id="learned", blocks=blocks)


def _loss(found: Assessment, one: Loss) -> str:
    """Return what was lost as one line: how much, from when until when."""
    amount = f": {one.count:,}" if one.count is not None else ""
    if one.count is not None and one.unit:
        amount += f" {one.unit}"
    if one.during is None:
        return f"{one.what}{amount}"
    start, end = (when(found, moment) for moment in one.during)
    return f"{one.what}{amount}, from {start} to {end}"


def follow_ups(found: Assessment) -> Section:
    """Return the promised work by kind, with owner, due and state."""
    promised = found.incident.record.follow_ups
    if promised is None:
        return Section(
            id="follow-ups",
            heading="Follow-ups",
            hint="No follow-up is recorded; add lines under follow_ups.",
        )
    if not promised:
        return Section(
            id="follow-ups",
            heading="Follow-ups",
            blocks=(_asked((), "Asked: nothing was promised."),),
        )
    columns: tuple[Column, ...] = (
        Column(key="kind", head="Kind"),
        Column(key="what", head="Follow-up"),
        Column(key="owner", head="Owner", small=True),
        Column(key="due", head="Due", small=True, phone_word="due"),
        Column(key="state", head="State", small=True),
    )
    ordered = sorted(promised, key=lambda one: _KINDS.index(one.kind))
    rows, last = [], ""
    for one in ordered:
        rows.append(_follow_up(found, one, show_kind=one.kind != last))
        last = one.kind
    if not any(one.owner for one in promised):  # nobody to name: no column for it
        columns = (*columns[:2], *columns[3:])
        rows = [replace(row, cells=(*row.cells[:2], *row.cells[3:])) for row in rows]
    table = TableBlock(
        kind="follow-ups", columns=columns, rows=tuple(rows), caption="Follow-ups"
    )
    return Section(
        id="follow-ups",
        heading="Follow-ups",
        blocks=(Lead(_follow_ups_lead(promised)), table),
    )


def _follow_ups_lead(promised: Sequence[FollowUp]) -> Words:
    shortens = sum(one.kind in {"detect", "mitigate"} for one in promised)
    text = f"{cap(plural(len(promised), 'follow-up'))}{_done(promised)}"
    if shortens:
        text += f"; {number_words(shortens)} would shorten the time to detect or to mitigate"
    return w(f"{text}.")


def _done(promised: Sequence[FollowUp]) -> str:
    """Return how many are done; a state that was never written is not recorded."""
    states = [one.state for one in promised]
    done, untold = states.count("done"), states.count("unknown")
    if len(states) == 1:
        ended = {
            "unknown": "; its state is not recorded",
            "done": ", done",
            "dropped": ", dropped",
        }
        return ended.get(states[0], ", not done")
    if untold == len(states):
        return "; their states are not recorded"
    text = f", {number_words(done)} of them done" if done else ""
    if not untold:
        return text or ", none of them done"
    if untold == 1:
        return f"{text}; the state of one is not recorded"
    return f"{text}; the states of {number_words(untold)} are not recorded"


def _follow_up(found: Assessment, one: FollowUp, *, show_kind: bool) -> Row:
    ticket: list[str | Span] = []
    if one.ticket:
        ticket = (
            [small(one.ticket)]
            if not one.link
            else [Span(one.ticket, "small", link("", one.link).link)]
        )
    due = when(found, one.due)
    return Row(
        cells=(
            _kind(one.kind, shown=show_kind),
            w(one.what, *ticket),
            w(one.owner) if one.owner else w(unknown()),
            w(due) if due != "unknown" else w(unknown()),
            w(one.state) if one.state != "unknown" else w(unknown()),
        )
    )


def _kind(kind: str, *, shown: bool) -> Words:
    if kind == "unknown":
        return w(unknown())
    return w(strong(kind)) if shown else w(Span(kind, "unknown"))


def timeline(found: Assessment) -> Section:
    """Return what was seen and said, in order, each with its source."""
    entries = _ordered(found.incident.record.timeline)
    if not entries:
        return Section(
            id="timeline",
            heading="Timeline",
            hint="No entry is recorded; add lines under timeline, or run incident-kit note.",
        )
    columns = (
        Column(key="when", head="When"),
        Column(key="what", head="What"),
        Column(key="source", head="Source", small=True),
    )
    # a column in which nothing stands is no column
    width = 3 if any(entry.source or entry.link for entry in entries) else 2
    ends = {0, len(entries) - 1}
    rows = tuple(
        Row(
            cells=(
                _time(found, entry, with_utc=position in ends),
                w(entry.what),
                _source(entry),
            )[:width]
        )
        for position, entry in enumerate(entries)
    )
    table = TableBlock(
        kind="timeline", columns=columns[:width], rows=rows, caption="Timeline"
    )
    return Section(id="timeline", heading="Timeline", blocks=(table,))


def _ordered(entries: Sequence[TimelineEntry]) -> list[TimelineEntry]:
    """Return the entries by time, those without a time after the one before."""
    keyed, last = [], 0.0
    for position, entry in enumerate(entries):
        at = entry.at.earliest
        last = at.timestamp() if at else last
        keyed.append((last, position, entry))
    return [entry for _, _, entry in sorted(keyed, key=lambda one: one[:2])]


def _time(found: Assessment, entry: TimelineEntry, *, with_utc: bool) -> Words:
    text = when(found, entry.at)
    if text == "unknown":
        return w(unknown("time unknown"))
    if with_utc and entry.at.stated and found.incident.zone.key != "UTC":
        return w(text, small(utc_words(entry.at.stated)))
    return w(text)


def _source(entry: TimelineEntry) -> Words:
    name = entry.source or ""
    if entry.link:
        return w(link(name or "link", entry.link))
    return w(name) if name else w(unknown())


def message(found: Assessment) -> Section:
    """Return what customers are told, in the team's own words."""
    customer = found.incident.record.customer
    words = customer.message if customer else None
    return Section(
        id="message",
        heading="What customers are told",
        blocks=(Prose(words),) if words else (),
        hint="Nothing is written for customers; add customer: {message: …}.",
    )


def narrative(found: Assessment) -> Section:
    """Return the long prose that stands beside the record."""
    text = found.incident.narrative
    return Section(
        id="narrative",
        heading="Narrative",
        blocks=(Prose(text),) if text.strip() else (),
        hint="No narrative.md lies beside the record; write one for the long story.",
    )
