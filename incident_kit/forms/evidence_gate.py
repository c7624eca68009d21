"""Can the files that a record is about to name be read?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from incident_kit.errors import IncidentKitError, Problem, field_name
from incident_kit.forms.sheet import root_of
from incident_kit.record.parts import ImpactSource
from incident_kit.store.folder import load_incident

if TYPE_CHECKING:
    from collections.abc import Mapping

    from incident_kit.errors import Path
    from incident_kit.record.incident_record import Record
    from incident_kit.store.home import Home
    from incident_kit.store.records import StoredRecord
    from incident_kit.store.tree import Tree
    from incident_kit.wording.inside.questions import Form

TIME_COLUMN: str = ImpactSource.model_fields["time"].default
"""Which column has the time where the record does not say it."""

_MOST = 2  # rows that are told at one question


def unread(
    record: Record, tree: Tree, stored: StoredRecord, home: Home
) -> tuple[Problem, ...]:
    """Return what ``check`` would say of the evidence, were the record written.

    What it says of the record as it stands keeps nobody from another edit.
    """
    found = _problems(replace(stored, record=record, tree=tree), home)
    if not found:
        return ()
    before = set(map(_said, _problems(stored, home)))
    return tuple(one for one in found if _said(one) not in before)


def _problems(stored: StoredRecord, home: Home) -> tuple[Problem, ...]:
    try:
        load_incident(stored, home)
    except IncidentKitError as error:
        return error.problems
    return ()


def _said(problem: Problem) -> tuple[str, str, str]:
    return problem.field, problem.what, problem.mend


def at_questions(
    problems: tuple[Problem, ...],
    form: Form,
    index: int | None,
    values: Mapping[Path, str],
) -> tuple[Problem, ...]:
    """Return problems of a file's rows at the question that names their column.

    Those of none of them stand at the question for the file.
    """
    asked = {
        values.get(one.path) or TIME_COLUMN: one.path
        for one in form.questions
        if one.kind == "column"
    }
    file = next(one.path for one in form.questions if one.kind == "file")
    own = field_name(root_of(form, index))
    kept: list[Problem] = []
    rows: dict[str, list[Problem]] = defaultdict(list)
    for one in problems:
        if one.field.startswith(own):
            kept.append(one)
            continue
        path = asked.get(one.field, file)
        place = f"line {one.line}: " if one.line else ""
        field = field_name((*root_of(form, index), *path))
        rows[field].append(replace(one, field=field, what=f"{place}{one.what}"))
    for field, found in rows.items():
        kept += found[:_MOST]
        if len(found) > _MOST:
            kept.append(Problem(field=field, what=f"and {len(found) - _MOST} more"))
    return tuple(kept)
