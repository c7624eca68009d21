"""What mitigating first was worth, and when the harm fell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.figures.phase_bar import draw_phases
from incident_kit.figures.worth import draw_worth
from incident_kit.instants.words import clock_words
from incident_kit.page.blocks import (
    Block,
    Column,
    Lead,
    Paragraph,
    Row,
    Section,
    TableBlock,
)
from incident_kit.sections.pictures import figure_of
from incident_kit.sections.worth_drawing import (
    amount_text,
    averted_values,
    avoidable_values,
    is_hatched,
    lasted_text,
    phases_values,
)
from incident_kit.styled import Words, small, strong, w
from incident_kit.wording.averted import averted_reason
from incident_kit.wording.phrases import (
    about_range,
    about_words,
    bare,
    harm_words,
    level_words,
    reference_day,
    share_words,
)

if TYPE_CHECKING:
    import pandas as pd

    from incident_kit.results.worth import Avoidable
    from incident_kit.timing.assessment import Assessment

_SEEN = 0.05
_HEADING = "What the mitigation was worth"


def worth(found: Assessment) -> Section:
    """Return what was averted, and what a known option could have spared."""
    averted, avoidable = found.averted, _avoidable(found)
    if not averted.series and avoidable is None:
        return Section(
            id="worth",
            heading=_HEADING,
            hint=f"Nothing can be estimated: {averted_reason(averted)}.",
        )
    sentences: list[Words] = []
    blocks: list[Block] = []
    if averted.counterfactuals:
        sentences.append(w(_averted_lead(found)))
        blocks.append(
            figure_of(draw_worth(averted_values(found)), *_averted_caption(found))
        )
    else:
        sentences.append(
            w(
                f"What mitigating before fixing averted is not estimable: {averted_reason(averted)}."
            )
        )
    if avoidable is not None:
        sentences.append(w(_avoidable_lead(found, avoidable)))
        if avoidable.amount >= _SEEN * avoidable.whole:
            values = avoidable_values(found, avoidable)
            blocks.append(figure_of(draw_worth(values), *_avoidable_caption()))
    lead = Lead(
        tuple(
            span
            for at, words in enumerate(sentences)
            for span in ((*w(" "), *words) if at else words)
        )
    )
    return Section(id="worth", heading=_worth_heading(found), blocks=(lead, *blocks))


def _avoidable(found: Assessment) -> Avoidable | None:
    """Return what could have been spared from the earliest minute on."""
    return next((one for one in found.avoidable if one.amount > 0), None)


def _worth_heading(found: Assessment) -> str:
    averted = found.averted
    if not averted.counterfactuals or not averted.high or averted.high <= 0:
        return _HEADING
    return f"Mitigating first averted {averted_words(found)}"


def averted_words(found: Assessment) -> str:
    """Return what was averted: "about 1,300 wrong totals shown"."""
    averted = found.averted
    bound = "at least " if averted.is_bound and not averted.is_open else ""
    so_far = " so far" if averted.is_open else ""
    amount = f"{bound}{about_range(averted.low or 0.0, averted.high or 0.0)}"
    return f"{harm_words(found, amount, averted.series)}{so_far}"


def _averted_lead(found: Assessment) -> str:
    averted = found.averted
    level = level_words(
        averted.level or 0.0, averted.per, "" if averted.per else averted.unit
    )
    until = f"until {_at(found, averted.end)}"
    if not averted.is_open:
        until = f"until the cause was removed at {_at(found, averted.end)}"
    if not averted.high or averted.high <= 0:
        return f"Had {averted.series} gone on as just before ({level}) {until}, it would have been no worse than it was."
    bound = "at least " if averted.is_bound and not averted.is_open else ""
    more = "fewer" if _series_is_low(found) else "more"
    amount = f"{bound}{about_range(averted.low or 0.0, averted.high or 0.0)}"
    if averted.per is None:
        amount = harm_words(found, amount, averted.series)
    return (
        f"Had {averted.series} gone on as just before ({level}) from {_at(found, averted.start)} "
        f"{until}, there would have been {amount} {more}."
    )


def _series_is_low(found: Assessment) -> bool:
    name = found.averted.series
    return any(one.bad == "low" for one in found.incident.measured if one.name == name)


def _at(found: Assessment, at: pd.Timestamp | None) -> str:
    if at is None:
        return "unknown"
    return clock_words(at, found.incident.zone, day=reference_day(found))


def _averted_caption(found: Assessment) -> list[Words]:
    """Return how to read the figure: only what is drawn in it."""
    lines = found.averted.counterfactuals
    several = len(lines) > 1
    told = []
    if is_hatched(found.averted):
        under = " under every assumption; tinted, the range between them"
        told.append(f"Hatched is what did not happen{under if several else ''}.")
    elif several:
        told.append("Tinted is the range between the assumptions.")
    line = "A dashed line is the level just before, had it gone on."
    if any(one.assumption == "decaying" for one in lines):
        line += " It may have been decaying already, so one line goes on decaying."
    line += " The number is a 95 % interval over all such lines and the scatter of the samples, rounded to two digits."
    first, *rest = [*told, line]
    return [w(strong("Reading it. "), first), *(w(text) for text in rest)]


def _avoidable_lead(found: Assessment, one: Avoidable) -> str:
    at = _at(found, one.since)
    option = f"“{bare(one.option)}”"
    amount = harm_words(found, f"up to about {about_words(one.amount)}", one.series)
    share = f", {share_words(one.amount, one.whole)} of all" if one.whole else ""
    unused = " and was not used" if one.used is False else ""
    spared = f"it could have spared {amount}{share}."
    if one.minute == "became known":
        return f"{option} was known by {at}{unused}; used at that minute, {spared}"
    known = f" was known{unused}; used" if unused else ", used"
    return f"{option}{known} five minutes after detection, at {at}, {spared}"


def _avoidable_caption() -> list[Words]:
    return [
        w(strong("Reading it. "), "Hatched is the harm from the named minute on."),
        w(
            "How much of it the option would have taken away is not measured, so it is an upper end."
        ),
    ]


def phases(found: Assessment) -> Section:
    """Return in which phase of the response how much of the harm fell."""
    heading = "When the harm fell"
    parts = found.phases
    if not parts or sum(one.amount for one in parts) <= 0:
        return Section(
            id="phases",
            heading=heading,
            hint="The harm cannot be cut by phase; it needs a series, and detected_at, "
            "fixed_at and the first action's applied_at to the minute.",
        )
    if not all(one.is_sized for one in parts):
        return Section(id="phases", heading=heading, blocks=_unsized(found))
    most = max(parts, key=lambda one: one.amount)
    series = found.incident.measured
    harm = "the harm" if len(series) == 1 else f"all {series[0].name}"
    names = {one.name for one in parts}
    while_ = _WHILE[most.name]
    if most.name == "understanding" and "unacknowledged" in names:
        while_ = "between its being taken on and the first change to production"
    lead = f"{most.percent} % of {harm} fell {while_}."
    owned = sum(one.percent for one in parts if one.name != "undetected")
    if most.name == "undetected" and owned:
        lead += f" The response itself holds {owned} %."
    caption = [
        w(
            strong("Where the impact fell. "),
            "The whole bar is all of it, from the first bad sample on.",
        )
    ]
    return Section(
        id="phases",
        heading=heading,
        blocks=(Lead(w(lead)), figure_of(draw_phases(phases_values(found)), *caption)),
    )


_WHILE = {
    "undetected": "before anyone noticed",
    "unacknowledged": "before anyone took it on",
    "understanding": "between its being noticed and the first change to production",
    "mitigating": "between the first change to production and users being fine again",
    "residual": "after users were fine again",
}


def _unsized(found: Assessment) -> tuple[Block, ...]:
    """Return the phases as a table: the size of at least one is not known."""
    columns = (
        Column(key="phase", head="Phase"),
        Column(key="amount", head="How much", small=True),
        Column(key="lasted", head="Lasted", small=True),
    )
    rows = tuple(
        Row(
            cells=(
                w(
                    strong(one.name),
                    *(() if one.is_sized else (small("size not known"),)),
                ),
                w(amount_text(found, one)),
                w(lasted_text(one)),
            )
        )
        for one in found.phases
    )
    table = TableBlock(
        kind="phases", columns=columns, rows=rows, caption="Impact by phase"
    )
    unsized = [one.name for one in found.phases if not one.is_sized]
    verb = "is" if len(unsized) == 1 else "are"
    said = (
        f"The size of {' and '.join(unsized)} {verb} not known, so there are no shares."
    )
    return (Paragraph(w(said)), table)
