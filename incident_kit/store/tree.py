"""The plain data of a record file, with the place of every value in its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from incident_kit.errors import Path, Problem, field_name

if TYPE_CHECKING:
    from collections.abc import Sequence

Data = dict[str, "Data"] | list["Data"] | str | None


@dataclass(slots=True)
class Node:
    """One value as it stands in the text.

    ``start`` and ``end`` index the decoded text, so that an edit can replace
    exactly the characters of the value; ``line`` and ``column`` count from 1.
    ``style`` is "" (plain), ', ", | or > for a text, "flow" or "block" for a
    map or list.
    """

    kind: Literal["map", "list", "text"]
    style: str
    start: int
    end: int
    line: int
    column: int
    value: str | None = None
    children: dict[str | int, Node] = field(default_factory=dict)
    keys: dict[str, Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A record file: its text, its data (all scalars text), its places.

    ``problems`` are values that YAML would cut or split without a word.
    """

    file: str
    text: str
    data: dict[str, Data]
    root: Node
    problems: tuple[Problem, ...] = ()

    def node(self, path: Sequence[str | int]) -> Node | None:
        """Return the value at ``path`` as it stands in the text, if it does."""
        found: Node | None = self.root
        for step in path:
            found = found.children.get(step) if found else None
        return found

    def place(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Return line and column of the value.

        If it is not there, those of the name of its nearest ancestor.
        """
        node = self.root
        for depth, step in enumerate(path):
            child = node.children.get(step)
            if child is None:
                return self.key_place(path[:depth]) if node is not self.root else (1, 1)
            node = child
        return (node.line, node.column)

    def key_place(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Return line and column of the field name, or of the nearest one."""
        place = (1, 1)
        node: Node = self.root
        for step in path:
            child = node.children.get(step)
            if child is None:
                break
            spot = node.keys[step] if isinstance(step, str) else child
            place = (spot.line, spot.column)
            node = child
        return place

    def problem(self, path: Path, what: str, mend: str) -> Problem:
        """Return what is wrong with a value, at its place."""
        line, column = self.place(path)
        return Problem(
            what=what,
            mend=mend,
            field=field_name(path),
            file=self.file,
            line=line,
            column=column,
        )
