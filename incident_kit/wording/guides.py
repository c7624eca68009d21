"""What a reader of the workbook looks for in each section: the cells before them."""

from __future__ import annotations

from typing import NamedTuple


class Guide(NamedTuple):
    """The Markdown cell before a section: its heading, and what to look for."""

    cell: str
    heading: str
    text: str


GUIDES = {
    "first_screen": Guide(
        "first-screen",
        "First screen",
        "Read it as somebody who was not there: what happened, to how many, is it over, how long did it take, who owes what by when. What is missing here is missing for every reader.",
    ),
    "blast_map": Guide(
        "blast-map",
        "BLAST map",
        "For every letter compare the two columns: what was said stands beside what the data say. Where they disagree, keep both and find out why; the earlier answer was given in good faith with what was known then.",
    ),
    "locations": Guide(
        "locations-table",
        "Where it showed",
        "Look at the places that stayed normal: what reaches only them did not set this off. A place is held against its own good time, so a large one is not suspicious for its size.",
    ),
    "impact": Guide(
        "impact-figure",
        "Impact against time and changes",
        "Look at what stands left of the grey band: only a change from before the first bad sample can have set this off. Then look at the level on both sides of each action.",
    ),
    "clocks": Guide(
        "clocks-figure",
        "The clocks on one axis",
        "Look for the distance between *mitigate* and *fix*: until the first users were hurt, after it they were not. The part after detection is the part a response owns.",
    ),
    "worth": Guide(
        "worth-figure",
        "What the mitigation was worth",
        "Look at what did not happen between *mitigate* and *fix*, and at what a known option could have spared. Both are estimates: read the assumption beside each number.",
    ),
    "phases": Guide(
        "phases-figure",
        "When the harm fell",
        "Look for the widest part of the bar: that is where the next minute saved counts most. What lies before detection is never a question of how people responded.",
    ),
    "order_of_response": Guide(
        "order-figure",
        "Understand, stabilize, fix",
        "Look at which letters stand left of the first change to production, and whether something to stabilize came before a fix. It is a sequence of events, never a verdict on a person.",
    ),
    "changes": Guide(
        "changes-table",
        "What changed",
        "Look at the reasons. Age alone clears nothing; a change whose time is unknown stays possible.",
    ),
    "actions": Guide(
        "actions-table",
        "What was done",
        "Look at the level before and after each action, and at what was believed at the time.",
    ),
    "hypotheses": Guide(
        "hypotheses-table",
        "Hypotheses",
        "Look at the stated confidence beside the verdict: being certain and wrong is the dangerous moment.",
    ),
    "causes": Guide(
        "causes-text",
        "Trigger and contributing factors",
        "The trigger set it off; the factors had to be there, too. If there is only one factor, ask again.",
    ),
    "learned": Guide(
        "learned-text",
        "Surprises, luck, difficulties",
        "Look for what would have been different without the luck. Write `none` in the record when you asked and there was none.",
    ),
    "narrative": Guide(
        "narrative-text",
        "Narrative, and cells of your own",
        "The long story stands in `narrative.md` beside the record. In a copy of this notebook under `workbooks/` add Markdown, plots and tables of your own wherever they belong: they reach the page in their order.",
    ),
    "follow_ups": Guide(
        "follow-ups-table",
        "Follow-ups",
        "Look for an owner and a date on each, and for at least one that shortens the time to notice or to ease.",
    ),
    "message": Guide(
        "message-text",
        "What customers are told",
        'The words under `customer: {message: …}` in the record. A copy for customers (`profile = "customer"`) shows them, and of all else only what `customer: {release: […]}` names.',
    ),
    "timeline": Guide(
        "timeline-table",
        "Timeline",
        "Look for entries without a source, and for stretches in which nothing is written.",
    ),
    "unknowns": Guide(
        "unknowns-list",
        "What we do not know",
        "Generated; never delete it. Each line names the field that would answer it.",
    ),
    "sources": Guide(
        "sources-list",
        "Inputs, definitions, versions",
        "A review that lacks this cell did not reach its end and is not exported.",
    ),
}
"""By the section's name; ``cell`` is the ID of the cell that shows it."""
