"""From the events of the YAML parser to nodes and data, nothing guessed.

It builds on the events of the YAML parser, so that nesting is counted before
anything recurses and no scalar is ever given a type.  Whatever YAML would cut,
split, merge or drop without a word is an error here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from incident_kit.errors import Problem, RecordError, field_name
from incident_kit.store.syntax import CONTROL, syntax_problem
from incident_kit.store.tree import Data, Node

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 16
MAX_VALUES = 200_000
MAX_PROBLEMS = 20

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_QUOTES = "put quotes around it"


@dataclass(slots=True)
class _Open:
    """A map or list that has begun and not ended."""

    node: Node
    data: Any
    key: Node | None = None
    name: str = ""


class EventReader:
    """Builds one tree from the parser's events and collects the problems."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.problems: list[Problem] = []
        self.stack: list[_Open] = []
        self.root: tuple[Node, Any] | None = None
        self.values = 0
        # Where the last text, key or bracket ended, and what it was.
        self.end = 0
        self.last: Node | None = None
        self.column = 0

    def read(self) -> tuple[Node, dict[str, Data]]:
        """Return the root and its data; what did not stop it is in ``problems``."""
        try:
            for event in cast("Iterator[Any]", yaml.parse(self.text, Loader=_LOADER)):
                self._take(event)
        except yaml.YAMLError as error:
            problem = syntax_problem(error, self.text, file=self.file)
            self.problems.append(replace(problem, field=self._field()))
            raise RecordError(*self.problems) from None
        if self.root is None or self.root[0].kind != "map":
            if not self.problems:
                what = "no map of fields" if self.root else "no fields in the file"
                self._report(what, "begin with 'id: …' on a line of its own", 0)
            raise RecordError(*self.problems)
        return self.root

    def _take(self, event: Any) -> None:  # PyYAML events have no types
        kind = type(event)
        if kind is ScalarEvent:
            self._scalar(event)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            self._begin(event, is_map=kind is MappingStartEvent)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            self._finish(event)
        elif kind is AliasEvent:
            name = event.anchor
            self._stop(f"the alias *{name}", _QUOTES, event.start_mark.index)
        elif kind is DocumentStartEvent:
            self._document(event)
        elif kind is DocumentEndEvent:
            self._gap(len(self.text) if not event.explicit else event.start_mark.index)
            if event.explicit:
                what = "a line '...', which ends the record"
                self._report(what, "delete the line", event.start_mark.index)

    def _document(self, event: Any) -> None:
        index = event.start_mark.index
        if self.root is not None:
            self._stop("a second document", "one record per file", index)
        if event.explicit:
            lines = self.text[: event.end_mark.index].split("\n")
            if any(line.startswith("%") for line in lines):
                self._stop("a YAML directive ('%…')", "delete the line", 0)
            self.end = event.end_mark.index
            self.last = Node("list", "flow", index, self.end, 0, 0)

    def _scalar(self, event: Any) -> None:
        mark, end = event.start_mark, event.end_mark.index
        start = mark.index
        style = event.style or ""
        value = event.value
        self._gap(start, is_text=start != end)
        node = Node("text", style, start, end, mark.line + 1, mark.column + 1)
        node.value = value if style or value else None
        if event.anchor or event.tag:
            self._decorated(event)
        is_key = self._attach(node, node.value)
        if style == '"' and (found := CONTROL.search(value)):
            what = f"control character U+{ord(found[0]):04X}"
            self._report(what, "delete it", start)
        elif style in {"|", ">"}:
            self._block_head(start, self.text[start:end].split("\n")[0], value)
        self.end, self.last = end, node
        if not is_key and self.stack:
            top = self.stack[-1]
            self.column = top.key.column if top.key else top.node.column
            if top.node.style == "flow":
                self.column = 0
            top.key = None

    def _block_head(self, start: int, line: str, value: str) -> None:
        """Refuse a '|' or '>' that was typed as the first sign of a text."""
        head, sign, _ = line.partition("#")
        if not value:
            what = f"YAML reads {head.strip()} as the head of a longer text"
            self._report(f"{what}, and none follows", _QUOTES, start)
        elif sign and len(head) - len(head.rstrip()) < 2:
            self._tail_comment(start + len(head), head, first=False, is_text=True)

    def _begin(self, event: Any, *, is_map: bool) -> None:
        mark = event.start_mark
        flow = bool(event.flow_style)
        self._gap(mark.index)
        if len(self.stack) >= MAX_DEPTH:
            what = f"nested deeper than {MAX_DEPTH} levels"
            self._stop(what, "write it flatter, or put quotes around it", mark.index)
        if event.anchor or event.tag:
            self._decorated(event)
        if flow and is_map and self.text[mark.index] == "?":
            what = "YAML reads a '?' and a blank as the sign of a field name"
            self._stop(what, _QUOTES, mark.index)
        node = Node(
            "map" if is_map else "list",
            "flow" if flow else "block",
            mark.index,
            event.end_mark.index,
            mark.line + 1,
            mark.column + 1,
        )
        data: Any = {} if is_map else []
        self._attach(node, data)
        self.stack.append(_Open(node, data))
        self.end = event.end_mark.index if flow else mark.index
        if flow:
            # A '#' behind an open bracket may be the first thing inside it.
            self.last = None

    def _finish(self, event: Any) -> None:
        start = event.start_mark.index
        self._gap(start)
        top = self.stack.pop()
        if top.node.style == "flow":
            top.node.end = self.end = event.end_mark.index
            self.last = top.node
        else:
            top.node.end = self.end
            self.end = max(self.end, start)
        if self.stack:
            self.stack[-1].key = None

    def _attach(self, node: Node, data: Data) -> bool:
        """Put a value into the open map or list; return whether it is a key."""
        self.values += 1
        if self.values > MAX_VALUES:
            what = f"more than {MAX_VALUES:,} values"
            mend = "keep long tables in CSV or Parquet beside the record"
            self._stop(what, mend, node.start)
        if not self.stack:
            self.root = (node, data)
            return False
        top = self.stack[-1]
        if top.node.kind == "list":
            top.node.children[len(top.data)] = node
            top.data.append(data)
            return False
        if top.key is None:
            self._name(top, node)
            return True
        if self.text.find(":", top.key.end, node.start) < 0:
            self._split(top, top.key)
        top.node.children[top.name] = node
        top.data[top.name] = data
        return False

    def _name(self, top: _Open, node: Node) -> None:
        """Take a field name, which must be one word or text, written once."""
        if node.kind != "text":
            self._stop("a field name that is a map or list", _QUOTES, node.start)
        name = node.value or ""
        if "?" in self._punctuation(self.end, node.start):
            what = "YAML reads a '?' and a blank as the sign of a field name"
            self._report(what, _QUOTES, node.start)
        if not name:
            mend = "write 'name: value', or put quotes around the text"
            self._report("a ':' without a field name", mend, node.start)
        elif name == "<<" and not node.style:
            self._report("a merge key (<<)", "write the fields out", node.start)
        elif name in top.node.keys:
            first = top.node.keys[name].line
            top.name = name
            what = f"{name} is written twice, first on line {first}"
            self._report(what, "keep one of them", node.start)
        top.node.keys.setdefault(name, node)
        top.key, top.name = node, name

    def _split(self, top: _Open, key: Node) -> None:
        """Report a field name without a value in a one-line map."""
        name = key.value or ""
        before = [spot for spot in top.node.keys if spot != name]
        if "?" in self._punctuation(top.node.start, key.start):
            return
        if ":" in name and not key.style:
            what, mend = f"no blank after the ':' in {name}", "write 'name: value'"
        elif before:
            top.name = before[-1]
            what = f"a comma split this text before '{name}'"
            mend = _QUOTES
        else:
            what = f"'{name}' has no value in this map"
            mend = "write 'name: value', or put quotes around the text"
        self._report(what, mend, key.start)
        top.name = name

    def _punctuation(self, begin: int, stop: int) -> str:
        """Return what stands between two values, without comments."""
        gap = self.text[begin:stop]
        if "?" not in gap:
            return ""
        return "".join(line.split("#")[0] for line in gap.split("\n"))

    def _gap(self, stop: int, *, is_text: bool = False) -> None:
        """Look for comments before ``stop`` that took text along."""
        if self.text.find("#", self.end, stop) < 0:
            return
        position = self.end
        for number, part in enumerate(self.text[self.end : stop].split("\n")):
            head, sign, rest = part.partition("#")
            if sign:
                at = position + len(head)
                line_start = self.text.rfind("\n", 0, at) + 1
                if not self.text[line_start:at].strip(" \t"):
                    self._line_comment(at, at - line_start + 1, rest)
                else:
                    self._tail_comment(at, head, first=number == 0, is_text=is_text)
            position += len(part) + 1

    def _line_comment(self, at: int, column: int, rest: str) -> None:
        """Refuse a comment line that continues an unquoted text."""
        last = self.last
        if (
            last is None
            or last.kind != "text"
            or last.style in {"'", '"'}
            or column <= self.column
            or self.text[self.end : at].strip()
        ):
            return
        if last.value is None and rest[:1] in {" ", "", "\r", "#"}:
            return
        what = "YAML drops this line, which begins with '#', from the text above"
        mend = "put quotes around the text, or move the comment left to the field name"
        self._report(what, mend, at)

    def _tail_comment(self, at: int, head: str, *, first: bool, is_text: bool) -> None:
        """Refuse a comment that may have been meant as text."""
        bare = head.rstrip(" \t")
        blanks = len(head) - len(bare)
        last = self.last
        plain = last is None or (last.kind == "text" and last.style in {"", "|", ">"})
        if blanks > 1:
            return
        if blanks == 1 and first and not bare and not plain:
            return
        if blanks == 1 and bare[-1:] in {":", "-"} and not is_text:
            return
        sign = " #" if blanks else "#"
        mend = f"{_QUOTES}, or two blanks before a comment"
        self._report(f"YAML cuts this at '{sign}'", mend, at)

    def _decorated(self, event: Any) -> None:
        sign = f"the anchor &{event.anchor}" if event.anchor else f"the tag {event.tag}"
        self._stop(sign, _QUOTES, event.start_mark.index)

    def _field(self) -> str:
        path = [
            top.name if top.node.kind == "map" else max(len(top.data) - 1, 0)
            for top in self.stack
        ]
        return field_name([step for step in path if step != ""])

    def _report(self, what: str, mend: str, at: int) -> None:
        self.problems.append(
            Problem(
                what=what,
                mend=mend,
                field=self._field(),
                file=self.file,
                line=self.text.count("\n", 0, at) + 1,
                column=at - self.text.rfind("\n", 0, at),
            )
        )
        if len(self.problems) >= MAX_PROBLEMS:
            rest = f"reading stopped after {MAX_PROBLEMS} problems; there may be more"
            raise RecordError(*self.problems, Problem(what=rest, file=self.file))

    def _stop(self, what: str, mend: str, at: int) -> None:
        self._report(what, mend, at)
        raise RecordError(*self.problems)
