"""What the Markdown of a review says that its page does not."""

from __future__ import annotations

CLOCK_HEADS = ("How long, how much", "", "When, and how it is known")
MAP_HEADS = ("", "Question", "Said", "The data say", "Verdict")
FIGURE = "Figure, drawn in "
DEFINITIONS = "What the words mean:"
PICTURE = "Picture in the page: "


def made_with(page: str) -> str:
    """Return the last line of the Markdown: where its figures are."""
    return f"Made together with {page}, where the figures are drawn."


def more_rows(count: int) -> str:
    """Return what stands before the page's name where a table is cut."""
    return f"{count:,} more rows stand in "
