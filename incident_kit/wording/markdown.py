"""What the Markdown of a review says that its page does not."""

from __future__ import annotations

NUMBER_HEADS = ("How much, how long", "What it counts")
MAP_HEADS = ("", "Question", "Said", "The data say", "Verdict")
HOURS_HEADS = ("When", "What happened", "What the data say")
FIGURE = "Figure, drawn in "
DEFINITIONS = "What the words mean:"
PICTURE = "Picture in the page: "


def made_with(page: str) -> str:
    """Return the last line of the Markdown: where its figures are."""
    return f"Made together with {page}, where the figures are drawn."


def more_rows(count: int) -> str:
    """Return what stands before the page's name where a table is cut."""
    return f"{count:,} more rows stand in "
