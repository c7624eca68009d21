"""Which forms a review can also be written in, and what their files are called."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from incident_kit.errors import IncidentKitError, PageRefused
from incident_kit.release.profiles import INTERNAL

if TYPE_CHECKING:
    from collections.abc import Iterable

FILES = {
    "markdown": "review.md",
    "pdf": "review.pdf",
    "json": "review.json",
    "csv": "follow-ups.csv",
}
"""Each form with its file beside the page, in the order they are written."""

_SHORT = {"md": "markdown"}
# Whole records, not sections: only what was projected before anything was
# computed may leave in them.
_OF_THE_RECORD = ("json", "csv")


def check_also(also: Iterable[str], *, profile: str) -> tuple[str, ...]:
    """Return the forms by their names, each once, in the order of ``FILES``.

    A name may be a list of them with commas, as a shell gives it; ``md`` is short
    for ``markdown``.

    Raises
    ------
    IncidentKitError
        If there is no such form.
    PageRefused
        If the profile does not allow it.
    """
    given = [also] if isinstance(also, str) else also
    names = [name.strip().lower() for one in given for name in one.split(",")]
    wanted = {_SHORT.get(name, name) for name in names if name}
    if unknown := sorted(wanted - FILES.keys()):
        near = difflib.get_close_matches(unknown[0], FILES, n=1)
        guess = f"did you mean {near[0]!r}? " if near else ""
        raise IncidentKitError.of(
            f"no form {unknown[0][:40]!r}",
            f"{guess}there are {', '.join(FILES)}",
            field="also",
        )
    held = [name for name in _OF_THE_RECORD if name in wanted]
    if held and profile != INTERNAL:
        raise PageRefused(
            f"{' and '.join(held)} hold the whole record, so not for the {profile} "
            "profile; use markdown or pdf"
        )
    return tuple(name for name in FILES if name in wanted)
