"""Edits of a record's text that change the edited value and nothing else."""

from __future__ import annotations

import copy
import itertools
from typing import TYPE_CHECKING, Any

from incident_kit.errors import Problem, RecordError, field_name
from incident_kit.store.quoting import check_text, literal, quote
from incident_kit.store.strict import read_tree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from incident_kit.store.tree import Data, Node, Tree

# A turning point that is not there yet is written behind the one before it.
_MOMENTS = (
    "started_at", "detected_at", "acknowledged_at", "declared_at",
    "mitigated_at", "fixed_at", "closed_at",
)  # fmt: skip
_PROSE = {"what", "answer", "note"}
_INDENT = 2


def set_value(text: str, path: Sequence[str | int], value: str, *, file: str) -> str:
    """Return the text with one value replaced, or added to its map.

    Raises
    ------
    RecordError
        If the text cannot be read, the value cannot be written, or the path
        leads through a list item that is not there.
    """
    tree = read_tree(text, file=file)
    check_text(value, file=file, field=field_name(path))
    editor = _Editor(tree)
    node = tree.node(path)
    if not path or (node is not None and not _is_replaceable(node, tree.text)):
        raise editor.refusal(path, "a map or list stands here, not a text")
    if node is not None:
        changed = editor.replace(path, node, value)
    else:
        changed = editor.add(path, value)
    return _checked(tree, changed, path, value)


def append_item(
    text: str, path: Sequence[str | int], item: Mapping[str, str], *, file: str
) -> str:
    """Return the text with one more map at the end of the list at ``path``.

    Raises
    ------
    RecordError
        As for :func:`set_value`, or if something else than a list stands there.
    """
    tree = read_tree(text, file=file)
    for name, value in item.items():
        check_text(value, file=file, field=f"{field_name(path)}.{name}")
    editor = _Editor(tree)
    node = tree.node(path)
    if not path or not item:
        raise editor.refusal(path, "nothing to add")
    if node is None or (node.kind == "text" and node.value is None):
        old: list[Data] = []
        changed = editor.add(path, [dict(item)])
    elif node.kind == "list":
        old = _find(tree.data, path)
        changed = editor.append(path, node, dict(item))
    else:
        raise editor.refusal(path, f"a {node.kind} stands here, not a list")
    return _checked(tree, changed, path, [*old, dict(item)])


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
    what = "this edit would change more than the value"
    mend = "edit the file by hand"
    line, column = tree.place(path)
    problem = Problem(
        what=what, mend=mend, file=tree.file, line=line, column=column,
        field=field_name(path),
    )  # fmt: skip
    try:
        actual = read_tree(changed, file=tree.file).data
    except RecordError as error:
        raise RecordError(problem) from error
    if actual != wanted:
        raise RecordError(problem)
    return changed


def _inline(value: Data, name: str = "what") -> str:
    """Return a value on one line, as it may stand within brackets."""
    if isinstance(value, dict):
        pairs = (
            f"{quote(key, style='')}: {_inline(inner, key)}"
            for key, inner in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(inner) for inner in value) + "]"
    return quote(value or "", style='"' if name in _PROSE else "")


def _spaced(rest: str) -> str:
    """Return what follows a value; a comment keeps two blanks from plain text."""
    return " " + rest if rest.startswith((" #", "\t#")) else rest


