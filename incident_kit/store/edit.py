"""Edits of a record's text that change the edited values and nothing else.

All edits of a batch are made on one reading of the text; the result is read back
once and compared before anybody gets it.  Only where an edit builds on what an
earlier one has moved (a value twice, an item behind a removed one) is the text read
once more in between.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, Self

from incident_kit.errors import RecordError, field_name
from incident_kit.store.editor import Editor
from incident_kit.store.quoting import check_text
from incident_kit.store.strict import read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from incident_kit.errors import Path
    from incident_kit.store.editor import Splice
    from incident_kit.store.tree import Data, Node, Tree

EditKind = Literal["set", "new", "append", "remove"]
_IN_THE_WAY = "a map or list stands here, not a text"


@dataclass(frozen=True, slots=True)
class _Edit:
    """One edit on the present reading; ``new`` is a value with no place before.

    ``inside`` is the map or list that it is written into.
    """

    kind: EditKind
    path: Path
    inside: Path
    splice: Splice

    def moves(self, path: Path, kind: EditKind, *, in_maps: bool) -> bool:
        """Return whether an edit at ``path`` must be made on what this one leaves.

        ``in_maps`` says that only maps lead there: a new map takes it up as it is.
        """
        mine = self.path
        below = path[: len(mine)] == mine
        if self.kind == "append" and path == mine:
            return kind != "append"
        if self.kind == "new" and below:
            return kind == "remove" or not in_maps
        if self.kind == "remove" and path[: len(mine) - 1] == mine[:-1]:
            last, step = mine[-1], path[len(mine) - 1 : len(mine)]
            if isinstance(last, int):
                return not step or not isinstance(step[0], int) or step[0] >= last
        return below or mine[: len(path)] == path

    def clashes(self, later: _Edit) -> bool:
        """Return whether a later edit cannot be made on the same reading."""
        one, two = self.splice, later.splice
        kinds = {self.kind, later.kind}
        if "remove" in kinds and "set" not in kinds and self.inside == later.inside:
            return True
        if one.start == one.end == two.start == two.end:
            both_end = one.new.endswith("\n") == two.new.startswith(("\n", "\r\n"))
            is_outer = self.inside[: len(later.inside)] == later.inside
            return not is_outer or (both_end and not two.new.startswith(", "))
        if one.start == one.end or two.start == two.end:
            return one.start < two.end and two.start < one.end
        return max(one.start, two.start) < min(one.end, two.end)


class Batch:
    """Several edits of one record's text, each at the path of a value.

    :meth:`tree` is the result.  An edit that cannot be made, or would change more
    than its value, raises a RecordError that names the place; the batch is then not
    to be used any more.
    """

    def __init__(self, tree: Tree) -> None:
        self.read = tree
        """The text as it was read last."""
        self._data: Any = copy.deepcopy(tree.data)
        self._edits: list[_Edit] = []

    @classmethod
    def of(cls, text: str, *, file: str) -> Self:
        """Return a batch over a text that nobody has read yet."""
        return cls(read_tree(text, file=file))

    def set(self, path: Path, value: str | Sequence[Data]) -> Self:
        """Replace one value, or add it to its map.

        A list with a line per item keeps the lines of the items that stay as they
        are, and its comments.
        """
        wanted: Data = value if isinstance(value, str) else list(value)
        self._check_texts(wanted, path)
        self._clear_way(path, "set")
        if not path or not (wanted or isinstance(wanted, str)):
            what = _IN_THE_WAY if isinstance(wanted, str) else "no item to write"
            raise self._refusal(path, what)
        node = self.read.node(path)
        is_list = node is not None and node.kind == "list" and not self._is_short(node)
        if is_list and isinstance(wanted, list):
            self._set_items(path, wanted)
        else:
            self._put(path, wanted)
        return self

    def _put(self, path: Path, value: Data) -> None:
        """Write over what stands at a path, or where nothing does."""
        node = self.read.node(path)
        if node is not None and node.kind != "text" and not self._is_short(node):
            raise self._refusal(path, _IN_THE_WAY)
        if node is None:
            self._add(path, value)
        else:
            self._take(
                "set", path, lambda: self._editor.replace(path, self._at(path), value)
            )
            _put(self._data, path, value)

    def _set_items(self, path: Path, wanted: list[Data]) -> None:
        old = list(_find(self._data, path))
        for index in reversed(range(len(wanted), len(old))):
            self.remove((*path, index))
        for index, (was, now) in enumerate(zip(old, wanted, strict=False)):
            if was != now:
                self._put((*path, index), now)
        for item in wanted[len(old) :]:
            self._append(path, item)

    def append(self, path: Path, item: Mapping[str, Data]) -> Self:
        """Put one more map at the end of a list.

        Where ``none`` was written, asked and there was none, the list takes its
        place.
        """
        self._check_texts(dict(item), path)
        self._clear_way(path, "append")
        if not path or not item:
            raise self._refusal(path, "nothing to add")
        self._append(path, dict(item))
        return self

    def _append(self, path: Path, item: Data) -> None:
        node = self.read.node(path)
        if node is not None and node.kind == "list":
            self._take(
                "append", path, lambda: self._editor.append(path, self._at(path), item)
            )
            _find(self._data, path).append(item)
        elif node is None or (node.kind == "text" and node.value is None):
            self._add(path, [*(_find(self._data, path) or []), item])
        elif node.value == "none":
            self._put(path, [item])
        else:
            raise self._refusal(path, f"a {node.kind} stands here, not a list")

    def remove(self, path: Path) -> Self:
        """Take one value out with its name; comments stay.

        A map or list that would be left empty goes with it.
        """
        self._clear_way(path, "remove")
        if self.read.node(path) is None:
            return self
        while len(path) > 1 and len(_find(self._data, path[:-1])) == 1:
            path = path[:-1]
        self._clear_way(path, "remove")
        self._take("remove", path, lambda: self._editor.remove(path))
        del _find(self._data, path[:-1])[path[-1]]
        return self

    def _add(self, path: Path, value: Data) -> None:
        """Write a value that has no place, with the maps that lead to it."""
        top = next(
            path[:depth]
            for depth in range(1, len(path) + 1)
            if (node := self.read.node(path[:depth])) is None
            or (node.kind == "text" and node.value is None)
        )
        if any(isinstance(step, int) for step in path[len(top) - 1 :]):
            raise self._refusal(path, "no such item in this list")
        for place, one in enumerate(self._edits):
            if (one.kind, one.path) == ("new", top):
                _put(self._data, path, value)
                splice = self._editor.add(top, _find(self._data, top))
                self._edits[place] = replace(one, splice=splice)
                return
        whole = value
        for step in reversed(path[len(top) :]):
            whole = {str(step): whole}
        self._take("new", top, lambda: self._editor.add(top, whole))
        _put(self._data, path, value)

    def tree(self) -> Tree:
        """Return the text with all edits, read back and compared with what was wanted."""
        if not self._edits:
            return self.read
        text, parts, at = self.read.text, [], 0
        for one in sorted(
            (edit.splice for edit in self._edits), key=lambda one: (one.start, one.end)
        ):
            parts += [text[at : one.start], one.new]
            at = one.end
        try:
            actual = read_tree("".join((*parts, text[at:])), file=self.read.file)
        except RecordError as error:
            raise self._too_much({}) from error
        if actual.data != self._data:
            raise self._too_much(actual.data)
        self.read, self._edits = actual, []
        return actual

    @property
    def _editor(self) -> Editor:
        return Editor(self.read)

    def _at(self, path: Path) -> Node:
        node = self.read.node(path)
        assert node is not None  # noqa: S101  # it was there before the text was read again
        return node

    def _is_short(self, node: Node) -> bool:
        """Return whether a map or list stands on one line, in brackets."""
        span = self.read.text[node.start : node.end]
        return node.style == "flow" and "\n" not in span and span[:1] in {"[", "{"}

    def _clear_way(self, path: Path, kind: EditKind) -> None:
        in_maps = self._leads_through_maps(path)
        if any(one.moves(path, kind, in_maps=in_maps) for one in self._edits):
            self.tree()

    def _leads_through_maps(self, path: Path) -> bool:
        """Return whether a value can be added at a path to what was written just now."""
        inner = self._data
        for step in path[:-1]:
            if not isinstance(inner, dict):
                return False
            inner = inner.get(step)
            if inner is None:
                return True
        return isinstance(inner, dict)

    def _take(self, kind: EditKind, path: Path, make: Callable[[], Splice]) -> None:
        is_within = kind == "append" or (kind == "new" and self.read.node(path))
        inside = path if is_within else path[:-1]
        edit = _Edit(kind, path, inside, make())
        if any(one.clashes(edit) for one in self._edits):
            self.tree()
            edit = replace(edit, splice=make())
        self._edits.append(edit)

    def _check_texts(self, value: Data, path: Path) -> None:
        """Refuse a text that a record cannot hold, wherever it stands in a value."""
        file, field = self.read.file, field_name(path)
        if isinstance(value, dict):
            for name, inner in value.items():
                check_text(name, file=file, field=field)
                self._check_texts(inner, (*path, name))
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                self._check_texts(inner, (*path, index))
        else:
            check_text(value, file=file, field=field)

    def _too_much(self, actual: Data) -> RecordError:
        """Return the refusal of the first edit that did not come to what it should."""
        paths = [one.path for one in self._edits]
        differ = (
            path for path in paths if _find(actual, path) != _find(self._data, path)
        )
        return self._refusal(
            next(differ, paths[0]), "this edit would change more than the value"
        )

    def _refusal(self, path: Path, what: str) -> RecordError:
        return self._editor.refusal(path, what)


def _find(data: Any, path: Iterable[str | int]) -> Any:
    """Return what stands at a path, None for nothing."""
    for step in path:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def _put(data: Any, path: Path, value: Data) -> None:
    for step in path[:-1]:
        if isinstance(data, dict) and data.get(step) is None:
            data[step] = {}
        data = data[step]
    data[path[-1]] = value
