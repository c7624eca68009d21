"""When the harm fell: in which phase of the response, as a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.instants.words import duration_words, joined
from incident_kit.styled import Words, small, strong, w
from incident_kit.wording.phrases import amount_words, cap, counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.incident import ImpactSeries
    from incident_kit.results.clocks import Clocks
    from incident_kit.results.harm import Phase

TABLE = "Impact by phase"
CAPTION = w(
    strong("Where the impact fell. "),
    "The whole bar is all that its waves held, from the first bad sample on.",
)
_WHILE = {
    "undetected": "before it was noticed",
    "unacknowledged": "before it was taken up",
    "understanding": "after it was noticed, before the first change to production",
    "mitigating": "between the first change to production and users being fine again",
    "residual": "after users were fine again",
}
_UNSIZED = {
    "undetected": _WHILE["undetected"],
    "mitigating": _WHILE["mitigating"],
    "residual": _WHILE["residual"],
    "unacknowledged": "from then until it was taken up",
    "understanding": "from then until the first change to production",
}
# where much of the worst was left
_MOSTLY = {
    "mitigating": "between the first change to production and impact being mostly gone",
    "residual": "after impact was mostly gone",
}


def phases_lead(
    parts: Sequence[Phase], measured: Sequence[ImpactSeries], clocks: Clocks
) -> str:
    """Return in which phase most of the harm fell, and what the response holds."""
    most = max(parts, key=lambda one: one.amount)
    beyond = "shortfall" if measured[0].bad == "low" else "excess"
    harm = "the harm" if len(measured) == 1 else f"the {beyond} in {measured[0].name}"
    names = {one.name for one in parts}
    while_ = _WHILE[most.name]
    if most.name == "understanding" and "unacknowledged" in names:
        while_ = "after it was taken up, before the first change to production"
    if most.name == "unacknowledged" and "undetected" in names:
        while_ = "after it was noticed, before it was taken up"
    if clocks.share_left is not None:
        while_ = _MOSTLY.get(most.name, while_)
    lead = f"{cap(_about(most))}{most.percent} % of {harm} came {while_}."
    about = _about(most)
    owned = sum(one.percent for one in parts if one.name != "undetected")
    if most.name == "undetected" and owned:
        lead += f" The response itself holds {about}{owned} %."
    return lead


def unsized_lead(parts: Sequence[Phase], clocks: Clocks) -> str:
    """Return of which phases nobody knows the size."""
    named = _UNSIZED if clocks.share_left is None else _UNSIZED | _MOSTLY
    unsized = [named[one.name] for one in parts if not one.is_sized]
    return f"How much came {joined(unsized)} is not known, so there are no shares."


def phase_cells(one: Phase, series: ImpactSeries) -> tuple[Words, ...]:
    """Return a phase, how much of the impact fell in it, and how long it lasted."""
    doubt = () if one.is_sized else (small("size not known"),)
    amount, lasted = amount_text(one, series), lasted_text(one)
    return w(strong(one.name), *doubt), w(amount), w(lasted)


def amount_text(one: Phase, series: ImpactSeries) -> str:
    """Return a phase's measured amount: "at least 16,402 views"."""
    bound = "at least " if one.is_bound else ""
    bound += _about(one)
    unit = series.unit if series.per else f"{series.unit} × min"
    return f"{bound}{counted(amount_words(one.amount), unit)}"


def percent_text(one: Phase) -> str:
    """Return a phase's part of the whole: of what is there never nothing."""
    if one.amount and not one.percent:
        return "under 1 %"
    return f"{_about(one)}{one.percent} %"


def lasted_text(one: Phase) -> str:
    """Return how long a phase lasted, counted from the first bad sample."""
    return f"{_about(one)}{duration_words(one.end - one.start)}"


def _about(one: Phase) -> str:
    return "about " if one.is_about else ""
