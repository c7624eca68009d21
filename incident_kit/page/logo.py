"""The team's sign in a page's head: inside the page, and harmless."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.errors import PageRefused, Problem
from incident_kit.page.audit import picture_faults
from incident_kit.page.own import data_uri

if TYPE_CHECKING:
    from incident_kit.incident import Logo


def logo_address(logo: Logo | None) -> str:
    """Return the logo as an address that loads nothing, "" when there is none.

    Raises
    ------
    PageRefused
        If a drawing would run or load something; no page is built with it.
    """
    if logo is None:
        return ""
    if logo.mime == "image/svg+xml":
        faults = picture_faults(logo.data.decode("utf-8", "replace"))
        if faults:
            raise PageRefused(
                *(
                    Problem(
                        file=logo.name, what=fault, mend="save it as a plain drawing"
                    )
                    for fault in faults
                )
            )
    return data_uri(logo.data, logo.mime)
