"""From a validation error to our lines: file, line, column, field, mend."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from incident_kit.errors import Problem, field_name
from incident_kit.record.incident_record import Record
from incident_kit.record.values import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import ValidationError

    from incident_kit.record.contradictions import Fault
    from incident_kit.store.tree import Tree

_KINDS = {"dict": "a map", "list": "a list", "str": "text"}
_EXPECTED = {
    "model_type": "a map of fields",
    "dict_type": "a map of fields",
    "tuple_type": "a list",
    "list_type": "a list",
    "string_type": "words",
}


def validation_problems(error: ValidationError, tree: Tree) -> list[Problem]:
    """Return every problem of a validation error, each once."""
    problems = [_problem(one, tree) for one in error.errors(include_url=False)]
    return list({str(problem): problem for problem in problems}.values())


def in_line_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems as their lines stand in the file."""
    return sorted(problems, key=_place)


def faults_to_problems(faults: Iterable[Fault], tree: Tree) -> list[Problem]:
    """Return faults of a valid record as problems at their place."""
    return [tree.problem(path, what, mend) for path, what, mend in faults]


def _place(problem: Problem) -> tuple[int, int]:
    return problem.line or 0, problem.column or 0


def _problem(error: Any, tree: Tree) -> Problem:  # pydantic's own dict
    path = tuple(step for step in error["loc"] if _in_tree(step))
    kind = error["type"]
    if kind == "extra_forbidden":
        name = str(path[-1])
        line, column = tree.key_place(path)
        mend = nearest(name, known := known_fields(path[:-1]))
        if "extra" in known:
            mend += " or put it under extra:"
        problem = tree.problem(path, "unknown field", mend)
        return replace(problem, line=line, column=column)
    if kind == "missing":
        return tree.problem(
            path,
            "missing",
            f"add {path[-1]}: to {field_name(path[:-1]) or 'the record'}",
        )
    if kind == "value_error":
        what, _, mend = str(error["msg"]).removeprefix("Value error, ").partition("; ")
        return tree.problem(path, what, mend)
    if kind == "literal_error":
        known = re.findall(r"'([^']*)'", error["ctx"]["expected"])
        what = f"{str(error['input'])[:60]!r} is not known here"
        return tree.problem(path, what, nearest(error["input"], known))
    expected = _EXPECTED.get(kind)
    if expected is None:
        return tree.problem(path, str(error["msg"]), "see incident-kit schema")
    found = _KINDS.get(type(error["input"]).__name__, "nothing")
    return tree.problem(path, f"{found} where {expected} belongs", f"write {expected}")


def _in_tree(step: object) -> bool:
    return isinstance(step, int) or (isinstance(step, str) and "[" not in step)


def known_fields(path: tuple[str | int, ...]) -> list[str]:
    """Return the field names that may stand at a path of the record."""
    model: type[BaseModel] = Record
    for step in path:
        if isinstance(step, int):
            continue
        by_name = {
            _alias(model, name): info for name, info in model.model_fields.items()
        }
        info = by_name.get(step)
        inner = None if info is None else _model_in(info.annotation)
        if inner is None:
            return []
        model = inner
    return [_alias(model, name) for name in model.model_fields]


def _alias(model: type[BaseModel], name: str) -> str:
    return model.model_fields[name].alias or name


def _model_in(annotation: Any) -> type[BaseModel] | None:  # any type form
    parts = get_args(annotation)
    if not parts and isinstance(annotation, type):
        return annotation if issubclass(annotation, BaseModel) else None
    for part in parts:
        if (found := _model_in(part)) is not None:
            return found
    return None
