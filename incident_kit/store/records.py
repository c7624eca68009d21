"""Read the record of one incident, strictly, with the place of every value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from incident_kit.errors import Problem, RecordError
from incident_kit.record.contradictions import broken_references, contradictions
from incident_kit.record.explanations import explained_name, explanations_of
from incident_kit.record.incident_record import parse_record
from incident_kit.release.allowed import wrong_releases
from incident_kit.release.withheld import leaks
from incident_kit.store.files import read_bytes_with_digest
from incident_kit.store.home import RECORD, incident_folder
from incident_kit.store.problems import (
    faults_to_problems,
    in_line_order,
    validation_problems,
)
from incident_kit.store.strict import scan_tree

if TYPE_CHECKING:
    from pathlib import Path

    from incident_kit.record.incident_record import Record
    from incident_kit.store.home import Home
    from incident_kit.store.tree import Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord:
    """A record with the text it was read from and that text's digest."""

    record: Record
    tree: Tree
    digest: str
    path: Path


def read_record(incident_id: str, home: Home) -> StoredRecord:
    """Return the record of an incident, strictly read.

    Raises
    ------
    UnknownIncident, RecordError
        One line per problem, all of a file at once.
    """
    path = incident_folder(home, incident_id) / RECORD
    data, digest = read_bytes_with_digest(path)
    shown = home.shown(incident_id, RECORD)
    record, tree = parse_text(data, file=shown, incident_id=incident_id)
    return StoredRecord(record=record, tree=tree, digest=digest, path=path)


def parse_text(
    text: str | bytes, *, file: str, incident_id: str
) -> tuple[Record, Tree]:
    """Return the record that a text says, and the places of its values.

    Raises
    ------
    RecordError
        With every problem of the text, in the order of its lines.
    """
    tree = scan_tree(text, file=file)
    return record_of(tree, incident_id=incident_id), tree


def record_of(tree: Tree, *, incident_id: str) -> Record:
    """Return the record that a text says, once it was read.

    Raises
    ------
    RecordError
        With every problem of the text, in the order of its lines.
    """
    problems = _wrong_id(tree, incident_id)
    try:
        record = parse_record(tree.data)
    except ValidationError as error:
        problems += validation_problems(error, tree)
    else:
        faults = (*broken_references(record), *wrong_releases(record))
        problems += faults_to_problems(faults, tree)
        if not problems and not tree.problems:
            return record
    # a line that was misread is told once, by what was misread
    misread = {problem.line for problem in tree.problems}
    others = [problem for problem in problems if problem.line not in misread]
    raise RecordError(*in_line_order([*tree.problems, *others]))


def _wrong_id(tree: Tree, incident_id: str) -> list[Problem]:
    """Return the problem of an ID that is another one than its folder's."""
    found = tree.data.get("id")
    if not isinstance(found, str) or not found.strip() or found == incident_id:
        return []
    what = f"{found!r} in the folder {incident_id!r}"
    return [tree.problem(("id",), what, f"write id: {incident_id}")]


def find_contradictions(stored: StoredRecord) -> tuple[Problem, ...]:
    """Return what a readable record says against itself, each at its line.

    Without what somebody has explained.
    """
    record, tree = stored.record, stored.tree
    found = [
        (path, what, mend)
        for path, what, mend in contradictions(record)
        if not explanations_of(record, explained_name(path, record))
    ]
    if record.customer is not None:
        found += leaks(tree.data, record)
    return tuple(faults_to_problems(found, tree))
