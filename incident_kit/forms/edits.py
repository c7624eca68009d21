"""Which edits of the text does what was typed come to, and no more?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.errors import RecordError, field_name
from incident_kit.forms.sheet import NONE, TO, data_at, root_of, written
from incident_kit.store.edit import append_item, remove_value, set_list, set_value
from incident_kit.store.notes import free_id
from incident_kit.store.strict import read_tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from incident_kit.errors import Problem
    from incident_kit.forms.questions import Form, Question
    from incident_kit.store.tree import Data, Path

EMPTY = "nothing is written here; write words"
_STAMP: Path = ("answered_at",)
# what an earlier answer keeps, and what makes another answer of it
_ANSWER = ("answer", "scope", "at", "suspects")
_SAID = (*_ANSWER, "affected", "of", "unit")


def changed(
    form: Form, before: Mapping[Path, str], typed: Mapping[Path, str]
) -> dict[Path, str]:
    """Return what was typed where it says something else than before."""
    return {
        question.path: typed[question.path]
        for question in form.questions
        if question.path in typed
        and data_of(question, typed[question.path])
        != data_of(question, before.get(question.path, ""))
    }


def data_of(question: Question, text: str) -> Data:
    """Return a typed text as the value that the file holds, None for nothing.

    Prose stays as it was typed, to the last blank.
    """
    if question.kind == "prose":
        return text or None
    text = text.strip()
    if question.kind in {"list", "spans"}:
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        if not lines:
            return None
        if question.kind == "spans":
            return [[part.strip() for part in line.split(TO)] for line in lines]
        # asked, and there was none
        return NONE if lines == [NONE] else [*lines]
    if question.kind == "time" and text.startswith("[") and text.endswith("]"):
        return [part.strip() for part in text[1:-1].split(",")]
    return text or None


def check_required(
    form: Form, values: Mapping[Path, str], *, only: Mapping[Path, str]
) -> dict[Path, str]:
    """Return a message at each question that must be answered and is not."""
    return {
        question.path: EMPTY
        for question in form.questions
        if question.required
        and question.path in only
        and data_of(question, values.get(question.path, "")) is None
    }


def edited(
    text: str, form: Form, index: int | None, edits: Mapping[Path, str], *, file: str
) -> str:
    """Return the text with the edited values, and nothing else, changed.

    Raises
    ------
    RecordError
        For a value that cannot be written where it belongs.
    """
    root = root_of(form, index)
    for question in form.questions:
        if question.path in edits:
            text = _edit(text, root, question, edits[question.path], file=file)
    return text


def _edit(text: str, root: Path, question: Question, typed: str, *, file: str) -> str:
    tree = read_tree(text, file=file)
    path = (*root, *question.path)
    node = tree.node(path)
    if question.kind == "time" and node is not None and node.kind == "map":
        path = (*path, "at")
        node = tree.node(path)
    value = data_of(question, typed)
    if value is None and question.default and node is not None:
        value = question.default
    if value is None:
        return remove_value(text, path, file=file)
    if isinstance(value, list) and len(value) == 1 and node is not None:
        # one text may stand for a list of one
        value = value[0] if node.kind == "text" else value
    if isinstance(value, list):
        return set_list(text, path, value, file=file)
    if node is not None and node.kind == "list" and question.kind == "list":
        text = remove_value(text, path, file=file)
    return set_value(text, path, str(value), file=file)


def appended(
    text: str, form: Form, typed: Mapping[Path, str], *, file: str
) -> tuple[str, int]:
    """Return the text with a new entry at the end of the form's list, and where.

    Raises
    ------
    RecordError
        If the entry cannot be written.
    """
    tree = read_tree(text, file=file)
    item: dict[str, Data] = {}
    for question in form.questions:
        value = data_of(question, typed.get(question.path, ""))
        if value is not None:
            item[str(question.path[0])] = value
    if any(question.path == ("id",) for question in form.questions):
        item = {"id": item.get("id") or _new_id(tree.data, item), **item}
    entries = data_at(tree, form.root)
    place = len(entries) if isinstance(entries, list) else 0
    return append_item(text, form.root, item, file=file), place


def _new_id(data: Mapping[str, Data], item: Mapping[str, Data]) -> str:
    taken = set()
    for name in ("changes", "actions"):
        entries = data.get(name)
        for one in entries if isinstance(entries, list) else ():
            if isinstance(one, dict):
                taken.add(str(one.get("id")))
    return free_id(str(item.get("what", "")), taken)


def with_former_answer(
    text: str, form: Form, edits: Mapping[Path, str], *, now: str, file: str
) -> tuple[str, dict[Path, str]]:
    """Return the text that keeps a former answer, and the edits with their stamp.

    Another answer is stamped, and the former one stays with its time; so is a
    first one.  A number or a place that is added to an answer leaves its time.
    """
    edits = dict(edits)
    former = data_at(read_tree(text, file=file), form.root)
    former = former if isinstance(former, dict) else {}
    fields = {str(path[0]) for path in edits}
    was_said = any(name in former for name in _SAID)
    is_new = bool(fields & set(_ANSWER)) or (not was_said and bool(fields & set(_SAID)))
    if not form.letter or not is_new:
        return text, edits
    earlier = {name: former[name] for name in _ANSWER if name in former}
    if earlier:
        earlier |= {n: former[n] for n in ("answered_at", "by") if n in former}
        text = append_item(text, (*form.root, "earlier"), earlier, file=file)
    edits.setdefault(_STAMP, now if _still_said(form, former, edits) else "")
    return text, edits


def _still_said(
    form: Form, former: Mapping[str, Data], edits: Mapping[Path, str]
) -> bool:
    """Return whether the letter says anything once it is edited."""
    asked = [one for one in form.questions if one.path[0] in _SAID]
    texts = [
        edits.get(one.path, written(one, former.get(str(one.path[0])))) for one in asked
    ]
    return any(text.strip() not in {"", "unknown"} for text in texts)


def placed(
    problems: tuple[Problem, ...], form: Form, index: int | None
) -> tuple[dict[Path, str], tuple[str, ...]]:
    """Return the message of each question, and what belongs to none of them."""
    at: dict[Path, str] = {}
    others = []
    names = {
        question.path: field_name((*root_of(form, index), *question.path))
        for question in form.questions
    }
    for problem in problems:
        words = f"{problem.what}; {problem.mend}" if problem.mend else problem.what
        path = next(
            (
                path
                for path, name in names.items()
                if problem.field == name
                or problem.field.startswith((f"{name}.", f"{name}["))
            ),
            None,
        )
        if path is None:
            others.append(f"{problem.field}: {words}" if problem.field else words)
        else:
            at[path] = f"{at[path]}. {words}" if path in at else words
    return at, tuple(others)


def first_refusals(
    text: str, form: Form, index: int | None, edits: Mapping[Path, str], *, file: str
) -> tuple[Problem, ...]:
    """Return what keeps single edits from being written, each at its field."""
    found: list[Problem] = []
    root = root_of(form, index)
    for path, typed in edits.items():
        try:
            _edit(text, root, form.question(path), typed, file=file)
        except RecordError as error:
            found += error.problems
    return tuple(found)
