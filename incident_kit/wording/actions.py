"""What was done, and what each action did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.instants.words import duration_words, joined
from incident_kit.styled import Span, Words, small, strong, unknown, w
from incident_kit.wording.causes import the_cause
from incident_kit.wording.phrases import (
    after_words,
    amount_words,
    bare,
    cap,
    cell,
    fall_words,
    is_one_wave,
    level_words,
    number_words,
    plural,
    what_of,
)
from incident_kit.wording.recorded import notes_of, until
from incident_kit.wording.system_change import a_wave, later_waves
from incident_kit.wording.temporary_mitigation import (
    drop_words,
    effect_reason,
    effect_verdict,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.incident import ImpactSeries, Incident
    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Action
    from incident_kit.results.clocks import Clocks, Residual
    from incident_kit.results.findings import BlastMap, MitigationEffect, Wave
    from incident_kit.wording.times import Times

CAPTION = "Actions and what they did"
# so many later waves are told each; of more their number
_TOLD = 3
_UNTIL = {
    "fix": "the fix",
    "said": "users were said to be fine",
    "data": "the data end",
}
ASKED_NONE = "Nothing was done to production, as recorded."


def actions_heading(clocks: Clocks) -> str:
    """Return what was reached: a cause that is still there was not fixed."""
    ends = {"mitigated": clocks.mitigate, "fixed": clocks.fix}
    reached = [word for word, clock in ends.items() if clock.moment.has_happened]
    return f"How it was {' and '.join(reached)}" if reached else "What was done"


def actions_lead(record: Record, blast: BlastMap, clocks: Clocks) -> str:
    """Return how many actions there were, which waves followed, and what was left."""
    done = len(record.changes_to_production)
    count = cap(plural(done, "action")) if done else "No action"
    parts = [f"{count} changed production."]
    if planned := len(record.planned):
        verb = "is" if planned == 1 else "are"
        parts.append(f"{cap(number_words(planned))} more {verb} not done yet.")
    later = [*later_waves(blast.waves)]
    told = later[:_TOLD]
    if len(told) > 1 and not any(wave.follows for _, wave in later):
        parts.append(f"{cap(number_words(len(later)))} more waves came.")
        told = later = []
    parts += [_wave_words(nth, wave, record) for nth, wave in told]
    if more := len(later[_TOLD:]):
        came = "wave" if more == 1 else "waves"
        parts.append(f"{cap(number_words(more))} more {came} came.")
    parts += _residual_words(blast, clocks)
    if is_one_wave(blast, record):
        parts.append("No second wave followed.")
    return " ".join(parts)


def _wave_words(nth: str, wave: Wave, record: Record) -> str:
    if not wave.follows:
        return f"{cap(a_wave(nth))} came."
    after = after_words(wave, record)
    how = "was caused by" if wave.caused else f"came {after}"
    return f"The {nth} wave {how} “{what_of(record, wave.follows)}”."


def _residual_words(blast: BlastMap, clocks: Clocks) -> list[str]:
    """Return what was left until the fix, of every series that was hurt."""
    residuals = clocks.recovery.residuals if clocks.recovery else ()
    if not residuals:
        return []
    series = {one.name: one.series for one in blast.series}
    left = [_left_words(one, series[one.series].bad) for one in residuals]
    named = {one.series for one in residuals}
    hurt = [one.series for one in blast.anchors if one.waves]
    others = [name for name in hurt if name not in named]
    be = "was" if left[0].startswith("a ") else "were"
    text = f"Until {_UNTIL[residuals[0].until]} there {be} still {joined(left)}"
    if others:
        text += f"; {joined(others)} stayed within the usual band"
    return [f"{text}."]


def _left_words(one: Residual, bad: str) -> str:
    short = "a shortfall of " if bad == "low" else ""
    level = level_words(one.level, one.per, one.unit)
    later = "in all after the last wave, counted nowhere else"
    amount = f" ({amount_words(one.amount)} {later})" if one.amount and one.per else ""
    if short:
        return f"{short}{level} {'of' if one.per else 'in'} {one.series}{amount}"
    if not one.per:
        return f"{level} too much in {one.series}{amount}"
    return f"{level} of {one.series} above the usual{amount}"


def action_cells(
    action: Action,
    effect: MitigationEffect | None,
    incident: Incident,
    waves: Sequence[Wave],
    times: Times,
    *,
    is_first: bool,
) -> tuple[Words, ...]:
    """Return time, action, level before and after, effect and verdict."""
    measured = {one.name: one for one in incident.measured}
    series = None if effect is None else measured.get(effect.series)
    notes = [_purpose(action, incident.record, is_first=is_first)]
    if effect is not None and len(measured) > 1 and effect.before is not None:
        notes.append(f"on {effect.series}")
    notes += [_price(action), f"by {action.by}" if action.by else ""]
    notes += notes_of(action)
    end = until(action, times)
    return (
        (*cell(times.when(action.applied_at)), *w(*map(small, filter(None, [end])))),
        w(strong(action.what), *(small(note) for note in notes if note)),
        _level(series, None if effect is None else effect.before),
        _level(series, None if effect is None else effect.after),
        _effect(action, effect),
        _verdict(action, effect, waves, times, incident.record),
    )


def _price(action: Action) -> str:
    """Return the harm that an action did itself, as said, and how much of it."""
    if not action.price:
        return ""
    count = "" if action.price_count is None else f"{action.price_count:,}"
    amount = " ".join(part for part in (count, action.price_unit) if part)
    return f"its price: {bare(action.price)}{f': {amount}' if amount else ''}"


def mitigated_by(record: Record) -> str:
    """Return what made users fine again, as said; "" where nothing is."""
    match record.mitigated_by:
        case None:
            return ""
        case "itself":
            return "Said: users were fine again without an action."
        case "unknown":
            return "What made users fine again is not known."
        case name:
            return f"Said: “{what_of(record, name)}” made users fine again."


def _purpose(action: Action, record: Record, *, is_first: bool) -> str:
    parts = [
        action.kind if action.kind != "unknown" else "",
        f"to {action.purpose}" if action.purpose != "both" else "to stabilize and fix",
    ]
    if is_first:
        parts.append("first change to production")
    if action.undoes:
        parts.append(f"takes back “{what_of(record, action.undoes)}”")
    return ", ".join(part for part in parts if part)


def _level(series: ImpactSeries | None, level: float | None) -> Words:
    if series is None or level is None:
        return cell(None)
    return w(level_words(level, series.per, series.unit))


def _effect(action: Action, effect: MitigationEffect | None) -> Words:
    said = f"said: {action.effect}" if action.effect != "unknown" else ""
    each = [small(f"said of {name}: {one}") for name, one in action.effects.items()]
    if effect is None or effect.told_drop is None:
        return w(*((said,) if said else ()), *each) if each else cell(said)
    parts: list[str | Span] = [drop_words(effect.told_drop)]
    low, high = effect.low, effect.high
    if low is not None and high is not None and high - low > 0.005:
        ends = (high, low) if low < 0 else (low, high)
        least, most = map(fall_words, ends)
        parts += [small(f"{least} to {most}")] if least != most else []
    if said:
        parts.append(small(said))
    return w(*parts, *each)


def _verdict(
    action: Action,
    effect: MitigationEffect | None,
    waves: Sequence[Wave],
    times: Times,
    record: Record,
) -> Words:
    notes = []
    if action.applied_at.form == "not yet":
        return w(unknown("not done yet"))
    if action.purpose == "investigate" and action.effect == "unknown":
        return w()
    if effect is None:
        verdict = strong("only said") if action.effect != "unknown" else unknown()
    else:
        verdict = strong(effect_verdict(effect))
        notes += [effect_reason(effect.reason, times)] if effect.reason else []
        if effect.delay:
            notes.append(f"impact fell {duration_words(effect.delay)} after it")
        elif effect.lag:
            notes.append(f"half of it within {duration_words(effect.lag)}")
    after = [*later_waves(waves, action.id)]
    for nth, wave in after[:_TOLD]:
        start = times.clock(wave.start)
        notes.append(
            f"{nth} wave {f'from {start}' if wave.start_known else 'after it'}"
        )
    if more := len(after[_TOLD:]):
        notes.append(f"{number_words(more)} more after that")
    if action.removes_cause:
        notes.append(f"removed {the_cause(record)}")
    return w(verdict, *map(small, notes))