class _Editor:
    """Finds the characters to replace in the text of one tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.text = tree.text
        end = self.text.find("\n")
        self.newline = "\r\n" if end > 0 and self.text[end - 1] == "\r" else "\n"

    def refusal(self, path: Sequence[str | int], what: str) -> RecordError:
        line, column = self.tree.place(path)
        return RecordError(
            Problem(
                what=what, mend="edit the file by hand", field=field_name(path),
                file=self.tree.file, line=line, column=column,
            )
        )  # fmt: skip

    def replace(self, path: Sequence[str | int], node: Node, value: str) -> str:
        """Return the text with ``value`` in place of the node's characters."""
        flow = self._in_flow(path)
        if not flow and ("\n" in value or node.style in {"|", ">"}):
            return self._replace_block(path, node, value)
        style = node.style if node.kind == "text" else ""
        if node.kind == "text" and node.value is None:
            style = '"' if path[-1] in _PROSE else ""
        new = quote(value, style=style, flow=flow)
        if node.start == node.end:
            new = " " + new
        rest = self.text[node.end :]
        is_plain = not new.endswith(("'", '"'))
        return self.text[: node.start] + new + (_spaced(rest) if is_plain else rest)

    def _replace_block(self, path: Sequence[str | int], node: Node, value: str) -> str:
        """Write a block text, or write over one; its head's comment stays."""
        text = self.text
        start, end = node.start, node.end
        line_end = self._line_end(start if node.style in {"|", ">"} else end)
        rest = text[end:line_end]
        kept = text[line_end:]
        if node.style in {"|", ">"}:
            head = text[start:line_end]
            rest = head[len(head.split(" ")[0].rstrip("\r")) :]
            body_end = self._content_end(node)
            kept = text[body_end:]
        indent = " " * (self._column(path) + _INDENT)
        made = literal(value, indent=indent, newline=self.newline)
        before = text[:start] + (" " if start == end else "")
        if made is None:
            return before + quote(value, flow=False) + rest + kept
        head, body = made
        lines = head + _spaced(rest) + self.newline + body
        return before + lines + (kept or self.newline)

    def add(self, path: Sequence[str | int], value: Data) -> str:
        """Return the text with a value that has no place yet."""
        depth = len(path) - 1
        while self.tree.node(path[:depth]) is None:
            depth -= 1
        node = self.tree.node(path[:depth])
        empty = node is not None and node.kind == "text" and node.value is None
        whole = self.tree.node(path)
        if whole is not None:
            node, depth, empty = whole, len(path), True
        names = path[depth:]
        if node is None or any(isinstance(name, int) for name in names):
            raise self.refusal(path, "no such item in this list")
        if not empty and node.kind != "map":
            raise self.refusal(path, f"a {node.kind} stands here, not a map")
        if self._in_flow(path[:depth]) or node.style == "flow":
            return self._add_inline(node, names, value, empty=empty)
        if empty:
            at = self._line_end(node.end)
            indent = self._column(path[:depth]) + self._step(value, names)
            return self._insert(at, self._lines(names, value, indent))
        return self._add_line(path[:depth], node, names, value)

    def _add_inline(
        self, node: Node, names: Sequence[str | int], value: Data, *, empty: bool
    ) -> str:
        for name in reversed(names[0 if empty else 1 :]):
            value = {str(name): value}
        if empty:
            text = " " + _inline(value)
            return self.text[: node.end] + text + self.text[node.end :]
        name = str(names[0])
        text = f"{quote(name, style='')}: {_inline(value, name)}"
        if node.children:
            at = list(node.children.values())[-1].end
            return f"{self.text[:at]}, {text}{self.text[at:]}"
        at = node.start + 1
        return self.text[:at] + text + self.text[at:]

    def _add_line(
        self,
        path: Sequence[str | int],
        node: Node,
        names: Sequence[str | int],
        value: Data,
    ) -> str:
        indent = next(iter(node.keys.values())).column - 1
        before = list(node.children.values())[-1]
        at = len(self.text)
        if path:
            at = self._line_end(self._content_end(before))
        elif names[0] in _MOMENTS:
            earlier = _MOMENTS[: _MOMENTS.index(str(names[0]))]
            known = [name for name in earlier if name in node.children]
            if known:
                at = self._line_end(self._content_end(node.children[known[-1]]))
        return self._insert(at, self._lines(names, value, indent))

    def append(
        self, path: Sequence[str | int], node: Node, item: dict[str, Data]
    ) -> str:
        """Return the text with one more item in a list that is there."""
        text = self.text
        line = _inline(item)
        last = list(node.children.values())[-1] if node.children else None
        if node.style == "block" and last is not None:
            at = self._line_end(self._content_end(last))
            return self._insert(at, [" " * (node.column - 1) + "- " + line])
        if last is not None:
            return f"{text[: last.end]}, {line}{text[last.end :]}"
        if self._in_flow(path) or "\n" in text[node.start : node.end]:
            return text[: node.start + 1] + line + text[node.start + 1 :]
        indent = " " * (self._column(path) + self._list_step())
        at = self._line_end(node.end)
        name, rest = text[: node.start].rstrip(" "), text[node.end : at].rstrip(" ")
        lines = f"{name}{rest}{self.newline}{indent}- {line}"
        return lines + (text[at:] or self.newline)

    def _lines(self, names: Sequence[str | int], value: Data, indent: int) -> list[str]:
        """Return the lines of a field, nested in the fields named before it."""
        lines = []
        for name in names:
            lines.append(" " * indent + quote(str(name), style="") + ":")
            indent += _INDENT
        if isinstance(value, list):
            indent -= _INDENT - self._list_step() if names else 0
            return lines + [" " * indent + "- " + _inline(item) for item in value]
        text = str(value)
        made = literal(text, indent=" " * indent, newline=self.newline)
        if made is not None:
            return [*lines[:-1], f"{lines[-1]} {made[0]}", made[1]]
        return [*lines[:-1], f"{lines[-1]} {_inline(text, str(names[-1]))}"]

    def _step(self, value: Data, names: Sequence[str | int]) -> int:
        is_list = isinstance(value, list) and not names
        return self._list_step() if is_list else _INDENT

    def _list_step(self) -> int:
        """Return how far the lists of this file stand in from their name."""
        for name, node in self.tree.root.children.items():
            if node.kind == "list" and node.style == "block":
                return node.column - self.tree.root.keys[str(name)].column
        return _INDENT

    def _insert(self, at: int, lines: Sequence[str]) -> str:
        """Return the text with lines put after the line that ends at ``at``."""
        added = self.newline.join(lines)
        before, after = self.text[:at], self.text[at:]
        if after:
            return before + self.newline + added + after
        end = "" if before.endswith("\n") else self.newline
        return before + end + added + self.newline

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        end = len(self.text) if end < 0 else end
        return end - 1 if self.text[end - 1 : end] == "\r" and end > at else end

    def _content_end(self, node: Node) -> int:
        """Return where the last written character under a node stands."""
        while node.style == "block":
            node = list(node.children.values())[-1]
        if node.style in {"|", ">"}:
            return node.start + len(self.text[node.start : node.end].rstrip())
        return node.end

    def _column(self, path: Sequence[str | int]) -> int:
        """Return the indent of the field or dash under which a value stands."""
        parent = self.tree.node(path[:-1])
        if parent is None:
            return 0
        spot = parent.keys[path[-1]] if isinstance(path[-1], str) else parent
        return spot.column - 1

    def _in_flow(self, path: Sequence[str | int]) -> bool:
        nodes = [self.tree.node(path[:depth]) for depth in range(len(path))]
        return any(node is not None and node.style == "flow" for node in nodes)
