"""The two sets of colours, by role, and the style that hands them to a page."""

from __future__ import annotations

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


def tokens() -> str:
    """Return the palette as a style: dark where the reader's screen is; paper is light."""
    light, dark = (
        " ".join(f"--{role}: {value};" for role, value in colors.items())
        for colors in (LIGHT, DARK)
    )
    return (
        f":root {{ color-scheme: light dark; {light} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
    )
