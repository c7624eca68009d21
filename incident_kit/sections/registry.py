"""Which sections are there, in which order, and who may see each?

One row a section.  The workbook's attributes, the cells of the postmortem template,
the forms beside each section, the page, its Markdown and the customer's copy all
follow from these rows.  ``Entry(name, build)`` is for inside only; ``_entry`` is shown
to customers, too.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from incident_kit.page.blocks import Section
from incident_kit.release.profiles import CUSTOMER, INTERNAL
from incident_kit.sections import (
    about,
    customer,
    doubts,
    head,
    hours,
    ledgers,
    letters,
    order,
    pictures,
    said,
    worth,
)
from incident_kit.wording.customer import INSIDE
from incident_kit.wording.times import times_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times

    Builder = Callable[[Assessment, Times], Section]


@dataclass(frozen=True, slots=True)
class Entry:
    """One section: how a notebook calls it, and the results it is made of.

    ``name`` is its attribute on a review.  ``for_customers`` builds it for a
    customer's copy, of what is released: None where customers are not shown it.
    ``forms`` is the attribute of the review's forms that stand beside it.  On the
    page a ``folded`` one is there to look up.
    """

    name: str
    build: Builder
    for_customers: Builder | None = None
    forms: str = ""
    folded: bool = False


def _entry(
    name: str, build: Builder, forms: str = "", *, folded: bool = False
) -> Entry:
    """Return a section that customers are shown as it is, of what is released."""
    return Entry(name, build, build, forms, folded)


_TOLD = (
    Entry("first_screen", head.first_screen, customer.first_screen, "summary"),
    Entry("hours", hours.hours, hours.released_hours, "timeline"),
    Entry(
        "blast_map",
        letters.blast_map,
        lambda it, at: customer.blast_map(it.incident.record, at),
        "blast",
    ),
    Entry("worth", worth.worth),
    _entry("learned", lambda it, at: said.learned(it.incident.record, at), "learned"),
    _entry("narrative", lambda it, _: said.prose("narrative", it.incident.narrative)),
    Entry(
        "unknowns",
        doubts.unknowns,
        lambda it, _: customer.questions(it),
        "questions",
    ),
)
_LOOKED_UP = (
    Entry(
        "message",
        lambda it, _: said.message(it.incident.record.customer),
        folded=True,
    ),
    _entry(
        "causes",
        lambda it, at: said.causes(it.incident.record, at),
        "trigger",
        folded=True,
    ),
    _entry(
        "follow_ups",
        lambda it, at: said.follow_ups(it.incident.record.follow_ups, at),
        "follow_ups",
        folded=True,
    ),
    Entry("impact", pictures.impact, customer.impact, "harm", folded=True),
    _entry(
        "locations",
        lambda it, _: letters.locations(it),
        folded=True,
    ),
    _entry(
        "changes",
        lambda it, at: ledgers.changes(it.incident.record, it.blast, at),
        "changes",
        folded=True,
    ),
    _entry(
        "actions",
        lambda it, at: ledgers.actions(
            it.incident, it.blast, it.clocks, it.response.first_change, at
        ),
        "actions",
        folded=True,
    ),
    _entry(
        "hypotheses",
        lambda it, at: ledgers.hypotheses(it.incident.record.hypotheses, at),
        "hypotheses",
        folded=True,
    ),
    Entry(
        "clocks",
        lambda it, at: pictures.clocks(
            it, *about.recorded_times(it.incident.record, at)
        ),
        lambda it, _: customer.clocks(it),
        "milestones",
        folded=True,
    ),
    Entry("phases", lambda it, _: worth.phases(it), folded=True),
    Entry("order_of_response", lambda it, _: order.order_of_response(it), folded=True),
    Entry("sources", doubts.sources, customer.sources),
)
_ENTRIES = (*_TOLD, *_LOOKED_UP)
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
        raise AttributeError(
            f"no section {name[:40]!r}; "
            f"{f'did you mean {near[0]!r}? ' if near else ''}"
            f"there are {', '.join(SECTIONS)}"
        )
    times = times_of(found)
    if profile != CUSTOMER:
        return replace(entry.build(found, times), folded=entry.folded)
    if entry.for_customers is None:
        return Section(id="inside", hint=INSIDE, profile="customer")
    shown = entry.for_customers(found, times)
    return replace(shown, profile="customer", folded=entry.folded)


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
