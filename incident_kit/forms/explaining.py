"""Why do two things that do not agree both stand? The form that asks it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from incident_kit.errors import IncidentKitError
from incident_kit.forms.card import Evidence
from incident_kit.forms.questions import Form, Question, prose, short
from incident_kit.forms.sheet import sheet_of
from incident_kit.store.records import read_record
from incident_kit.wording.differences import both_sides as sides_of

if TYPE_CHECKING:
    from incident_kit.forms.sheet import Sheet
    from incident_kit.results.differences import Difference
    from incident_kit.store.home import Home
    from incident_kit.timing.assessment import Assessment

EXPLANATION = Form(
    name="explanations",
    title="Explanation",
    item="explanation",
    section="unknowns",
    root=("explanations",),
    intro="Both sides stay as they are, with your words beside.",
    questions=(
        Question(
            path=("field",), ask="What is explained?", kind="fixed", required=True
        ),
        prose("why", "Why do both stand?", required=True),
        short("by", "Who explains it?", "A role, not a name"),
        Question(path=("at",), ask="When?", kind="stamp"),
    ),
)
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
    sheet = sheet_of(EXPLANATION, stored, home, index=known[-1] if known else None)
    return replace(sheet, values={**sheet.values, _FIELD: name})


def both_sides(
    found: Assessment | IncidentKitError, difference: Difference
) -> Evidence:
    """Return what stands beside an explanation: the two that do not agree."""
    if isinstance(found, IncidentKitError):
        return Evidence(head="Both sides")
    now = [one for one in found.differences if one.name == difference.name]
    if not now:
        return Evidence(head="Both sides", measured="They no longer differ.")
    told = sides_of(found, now[0])
    return Evidence(head="Both sides", measured=told.said, notes=(told.against,))
