"""What is said of the team's own cells: which picture is left out, and why."""

from __future__ import annotations

BESIDE = "its file stands outside the notebook; paste the picture into the cell"
ELSEWHERE = "it would be loaded from elsewhere; paste the picture into the cell"
MISSING = "the cell does not hold it; paste the picture again"
NO_PICTURE = "it is no whole PNG, JPEG, GIF or WebP; paste a screenshot"


def too_large(most: int) -> str:
    """Return that a picture has too many bytes."""
    return f"it has more than {most // 1_000_000} MB; paste a smaller one"


def too_many(most: int) -> str:
    """Return that a picture has too many dots."""
    return f"it has more than {most // 1_000_000} million dots; paste a smaller one"


def left_out(alt: str, why: str) -> str:
    """Return that a picture is left out, and why."""
    name = f" “{alt}”" if alt.strip() else ""
    return f"Picture{name} left out: {why}."
