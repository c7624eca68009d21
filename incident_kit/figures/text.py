"""Text: made safe to draw, and as wide as it can become."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.ft2font import FT2Font, LoadFlags

LONGEST = 120
_MEASURED_AT = 100
_ZALGO = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u20d0-\u20f0]{2})[\u0300-\u036f\u0483-\u0489\u20d0-\u20f0]+"
)
_OURS = frozenset("–—‘’“”…≤≥→←−×≈≠·")
_FIRST_FOREIGN = 0x530
_WIDE = 1.1
_PICTURE = 1.4


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a label in one weight and one colour."""

    text: str
    bold: bool = False
    color: str = "ink"


def plain(text: str, longest: int = LONGEST) -> str:
    r"""Return text on one line, without controls, clipped with an ellipsis.

    Controls, marks of direction and lone surrogates go: they are not legal in
    XML, or they turn the words of others around.

    Examples
    --------
    >>> plain("a\x00b\n c")
    'ab c'
    """
    head = text[: 20 * longest]
    kept = "".join(" " if char.isspace() else char for char in head if _is_drawn(char))
    kept = _ZALGO.sub(r"\1", " ".join(kept.split()))
    return kept if len(kept) <= longest else kept[: longest - 1].rstrip() + "…"


def _is_drawn(char: str) -> bool:
    if char.isspace():
        return True
    # Not all of category C: what Python does not know yet may be a new emoji.
    is_mark = unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"}
    return not is_mark and ord(char) & 0xFFFE != 0xFFFE


@cache
def _font(bold: bool) -> FT2Font:
    """Return DejaVu Sans, the widest of the faces a reader may have."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    font = FT2Font(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / name))
    font.set_size(_MEASURED_AT, 72)
    return font


@cache
def _advance(char: str, bold: bool) -> float:
    """Return a character's advance in em."""
    code = ord(char)
    if unicodedata.combining(char):
        return 0.0
    if code >= 0x1F000 or 0x2600 <= code <= 0x27BF:
        return _PICTURE
    font = _font(bold)
    if not font.get_char_index(code):
        return _WIDE
    glyph = font.load_char(code, flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536 / _MEASURED_AT


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
    return sum(_advance(char, bold) for char in text) * size


def runs_width(runs: tuple[Run, ...], size: float) -> float:
    """Return the width of a label in px."""
    return sum(width(run.text, size, bold=run.bold) for run in runs)


def clip(runs: tuple[Run, ...], size: float, room: float) -> tuple[Run, ...]:
    """Return the label cut to a room in px, with an ellipsis where it was cut.

    Nothing is left when not even one letter and the ellipsis fit.
    """
    if runs_width(runs, size) <= room:
        return runs
    kept: list[Run] = []
    for run in runs:
        rest = room - runs_width(tuple(kept), size)
        if width(run.text, size, bold=run.bold) + width("…", size, bold=True) <= rest:
            kept.append(run)
            continue
        text = run.text
        while text and width(text + "…", size, bold=run.bold) > rest:
            text = text[:-1]
        if text.strip():
            kept.append(Run(text.rstrip() + "…", run.bold, run.color))
        elif kept:
            last = kept.pop()
            kept.append(Run(last.text.rstrip() + "…", last.bold, last.color))
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
