"""Which edits of the record does what was typed come to, and no more?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from incident_kit.errors import RecordError, field_name
from incident_kit.forms.sheet import NONE, TO, data_at, root_of, written
from incident_kit.store.edit import Batch
from incident_kit.store.notes import free_id
from incident_kit.wording.inside import forms as say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from incident_kit.errors import Path, Problem
    from incident_kit.store.tree import Data, Tree
    from incident_kit.wording.inside.questions import Form, Question

# a count in groups of three, with a comma, a blank, or one that is narrow or hard
_GROUPED = re.compile(
    r"[1-9]\d{0,2}(?P<sign>[, \u00a0\u2009\u202f])\d{3}(?:(?P=sign)\d{3})*", re.ASCII
)
_STAMP: Path = ("answered_at",)
# what says that nobody asked, which an answer ends
_ASKED: Path = ("asked",)
# what an earlier answer keeps, and what makes another answer of it
_ANSWER = ("answer", "scope", "at", "suspects")
_SAID = (*_ANSWER, "affected", "exposed", "of", "unit", "customers")


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
    if question.kind == "number" and (grouped := _GROUPED.fullmatch(text)):
        return text.replace(grouped["sign"], "")
    if question.is_list or question.kind == "spans":
        sign = "," if question.kind == "names" and "\n" not in text else "\n"
        lines = [line.strip() for line in text.split(sign) if line.strip()]
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
        question.path: say.EMPTY
        for question in form.questions
        if question.required
        and question.path in only
        and data_of(question, values.get(question.path, "")) is None
    }


def edit_values(
    batch: Batch, form: Form, index: int | None, edits: Mapping[Path, str]
) -> None:
    """Change the edited values of a form, and nothing else.

    Raises
    ------
    RecordError
        For a value that cannot be written where it belongs.
    """
    root = root_of(form, index)
    for question in form.questions:
        if question.path in edits:
            _edit(batch, root, question, edits[question.path])


def _edit(batch: Batch, root: Path, question: Question, typed: str) -> None:
    path = (*root, *question.path)
    node = batch.read.node(path)
    if question.kind == "time" and node is not None and node.kind == "map":
        path = (*path, "at")
        node = batch.read.node(path)
    value = data_of(question, typed)
    if value is None and question.default and node is not None:
        value = question.default
    if value is None:
        batch.remove(path)
        return
    if isinstance(value, list) and len(value) == 1 and node is not None:
        # one text may stand for a list of one
        value = value[0] if node.kind == "text" else value
    if isinstance(value, list):
        batch.set(path, value)
        return
    if node is not None and node.kind == "list" and question.is_list:
        batch.remove(path)
    batch.set(path, str(value))


def append_entry(batch: Batch, form: Form, typed: Mapping[Path, str]) -> int:
    """Put a new entry at the end of the form's list; return where it stands.

    Raises
    ------
    RecordError
        If the entry cannot be written.
    """
    item: dict[str, Data] = {}
    for question in form.questions:
        value = data_of(question, typed.get(question.path, ""))
        if value is not None:
            item[str(question.path[0])] = value
    if any(question.path == ("id",) for question in form.questions):
        item = {"id": item.get("id") or _new_id(batch.read.data, item), **item}
    entries = data_at(batch.read, form.root)
    batch.append(form.root, item)
    return len(entries) if isinstance(entries, list) else 0


def _new_id(data: Mapping[str, Data], item: Mapping[str, Data]) -> str:
    taken = set()
    for name in ("changes", "actions"):
        entries = data.get(name)
        for one in entries if isinstance(entries, list) else ():
            if isinstance(one, dict):
                taken.add(str(one.get("id")))
    return free_id(str(item.get("what", "")), taken)


def keep_former_answer(
    batch: Batch, form: Form, edits: Mapping[Path, str], *, now: str
) -> dict[Path, str]:
    """Keep a former answer in the text; return the edits with their stamp.

    Another answer is stamped, and the former one stays with its time; so is a
    first one.  A number or a place that is added to an answer leaves its time.
    """
    edits = dict(edits)
    former = data_at(batch.read, form.root)
    former = former if isinstance(former, dict) else {}
    fields = {str(path[0]) for path in edits}
    was_said = any(name in former for name in _SAID)
    is_new = bool(fields & set(_ANSWER)) or (not was_said and bool(fields & set(_SAID)))
    if not form.letter or not is_new:
        return edits
    earlier = {name: former[name] for name in _ANSWER if name in former}
    if earlier:
        earlier |= {n: former[n] for n in ("answered_at", "by") if n in former}
        batch.append((*form.root, "earlier"), earlier)
    is_said = _still_said(form, former, edits)
    edits.setdefault(_STAMP, now if is_said else "")
    if is_said and _ASKED[0] in former:
        edits.setdefault(_ASKED, "")
    return edits


def _still_said(
    form: Form, former: Mapping[str, Data], edits: Mapping[Path, str]
) -> bool:
    """Return whether the letter says anything once it is edited."""
    texts = {
        one.path: edits.get(one.path, written(one, former.get(str(one.path[0]))))
        for one in form.questions
        if one.path[0] in _SAID
    }
    # an answer "unknown" says that it was asked; an unknown number says nothing
    is_asked = texts.get(("answer",), "").strip() == "unknown"
    return is_asked or any(
        text.strip() not in {"", "unknown"} for text in texts.values()
    )


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
    tree: Tree, form: Form, index: int | None, edits: Mapping[Path, str]
) -> tuple[Problem, ...]:
    """Return what keeps single edits from being written, each at its field."""
    found: list[Problem] = []
    for path, typed in edits.items():
        batch = Batch(tree)
        try:
            _edit(batch, root_of(form, index), form.question(path), typed)
            batch.tree()
        except RecordError as error:
            found += error.problems
    return tuple(found)
