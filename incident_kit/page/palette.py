"""The two sets of colours, by role, and the way from light to dark."""

from __future__ import annotations

import re

LIGHT = {
    "ground": "#ffffff",
    "ink": "#1b1f24",
    "ink2": "#545b64",
    "ink3": "#687079",
    "mute": "#878f98",
    "hair": "#d5d9de",
    "grid": "#e8ebee",
    "band": "#dfe3e8",
    "impact": "#b23417",
    "t1": "#e39a83",
    "t2": "#edb8a6",
    "t3": "#f4d3c8",
    "t4": "#fae8e2",
    "help": "#13579b",
    "helpt": "#c9dcf0",
}
DARK = {
    "ground": "#14171a",
    "ink": "#e8eaed",
    "ink2": "#b0b7bf",
    "ink3": "#949ca5",
    "mute": "#7d858e",
    "hair": "#3a4047",
    "grid": "#262b30",
    "band": "#2f353c",
    "impact": "#ff8f6b",
    "t1": "#8f432c",
    "t2": "#6f3625",
    "t3": "#54291e",
    "t4": "#3b2019",
    "help": "#7fb9f7",
    "helpt": "#1d3d60",
}
_TO_DARK = {LIGHT[role]: DARK[role] for role in LIGHT}
# One pass: no dark value may be taken for a light one on the way.
_HEX = re.compile("|".join(_TO_DARK))


def dark(svg: str) -> str:
    """Return the same drawing in the dark colours.

    Words are safe: the ``#`` in a text is written as a reference, so only
    colours match.
    """
    return _HEX.sub(lambda match: _TO_DARK[match[0]], svg)
