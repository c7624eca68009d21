"""The key figure in words: its heading, its labels, its alternative and its table."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, assert_never

from incident_kit.instants.elapsed import elapsed
from incident_kit.instants.words import duration_words, elapsed_words
from incident_kit.results.findings import Wave
from incident_kit.results.harm import Phase
from incident_kit.results.worth import Averted, Avoidable
from incident_kit.series.smoothing import is_fine
from incident_kit.wording.answers import is_still_hit
from incident_kit.wording.causes import as_mark, cause_left, the_cause
from incident_kit.wording.clocks import fine_words, gap_to_fix
from incident_kit.wording.marks import averted_amount
from incident_kit.wording.phrases import (
    about_words,
    amount_words,
    bare,
    cap,
    counted,
    harm_words,
    hurt_name,
    level_words,
    number_words,
    share_words,
    what_of,
)
from incident_kit.wording.said import said_effect
from incident_kit.wording.temporary_mitigation import delay_note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.incident import ImpactSeries
    from incident_kit.instants.elapsed import Elapsed
    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Action
    from incident_kit.results.findings import MitigationEffect
    from incident_kit.results.harm import Harm
    from incident_kit.timing.assessment import Assessment
    from incident_kit.timing.emphasis import Emphasis

STILL_HIT = "users still hit"
NO_TIME = "Time not recorded:"
AS_REPORTED = "as reported"
USUAL = "usual"
RESPONSE = "The response"
# the longest heading that still stands in one line of the widest picture
_ONE_LINE = 110
_WHAT = "What happened, in order of time"
_REPORTS = {
    "alert": "an alert fires",
    "monitoring": "monitoring shows it",
    "customer": "a customer reports it",
    "employee": "an employee reports it",
}


def heading(found: Assessment, chosen: Emphasis | None) -> str:
    """Return what the figure shows, as one finding; what happened where none is known."""
    if chosen is None:
        return _plain(found)
    series = found.incident.measured[0]
    of = chosen.of
    if isinstance(of, Averted):
        amount = spared_words(series, of)
        so_far = " so far" if of.is_open else ""
        gap = gap_to_fix(found.clocks)
        if of.is_open or gap.low is None or gap.low <= timedelta(0):
            return f"After the first change to production: {amount}{so_far}"
        was = "was" if found.clocks.share_left is not None else "was gone"
        fine = cap(fine_words(found.clocks))
        cause = the_cause(found.incident.record)
        return f"{fine} {elapsed_words(gap)} before {cause} {was}: {amount}"
    share = share_words(chosen.share or 0.0, 1.0)
    head = f"{share} of the {harm_name(series)} came"
    if isinstance(of, Avoidable):
        told = f"{head} {since_known(of)}"
        named = f"{told}: “{bare(of.option)}”"
        return named if len(named) <= _ONE_LINE else told
    if isinstance(of, Phase):
        about = "About " if of.is_about else ""
        return f"{about}{of.percent} % of the {harm_name(series)} came {before_report(found.incident.record)}"
    if isinstance(of, Wave):
        cause = bare(what_of(found.incident.record, of.follows))
        named = f"{head} from a change of ours: “{cause}”"
        return named if len(named) <= _ONE_LINE else f"{head} from a change of ours"
    assert_never(of)


def since_known(of: Avoidable) -> str:
    """Return the stretch in which an option was known, and not yet used."""
    if of.until_use:
        return "between when a way to ease it was known and its use"
    return "after a way to ease it was known"


def spared_words(series: ImpactSeries, of: Averted) -> str:
    """Return what mitigating first averted: "about 1,200 to 1,400 fewer wrong totals"."""
    amount = averted_amount(of)
    if series.bad == "low":
        return f"{harm_words(series, amount)} averted"
    if not series.per:
        return f"{amount} {series.unit} × min less of {series.name}"
    return f"{amount} fewer {series.name}"


def harm_name(series: ImpactSeries) -> str:
    """Return what a part of the harm is a part of: "stale views", a shortfall."""
    if series.bad == "low":
        return hurt_name(series.name, [series])
    return series.name if series.per else f"excess in {series.name}"


def _plain(found: Assessment) -> str:
    harm = found.harm[0] if found.harm else None
    if harm is not None and harm.amount and harm.start is not None and harm.end:
        series = found.incident.measured[0]
        bound = "at least " if harm.is_bound else ""
        amount = harm_words(series, f"{bound}{amount_words(harm.amount)}")
        return f"{cap(amount)} in {duration_words(harm.end - harm.start)}"
    clock = found.clocks.mitigate
    if clock.moment.form == "not yet":
        return f"Users are {hit_name(found).removeprefix('users ')}"
    lasted = elapsed_words(clock.elapsed)
    counts = clock.elapsed.is_known and not lasted.endswith(("before", "after"))
    states = found.incident.series
    if len(states) == 1 and len(states[0].during) == 1:
        one = elapsed_words(elapsed(*states[0].during[0], as_of=found.clocks.as_of))
        return f"{cap(states[0].name)}, for {one}" if one != "unknown" else _WHAT
    if counts and len(states) == 1 and states[0].during:
        many = number_words(len(states[0].during))
        return f"{cap(states[0].name)}, in {many} windows over {lasted}"
    if counts:
        return f"{cap(lasted)} until {fine_words(found.clocks)}"
    return _WHAT


def until_fine(found: Assessment) -> str:
    """Return the stretch from the first change until users count as fine."""
    if found.response.changed_at.is_known:
        return "after the first change"
    return f"until {fine_words(found.clocks)}"


def until_gone(found: Assessment) -> str:
    """Return the stretch until the cause was gone."""
    return f"until {the_cause(found.incident.record)} was gone"


def gone_name(found: Assessment) -> str:
    """Return what a mark says of the fix: "cause removed"."""
    return f"{as_mark(the_cause(found.incident.record))} removed"


def hit_name(found: Assessment) -> str:
    """Return what a mark says of users while they are not said to be fine."""
    return STILL_HIT if is_still_hit(found) else "not said to be fine"


def still_name(found: Assessment) -> str:
    """Return the stretch since the first change while users are not said to be fine."""
    return f"since then, users {hit_name(found).removeprefix('users ')}"


def not_gone_name(found: Assessment) -> str:
    """Return what a mark says while the cause is there: "cause not removed"."""
    return f"{as_mark(cause_left(found.incident.record))} not removed"


def before_report(record: Record) -> str:
    """Return the stretch in which nobody had reported it."""
    is_report = record.detected_by in {"customer", "employee"}
    return "before the first report" if is_report else "before it was noticed"


def report_name(record: Record) -> str:
    """Return who told of it first."""
    return _REPORTS.get(record.detected_by, "noticed")


def onset_name(found: Assessment) -> str:
    """Return how it began: by the headline series where that shows it."""
    anchor = found.blast.anchor
    if found.clocks.onset_how == "measured" and anchor.series:
        series = next(
            one for one in found.incident.measured if one.name == anchor.series
        )
        name = harm_name(series) if series.bad == "low" else series.name
        return f"it begins: {name}"
    return "it begins"


def trigger_detail(at: str, what: str) -> str:
    """Return the change that the data support, beside the onset."""
    return f"{at} {bare(what)}"


def option_name(option: str, *, used: bool | None) -> str:
    """Return that an option was known; that it was not used only where it is said."""
    return f"known{', not used' if used is False else ''}: {bare(option)}"


def effect_detail(
    action: Action, effect: MitigationEffect | None, measured: Sequence[ImpactSeries]
) -> str:
    """Return the level before and after an action as measured, else what is said of it."""
    if (
        effect is None
        or not effect.is_measured
        or effect.before is None
        or effect.after is None
    ):
        return said_effect(action, is_measured=bool(measured))
    series = next(one for one in measured if one.name == effect.series)
    before = level_words(effect.before, None)
    after = level_words(effect.after, None)
    name = series.title if series.per else f"{series.unit}, {series.name}"
    return f"{before} → {after} {name}{delay_note(effect)}"


def caused_words(wave: Wave, measured: Sequence[ImpactSeries]) -> str:
    """Return the harm that an action caused."""
    series = next((one for one in measured if one.name == wave.series), None)
    amount = wave.caused_excess
    if series is None or series.per is None or not amount:
        return f"caused {hurt_name(wave.series, measured) or 'a further wave'}"
    least = "" if wave.own_end is None else "at least "
    return f"caused {least}{harm_words(series, amount_words(amount))}"


def axis_title(series: ImpactSeries, minutes: int, *, by_traffic: bool) -> str:
    """Return what an axis counts: "Views per minute", and over what it is smoothed."""
    assert series.values is not None  # noqa: S101  # measured series have levels
    name = f"{series.unit} per {series.per}" if by_traffic else series.title
    unit = "" if series.per else f", {series.unit}"
    is_smooth = minutes and is_fine(series.values, minutes=minutes)
    mean = f", {minutes}-minute mean" if is_smooth else ""
    return f"{cap(name)}{unit}{mean}"


def states_title(states: Sequence[ImpactSeries], *, is_hit: bool) -> str:
    """Return what the one strip shows; of several each says it itself."""
    names = [cap(states[0].name)] if len(states) == 1 else []
    if not states:
        names = ["Users affected"] if is_hit else ["Times"]
    return ", ".join((*names, AS_REPORTED)) if names else cap(AS_REPORTED)


def traffic_name(series: ImpactSeries) -> str:
    """Return what the traffic is: "all views"."""
    return f"all {series.unit}"


def amount_wordings(series: ImpactSeries, harm: Harm) -> tuple[str, ...]:
    """Return how much harm a series shows, the longest wording first."""
    if not harm.amount:
        return ()
    bound = "at least " if harm.is_bound else ""
    amount = harm_words(series, f"{bound}{amount_words(harm.amount)}")
    bare_amount = counted(amount_words(harm.amount), series.unit)
    if harm.of and harm.of > harm.amount:
        share = share_words(harm.amount, harm.of)
        full = f"{amount}, {share} of all"
        return tuple(dict.fromkeys((full, amount, f"{share} of all")))
    return tuple(dict.fromkeys((amount, *([bare_amount] if series.per else []))))


def peak_words(peak: float, series: ImpactSeries) -> str:
    """Return how high a strip reaches, as it has no numbers of its own."""
    return f"up to {level_words(peak, series.per, series.unit)}"


def emphasised_words(
    found: Assessment, chosen: Emphasis
) -> tuple[tuple[str, ...], ...]:
    """Return what stands in the area of which the heading speaks, the fullest first."""
    series = found.incident.measured[0]
    of = chosen.of
    if isinstance(of, Averted):
        amount = averted_amount(of)
        return ((spared_words(series, of),), (amount, "averted"))
    if isinstance(of, Avoidable):
        amount = about_words(of.amount)
        least = "at least " if of.is_bound else ""
        then = since_known(of)
        return (
            (harm_words(series, f"{least}about {amount}"), then),
            (f"{least}about {amount}", then),
            (f"{least}about {amount}",),
        )
    amount = amount_words(
        of.amount if isinstance(of, Phase) else of.caused_excess or 0.0
    )
    full = harm_words(series, amount)
    if isinstance(of, Phase):
        if of.is_about:
            full, amount = f"about {full}", f"about {amount}"
        then = before_report(found.incident.record)
        return ((full, then), (amount, then), (amount,))
    return ((full, "from a change of ours"), (amount, "from a change of ours"))


def bracket_wordings(
    name: str, lasted: str, amount: str = ""
) -> tuple[tuple[str, ...], ...]:
    """Return a stretch under the axis, the fullest first; at least how long it was."""
    lines = ((f"{name}, {lasted}", amount), (f"{name}, {lasted}",), (name, lasted))
    told = (tuple(one for one in line if one) for line in (*lines, (lasted,)))
    return tuple(dict.fromkeys(told))


def part_words(
    amount: float, percent: int, series: ImpactSeries, *, least: bool, about: bool
) -> str:
    """Return the harm that fell into a stretch, with its share: "16,402 views, 26 %"."""
    bound = f"{'at least ' if least else ''}{'about ' if about else ''}"
    text = harm_words(series, f"{bound}{amount_words(amount)}")
    if not amount:
        return f"no wave of {series.name}"
    return (
        f"{text}, {'about ' if about else ''}{percent} %"
        if percent
        else f"{text}, under 1 %"
    )


def lasted_words(value: Elapsed | timedelta, *, about: bool = False) -> str:
    """Return how long a stretch lasted."""
    if isinstance(value, timedelta):
        return f"{'about ' if about else ''}{duration_words(value)}"
    return elapsed_words(value)


UNTIL_CHANGE = "until the first change"
AFTERWARDS = "afterwards"
