"""Edits that move what stands in a record's text, with its comments, unchanged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from incident_kit.errors import Problem, RecordError, field_name
from incident_kit.store.quoting import quote
from incident_kit.store.strict import read_tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.store.tree import Node, Tree

Path = tuple[str | int, ...]


def rename_field(text: str, path: Path, name: str, *, file: str) -> str:
    """Return the text with one field called otherwise; its value stays.

    Raises
    ------
    RecordError
        If a field of the new name stands there already.
    """
    tree = read_tree(text, file=file)
    parent = tree.node(path[:-1])
    old = str(path[-1])
    if parent is None or old not in parent.keys:
        return text
    if name in parent.keys:
        first = parent.keys[name].line
        what = f"{name} stands on line {first}, too"
        raise _refusal(tree, path, what, "keep one of the two, then migrate again")
    key = parent.keys[old]
    return text[: key.start] + quote(name, style="") + text[key.end :]


def add_first(text: str, path: Path, name: str, value: str, *, file: str) -> str:
    """Return the text with a field put before the others of the map at ``path``."""
    tree = read_tree(text, file=file)
    node = tree.node(path)
    assert node is not None  # noqa: S101  # the caller found it
    pair = f"{name}: {quote(value, style='')}"
    at = node.start + 1 if node.style == "flow" else node.start
    if node.style == "flow":
        return text[:at] + pair + (", " if node.children else "") + text[at:]
    return text[:at] + pair + _newline(text) + " " * (node.column - 1) + text[at:]


def sentence_to_map(text: str, path: Path, name: str, *, file: str) -> str:
    """Return the text with a sentence of a list made the field of a map."""
    tree = read_tree(text, file=file)
    node = tree.node(path)
    if node is None or node.kind != "text" or node.value is None:
        return text
    told = text[node.start : node.end]
    if node.style in {"|", ">"}:
        body = told.rstrip()
        made = f"{{{name}: {quote(node.value)}}}"
        return text[: node.start] + made + told[len(body) :] + text[node.end :]
    inner = told if node.style in {"'", '"'} else quote(node.value)
    return f"{text[: node.start]}{{{name}: {inner}}}{text[node.end :]}"


def join_lists(text: str, first: str, second: str, *, file: str) -> str:
    """Return the text with the items of ``second`` at the end of ``first``.

    Comments travel with the items that they stand above, beside or between.

    Raises
    ------
    RecordError
        If one of them is a list of several lines in brackets.
    """
    for name in (first, second):
        text = _as_block(text, name, file=file)
    tree = read_tree(text, file=file)
    target, source = tree.node((first,)), tree.node((second,))
    assert target is not None and source is not None  # noqa: S101, PT018  # both are there
    key = tree.root.keys[second]
    begin = text.rfind("\n", 0, key.start) + 1
    items = text.find("\n", key.end) + 1
    end = _next_line(text, _content_end(text, source))
    beside = text[key.end : items].strip().removeprefix(":").strip()
    pad = " " * (target.column - 1)
    moved = _shifted(text[items:end].rstrip("\r\n"), target.column - source.column)
    if beside:
        moved = f"{pad}{beside}{_newline(text)}{moved}"
    rest = text[:begin] + text[end:]
    at = _line_end(text, _content_end(text, target))
    at -= len(text[begin:end]) if at > begin else 0
    return rest[:at] + _newline(text) + moved + (rest[at:] or _newline(text))


def remove_field(text: str, name: str, *, file: str) -> str:
    """Return the text without an empty list or the word none; comments stay."""
    tree = read_tree(text, file=file)
    key, node = tree.root.keys[name], tree.root.children[name]
    begin = text.rfind("\n", 0, key.start) + 1
    stop = _next_line(text, node.end)
    comment = text[node.end : stop].strip()
    kept = comment + _newline(text) if comment else ""
    return text[:begin] + kept + text[stop:]


def _as_block(text: str, name: str, *, file: str) -> str:
    """Return the text with a list in brackets written one item a line."""
    tree = read_tree(text, file=file)
    node = tree.root.children[name]
    if node.kind != "list":
        raise _refusal(tree, (name,), f"a {node.kind} stands here, not a list", "")
    if node.style == "block":
        return text
    items = [text[one.start : one.end] for one in node.children.values()]
    between = text[node.start : node.end]
    if "\n" in between or not items:
        what = "a list in brackets over several lines"
        raise _refusal(tree, (name,), what, "write one item a line, each behind '- '")
    end = _line_end(text, node.end)
    comment = text[node.end : end].rstrip()
    lines = "".join(f"{_newline(text)}  - {item}" for item in items)
    return text[: node.start].rstrip(" ") + comment + lines + text[end:]


def _refusal(
    tree: Tree, path: Sequence[str | int], what: str, mend: str
) -> RecordError:
    line, column = tree.place(path)
    return RecordError(
        Problem(
            what=what,
            mend=mend or "edit the file by hand",
            field=field_name(path),
            file=tree.file,
            line=line,
            column=column,
        )
    )


def _shifted(block: str, by: int) -> str:
    """Return lines moved right or left together; empty ones stay empty."""
    lines = block.split("\n")
    if by >= 0:
        return "\n".join(" " * by + line if line.strip() else line for line in lines)
    return "\n".join(re.sub(rf"\A {{0,{-by}}}", "", line) for line in lines)


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text[: text.find("\n") + 1] else "\n"


def _line_end(text: str, at: int) -> int:
    """Return where the line break of the line at ``at`` begins."""
    end = text.find("\n", at)
    if end < 0:
        return len(text)
    return end - 1 if end > at and text[end - 1] == "\r" else end


def _next_line(text: str, at: int) -> int:
    """Return where the line after the one at ``at`` begins."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _content_end(text: str, node: Node) -> int:
    """Return where the last written character under a node stands."""
    while node.style == "block":
        node = list(node.children.values())[-1]
    if node.style in {"|", ">"}:
        return node.start + len(text[node.start : node.end].rstrip())
    return node.end
