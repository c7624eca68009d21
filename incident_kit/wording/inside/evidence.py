"""A data file that is handed in, and what its curve shows before it is saved."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HAND_IN = MappingProxyType(
    {
        "choose": "Choose a file…",
        "drop": "or drop one here: CSV or Parquet. It is copied beside the record.",
        "tooLarge": "is too large to be handed in; copy it into the incident’s folder, "
        "where it is offered then.",
        "taking": "Taking",
    }
)
"""What stands on the place where a file is dropped."""

PREVIEW = "As it would stand on the page; not saved yet."
SAVED = "As it stands on the page."


def taken(name: str, columns: Sequence[str]) -> str:
    """Return that a file was copied into the incident's folder, and what it has."""
    return f"Took {name}: {_columns(columns)}."


def there(name: str, columns: Sequence[str]) -> str:
    """Return that the same file was there before."""
    return f"{name} was there already: {_columns(columns)}."


def not_taken(name: str, why: str) -> str:
    """Return that the folder could not be written."""
    return f"{name}: {why}; nothing was written"


def onset(words: str) -> str:
    """Return the measured onset of one series."""
    return f"Onset: {words}"


def _columns(columns: Sequence[str]) -> str:
    noun = "column" if len(columns) == 1 else "columns"
    return f"{len(columns)} {noun}"
