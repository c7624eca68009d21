"""Which sections are there, in which order, and who may see each?

One row a section.  The workbook's attributes, the cells of the postmortem template,
the forms beside each section, the page, its Markdown and the customer's copy all
follow from these rows.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from incident_kit.page.blocks import Section
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
    from collections.abc import Callable

    from incident_kit.timing.assessment import Assessment

    Builder = Callable[[Assessment], Section]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One section: how a notebook calls it, and what is to be known to show it.

    ``name`` is its attribute on a review, ``about`` what it answers.  ``for_customers``
    builds it for a customer's copy: None where customers are not shown it.  ``forms``
    is the attribute of the review's forms that stand beside it, "" for none.
    """

    name: str
    about: str
    build: Builder
    for_customers: Builder | None
    forms: str = ""


def _entry(name: str, about: str, build: Builder, forms: str = "") -> Entry:
    """Return a section that customers are shown as it is, of what is released."""
    return Entry(name=name, about=about, build=build, for_customers=build, forms=forms)


_ENTRIES = (
    Entry(
        name="first_screen",
        about="What happened, to whom, is it over, how long, who owes what.",
        build=first_screen,
        for_customers=customer.first_screen,
        forms="summary",
    ),
    Entry(
        name="blast_map",
        about="Each letter: what was said beside what the data say.",
        build=blast_map,
        for_customers=customer.blast_map,
        forms="blast",
    ),
    _entry("locations", "Where it showed, and which places stayed normal.", locations),
    Entry(
        name="impact",
        about="Impact against time and changes.",
        build=impact,
        for_customers=customer.impact,
        forms="harm",
    ),
    Entry(
        name="clocks",
        about="The clocks on one axis.",
        build=clocks,
        for_customers=customer.clocks,
        forms="milestones",
    ),
    Entry(
        name="worth",
        about="What mitigating first averted, what a known option could have spared.",
        build=worth,
        for_customers=None,
    ),
    Entry(
        name="phases",
        about="When the harm fell, by phase of the response.",
        build=phases,
        for_customers=None,
    ),
    Entry(
        name="order_of_response",
        about="Understand, stabilize, fix: in which order.",
        build=order_of_response,
        for_customers=None,
    ),
    _entry("changes", "The ledger of changes.", changes, "changes"),
    _entry("actions", "What was done, and what each action did.", actions, "actions"),
    _entry(
        "hypotheses",
        "What was held to be the cause, and how it turned out.",
        hypotheses,
        "hypotheses",
    ),
    _entry("causes", "Trigger and contributing factors.", causes, "trigger"),
    _entry("learned", "Surprises, luck, difficulties.", learned, "learned"),
    _entry("narrative", "The long prose beside the record.", narrative),
    _entry("follow_ups", "Promised work, by kind.", follow_ups, "follow_ups"),
    Entry(
        name="message",
        about="What customers are told, in the team’s own words.",
        build=message,
        for_customers=None,
    ),
    _entry(
        "timeline", "What was seen and said, with its source.", timeline, "timeline"
    ),
    Entry(
        name="unknowns",
        about="What we do not know, and what would make this review better.",
        build=unknowns,
        for_customers=customer.questions,
        forms="questions",
    ),
    Entry(
        name="sources",
        about="Inputs, digests, definitions, versions.",
        build=sources,
        for_customers=customer.sources,
    ),
)
SECTIONS = {entry.name: entry for entry in _ENTRIES}
"""Every section by its name, in the order of the page."""


def build_section(name: str, found: Assessment, *, profile: str = INTERNAL) -> Section:
    """Return one section of a review, as a profile may see it.

    Raises
    ------
    AttributeError
        If there is no section of that name; it says which is near.
    """
    entry = SECTIONS.get(name)
    if entry is None:
        near = difflib.get_close_matches(name, SECTIONS, n=1)
        guess = f"did you mean {near[0]!r}? " if near else ""
        raise AttributeError(
            f"no section {name[:40]!r}; {guess}there are {', '.join(SECTIONS)}"
        )
    if profile != CUSTOMER:
        return entry.build(found)
    if entry.for_customers is None:
        return Section(
            id="inside", hint="Not part of a customer’s copy.", profile="customer"
        )
    return replace(entry.for_customers(found), profile="customer")


class Sections:
    """The sections of one incident, each by its name, as they stand on its page."""

    __slots__ = ("_found",)

    def __init__(self, found: Assessment) -> None:
        self._found = found

    def __repr__(self) -> str:
        """Return which there are."""
        return f"<sections: {', '.join(SECTIONS)}>"

    def __getattr__(self, name: str) -> Section:
        """Return one section, built anew."""
        if name.startswith("_"):
            raise AttributeError(name)
        return build_section(name, self._found)

    def __dir__(self) -> list[str]:
        """Return what a notebook completes."""
        return [*object.__dir__(self), *SECTIONS]
