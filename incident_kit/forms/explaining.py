"""Why do two things that do not agree both stand? The form that asks it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from incident_kit.errors import IncidentKitError
from incident_kit.forms.card import Evidence
from incident_kit.forms.sheet import sheet_of
from incident_kit.store.records import read_record
from incident_kit.wording.differences import both_sides as sides_of
from incident_kit.wording.inside import forms as say

if TYPE_CHECKING:
    from incident_kit.forms.sheet import Sheet
    from incident_kit.results.differences import Difference
    from incident_kit.store.home import Home
    from incident_kit.timing.assessment import Assessment

_FIELD = ("field",)


def explanation_sheet(name: str, incident_id: str, home: Home) -> Sheet:
    """Return the form over the last explanation of a difference, or over a new one.

    Raises
    ------
    UnknownIncident, RecordError
        One line per problem of the file.
    """
    stored = read_record(incident_id, home)
    said = stored.record.explanations
    known = [index for index, one in enumerate(said) if one.field == name]
    sheet = sheet_of(say.EXPLANATION, stored, home, index=known[-1] if known else None)
    return replace(sheet, values={**sheet.values, _FIELD: name})


def both_sides(
    found: Assessment | IncidentKitError, difference: Difference
) -> Evidence:
    """Return what stands beside an explanation: the two that do not agree."""
    if isinstance(found, IncidentKitError):
        return Evidence(head=say.BOTH_SIDES)
    now = [one for one in found.differences if one.name == difference.name]
    if not now:
        return Evidence(head=say.BOTH_SIDES, measured=say.AGREED)
    told = sides_of(found, now[0])
    return Evidence(head=say.BOTH_SIDES, measured=told.said, notes=(told.against,))
