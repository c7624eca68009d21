"""Bring a record of an older format to the present one: show it, then write it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from incident_kit.errors import IncidentKitError, Problem, RecordError, printable
from incident_kit.record.incident_record import SCHEMA_VERSION
from incident_kit.store.edit import set_value
from incident_kit.store.files import read_bytes_with_digest, replace_file
from incident_kit.store.home import RECORD, incident_folder
from incident_kit.store.migrate import format_0, moves
from incident_kit.store.records import parse_text
from incident_kit.store.strict import read_tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from incident_kit.store.home import Home


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """A record as it stands and as it would be written; the same: nothing to do."""

    incident_id: str
    file: str
    path: Path
    digest: str
    old: str
    new: str

    @property
    def has_something_to_do(self) -> bool:
        """Whether the record is of an older format."""
        return self.old != self.new

    def lines(self) -> Iterator[str]:
        """Yield what would change, line by line."""
        before, after = self.old.splitlines(), self.new.splitlines()
        names = f"{self.file} (now)", f"{self.file} (migrated)"
        for line in difflib.unified_diff(before, after, *names, lineterm="", n=1):
            yield printable(line.replace("\t", "    "))


def plan_migration(incident_id: str, home: Home) -> Migration:
    """Return what migrating a record would change; nothing is written.

    Raises
    ------
    UnknownIncident, RecordError
        If there is no such record, its version is unknown, or the result
        would not be read strictly; one line per problem.
    """
    path = incident_folder(home, incident_id) / RECORD
    data, digest = read_bytes_with_digest(path)
    file = home.shown(incident_id, RECORD)
    tree = read_tree(data, file=file)
    version = tree.data.get("schema", str(SCHEMA_VERSION))
    text = tree.text
    new = text
    if version == format_0.VERSION:
        new = migrate_text(text, file=file)
        _check(text, new, file=file, incident_id=incident_id)
    elif version != str(SCHEMA_VERSION):
        line, column = tree.place(("schema",))
        raise RecordError(
            Problem(
                what=f"schema {version!a} is a version that nobody here knows",
                mend=f"this kit reads {SCHEMA_VERSION} and migrates {format_0.VERSION}",
                field="schema",
                file=file,
                line=line,
                column=column,
            )
        )
    return Migration(
        incident_id=incident_id, file=file, path=path, digest=digest, old=text, new=new
    )


def write_migration(plan: Migration, home: Home) -> None:
    """Put the migrated text in place of the record, if that is still the one read."""
    if home.is_bundled:
        what, mend = "the bundled samples are read-only", "name a folder of your own"
        raise IncidentKitError(Problem(what=what, mend=mend))
    replace_file(plan.path, plan.new.encode(), expected=plan.digest)


def migrate_text(text: str, *, file: str) -> str:
    """Return a format 0 record as format 1: the same words, renamed and joined."""
    text = _joined_actions(text, file=file)
    for old, new in format_0.FIELDS.items():
        text = moves.rename_field(text, (old,), new, file=file)
    for name, fields in format_0.ITEMS.items():
        node = read_tree(text, file=file).node((name,))
        for index in range(len(node.children) if node and node.kind == "list" else 0):
            for old, new in fields.items():
                text = moves.rename_field(text, (name, index, old), new, file=file)
    return set_value(text, ("schema",), str(SCHEMA_VERSION), file=file)


def _joined_actions(text: str, *, file: str) -> str:
    """Return the text with mitigations and fixes as one list of actions."""
    tree = read_tree(text, file=file)
    here = [name for name in format_0.LISTS if name in tree.data]
    full = [
        name for name in here if isinstance(tree.data[name], list) and tree.data[name]
    ]
    for name in full:
        purpose, prefix = format_0.LISTS[name]
        for index in range(len(tree.root.children[name].children)):
            path = (name, index)
            text = moves.sentence_to_map(text, path, "what", file=file)
            text = moves.add_first(text, path, "for", purpose, file=file)
            text = moves.add_first(text, path, "id", f"{prefix}-{index + 1}", file=file)
    if len(full) == len(here) == 2:
        text = moves.join_lists(text, *here, file=file)
    elif len(here) == 2:
        # one of them says none, or nothing: the other one's items are all there are
        kept = (
            full[0]
            if full
            else next((name for name in here if tree.data[name] == "none"), here[0])
        )
        text = moves.remove_field(
            text, next(name for name in here if name != kept), file=file
        )
        here = [kept]
    return moves.rename_field(text, (here[0],), "actions", file=file) if here else text


def _check(old: str, new: str, *, file: str, incident_id: str) -> None:
    """Refuse a result that lost something or is no record; the old file stays."""
    wanted = format_0.migrate_data(read_tree(old, file=file).data)
    if read_tree(new, file=file).data != wanted:
        what, mend = "migrating would change more than names", "edit the file by hand"
        raise RecordError(Problem(what=what, mend=mend, file=file))
    try:
        parse_text(new, file=file, incident_id=incident_id)
    except RecordError as error:
        raise RecordError(
            *(_as_found(one, old, new) for one in error.problems)
        ) from None


def _as_found(problem: Problem, old: str, new: str) -> Problem:
    """Return a problem of the new text at the line of the old one, if it is there."""
    lines = new.split("\n")
    if problem.line is None or problem.line > len(lines):
        return problem
    told = lines[problem.line - 1].strip()
    places = [n for n, line in enumerate(old.split("\n"), 1) if line.strip() == told]
    if len(places) == 1:
        return replace(problem, line=places[0])
    return replace(problem, line=None, column=None)
