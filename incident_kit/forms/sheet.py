"""What did the file say when the form was opened, as a person wrote it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from incident_kit.store.records import read_record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from incident_kit.errors import Path
    from incident_kit.store.home import Home
    from incident_kit.store.records import StoredRecord
    from incident_kit.store.tree import Data, Tree
    from incident_kit.wording.inside.questions import Form, Question

NONE = "none"
"""What a list says where people asked, and there was none."""

TO = " to "
"""What stands between the two ends of a span, one span a line."""

_LABEL = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One form over one version of the record.

    ``index`` says which entry of a list it asks about, None for a new one;
    ``data`` is what stands there, ``values`` the same as text, per question.
    ``labels`` name the entries of the list; ``locked`` values would lose
    something in a form's fields.
    """

    form: Form
    stored: StoredRecord
    home: Home
    index: int | None
    data: Data
    values: Mapping[Path, str]
    labels: tuple[str, ...] = ()
    locked: frozenset[Path] = frozenset()

    @property
    def is_new(self) -> bool:
        """Whether it asks about an entry that is not in the list yet."""
        return self.form.is_list and self.index is None

    @property
    def is_none(self) -> bool:
        """Whether the list says that people asked, and there was none."""
        return self.form.is_list and data_at(self.stored.tree, self.form.root) == NONE

    @property
    def is_read_only(self) -> bool:
        """Whether it shows a bundled sample, which nobody may write."""
        return self.home.is_bundled


def open_sheet(
    form: Form, incident_id: str, home: Home, *, index: int | None = None
) -> Sheet:
    """Return a form over the record as the file has it now.

    Raises
    ------
    UnknownIncident, RecordError
        One line per problem of the file.
    """
    return sheet_of(form, read_record(incident_id, home), home, index=index)


def sheet_of(
    form: Form, stored: StoredRecord, home: Home, *, index: int | None
) -> Sheet:
    """Return a form over a record that was read; a gone entry is a new one."""
    entries = entries_of(stored.tree, form)
    if index is not None and not 0 <= index < len(entries):
        index = None
    root = root_of(form, index)
    data: Data = {} if form.is_list and index is None else data_at(stored.tree, root)
    values = {
        question.path: written(question, _inner(data, question.path))
        for question in form.questions
    }
    labels = tuple(_label(number, one) for number, one in enumerate(entries, start=1))
    return Sheet(
        form=form,
        stored=stored,
        home=home,
        index=index,
        data=data,
        values=values,
        labels=labels,
        locked=frozenset(
            question.path
            for question in form.questions
            if _is_lossy(question, _inner(data, question.path))
        ),
    )


def root_of(form: Form, index: int | None) -> Path:
    """Return where the values of a form, or of one entry of its list, stand."""
    return form.root if index is None else (*form.root, index)


def entries_of(tree: Tree, form: Form) -> list[Data]:
    """Return the entries of a form's list; none where no list is written."""
    found = data_at(tree, form.root) if form.is_list else None
    return found if isinstance(found, list) else []


def data_at(tree: Tree, path: Path) -> Data:
    """Return what stands at a path, None for nothing."""
    found: Data = _inner(tree.data, path)
    return found


def same_entry(sheet: Sheet, tree: Tree) -> int | None:
    """Return where the entry of a sheet stands in another version of the file.

    An ID names it; without one it is the entry that says the same, or the one
    in its place that still says a part of it, while all others stayed.
    """
    if sheet.index is None:
        return None
    before, after = (
        entries_of(sheet.stored.tree, sheet.form),
        entries_of(tree, sheet.form),
    )
    name = _id(sheet.data)
    if name is not None:
        ids = [_id(one) for one in after]
        return ids.index(name) if name in ids else None
    same = [index for index, one in enumerate(after) if one == sheet.data]
    if sheet.index in same:
        return sheet.index
    if same:
        return same[0] if len(same) == 1 else None
    neighbours = [one for one in range(len(before)) if one != sheet.index]
    stayed = len(after) >= len(before) and all(
        after[one] == before[one] for one in neighbours
    )
    if stayed and _share_a_value(after[sheet.index], sheet.data):
        return sheet.index
    return None


def _share_a_value(one: Data, other: Data) -> bool:
    if not isinstance(one, dict) or not isinstance(other, dict):
        return False
    return any(one.get(name) == value for name, value in other.items())


def written(question: Question, data: Data) -> str:
    """Return a value as its question shows it: as text, as it was written."""
    if isinstance(data, dict):
        return written(question, data.get("at"))
    if isinstance(data, list):
        if question.kind == "spans":
            return "\n".join(TO.join(map(str, one or ())) for one in data)
        texts = [one if isinstance(one, str) else "" for one in data]
        return f"[{', '.join(texts)}]" if question.kind == "time" else "\n".join(texts)
    return data or ""


def _is_lossy(question: Question, data: Data) -> bool:
    """Return whether a value has lines or blanks that its field would not keep."""
    if question.kind == "prose":
        return False
    if question.is_list and isinstance(data, dict):
        return True
    texts = data if isinstance(data, list) else [written(question, data)]
    if question.kind == "spans" and isinstance(data, list):
        pairs = [one if isinstance(one, list) else [one] for one in data]
        texts = [text for one in pairs for text in one]
    return any(
        not isinstance(one, str) or "\n" in one or one != one.strip() for one in texts
    )


def _inner(data: Any, path: Path) -> Any:
    for step in path:
        if isinstance(data, dict) and isinstance(step, str):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def _id(entry: Data) -> str | None:
    found = entry.get("id") if isinstance(entry, dict) else None
    return found if isinstance(found, str) else None


def _label(number: int, entry: Data) -> str:
    entry = entry if isinstance(entry, dict) else {}
    names = ("what", "name", "start")
    what = next((entry[name] for name in names if entry.get(name)), "")
    words = " ".join(str(what).split())
    words = words if len(words) <= _LABEL else words[: _LABEL - 1].rstrip() + "…"
    return f"{number}  {words}"
