"""The strict reader of ``incident.yaml``: maps, lists and text, nothing guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.errors import RecordError
from incident_kit.store.reader import MAX_PROBLEMS, EventReader
from incident_kit.store.syntax import decode, unfit_characters
from incident_kit.store.tree import Tree

if TYPE_CHECKING:
    from incident_kit.store.tree import Node


def read_tree(text: str | bytes, *, file: str) -> Tree:
    """Return the data of a record file and the place of each value.

    ``file`` is how the file is called in messages.

    Raises
    ------
    RecordError
        With every problem that can be told apart; broken syntax hides what
        follows it.
    """
    tree = scan_tree(text, file=file)
    if tree.problems:
        raise RecordError(*tree.problems)
    return tree


def scan_tree(text: str | bytes, *, file: str) -> Tree:
    """Return what can be read, with the problems that did not stop the reading.

    For whoever wants to tell these and the schema's all at once; the data of a
    tree with problems must not be used for anything else.

    Raises
    ------
    RecordError
        If the text cannot be read to its end.
    """
    decoded = decode(text, file=file)
    shift = 1 if decoded.startswith("\ufeff") else 0
    body = decoded[shift:]
    if problems := unfit_characters(body, file=file, limit=MAX_PROBLEMS):
        raise RecordError(*problems)
    reader = EventReader(body, file)
    root, data = reader.read()
    if shift:
        _move(root, shift)
    return Tree(
        file=file, text=decoded, data=data, root=root, problems=tuple(reader.problems)
    )


def _move(node: Node, shift: int) -> None:
    nodes = [node]
    while nodes:
        node = nodes.pop()
        node.start += shift
        node.end += shift
        nodes += node.children.values()
        nodes += node.keys.values()
