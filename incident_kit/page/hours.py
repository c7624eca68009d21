"""The block of a page that tells what happened, hour by hour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from incident_kit.page.text_blocks import plain_words
from incident_kit.styled import Strict, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class HourLine(Strict):
    """One thing that happened, beside what the data say of it.

    ``letter`` is the letter of the map that was answered; ``asked`` whether that was
    before or after the first change to production, "" where nobody knows.
    """

    said: Words
    data: Words = ()
    letter: str = ""
    asked: Literal["", "before", "after"] = ""


@dataclass(frozen=True, slots=True)
class HourRow(Strict):
    """What happened at one time, as it is printed."""

    when: Words
    lines: tuple[HourLine, ...]


@dataclass(frozen=True, slots=True)
class HoursBlock(Strict):
    """Everything that happened, in the order of time."""

    rows: tuple[HourRow, ...]
    block: Literal["hours"] = "hours"

    def plain(self) -> list[str]:
        """Return the lines that carry its message."""
        return [
            " | ".join(
                part
                for part in (
                    plain_words(row.when),
                    line.letter,
                    plain_words(line.said),
                    plain_words(line.data),
                )
                if part
            )
            for row in self.rows
            for line in row.lines
        ]
