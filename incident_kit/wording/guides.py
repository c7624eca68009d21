"""What each section is called, what a reader looks for in it, and what it needs."""

from __future__ import annotations

from typing import NamedTuple


class Guide(NamedTuple):
    """A section's heading and what to look for, as the Markdown cell before it says.

    ``hint`` stands where a notebook would show it empty: what is missing, and the
    field to fill.  ``on_page`` is its heading on the page where that is another one.
    """

    cell: str
    heading: str
    text: str
    hint: str = ""
    on_page: str | None = None

    @property
    def title(self) -> str:
        """Its heading on the page."""
        return self.heading if self.on_page is None else self.on_page


GUIDES = {
    "first_screen": Guide(
        "first-screen",
        "First screen",
        "Read it as somebody who was not there: what happened, to how many, is it over, how long did it take, who owes what by when. What is missing here is missing for every reader.",
        on_page="",
    ),
    "hours": Guide(
        "hours-list",
        "Hour by hour",
        "Look for stretches in which nothing is written, and for a change to production above the letters that were asked only after it.",
        "Nothing with a time is recorded; add lines under timeline, or run incident-kit note.",
    ),
    "blast_map": Guide(
        "blast-map",
        "BLAST map",
        "For every letter compare the two columns: what was said stands beside what the data say. Where they disagree, keep both and find out why; the earlier answer was given in good faith with what was known then.",
        "No letter is answered; add answers under blast.",
        "BLAST: what was said, what the data say",
    ),
    "worth": Guide(
        "worth-figure",
        "What the mitigation was worth",
        "Look at what did not happen between *mitigate* and *fix*, and at what a known option could have spared. Both are estimates: read the assumption beside each number.",
    ),
    "learned": Guide(
        "learned-text",
        "What went well, surprises, luck, difficulties",
        "Look for what would have been different without the luck. Write `none` in the record when you asked and there was none.",
        "Nothing is recorded; add lines under went_well, surprises, lucky or difficulties.",
    ),
    "narrative": Guide(
        "narrative-text",
        "Narrative, and cells of your own",
        "The long story stands in `narrative.md` beside the record. In a copy of this notebook under `workbooks/` add Markdown, plots and tables of your own wherever they belong: they reach the page in their order.",
        "No narrative.md lies beside the record; write one for the long story.",
        "Narrative",
    ),
    "unknowns": Guide(
        "unknowns-list",
        "What we do not know",
        "Generated; never delete it. Each line names the field that would answer it.",
        "Every field is filled and no question is open.",
    ),
    "message": Guide(
        "message-text",
        "What customers are told",
        'The words under `customer: {message: …}` in the record. A copy for customers (`profile = "customer"`) shows them, and of all else only what `customer: {release: […]}` names.',
        "Nothing is written for customers; add customer: {message: …}.",
    ),
    "causes": Guide(
        "causes-text",
        "Trigger and contributing factors",
        "The trigger set it off; the factors had to be there, too. If there is only one factor, ask again.",
        "Nothing is recorded; add trigger and contributing_factors.",
    ),
    "follow_ups": Guide(
        "follow-ups-table",
        "Follow-ups",
        "Look for an owner and a date on each, and for at least one that shortens the time to notice or to ease.",
        "No follow-up is recorded; add lines under follow_ups.",
    ),
    "impact": Guide(
        "impact-figure",
        "Impact against time and changes",
        "Look at what stands left of the grey band: only a change from before the first bad sample can have set this off. Then look at the level on both sides of each action.",
        "No impact and no change is recorded; add impact: a series, or during: intervals.",
    ),
    "locations": Guide(
        "locations-table",
        "Where it showed",
        "Look at the places that stayed normal: what reaches only them did not set this off. A place is held against its own good time, so a large one is not suspicious for its size.",
        "Nothing is measured by place; add by_place with a file.",
    ),
    "changes": Guide(
        "changes-table",
        "What changed",
        "Look at the reasons. An old change is not cleared by its age; one whose time is unknown stays possible.",
        "No change is recorded; add lines under changes.",
    ),
    "actions": Guide(
        "actions-table",
        "What was done",
        "Look at the level before and after each action, and at what was believed at the time.",
        "No action is recorded; add lines under actions.",
    ),
    "hypotheses": Guide(
        "hypotheses-table",
        "Hypotheses",
        "Look at the stated confidence beside the verdict: being certain and wrong is the dangerous moment.",
        "No hypothesis is recorded; add lines under hypotheses.",
    ),
    "clocks": Guide(
        "clocks-figure",
        "The clocks on one axis",
        "Look for the distance between *mitigate* and *fix*: until the first users were hurt, after it they were not. The part after detection is the part a response owns.",
        "No clock can be read; add detected_at, mitigated_at and fixed_at.",
        "The clocks",
    ),
    "phases": Guide(
        "phases-figure",
        "When the harm fell",
        "Look for the widest part of the bar: that is where the next minute saved counts most. What lies before detection is never a question of how people responded.",
        "The harm cannot be cut by phase; it needs a series, and detected_at, fixed_at and the first action's applied_at to the minute.",
    ),
    "order_of_response": Guide(
        "order-figure",
        "Understand, stabilize, fix",
        "Look at which letters stand left of the first change to production, and whether something to stabilize came before a fix. It is a sequence of events, never a verdict on a person.",
        "No change to production is recorded; add lines under actions, and answered_at to each letter.",
    ),
    "sources": Guide(
        "sources-list",
        "Inputs, definitions, versions",
        "A review that lacks this cell did not reach its end and is not exported.",
        on_page="",
    ),
}
"""By the section's name; ``cell`` is the ID of the cell that shows it."""
