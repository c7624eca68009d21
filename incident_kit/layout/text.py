"""Text: made safe to draw, and as wide as it can become."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 120
MOMENT = 64
_EM = 2048
_WIDTHS = Path(__file__).with_name("dejavu_sans.txt")
_ZALGO = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u20d0-\u20f0]{2})[\u0300-\u036f\u0483-\u0489\u20d0-\u20f0]+"
)
_OURS = frozenset("–—‘’“”…≤≥→←−×≈≠·")
_FIRST_FOREIGN = 0x530
_WIDE = 1.1
_PICTURE = 1.4
_MORE = "…"
_LONG_WORD = 24
_FIRST_WIDE = 0x2E80
_LOOSE = " ,;:.–—-−→(/…"
# between words, or after a joint of a name of 16 signs and more: audit_event_…
_GAP = re.compile(r"\s+|(?<=[a-z][_/.])(?=\S{8})(?<=\S{8})")
_BARE_NUMBER = re.compile(r"[(+−≤≥~≈-]*\d[\d.,:–-]*")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a label in one weight and one colour."""

    text: str
    bold: bool = False
    color: str = "ink"


def drawable(text: str, longest: int = LONGEST) -> str:
    r"""Return text on one line, without controls, cut between words when too long.

    Controls, marks of direction and lone surrogates go: they are not legal in
    XML, or they turn the words of others around.

    Examples
    --------
    >>> drawable("a\x00b\n c")
    'ab c'
    """
    head = text[: 20 * longest]
    kept = "".join(" " if char.isspace() else char for char in head if _is_drawn(char))
    kept = _ZALGO.sub(r"\1", " ".join(kept.split()))
    if len(kept) <= longest:
        return kept
    return cut(kept, lambda text: len(text) <= longest) or kept[: longest - 1] + _MORE


def _is_drawn(char: str) -> bool:
    if char.isspace():
        return True
    # Not all of category C: what Python does not know yet may be a new emoji.
    is_mark = unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"}
    return not is_mark and ord(char) & 0xFFFE != 0xFFFE


def _font_advances(weight: str) -> dict[int, float]:
    """Return the advance in em of each code point of DejaVu Sans.

    It is the widest of the faces a reader may have.
    """
    found: dict[int, float] = {}
    for line in _WIDTHS.read_text(encoding="ascii").splitlines():
        face, first, *runs = line.split()
        if face != weight:
            continue
        code = int(first, 16)
        for run in runs:
            wide, _, count = run.partition("*")
            for _ in range(int(count or 1)):
                found[code] = int(wide) / _EM
                code += 1
    return found


class _Advances(dict[str, float]):
    """The advance in em of each character, in one weight."""

    def __init__(self, weight: str) -> None:
        super().__init__()
        self._font = _font_advances(weight)

    def __missing__(self, char: str) -> float:
        code = ord(char)
        if unicodedata.combining(char):
            wide = 0.0
        elif code >= 0x1F000 or 0x2600 <= code <= 0x27BF:
            wide = _PICTURE
        else:
            wide = self._font.get(code, _WIDE)
        self[char] = wide
        return wide


@cache
def _advances(weight: str) -> _Advances:
    return _Advances(weight)


def is_right_to_left(text: str) -> bool:
    """Tell whether a text holds letters that run from right to left."""
    return any(unicodedata.bidirectional(char) in {"R", "AL"} for char in text)


def pieces(text: str) -> list[tuple[str, bool]]:
    """Cut a text where it changes to a script that is drawn in another font.

    Such a piece may come out wider than measured.
    """
    found: list[tuple[str, bool]] = []
    for char in text:
        is_foreign = ord(char) >= _FIRST_FOREIGN and char not in _OURS
        if found and found[-1][1] == is_foreign:
            found[-1] = (found[-1][0] + char, is_foreign)
        else:
            found.append((char, is_foreign))
    return found


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text in px, as wide as it can become."""
    table = _advances("bold" if bold else "regular")
    return sum(map(table.__getitem__, text)) * size


def runs_width(runs: tuple[Run, ...], size: float) -> float:
    """Return the width of a label in px."""
    return sum(width(run.text, size, bold=run.bold) for run in runs)


def cut(text: str, fits: Callable[[str], bool]) -> str:
    """Return the longest beginning of a text that fits, with an ellipsis after it.

    It ends between words, or inside a long name at one of its joints, and not
    on a number, whose unit would be missing.
    Only what cannot be cut so is cut between letters: scripts without spaces
    and words longer than any that people write.
    """
    for gap in reversed([match.start() for match in _GAP.finditer(text)]):
        inside = not text[gap].isspace()
        head = text[:gap] if inside else _tidy(text[:gap])
        shown = f"{head}{_MORE}" if inside else f"{head} {_MORE}"
        if head.strip() and fits(shown):
            return shown
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    if len(first) <= _LONG_WORD and not any(ord(char) >= _FIRST_WIDE for char in first):
        return ""
    head = text[: text.index(first) + len(first)]
    while head.strip() and not fits(head + _MORE):
        head = head[:-1]
    return head.rstrip() + _MORE if head.strip() else ""


def _tidy(head: str) -> str:
    """Drop what no label may end on: loose signs, and numbers without their unit."""
    while True:
        head = head.rstrip(_LOOSE)
        before, gap, last = head.rpartition(" ")
        if not gap or not _BARE_NUMBER.fullmatch(last):
            return head
        head = before


def without_suffix(text: str) -> str:
    """Return a name without the effect or remark after its last comma.

    Examples
    --------
    >>> without_suffix("Report off by flag, −100 %"), without_suffix("Restart")
    ('Report off by flag', 'Restart')
    """
    head = max(text.rpartition(", ")[0], text.rpartition("; ")[0], key=len)
    return head or text


def clip(runs: tuple[Run, ...], size: float, room: float) -> tuple[Run, ...]:
    """Return the label cut to a room in px, with an ellipsis where it was cut.

    Nothing is left when not even one word and the ellipsis fit.
    """
    if runs_width(runs, size) <= room:
        return runs
    kept: list[Run] = []
    for run in runs:
        rest = room - runs_width(tuple(kept), size)
        more = width(f" {_MORE}", size, bold=True)
        if width(run.text, size, bold=run.bold) + more <= rest:
            kept.append(run)
            continue

        def fits(text: str, rest: float = rest, bold: bool = run.bold) -> bool:
            return width(text, size, bold=bold) <= rest

        text = cut(run.text, fits)
        if text:
            kept.append(Run(text, run.bold, run.color))
        elif kept:
            last = kept.pop()
            text = f"{last.text.rstrip(_LOOSE)} {_MORE}"
            kept.append(Run(text, last.bold, last.color))
        break
    return tuple(kept)


def wrap(text: str, size: float, room: float) -> tuple[str, str]:
    """Return a text in two lines that each fit a room, the second clipped."""
    if width(text, size) <= room:
        return text, ""
    parts = text.split(" ")
    halves = [
        (" ".join(parts[:at]), " ".join(parts[at:])) for at in range(1, len(parts))
    ]
    fitting = [half for half in halves if width(half[0], size) <= room]
    if not fitting:
        return "".join(run.text for run in clip((Run(text),), size, room)), ""
    first, rest = min(fitting, key=lambda half: max(width(part, size) for part in half))
    return first, "".join(run.text for run in clip((Run(rest),), size, room))
