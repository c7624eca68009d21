"""The words of drawings: what an axis says, and the marks on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.series.smoothing import is_fine
from incident_kit.wording.phrases import (
    about_range,
    about_words,
    amount_words,
    cap,
    fall_words,
    level_words,
    share_words,
)
from incident_kit.wording.temporary_mitigation import delay_note, drop_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.incident import ImpactSeries
    from incident_kit.instants.written import Written
    from incident_kit.record.parts import Action
    from incident_kit.results.clocks import Clocks
    from incident_kit.results.findings import MitigationEffect, Wave
    from incident_kit.results.worth import Averted, Avoidable
    from incident_kit.wording.times import Times

SEEN, STATED = "surely good until, first bad sample", "as stated"
FINE, MOSTLY_GONE = "users fine again", "impact mostly gone"
NOT_FIXED = "not fixed"
END_UNKNOWN = "end unknown"
FIRST_CHANGE = "first change to production"


def fine_name(clocks: Clocks) -> str:
    """Return what the mark of mitigation says: that much was left where it was."""
    return FINE if clocks.share_left is None else MOSTLY_GONE


def fine_and_fixed_name(clocks: Clocks) -> str:
    """Return what one mark says of mitigation and fix."""
    return f"{fine_name(clocks)} and fixed"


def time_text(moment: Written, times: Times) -> str:
    """Return a written time as a mark says it: "≤ 22:47", "14:40–14:50"."""
    text = times.when(moment)
    match moment.form:
        case "by":
            return text.replace("by ", "≤ ", 1)
        case "after":
            return text.replace("after ", "≥ ", 1)
        case "range":
            return text.replace(" to ", "–")
        case "unknown":
            return "time unknown"
    return text


def impact_title(series: Sequence[ImpactSeries]) -> str:
    """Return what the axis of all series says."""
    if not series:
        return "Times as recorded"
    if len(series) > 1 and all(one.values is None for one in series):
        return "When users were hit is known, the level over time is not"
    return axis_title(series[0])


def axis_title(series: ImpactSeries) -> str:
    """Return what a series' axis says: its name, window and smoothing."""
    if series.values is None:
        return f"{cap(series.name)}: when is known, the level over time is not"
    mean = ", 5-minute mean" if is_fine(series.values) else ""
    unit = "" if series.per else f", {series.unit}"
    return f"{cap(series.title)}{unit}{mean}"


def effect_text(
    action: Action, effect: MitigationEffect | None, measured: Sequence[ImpactSeries]
) -> str:
    """Return the level before and after an action, else what is said of it."""
    if (
        effect is None
        or not effect.is_measured
        or effect.before is None
        or effect.after is None
    ):
        return f"said: {action.effect}" if action.effect != "unknown" else ""
    series = next(one for one in measured if one.name == effect.series)
    before = level_words(effect.before, None)
    after = level_words(effect.after, series.per, series.unit)
    drop = "" if effect.told_drop is None else f", {drop_words(effect.told_drop)}"
    return f"{before} → {after}{drop}{delay_note(effect)}"


def order_note(effect: MitigationEffect | None, wave: Wave | None, times: Times) -> str:
    """Return what came of an action: the wave that followed it, else the drop."""
    if wave is not None:
        start = times.clock(wave.start)
        return f"; wave from {start}" if wave.start_known else "; a wave followed"
    drop = None if effect is None else effect.told_drop
    return "" if drop is None else f", {fall_words(drop)}"


AS_MEASURED = ", as far as it was measured"


def averted_amount(of: Averted) -> str:
    """Return what was averted: "about 1,200 to 1,400", "at least" where some is not known."""
    low, high = of.low or 0.0, of.high or 0.0
    if of.is_bound and low > 0:
        return f"at least about {about_words(low)}"
    return about_range(low, high)


def amount_unit(series: ImpactSeries) -> str:
    """Return the unit of an amount of a series: its name, or level x time."""
    return series.name if series.per else f"{series.unit} × min of {series.name}"


def avoidable_title(one: Avoidable) -> str:
    """Return what could have been spared."""
    seen = AS_MEASURED if one.is_bound else ""
    return f"avoidable up to about {about_words(one.amount)}{seen}"


def avoidable_note(one: Avoidable, series: ImpactSeries) -> str:
    """Return of how much it is a part."""
    share = f"{share_words(one.amount, one.whole)} of " if one.whole else ""
    return f"{share}{amount_words(one.whole)} {amount_unit(series)}"
