"""The sharing profiles: the one place that decides what may appear."""

from __future__ import annotations

import difflib

from incident_kit.errors import PageRefused

INTERNAL = "internal"
CUSTOMER = "customer"
PROFILES = (INTERNAL, CUSTOMER)


def check_profile(name: str) -> None:
    """Raise unless pages can be built for this profile."""
    if name == CUSTOMER:
        raise PageRefused(
            "the customer profile is not built yet; use --profile internal"
        )
    if name not in PROFILES:
        near = difflib.get_close_matches(name, PROFILES, n=1)
        guess = f"did you mean {near[0]!r}? " if near else ""
        raise PageRefused(
            f"no profile {name[:40]!r}; {guess}there are {', '.join(PROFILES)}"
        )


def may_appear(section_id: str, profile: str) -> bool:  # noqa: ARG001 - internal shows all
    """Return whether a section may stand on a page of this profile."""
    check_profile(profile)
    return profile == INTERNAL
