"""Labels of several lines: broken between words, never cut."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from incident_kit.layout import text as words
from incident_kit.layout.text import Run


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a label, and how high its letters are."""

    runs: tuple[Run, ...]
    size: float

    @property
    def width(self) -> float:
        """How wide it can become, in px."""
        return words.runs_width(self.runs, self.size)

    @property
    def pitch(self) -> float:
        """The way to the next line, in px."""
        return self.size + 4


def wrapped(runs: tuple[Run, ...], size: float, room: float) -> tuple[Line, ...]:
    """Return a label in lines that fit a room; a bold run stays whole where it fits.

    Examples
    --------
    >>> [line.runs for line in wrapped((Run("a b"),), 12, 10)]
    [(Run(text='a', bold=False, color='ink'),), (Run(text='b', bold=False, color='ink'),)]
    """
    lines: list[list[Run]] = []
    used = room + 1
    for run in runs:
        if not run.text.strip():
            continue
        whole = run.bold and words.width(run.text, size, bold=True) <= room
        for word in [run.text.strip()] if whole else run.text.split():
            for piece in _pieces(word, size, room, bold=run.bold):
                wide = words.width(f" {piece}", size, bold=run.bold)
                if used + wide > room or not lines:
                    lines.append([Run(piece, run.bold, run.color)])
                    used = words.width(piece, size, bold=run.bold)
                else:
                    _append(lines[-1], piece, run)
                    used += wide
    return tuple(Line(tuple(line), size) for line in lines)


def _append(line: list[Run], piece: str, run: Run) -> None:
    last = line[-1]
    if (last.bold, last.color) == (run.bold, run.color):
        line[-1] = Run(f"{last.text} {piece}", run.bold, run.color)
    else:
        line.append(Run(f" {piece}", run.bold, run.color))


def _pieces(word: str, size: float, room: float, *, bold: bool) -> list[str]:
    """Return a word, in pieces where it is wider than the room."""
    if words.width(word, size, bold=bold) <= room:
        return [word]
    found = [""]
    for char in word:
        if found[-1] and words.width(found[-1] + char, size, bold=bold) > room:
            found.append("")
        found[-1] += char
    return found


@lru_cache(maxsize=2048)  # whoever places labels asks of the same ones in each choice
def height(lines: tuple[Line, ...]) -> float:
    """Return how high a label is."""
    return sum(line.pitch for line in lines)


@lru_cache(maxsize=2048)
def width(lines: tuple[Line, ...]) -> float:
    """Return how wide a label is."""
    return max((line.width for line in lines), default=0.0)
