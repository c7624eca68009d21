"""Edits of a record's text that change the edited value and nothing else."""

from __future__ import annotations

import copy
import itertools
from typing import TYPE_CHECKING, Any

from incident_kit.errors import Problem, RecordError, field_name
from incident_kit.store.editor import Editor
from incident_kit.store.quoting import check_text
from incident_kit.store.strict import read_tree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from incident_kit.store.tree import Data, Node, Tree


def set_value(text: str, path: Sequence[str | int], value: str, *, file: str) -> str:
    """Return the text with one value replaced, or added to its map.

    Raises
    ------
    RecordError
        If the text cannot be read, the value cannot be written, or the path
        leads through a list item that is not there.
    """
    tree = read_tree(text, file=file)
    _check_texts(value, path, file)
    return _checked(tree, _put(tree, path, value), path, value)


def set_list(
    text: str, path: Sequence[str | int], items: Sequence[Data], *, file: str
) -> str:
    """Return the text with one list replaced, or added to its map.

    A list with a line per item keeps the lines of the items that stay as they
    are, and its comments; items that are maps can only be added to none.

    Raises
    ------
    RecordError
        As for :func:`set_value`, or if there is no item.
    """
    tree = read_tree(text, file=file)
    wanted = list(items)
    _check_texts(wanted, path, file)
    node = tree.node(path)
    if not path or not wanted:
        raise Editor(tree).refusal(path, "no item to write")
    if node is None or node.kind != "list" or _is_replaceable(node, tree.text):
        return _checked(tree, _put(tree, path, wanted), path, wanted)
    old = _find(tree.data, path)
    for index in reversed(range(len(wanted), len(old))):
        text = remove_value(text, (*path, index), file=file)
    for index, (was, now) in enumerate(zip(old, wanted, strict=False)):
        if was != now:
            inner = read_tree(text, file=file)
            text = _put(inner, (*path, index), now)
    for item in wanted[len(old) :]:
        inner = read_tree(text, file=file)
        found = inner.node(path)
        if found is not None:
            text = Editor(inner).append(path, found, item)
    return _checked(tree, text, path, wanted)


def append_item(
    text: str, path: Sequence[str | int], item: Mapping[str, Data], *, file: str
) -> str:
    """Return the text with one more map at the end of the list at ``path``.

    Where ``none`` was written, asked and there was none, the list takes its place.

    Raises
    ------
    RecordError
        As for :func:`set_value`, or if something else than a list stands there.
    """
    tree = read_tree(text, file=file)
    _check_texts(dict(item), path, file)
    editor = Editor(tree)
    node = tree.node(path)
    old: list[Data] = []
    if not path or not item:
        raise editor.refusal(path, "nothing to add")
    if node is None or (node.kind == "text" and node.value is None):
        changed = editor.add(path, [dict(item)])
    elif node.kind == "list":
        old = _find(tree.data, path)
        changed = editor.append(path, node, dict(item))
    elif node.value == "none":
        changed = editor.replace(path, node, [dict(item)])
    else:
        raise editor.refusal(path, f"a {node.kind} stands here, not a list")
    return _checked(tree, changed, path, [*old, dict(item)])


def remove_value(text: str, path: Sequence[str | int], *, file: str) -> str:
    """Return the text without one value and its name; comments stay.

    A map or list that would be left empty goes with it.

    Raises
    ------
    RecordError
        If the text cannot be read, or the value cannot be taken out alone.
    """
    tree = read_tree(text, file=file)
    node = tree.node(path)
    if node is None:
        return text
    while len(path) > 1:
        parent = tree.node(path[:-1])
        if parent is None or len(parent.children) > 1:
            break
        path = path[:-1]
    wanted: Any = copy.deepcopy(tree.data)
    inner = _find(wanted, path[:-1])
    del inner[path[-1]]
    return _read_back(tree, Editor(tree).remove(path), wanted, path)


def _put(tree: Tree, path: Sequence[str | int], value: Data) -> str:
    editor = Editor(tree)
    node = tree.node(path)
    if not path or (node is not None and not _is_replaceable(node, tree.text)):
        raise editor.refusal(path, "a map or list stands here, not a text")
    if node is not None:
        return editor.replace(path, node, value)
    return editor.add(path, value)


def _check_texts(value: Data, path: Sequence[str | int], file: str) -> None:
    """Refuse a text that a record cannot hold, wherever it stands in a value."""
    if isinstance(value, dict):
        for name, inner in value.items():
            check_text(name, file=file, field=field_name(path))
            _check_texts(inner, (*path, name), file)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _check_texts(inner, (*path, index), file)
    else:
        check_text(value, file=file, field=field_name(path))


def _is_replaceable(node: Node, text: str) -> bool:
    if node.kind == "text":
        return True
    span = text[node.start : node.end]
    return node.style == "flow" and "\n" not in span and span[:1] in {"[", "{"}


def _find(data: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        data = data[step]
    return data


def _checked(tree: Tree, changed: str, path: Sequence[str | int], value: Data) -> str:
    """Return the new text once it reads back as the old data with this change."""
    wanted: Any = copy.deepcopy(tree.data)
    inner = wanted
    for step, following in itertools.pairwise(path):
        if isinstance(inner, dict) and inner.get(str(step)) is None:
            inner[step] = [] if isinstance(following, int) else {}
        inner = inner[step]
    inner[path[-1]] = value
    return _read_back(tree, changed, wanted, path)


def _read_back(tree: Tree, changed: str, wanted: Any, path: Sequence[str | int]) -> str:
    line, column = tree.place(path)
    problem = Problem(
        what="this edit would change more than the value",
        mend="edit the file by hand",
        file=tree.file,
        line=line,
        column=column,
        field=field_name(path),
    )
    try:
        actual = read_tree(changed, file=tree.file).data
    except RecordError as error:
        raise RecordError(problem) from error
    if actual != wanted:
        raise RecordError(problem)
    return changed
