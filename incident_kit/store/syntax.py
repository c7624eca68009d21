"""What the YAML library says about broken syntax, in words with a mend."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from incident_kit.errors import Problem, RecordError

if TYPE_CHECKING:
    import yaml

MAX_BYTES = 2_000_000

# Characters that no record may hold, however they are written.
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)
# Characters that YAML turns into a blank or a line break without a word.
_BREAKS = "\x85\u2028\u2029\ufeff"
_UNFIT = re.compile(f"{CONTROL.pattern}|[{_BREAKS}]|\r(?!\n)")

_QUOTES = "put quotes around the text"
_WORDS = (
    (
        "mapping values",
        "a ':' and a blank inside a text, or a field out of line",
        "put quotes around the text, or align the field with its neighbours",
    ),
    (
        "block sequence entries",
        "a '- ' where no list can begin",
        "put quotes around the text, or begin the list on the next line",
    ),
    (
        "expected key",
        "this does not go on with the map begun{since}",
        "put quotes around the whole text, or align this line with the fields above",
    ),
    (
        "expected '-'",
        "this does not go on with the list begun{since}",
        "begin it with '- ', or align it with its neighbours",
    ),
    (
        "<block end>",
        "this does not go on with what began{since}",
        "put quotes around the whole text, or align this line with the ones above",
    ),
    (
        "',' or ']'",
        "the '[' opened{since} is not closed before this",
        "add the missing ',' or ']', or put quotes around the text",
    ),
    (
        "',' or '}'",
        "the '{' opened{since} is not closed before this",
        "add the missing ',' or '}', or put quotes around the text",
    ),
    (
        "expected ':'",
        "a line that is neither a field nor part of a text",
        "write 'name: value' with a blank after the ':'",
    ),
    (
        "escape",
        "no such escape in double quotes",
        r"write \\ for a backslash, or use single quotes",
    ),
    (
        "hexdecimal",
        "no such escape in double quotes",
        r"write \\ for a backslash, or use single quotes",
    ),
    (
        "unexpected end of stream",
        "the quote opened{since} is never closed",
        "close it, or write the whole text in the other kind of quotes",
    ),
    (
        "document indicator",
        "a '---' or '...' inside the quotes opened{since}",
        "close the quotes, or indent the line",
    ),
    (
        "comment or line break",
        "text after a '|' or '>'",
        "put quotes around the text, or begin it on the next line",
    ),
    (
        "comment or a line break",
        "text after a '|' or '>'",
        "put quotes around the text, or begin it on the next line",
    ),
    ("indentation indicator", "a '|' or '>' with a wrong number", _QUOTES),
    ("tab character", "a tab where blanks must indent", "use blanks"),
    ("alphabetic or numeric", "a text that begins with '*' or '&'", _QUOTES),
    ("node content", "no value where one must stand", _QUOTES),
    (
        "document start",
        "text after the end of the record",
        "align it with the fields above, or delete it",
    ),
    ("exceeded", "nested too deep", "write it with fewer brackets"),
)


def decode(text: str | bytes, *, file: str) -> str:
    """Return the text of a file that is UTF-8 and not too large."""
    if isinstance(text, str):
        size = len(text)
        size = size if size < MAX_BYTES // 4 else len(text.encode(errors="replace"))
    else:
        size = len(text)
    if size > MAX_BYTES:
        what = f"larger than {MAX_BYTES // 1_000_000} MB"
        mend = "keep long tables in CSV or Parquet beside the record"
        raise RecordError.of(what, mend, file=file)
    if isinstance(text, str):
        return text
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        before = text[text.rfind(b"\n", 0, error.start) + 1 : error.start]
        raise RecordError.of(
            f"byte 0x{text[error.start]:02x} is not UTF-8",
            "save the file as UTF-8",
            file=file,
            line=line,
            column=len(before.decode()) + 1,
        ) from None


def syntax_problem(error: yaml.YAMLError, text: str, *, file: str) -> Problem:
    """Return the problem that stopped the parser, in our words."""
    said = str(getattr(error, "problem", None) or error)
    mark = getattr(error, "problem_mark", None)
    context = getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
    since = f" on line {context.line + 1}" if context else ""
    if "cannot start any token" in said and mark:
        found = text[mark.index : mark.index + 1]
        what = f"a text cannot begin with {found}"
        mend = _QUOTES
        if found == "\t":
            what, mend = "a tab where blanks must indent", "use blanks"
        return Problem(what=what, mend=mend, file=file, line=line, column=column)
    if "unexpected end of stream" in said and context:
        line, column, since = context.line + 1, context.column + 1, " here"
    for words, told, mend in _WORDS:
        if words in said:
            what = told.replace("{since}", since)
            return Problem(what=what, mend=mend, file=file, line=line, column=column)
    what = "this cannot be read as YAML"
    return Problem(what=what, mend=_QUOTES, file=file, line=line, column=column)


def unfit_characters(text: str, *, file: str, limit: int) -> list[Problem]:
    """Return a problem for each character that YAML loses or refuses."""
    problems: list[Problem] = []
    for found in _UNFIT.finditer(text):
        if len(problems) == limit:
            break
        char, at = found[0], found.start()
        if char == "\r":
            what, mend = "a carriage return alone", "save with usual line ends"
        elif char in _BREAKS:
            what = f"U+{ord(char):04X}, which YAML drops or turns into a blank"
            mend = f'delete it, or write "\\u{ord(char):04x}" in double quotes'
        else:
            what, mend = f"control character U+{ord(char):04X}", "delete it"
        line = text.count("\n", 0, at) + 1
        column = at - text.rfind("\n", 0, at)
        problems.append(
            Problem(what=what, mend=mend, file=file, line=line, column=column)
        )
    return problems
