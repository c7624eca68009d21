"""The sections of the page: findings in, words, tables and pictures out."""

from __future__ import annotations

from incident_kit.page.sections.doubts import sources, unknowns
from incident_kit.page.sections.head import first_screen
from incident_kit.page.sections.ledgers import actions, changes, hypotheses
from incident_kit.page.sections.letters import blast_map
from incident_kit.page.sections.order import order_of_response
from incident_kit.page.sections.pictures import clocks, impact
from incident_kit.page.sections.said import causes, follow_ups, learned, timeline
from incident_kit.page.sections.worth import phases, worth

__all__ = [
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
    "order_of_response",
    "phases",
    "sources",
    "timeline",
    "unknowns",
    "worth",
]
