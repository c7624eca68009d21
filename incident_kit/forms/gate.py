"""Is this review ready, and if not, what exactly keeps it from that?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from incident_kit.errors import IncidentKitError, Problem
from incident_kit.forms.card import Evidence
from incident_kit.forms.findings import Findings
from incident_kit.record.agreements import disagreements
from incident_kit.record.explanations import mend_of
from incident_kit.record.settings import FINISHED
from incident_kit.store.problems import faults_to_problems
from incident_kit.store.settings import read_house
from incident_kit.wording.inside import forms as say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from incident_kit.forms.sheet import Sheet
    from incident_kit.record.incident_record import Record
    from incident_kit.store.home import Home
    from incident_kit.store.records import StoredRecord
    from incident_kit.store.tree import Tree
    from incident_kit.timing.assessment import Assessment


def kept_from(
    record: Record, tree: Tree, stored: StoredRecord, home: Home
) -> tuple[Problem, ...]:
    """Return what keeps a record that says so from being reviewed or closed.

    Raises
    ------
    SettingsError
        If nobody can tell what is required.
    """
    if record.review not in FINISHED:
        return ()
    changed = replace(stored, record=record, tree=tree)
    return missing_in(changed, home, lambda: Findings().of(changed, home))


def missing_in(
    stored: StoredRecord,
    home: Home,
    find: Callable[[], Assessment | IncidentKitError],
) -> tuple[Problem, ...]:
    """Return what kit.toml asks of a finished record and is not there.

    Where explanations are required, each difference must be explained, also from
    the data; only then ``find`` is asked for them.

    Raises
    ------
    SettingsError
        If nobody can tell what is required.
    """
    settings = read_house(home).settings
    found = faults_to_problems(disagreements(stored.record, settings), stored.tree)
    if "explanations" not in settings.required:
        return tuple(found)
    assessed = find()
    if isinstance(assessed, IncidentKitError):
        return (*found, *assessed.problems)
    faults = [
        (one.path, say.NOT_EXPLAINED, mend_of(one.name))
        for one in assessed.differences
        if one.is_measured and not one.is_explained
    ]
    return (*found, *faults_to_problems(faults, stored.tree))


def refusal(kept: Sequence[Problem]) -> str:
    """Return what stands at the answer that may not be given yet."""
    return "\n".join((say.not_yet(len(kept)), *map(str, kept)))


def readiness(sheet: Sheet, found: Assessment | IncidentKitError) -> Evidence:
    """Return what still keeps the record of a sheet from being reviewed."""
    stored, state = as_finished(sheet.stored)
    try:
        kept = missing_in(stored, sheet.home, lambda: found)
    except IncidentKitError as error:
        kept = error.problems
    notes = [f"{one.field}: {one.what}; {one.mend}" for one in kept]
    names = (
        []
        if isinstance(found, IncidentKitError)
        else [one.name for one in found.differences if not one.is_explained]
    )
    if names and not any("explained" in one.what for one in kept):
        notes.append(say.left_open(names))
    told = say.kept_from(len(kept), state)
    return Evidence(head=say.MISSING, measured=told, notes=tuple(notes))


def as_finished(stored: StoredRecord) -> tuple[StoredRecord, str]:
    """Return the record as if it were reviewed, or closed where it is."""
    record = stored.record
    state = record.review if record.review in FINISHED else FINISHED[0]
    asked = record.model_copy(update={"review": state})
    return replace(stored, record=asked), state
