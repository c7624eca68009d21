"""What the JSON of a review and its frames say of themselves."""

from __future__ import annotations

NO_SERIES = "no impact series"

NULLS = (
    "Null is not known, never nothing and never 0: `form`, `kind`, `how`, `verdict` or "
    "`reason` beside it says why. In the record null is not recorded, and an empty list "
    "was asked for; in a result an empty text is none."
)
SPAN = "From a time to a time."
DURATION = (
    "A duration; in ISO 8601 it counts in hours, and a negative one begins with -PT."
)


def time_help(forms: str) -> str:
    """Return what a time is in the JSON of a review."""
    return (
        f"A time as written ({forms}), and the earliest and latest instant it can mean; "
        "a day, month or year ends as the next one begins."
    )
