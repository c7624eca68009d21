"""Text to Markdown that shows it as written: escapes, marks, links, code.

What people typed is hostile here as it is on the page: whatever CommonMark, its
tables, a wiki's macros or a site generator would take for a sign is escaped.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from incident_kit.page.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

BREAK = "\n"
"""A token of a line: what comes after it stands on the next one."""

_BLANKS = re.compile(r"[ \t\n\r\f]+")
# `{` and `}` steer wikis and site generators, `$` sets formulas
_SIGNS = re.compile(r"[\\`*\[\]<|~{}$]|&(?=[#A-Za-z])|(?<![^\W_])_|_(?![^\W_])")
_LINE_START = re.compile(r"[#+>=-]|:(?=-)|\d{1,9}(?=[.)])")
_IN_ADDRESS = {sign: f"%{ord(sign):02X}" for sign in "()\\|`*{}"}
_ENTITY = re.compile(r"&(?=#|\w+;)")
# such signs would close the heading and be lost
_CLOSING = re.compile(r"(?<!\\)#\Z")
_TICKS = re.compile(r"`+")


@dataclass(frozen=True, slots=True)
class Mark:
    """Where emphasis begins or ends; ``pair`` joins the two."""

    sign: str
    opens: bool
    pair: int


@dataclass(frozen=True, slots=True)
class Code:
    """A piece of code; two side by side are written as one."""

    text: str


Token = str | Mark | Code


def escaped(text: str) -> str:
    """Return text of one line that Markdown shows as written."""
    return _SIGNS.sub(r"\\\g<0>", _BLANKS.sub(" ", clean_text(text)))


def code_span(text: str, *, in_table: bool = False) -> str:
    """Return the text as code; as plain text where a table would cut it."""
    text = _BLANKS.sub(" ", clean_text(text)).strip()
    if not text or (in_table and "|" in text):
        return escaped(text)
    ticks = "`" * (1 + max(map(len, _TICKS.findall(text)), default=0))
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def code_block(text: str) -> str:
    """Return the text as written, between fences that it cannot close."""
    text = clean_text(text).strip("\n")
    runs = map(len, _TICKS.findall(text))
    fence = "`" * max(3, 1 + max(runs, default=0))
    return f"{fence}\n{text}\n{fence}"


def link(inner: str, address: str) -> str:
    """Return a link around Markdown; the address is one to follow."""
    for sign, coded in _IN_ADDRESS.items():
        address = address.replace(sign, coded)
    return f"[{inner}]({_ENTITY.sub('&amp;', address)})"


def line(tokens: Sequence[Token], *, in_table: bool = False) -> str:
    """Return tokens as one paragraph, cell or heading without its signs.

    Emphasis that Markdown would not read there is left out, never shown.
    """
    kept = list(tokens)
    # a mark that is left out may bring two pieces of code together
    while misread := _misread(read := list(_with_code(kept, in_table=in_table))):
        kept = [
            one for one in kept if not (isinstance(one, Mark) and one.pair in misread)
        ]
    texts = [one if isinstance(one, str) else one.sign for one in read]
    whole = "".join(_no_picture(filter(None, texts)))
    lines = [_BLANKS.sub(" ", part).strip() for part in whole.split(BREAK)]
    lines = [part for part in lines if part]
    return "<br>".join(lines) if in_table else "\\\n".join(map(line_start, lines))


def _with_code(tokens: Sequence[Token], *, in_table: bool) -> Iterator[str | Mark]:
    """Yield the tokens, code as its span: two spans in touch would not be read."""
    code = ""
    for token in tokens:
        if isinstance(token, Code):
            code += token.text
        elif token != "":
            if code:
                yield code_span(code, in_table=in_table)
            code = ""
            yield token
    if code:
        yield code_span(code, in_table=in_table)


def _no_picture(texts: Iterable[str]) -> Iterator[str]:
    """Yield the texts; an exclamation mark before a link does not make it a picture."""
    before = ""
    for text in texts:
        calls = before.endswith("!") and text.startswith("[")
        yield f"{before[:-1]}\\!" if calls else before
        before = text
    yield before


def line_start(text: str) -> str:
    """Return a line that does not begin as a heading, list, quote or rule does."""
    found = _LINE_START.match(text)
    if not found:
        return text
    number = found[0].isdigit()
    return f"{found[0]}\\{text[found.end() :]}" if number else f"\\{text}"


def heading(text: str, level: int) -> str:
    """Return a heading of a line that is Markdown already."""
    flat = _CLOSING.sub(r"\\#", text.replace("\\\n", " ").rstrip())
    return f"{'#' * level} {flat}".rstrip()


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table of cells that are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _misread(tokens: Sequence[str | Mark]) -> set[int]:
    """Return the pairs of marks that would not be read as such."""
    texts = [one if isinstance(one, str) else one.sign for one in tokens]
    whole, at = "".join(texts), 0
    found = set()
    for one, text in zip(tokens, texts, strict=True):
        if isinstance(one, Mark):
            before = whole[at - 1] if at else " "
            end = at + len(text)
            after = whole[end] if end < len(whole) else " "
            if not _is_read(one, before, after):
                found.add(one.pair)
        at += len(text)
    return found


def _is_read(mark: Mark, before: str, after: str) -> bool:
    """Return whether CommonMark reads a mark between the two signs."""
    sign = mark.sign[0]
    if sign in {before, after}:
        return False
    inner, outer = (after, before) if mark.opens else (before, after)
    if inner.isspace():
        return False
    if outer.isspace() or _is_punctuation(outer):
        return True
    return sign == "*" and not _is_punctuation(inner)


def _is_punctuation(sign: str) -> bool:
    return unicodedata.category(sign)[0] in {"P", "S"}
