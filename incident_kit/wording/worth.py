"""What mitigating first averted, and what a known option could have spared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from incident_kit.results.reasons import EffectReason
from incident_kit.styled import Words, w
from incident_kit.wording.causes import the_cause
from incident_kit.wording.definitions import interval_words
from incident_kit.wording.marks import AS_MEASURED, averted_amount
from incident_kit.wording.phrases import (
    about_words,
    bare,
    harm_words,
    level_words,
    share_words,
)
from incident_kit.wording.temporary_mitigation import effect_reason

if TYPE_CHECKING:
    from datetime import datetime

    from incident_kit.incident import ImpactSeries
    from incident_kit.instants.written import Written
    from incident_kit.record.incident_record import Record
    from incident_kit.results.reasons import AvertedCode
    from incident_kit.results.worth import Averted, Avoidable
    from incident_kit.wording.times import Times


def no_worth(averted: Averted, record: Record) -> str:
    """Return why there is nothing to show."""
    return f"Nothing can be estimated: {averted_reason(averted, record)}."


def not_estimable(averted: Averted, record: Record) -> str:
    """Return why nobody can say what was averted."""
    reason = averted_reason(averted, record)
    return f"What mitigating before fixing averted is not estimable: {reason}."


def worth_heading(averted: Averted, series: ImpactSeries) -> str:
    """Return what was averted: "… averted about 1,300 wrong totals shown"."""
    so_far = " so far" if averted.is_open else ""
    return f"Mitigation averted {harm_words(series, averted_amount(averted))}{so_far}"


def averted_lead(
    averted: Averted, series: ImpactSeries, times: Times, record: Record
) -> str:
    """Return what there would have been, had the level just before gone on."""
    level = level_words(
        averted.level or 0.0, averted.per, "" if averted.per else averted.unit
    )
    until = f"until {_at(averted.end, times)}"
    if averted.is_cut:
        until = f"until the last sample at {_at(averted.end, times)}"
    elif not averted.is_open:
        until = (
            f"until {the_cause(record)} was removed {times.at(record.cause_removed_at)}"
        )
    before = "as on average before" if averted.is_average else "as just before"
    took_time = averted.begun is not None and averted.begun != averted.start
    if took_time:
        before += f" {_at(averted.begun, times)}"
    before += f" ({level})"
    had = f"Had {averted.series} gone on {before}"
    if not averted.high or averted.high <= 0:
        return f"{had} {until}, it would have been no worse than it was."
    amount = averted_amount(averted)
    since = f"from {_at(averted.start, times)} {until}"
    would = f"{amount} {'fewer' if series.bad == 'low' else 'more'}"
    would = f"there would have been {would}"
    if averted.per is None and series.bad == "low":
        would = f"the shortfall would have been {amount} {series.unit} × min larger"
    elif averted.per is None:
        would = f"there would have been {harm_words(series, amount)} more"
    return f"{had}, {since}, {would}." if took_time else f"{had} {since}, {would}."


def _at(at: datetime | None, times: Times) -> str:
    return "unknown" if at is None else times.clock(at)


def averted_caption(averted: Averted, *, is_hatched: bool) -> list[Words]:
    """Return how to read the figure: only what is drawn in it."""
    lines = averted.counterfactuals
    several = len(lines) > 1
    told = []
    if is_hatched:
        under = " under every assumption; tinted, the range between them"
        told.append(
            f"The hatched area is the harm that was averted{under if several else ''}."
        )
    elif several:
        told.append("Tinted is the range between the assumptions.")
    line = "A dashed line is the level before, had it gone on."
    if any(one.assumption == "decaying" for one in lines):
        line += " It may have been decaying already, so one line goes on decaying."
    line += f" The number is a {interval_words()} interval over all such lines and the scatter of the samples, rounded to two digits."
    return [w(text) for text in (*told, line)]


def avoidable_lead(
    one: Avoidable, known: Written, series: ImpactSeries, times: Times
) -> str:
    """Return what an option, ``known`` then, could have spared from which minute on."""
    at = times.clock(one.since)
    option = f"“{bare(one.option)}”"
    amount = harm_words(series, f"up to about {about_words(one.amount)}")
    seen = AS_MEASURED if one.is_bound else ""
    share = f", {share_words(one.amount, one.whole)} of all" if one.whole else ""
    unused = " and was not used" if one.used is False else ""
    spared = f"could have spared {amount}{share}{seen}."
    if one.minute == "became known":
        late = f" and not at {times.clock(one.until)}" if one.until_use else ""
        minute, when = "that minute", f"by {at}"
        if known.form not in {"exact", "by"}:
            minute, when = at, times.at(known)
        then = f"used at {minute}{late}, it"
        return f"{option} was known {when}{unused}; {then} {spared}"
    if unused:
        then = f"{option} was known{unused}; used five minutes after detection"
        return f"{then}, at {at}, it {spared}"
    return f"{option}, used five minutes after detection, at {at}, {spared}"


ESTIMATED = "How amounts were estimated"
AVOIDABLE_CAPTION = (
    w(
        "The hatched area is the harm from the named minute on, until its use if it was used."
    ),
    w(
        "How much of that it would have taken away is not measured, so it is an upper end."
    ),
)


_REASONS: dict[AvertedCode, str] = {
    "no series": "there is no impact series",
    "not fine again": "users were not fine again",
    "fine again unknown": "when users were fine again is not known",
    "fix unknown": "when the cause was removed is not known",
    "no action": "nothing shows that an action brought relief",
    "taken back": "what brought relief was taken back before the cause was removed",
    "no harm": "no harm is measured",
    "fix bounded": "when the cause was removed is only known as a bound",
    "fixed first": "nothing shows that users were fine before the cause was removed",
    "same action": "what brought relief is what removed the cause",
    "no sample": "there is no sample between the mitigation and the fix",
}


def averted_reason(averted: Averted, record: Record) -> str:
    """Return why nothing can be estimated, "" where it can."""
    reason = averted.reason
    if reason is None:
        return ""
    if not isinstance(reason, EffectReason):
        return _REASONS[reason].replace("the cause", the_cause(record))
    # what the ledger says beside the action stands here alone
    told = effect_reason(reason)
    if reason.shortage is not None:
        return told  # "it" is the incident there
    return re.sub(r"\bit\b", "the action", re.sub(r"\bits\b", "the action’s", told))
