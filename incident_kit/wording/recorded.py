"""What a record says beside what is computed: where it is from, and about itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.errors import field_name
from incident_kit.record.happened import every_moment
from incident_kit.record.moments import MOMENTS
from incident_kit.styled import Span, Words, code, link, small, strong, w
from incident_kit.wording.phrases import cap, cell, clipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_kit.instants.written import Written
    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Action, Change, ImpactSource, PlaceSource
    from incident_kit.wording.times import Times

# the longest sign by which references are named: "s3", "[12]"
_SIGN = 5
ABOUT = "About this record"
TIMES = "The times as recorded"
# their times have a table of their own, with what they rest on
_IN_PLACE = frozenset([*MOMENTS, "changes", "actions", "timeline", "updates"])


def rests_on(source: str | None, note: str | None) -> str:
    """Return what something rests on: its source, and what there is to know of it."""
    return "; ".join(part.strip() for part in (source, note) if part)


def source_words(source: str, record: Record) -> Span:
    """Return a source; a short sign of the references as that, with their link."""
    if len(source) > _SIGN or " " in source:
        return Span(source)
    named = (it for it in record.references if it.what.startswith(f"{source}:"))
    reference = next(named, None)
    if reference is None:
        return Span(source)
    text = f"source {source}"
    return link(text, reference.link) if reference.link else Span(text)


def notes_of(one: Change | Action) -> Iterator[str]:
    """Yield the note and the source of a change or an action, and of its times."""
    if one.note:
        yield one.note.strip()
    if one.source:
        yield f"source: {one.source}"
    for name, moment in (("its time", one.begun), ("its end", one.ended_at)):
        if told := rests_on(moment.source, moment.note):
            yield f"{name}: {told}"


def until(one: Change | Action, times: Times) -> str:
    """Return "until 15:02" where an end is recorded, or that there is none yet."""
    if one.ended_at.form == "not yet":
        return "not finished yet"
    if not one.ended_at.is_known:
        return ""
    if one.ended_at.form in {"exact", "day", "month", "year"}:
        return f"until {times.when(one.ended_at)}"
    return f"ended {times.at(one.ended_at)}"


def change_details(one: Change) -> str:
    """Return what a change reached, how often it comes, and how it went."""
    parts = (
        f"reaches {', '.join(one.reaches)}" if one.reaches else "",
        f"every {one.every}" if one.every else "",
        f"outcome: {one.outcome}" if one.outcome else "",
    )
    return "; ".join(part for part in parts if part)


def turning_points(record: Record, times: Times) -> list[tuple[Words, ...]]:
    """Return each turning point that is written: its name, when, what it rests on."""
    rows: list[tuple[Words, ...]] = []
    for field, point in MOMENTS.items():
        moment: Written = getattr(record, field)
        told = rests_on(moment.source, moment.note)
        if moment.form != "unknown" or told:
            name = w(cap(point.event), small(field))
            rows.append((name, cell(times.when(moment)), w(told)))
    return rows


def other_times(record: Record, times: Times) -> list[tuple[Words, ...]]:
    """Return each other time that says what it rests on, by its field."""
    return [
        (w(code(field_name(path))), cell(times.when(moment)), w(told))
        for path, moment in every_moment(record)
        if path[0] not in _IN_PLACE
        if (told := rests_on(moment.source, moment.note))
    ]


def about_rows(record: Record) -> Iterator[tuple[Words, Words]]:
    """Yield what stands nowhere else on the page: services, roles, what was measured."""
    for name, text in _about(record):
        if text:
            yield w(strong(name)), w(text)


def _about(record: Record) -> Iterator[tuple[str, str]]:
    title = " ".join(record.title.split())
    yield "Title", title if clipped(title) != title else ""
    yield "Tags", ", ".join(record.tags)
    yield "Services", ", ".join(record.services)
    yield "Roles", "; ".join(f"{role}: {who}" for role, who in record.roles.items())
    yield (
        "Related",
        "; ".join(
            f"{one.id}: {one.why}" if one.why else one.id for one in record.related
        ),
    )
    for one in record.impact:
        if one.file:
            yield f"Measured: {one.name}", _measured(one)
    if record.by_place is not None:
        yield "Measured by place", _measured(record.by_place)
    links = record.customer.links if record.customer else ()
    yield "Links for customers", ", ".join(links)


def _measured(one: ImpactSource | PlaceSource) -> str:
    """Return in what it is measured, and where it is read."""
    unit = f"in {one.unit}" + (f" per {one.per}" if one.per else "")
    value = getattr(one, "value", None)
    column = f", column {value}" if value else ""
    return f"{unit}, from {one.file}{column}" if one.file else unit
