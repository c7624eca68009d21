"""What would the page show of a series that is only typed so far?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from incident_kit.errors import IncidentKitError, RecordError
from incident_kit.forms import edits as editing
from incident_kit.forms.evidence_gate import at_questions
from incident_kit.sections.registry import build_section
from incident_kit.store.edit import Batch
from incident_kit.store.folder import load_incident
from incident_kit.store.records import record_of
from incident_kit.timing.assessment import assess
from incident_kit.wording.anchor_time import anchor_words
from incident_kit.wording.phrases import cap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from incident_kit.errors import Path, Problem
    from incident_kit.forms.sheet import Sheet
    from incident_kit.page.blocks import Section
    from incident_kit.store.records import StoredRecord

_FILE, _VALUE = ("file",), ("value",)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesShown:
    """The section of the page and the onset in words; or the one line why not."""

    section: Section | None = None
    onset: str = ""
    problem: str = ""


def series_shown(sheet: Sheet, typed: Mapping[Path, str]) -> SeriesShown | None:
    """Return what a series shows, alone; None while it names no file or no column.

    Nothing is written.  One without a name yet is called as its column.
    """
    file, column = typed.get(_FILE, "").strip(), typed.get(_VALUE, "").strip()
    if not (file and column):
        return None
    values = dict(typed)
    for path in (("name",), ("unit",)):
        values[path] = values.get(path, "").strip() or column
    try:
        stored, index = _drafted(sheet, values)
    except RecordError as error:
        index = len(sheet.labels) if sheet.index is None else sheet.index
        return SeriesShown(problem=_line(error.problems, sheet, index))
    try:
        found = assess(load_incident(_alone(stored, index), sheet.home))
    except IncidentKitError as error:
        problems = at_questions(error.problems, sheet.form, 0, values)
        return SeriesShown(problem=_line(problems, sheet, 0))
    section = replace(build_section("impact", found), heading="")
    onset = cap(anchor_words(found.blast.anchor, found.incident.zone))
    return SeriesShown(section=section, onset=onset)


def _drafted(sheet: Sheet, values: Mapping[Path, str]) -> tuple[StoredRecord, int]:
    """Return the record as it would be, and where the series stands in it."""
    form, stored, index = sheet.form, sheet.stored, sheet.index
    batch = Batch(stored.tree)
    if index is None:
        index = editing.append_entry(batch, form, values)
    else:
        edits = editing.changed(form, sheet.values, values)
        editing.edit_values(batch, form, index, edits)
    tree = batch.tree()
    record = record_of(tree, incident_id=stored.record.id)
    return replace(stored, record=record, tree=tree), index


def _alone(stored: StoredRecord, index: int) -> StoredRecord:
    """Return a record of which one series is the only evidence."""
    one = stored.record.impact[index]
    record = stored.record.model_copy(update={"impact": (one,), "by_place": None})
    return replace(stored, record=record)


def _line(problems: tuple[Problem, ...], sheet: Sheet, index: int) -> str:
    """Return the first problem, with the question that it is about."""
    at, others = editing.placed(problems, sheet.form, index)
    told = [f"{sheet.form.question(path).ask} {words}" for path, words in at.items()]
    return [*told, *others][0]
