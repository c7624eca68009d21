"""Where the characters of a value stand in a record's text, and what replaces them."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from incident_kit.errors import RecordError
from incident_kit.record.moments import MOMENTS
from incident_kit.store.quoting import literal, quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.errors import Path
    from incident_kit.store.tree import Data, Node, Tree


@dataclass(frozen=True, slots=True)
class Splice:
    """Characters of a text, from ``start`` to ``end``, and what takes their place."""

    start: int
    end: int
    new: str


_PROSE = {"what", "answer", "note"}
_INDENT = 2


def inline(value: Data, name: str = "what") -> str:
    """Return a value on one line, as it may stand within brackets."""
    if isinstance(value, dict):
        pairs = (
            f"{quote(key, style='')}: {inline(inner, key)}"
            for key, inner in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inline(inner, name) for inner in value) + "]"
    return quote(value or "", style='"' if name in _PROSE else "")


def _gap(rest: str) -> str:
    """Return the blank that a comment needs behind a text without quotes."""
    return " " if rest.startswith((" #", "\t#")) else ""


class Editor:
    """Finds the characters to replace in the text of one tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.text = tree.text
        end = self.text.find("\n")
        self.newline = "\r\n" if end > 0 and self.text[end - 1] == "\r" else "\n"

    def refusal(self, path: Path, what: str) -> RecordError:
        """Return why an edit is not made, at its place."""
        return RecordError(self.tree.problem(path, what, "edit the file by hand"))

    def replace(self, path: Path, node: Node, value: Data) -> Splice:
        """Return how ``value`` takes the place of the node's characters."""
        if not isinstance(value, str):
            return self._replace_inline(path, node, value)
        flow = self._in_flow(path)
        if not flow and ("\n" in value or node.style in {"|", ">"}):
            return self._replace_block(path, node, value)
        style = node.style if node.kind == "text" else ""
        if node.kind == "text" and node.value is None:
            style = '"' if path[-1] in _PROSE else ""
        new = quote(value, style=style, flow=flow)
        if node.start == node.end:
            new = " " + new
        if not new.endswith(("'", '"')):
            new += _gap(self.text[node.end : node.end + 2])
        return Splice(node.start, node.end, new)

    def _replace_inline(self, path: Path, node: Node, value: Data) -> Splice:
        """Write a list on one line where a text or a list on one line stood."""
        if node.style in {"|", ">"}:
            raise self.refusal(path, "a longer text stands here, not a list")
        new = inline(value, str(path[-1]))
        start = " " if node.start == node.end else ""
        return Splice(node.start, node.end, start + new)

    def _replace_block(self, path: Path, node: Node, value: str) -> Splice:
        """Write a block text, or write over one; its head's comment stays."""
        text = self.text
        start, end = node.start, node.end
        line_end = self._line_end(start if node.style in {"|", ">"} else end)
        rest, stop = text[end:line_end], line_end
        if node.style in {"|", ">"}:
            head = text[start:line_end]
            rest = head[len(head.split(" ")[0].rstrip("\r")) :]
            stop = self._content_end(node)
        indent = " " * (self._column(path) + _INDENT)
        made = literal(value, indent=indent, newline=self.newline)
        before = " " if start == end else ""
        if made is None:
            return Splice(start, stop, before + quote(value, flow=False) + rest)
        head, body = made
        new = before + head + _gap(rest) + rest + self.newline + body
        return Splice(start, stop, new + ("" if text[stop:] else self.newline))

    def add(self, path: Path, value: Data) -> Splice:
        """Return where a value that has no place yet is put."""
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
        for name in reversed(names if empty else names[1:]):
            value = {str(name): value}
        if self._in_flow(path[:depth]) or node.style == "flow":
            return self._add_inline(node, str(names[0]) if names else "", value, empty)
        if empty:
            at = self._line_end(node.end)
            step = self._list_step() if isinstance(value, list) else _INDENT
            return self._insert(
                at, self._lines(value, self._column(path[:depth]) + step)
            )
        return self._add_line(path[:depth], node, str(names[0]), value)

    def _add_inline(self, node: Node, name: str, value: Data, empty: bool) -> Splice:
        if empty:
            return Splice(node.end, node.end, " " + inline(value))
        text = f"{quote(name, style='')}: {inline(value, name)}"
        if node.children:
            at = list(node.children.values())[-1].end
            return Splice(at, at, f", {text}")
        return Splice(node.start + 1, node.start + 1, text)

    def _add_line(self, path: Path, node: Node, name: str, value: Data) -> Splice:
        indent = next(iter(node.keys.values())).column - 1
        before = list(node.children.values())[-1]
        at = len(self.text)
        if path:
            at = self._line_end(self._content_end(before))
        elif name in MOMENTS:
            # a turning point that is not there yet comes behind the one before it
            earlier = itertools.takewhile(lambda one: one != name, MOMENTS)
            if known := [one for one in earlier if one in node.children]:
                at = self._line_end(self._content_end(node.children[known[-1]]))
        return self._insert(at, self._lines({name: value}, indent))

    def append(self, path: Path, node: Node, item: Data) -> Splice:
        """Return where one more item goes in a list that is there."""
        text = self.text
        line = inline(item, str(path[-1]))
        last = list(node.children.values())[-1] if node.children else None
        if node.style == "block" and last is not None:
            at = self._line_end(self._content_end(last))
            return self._insert(at, [" " * (node.column - 1) + "- " + line])
        if last is not None:
            return Splice(last.end, last.end, f", {line}")
        if self._in_flow(path) or "\n" in text[node.start : node.end]:
            return Splice(node.start + 1, node.start + 1, line)
        indent = " " * (self._column(path) + self._list_step())
        at = self._line_end(node.end)
        start = len(text[: node.start].rstrip(" "))
        new = f"{text[node.end : at].rstrip(' ')}{self.newline}{indent}- {line}"
        return Splice(start, at, new + ("" if text[at:] else self.newline))

    def remove(self, path: Path) -> Splice:
        """Return how a value goes with its name; its comment stays.

        It has neighbours: what would be left empty goes as a whole.
        """
        parent, node = self.tree.node(path[:-1]), self.tree.node(path)
        if parent is None or node is None:
            raise self.refusal(path, "nothing stands here")
        steps = list(parent.children)
        place = steps.index(path[-1])
        begin = self._begin(parent, path[-1])
        after = steps[place + 1] if place + 1 < len(steps) else None
        if parent.style == "flow":
            before = parent.children[steps[place - 1]] if place else None
            start, end = begin, node.end
            if after is not None:
                end = self._begin(parent, after)
            elif before is not None:
                start = before.end
            return self._without(path, node, start, end)
        line_start = self.text.rfind("\n", 0, begin) + 1
        before_it = self.text[line_start:begin].strip(" \ufeff-")
        content_end = self._content_end(node)
        line_end = self._line_end(content_end)
        if "-" in self.text[line_start:begin] and isinstance(path[-1], str):
            if after is None or before_it:
                raise self.refusal(path, "it cannot be taken out alone")
            return self._without(path, node, begin, self._begin(parent, after))
        comment = self._comment(node, content_end, line_end)
        inside = self.text[begin:content_end].split("\n")[1:]
        if node.kind != "text" and any(one.lstrip(" \t-")[:1] == "#" for one in inside):
            raise self.refusal(path, "a comment stands beside it")
        indent = self.text[line_start:begin].split("-", maxsplit=1)[0]
        if comment.startswith("#"):
            return Splice(line_start, line_end, indent + comment)
        cut = re.compile(r"\r?\n?").match(self.text, line_end)
        return Splice(line_start, cut.end() if cut else line_end, indent.strip(" "))

    def _comment(self, node: Node, content_end: int, line_end: int) -> str:
        """Return the comment on the last line of a value, or on its block's head."""
        if node.style in {"|", ">"}:
            head = self.text[node.start : self._line_end(node.start)]
            return head[head.find("#") :] if "#" in head else ""
        return self.text[content_end:line_end].lstrip(" \t")

    def _begin(self, parent: Node, step: str | int) -> int:
        """Return where a field begins with its name, or an item of a list."""
        if isinstance(step, str):
            return parent.keys[step].start
        return parent.children[step].start

    def _without(self, path: Path, node: Node, start: int, end: int) -> Splice:
        text = self.text
        if "#" in text[start : node.start] or "#" in text[node.end : end]:
            raise self.refusal(path, "a comment stands beside it")
        return Splice(start, end, "")

    def _lines(self, value: Data, indent: int, name: str = "what") -> list[str]:
        """Return the lines of fields, nested in each other, or of a list."""
        pad = " " * indent
        if isinstance(value, list):
            return [f"{pad}- {inline(item, name)}" for item in value]
        if not isinstance(value, dict):
            return [pad + inline(value, name)]
        lines = []
        for key, inner in value.items():
            head = f"{pad}{quote(key, style='')}:"
            step = self._list_step() if isinstance(inner, list) else _INDENT
            below = " " * (indent + _INDENT)
            if isinstance(inner, (dict, list)):
                lines += [head, *self._lines(inner, indent + step, key)]
            elif made := literal(inner or "", indent=below, newline=self.newline):
                lines += [f"{head} {made[0]}", made[1]]
            else:
                lines.append(f"{head} {inline(inner, key)}")
        return lines

    def _list_step(self) -> int:
        """Return how far the lists of this file stand in from their name."""
        for name, node in self.tree.root.children.items():
            if node.kind == "list" and node.style == "block":
                return node.column - self.tree.root.keys[str(name)].column
        return _INDENT

    def _insert(self, at: int, lines: Sequence[str]) -> Splice:
        """Return how lines are put after the line that ends at ``at``."""
        added = self.newline.join(lines)
        if at < len(self.text):
            return Splice(at, at, self.newline + added)
        end = "" if self.text.endswith("\n") else self.newline
        return Splice(at, at, end + added + self.newline)

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

    def _column(self, path: Path) -> int:
        """Return the indent of the field or dash under which a value stands."""
        parent = self.tree.node(path[:-1])
        if parent is None:
            return 0
        spot = parent.keys[path[-1]] if isinstance(path[-1], str) else parent
        return spot.column - 1

    def _in_flow(self, path: Path) -> bool:
        nodes = [self.tree.node(path[:depth]) for depth in range(len(path))]
        return any(node is not None and node.style == "flow" for node in nodes)
