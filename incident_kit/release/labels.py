"""The words that pages print themselves: a withheld value like one cannot be told.

Only what is written as such words are counts: lower case, and said by a sentence or
a head of ours.  A name with a capital is never among them.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from incident_kit.record.moments import MOMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

# where English is made; code, comments and docstrings in them are none.  The words of
# a clock stand in the table of turning points.
_ROOMS = ("wording", "sections", "figures")
_INSIDE = "inside"  # the part of wording that no page prints
_CLAUSE = re.compile(r"[^<>={}'#\\]* [^<>={}'#\\]*")
_WORD = re.compile(r"(?<![\w.-])[a-z]{4,}(?![\w.-])")


@cache
def labels() -> frozenset[str]:
    """Return every word of four letters and more that our own sentences use."""
    package = resources.files("incident_kit")
    texts = [
        text
        for room in _ROOMS
        for source in _sources(package.joinpath(room))
        for text in _texts(source)
    ]
    texts += [f"{one.event} {one.clock} {one.until}" for one in MOMENTS.values()]
    return frozenset(word for text in texts for word in _WORD.findall(text.casefold()))


def is_label(value: str) -> bool:
    """Return whether a value is a word of ours, written as one."""
    return value.islower() and value in labels()


def _sources(room: resources.abc.Traversable) -> Iterator[str]:
    for one in room.iterdir():
        if one.is_dir() and one.name != _INSIDE:
            yield from _sources(one)
        elif one.name.endswith(".py"):
            yield one.read_text(encoding="utf-8")


def _texts(source: str) -> Iterator[str]:
    """Yield the clauses of a module that are no docstrings."""
    nodes = [*ast.walk(ast.parse(source))]
    bare = {id(one.value) for one in nodes if isinstance(one, ast.Expr)}
    for one in nodes:
        if (
            isinstance(one, ast.Constant)
            and isinstance(one.value, str)
            and id(one) not in bare
            and _CLAUSE.fullmatch(one.value)
        ):
            yield one.value
