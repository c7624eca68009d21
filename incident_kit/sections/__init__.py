"""The sections of the page: findings in, words, tables and pictures out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.release.profiles import CUSTOMER, INTERNAL
from incident_kit.sections import customer
from incident_kit.sections.doubts import sources, unknowns
from incident_kit.sections.head import first_screen
from incident_kit.sections.hypotheses import hypotheses
from incident_kit.sections.ledgers import actions, changes
from incident_kit.sections.letters import blast_map
from incident_kit.sections.order import order_of_response
from incident_kit.sections.pictures import clocks, impact
from incident_kit.sections.said import (
    causes,
    follow_ups,
    learned,
    message,
    narrative,
    timeline,
)
from incident_kit.sections.where import locations
from incident_kit.sections.worth import phases, worth

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from incident_kit.page.blocks import Section
    from incident_kit.timing.assessment import Assessment

    Builders = Mapping[str, Callable[[Assessment], Section]]

__all__ = [
    "BUILDERS",
    "actions",
    "blast_map",
    "causes",
    "changes",
    "clocks",
    "first_screen",
    "follow_ups",
    "hypotheses",
    "impact",
    "learned",
    "locations",
    "message",
    "narrative",
    "order_of_response",
    "phases",
    "sources",
    "timeline",
    "unknowns",
    "worth",
]

_INTERNAL: Builders = {
    "first_screen": first_screen,
    "message": message,
    "blast_map": blast_map,
    "locations": locations,
    "impact": impact,
    "clocks": clocks,
    "worth": worth,
    "phases": phases,
    "order_of_response": order_of_response,
    "changes": changes,
    "actions": actions,
    "hypotheses": hypotheses,
    "causes": causes,
    "learned": learned,
    "narrative": narrative,
    "follow_ups": follow_ups,
    "timeline": timeline,
    "unknowns": unknowns,
    "sources": sources,
}
_CUSTOMER: Builders = {
    **_INTERNAL,
    "first_screen": customer.first_screen,
    "message": customer.nothing,
    "blast_map": customer.blast_map,
    "impact": customer.impact,
    "clocks": customer.clocks,
    "worth": customer.nothing,
    "phases": customer.nothing,
    "order_of_response": customer.nothing,
    "unknowns": customer.questions,
    "sources": customer.sources,
}
BUILDERS: Mapping[str, Builders] = {INTERNAL: _INTERNAL, CUSTOMER: _CUSTOMER}
"""How each profile builds each section, by the name a template calls it."""
