"""Make ``dejavu_sans.txt``, from which figures know how wide a text is.

    python tests/make_font_widths.py

It reads the two faces that matplotlib brings along.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import matplotlib as mpl
from matplotlib.ft2font import FT2Font, LoadFlags

FACES = {"regular": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf"}
WIDTHS = Path(__file__).parents[1] / "incident_kit/layout/dejavu_sans.txt"
HEAD = """\
# The advances of DejaVu Sans 2.35 (dejavu-fonts.github.io), in 1/2048 em, unhinted.
# Made by tests/make_font_widths.py from the font files in matplotlib's wheel.
# Each line: weight, first code point (hexadecimal), advances of it and those after;
# 1229*3 stands for three in a row.
"""


def advances(face: str) -> dict[int, int]:
    """Return the advance of each character of a face, in 1/2048 em."""
    font = FT2Font(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / FACES[face]))
    font.set_size(100, 72)
    return {
        code: round(
            font.load_char(code, flags=LoadFlags.NO_HINTING).linearHoriAdvance
            * font.units_per_EM
            / (65536 * 100)
        )
        for code in sorted(font.get_charmap())
    }


def lines(face: str) -> list[str]:
    """Return a face's advances, a line for each row of neighbouring characters."""
    found = advances(face)
    rows: list[list[int]] = []
    for code in found:
        if rows and code == rows[-1][-1] + 1:
            rows[-1].append(code)
        else:
            rows.append([code])
    told = []
    for row in rows:
        runs = [(wide, len(list(same))) for wide, same in groupby(map(found.get, row))]
        shown = [f"{wide}*{count}" if count > 1 else f"{wide}" for wide, count in runs]
        told.append(f"{face} {row[0]:X} {' '.join(shown)}")
    return told


if __name__ == "__main__":
    rows = [line for face in FACES for line in lines(face)]
    WIDTHS.write_text(HEAD + "\n".join(rows) + "\n", encoding="ascii")
