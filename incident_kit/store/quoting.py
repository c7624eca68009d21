"""A text as it must be written in YAML so that the strict reader returns it."""

from __future__ import annotations

import json
import re

from incident_kit.errors import RecordError
from incident_kit.store.syntax import CONTROL

# Plain only where no YAML reader could see anything but the text itself.
_WORD = r"[^\W_]|[_/.%+()-]|:(?=[^\W_])|[ ](?=[^\s#:-])"
_PLAIN_FLOW = re.compile(rf"(?:[^\W_]|/)(?:{_WORD})*\Z")
_PLAIN_BLOCK = re.compile(rf"(?:[^\W_]|/)(?:{_WORD}|[,;!'](?=[\w ]))*\Z")
_SINGLE = re.compile(
    r"[\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]*\Z"
)
_HIDDEN = re.compile("[\x85\u2028\u2029\ufeff]")
_LITERAL = re.compile(r"[^\s].*\S\n?\Z", re.DOTALL)


def check_text(value: object, *, file: str, field: str) -> str:
    """Return ``value`` if a record can hold it to the last character."""
    if not isinstance(value, str):
        what = f"a {type(value).__name__} where text belongs"
        raise RecordError.of(what, file=file, field=field)
    if found := CONTROL.search(value):
        what = f"character U+{ord(found[0]):04X} cannot stand in a record"
        mend = "delete it"
        raise RecordError.of(what, mend, file=file, field=field)
    return value


def quote(value: str, *, style: str = '"', flow: bool = True) -> str:
    """Return ``value`` on one line, in ``style`` where that is surely safe."""
    if style == "" and (_PLAIN_FLOW if flow else _PLAIN_BLOCK).match(value):
        return value
    if style == "'" and _SINGLE.match(value):
        return "'" + value.replace("'", "''") + "'"
    text = json.dumps(value, ensure_ascii=False)
    return _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def literal(value: str, *, indent: str, newline: str) -> tuple[str, str] | None:
    """Return head and body of a block text, None where it needs quotes."""
    if not _LITERAL.match(value) or _HIDDEN.search(value) or "\r" in value:
        return None
    lines = value.removesuffix("\n").split("\n")
    if len(lines) < 2 or any(line and not line.strip() for line in lines):
        return None
    body = newline.join(indent + line if line else "" for line in lines)
    return ("|" if value.endswith("\n") else "|-"), body
