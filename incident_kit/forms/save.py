"""May what was typed be written, and what if somebody else wrote meanwhile?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from incident_kit.errors import Conflict, IncidentKitError, Problem, RecordError
from incident_kit.forms import edits as editing
from incident_kit.forms import gate
from incident_kit.forms.evidence_gate import at_questions, unread
from incident_kit.forms.sheet import (
    NONE,
    Sheet,
    open_sheet,
    root_of,
    same_entry,
    sheet_of,
)
from incident_kit.store.edit import Batch
from incident_kit.store.files import replace_file
from incident_kit.store.notes import now_text
from incident_kit.store.records import StoredRecord, record_of
from incident_kit.wording.inside import forms as say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from incident_kit.errors import Path
    from incident_kit.record.incident_record import Record
    from incident_kit.store.tree import Tree

_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """It stands in the file; ``sheet`` is what the file says now.

    ``is_written`` is False where nothing was to be changed; ``merged`` says
    that somebody else had changed other fields of it, which stayed; ``was_new`` that
    it is a new entry, the last of its list.  ``before`` is the record that was written
    over.
    """

    sheet: Sheet
    before: StoredRecord | None = None
    is_written: bool = True
    merged: bool = False
    was_new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Nothing was written: a message at each field, and those of no field."""

    at: Mapping[Path, str] = field(default_factory=lambda: MappingProxyType({}))
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """One value in two versions: as typed here, as saved by somebody else."""

    path: Path
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Nothing was written: somebody else changed the same values meanwhile.

    ``sheet`` is the file as it stands, ``typed`` the same with what was typed
    here; what is saved on it was decided knowing both versions.
    """

    sheet: Sheet
    both: tuple[Both, ...]
    typed: Mapping[Path, str]


Outcome = Saved | Refused | Clash


def save(sheet: Sheet, typed: Mapping[Path, str], *, now: str = "") -> Outcome:
    """Write what was typed into the record, if that loses nobody's words.

    ``now`` is the stamp of a changed answer: by default the present minute in
    the record's zone.

    Raises
    ------
    Conflict
        If the folder stays locked, or the file is no plain file any more.
    """
    if sheet.is_read_only:
        return Refused(others=(say.NO_SAMPLE,))
    own = editing.changed(sheet.form, sheet.values, typed)
    if not own:
        return Saved(sheet=sheet, is_written=False)
    missing = editing.check_required(
        sheet.form, typed, only=typed if sheet.is_new else own
    )
    if missing:
        return Refused(at=missing)
    for _ in range(_TRIES - 1):
        try:
            return _save_once(sheet, own, typed, now)
        except Conflict:
            if _present(sheet).stored.digest == sheet.stored.digest:
                raise
    return _save_once(sheet, own, typed, now)


def _save_once(
    opened: Sheet, own: Mapping[Path, str], typed: Mapping[Path, str], now: str
) -> Outcome:
    try:
        present = _present(opened)
    except IncidentKitError as error:
        lines = tuple(str(problem) for problem in error.problems)
        return Refused(others=(say.UNREADABLE, *lines))
    form = opened.form
    if opened.index is not None and present.index is None:
        mine = tuple(Both(path=path, mine=own[path], theirs="") for path in own)
        return Clash(sheet=present, both=mine, typed=typed)
    both = tuple(
        Both(path=path, mine=mine, theirs=present.values[path])
        for path, mine in own.items()
        if not opened.is_new
        and editing.changed(form, opened.values, {path: present.values[path]})
        and editing.changed(form, present.values, {path: mine})
    )
    if both:
        return Clash(sheet=present, both=both, typed={**present.values, **own})
    edits = editing.changed(form, present.values, own)
    if not edits:
        return Saved(sheet=present, is_written=False, merged=True)
    merged = not opened.is_new and bool(
        editing.changed(form, opened.values, present.values).keys() - own.keys()
    )
    return _write(present, edits, typed, now, merged=merged)


def _write(
    present: Sheet,
    edits: Mapping[Path, str],
    typed: Mapping[Path, str],
    now: str,
    *,
    merged: bool,
) -> Outcome:
    form, stored, index = present.form, present.stored, present.index
    stamp = now or now_text(present.home.now(), stored.record.zone)
    stamps = {one.path: stamp for one in form.questions if one.kind == "stamp"}
    edits, typed = {**edits, **stamps}, {**typed, **stamps}
    batch = Batch(stored.tree)
    try:
        if present.is_new:
            index = editing.append_entry(batch, form, typed)
        else:
            edits = editing.keep_former_answer(batch, form, edits, now=stamp)
            editing.edit_values(batch, form, index, edits)
        tree = batch.tree()
        record = record_of(tree, incident_id=stored.record.id)
    except RecordError as error:
        first = (
            ()
            if present.is_new
            else editing.first_refusals(stored.tree, form, index, edits)
        )
        at, others = editing.placed(first or error.problems, form, index)
        return Refused(at=at, others=others)
    if form.name == say.READY.name and (
        kept := gate.kept_from(record, tree, stored, present.home)
    ):
        return Refused(at={("review",): gate.refusal(kept)})
    if form.names_file and (problems := unread(record, tree, stored, present.home)):
        values = {**present.values, **typed}
        at, others = editing.placed(
            at_questions(problems, form, index, values), form, index
        )
        return Refused(at=at, others=others)
    return _put(present, record, tree, index, merged=merged)


def _put(
    present: Sheet,
    record: Record,
    tree: Tree,
    index: int | None,
    *,
    merged: bool = False,
) -> Outcome:
    """Replace the file by the text of a tree, if it is still the one that was read."""
    stored = present.stored
    try:
        replace_file(stored.path, tree.text.encode(), expected=stored.digest)
    except OSError as error:
        what = error.strerror or str(error)
        problem = Problem(file=tree.file, what=what, mend="nothing was saved")
        return Refused(others=(str(problem),))
    written = StoredRecord(
        record=record,
        tree=tree,
        path=stored.path,
        digest=hashlib.sha256(tree.text.encode()).hexdigest(),
    )
    saved = sheet_of(present.form, written, present.home, index=index)
    return Saved(sheet=saved, before=stored, merged=merged, was_new=present.is_new)


def take_out(sheet: Sheet) -> Outcome:
    """Take one entry out of its list, unless somebody else has changed it.

    Raises
    ------
    RecordError, Conflict
        If the file cannot be read now, or is being written.
    """
    present = _present(sheet)
    if present.index is None:
        return Saved(sheet=present, is_written=False)
    if present.data != sheet.data:
        return Clash(sheet=present, both=(), typed=present.values)
    root = root_of(present.form, present.index)
    return _put_edits(present, Batch(present.stored.tree).remove(root))


def say_none(sheet: Sheet) -> Outcome:
    """Write that people asked, and there was none, unless there is one by now.

    Raises
    ------
    RecordError, Conflict
        If the file cannot be read now, or is being written.
    """
    present = open_sheet(sheet.form, sheet.stored.record.id, sheet.home)
    if present.labels:
        return Clash(sheet=present, both=(), typed=present.values)
    if present.is_none:
        return Saved(sheet=present, is_written=False)
    edits = Batch(present.stored.tree).set(present.form.root, NONE)
    return _put_edits(present, edits)


def _put_edits(present: Sheet, edits: Batch) -> Outcome:
    tree = edits.tree()
    try:
        record = record_of(tree, incident_id=present.stored.record.id)
    except RecordError as error:
        return Refused(others=tuple(map(str, error.problems)))
    return _put(present, record, tree, None)


def _present(sheet: Sheet) -> Sheet:
    """Return the same form over the file as it stands now."""
    now = open_sheet(sheet.form, sheet.stored.record.id, sheet.home)
    if not sheet.form.is_list:
        return now
    index = same_entry(sheet, now.stored.tree)
    return sheet_of(sheet.form, now.stored, sheet.home, index=index)
