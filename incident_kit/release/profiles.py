"""The sharing profiles: for whom a page is made."""

from __future__ import annotations

import difflib

from incident_kit.errors import PageRefused

INTERNAL = "internal"
CUSTOMER = "customer"
PROFILES = (INTERNAL, CUSTOMER)


def check_profile(name: str) -> None:
    """Raise unless pages can be built for this profile."""
    if name not in PROFILES:
        near = difflib.get_close_matches(name, PROFILES, n=1)
        guess = f"did you mean {near[0]!r}? " if near else ""
        raise PageRefused(
            f"no profile {name[:40]!r}; {guess}there are {', '.join(PROFILES)}"
        )
