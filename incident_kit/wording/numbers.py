"""What a reader asks first, in numbers: how much, until when, how long."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.instants.elapsed import elapsed
from incident_kit.instants.words import duration_words, elapsed_words
from incident_kit.styled import NumberCell, Span, w
from incident_kit.wording.answers import begins_again, hit_again, still_hit_words
from incident_kit.wording.causes import cause_left, the_cause
from incident_kit.wording.clocks import fine_words, gap_to_fix, left_words
from incident_kit.wording.phrases import (
    amount_words,
    bare,
    clipped,
    level_words,
    number_words,
    share_words,
    total_bound,
)
from incident_kit.wording.story import NAMED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_kit.incident import ImpactSeries
    from incident_kit.instants.elapsed import Elapsed
    from incident_kit.record.incident_record import Record
    from incident_kit.record.values import DetectedBy
    from incident_kit.results.clocks import Clock
    from incident_kit.results.findings import Wave
    from incident_kit.results.harm import Harm
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times

_MOST = 4
_NAME_WORDS = 4
_TENTH = 10
# the longest day, as the clocks are put back
_DAY = timedelta(hours=25)
_NOTICED: dict[DetectedBy, str] = {
    "alert": "until the first alert",
    "monitoring": "until monitoring showed it",
    "customer": "until the first report, a customer’s",
    "employee": "until the first report, an employee’s",
    "unknown": "until it was noticed",
}
_THEN: dict[DetectedBy, str] = {
    "alert": "from that alert",
    "customer": "from that report",
    "employee": "from that report",
}


def numbers(found: Assessment, times: Times) -> tuple[NumberCell, ...]:
    """Return the first four numbers that are known, in the order a reader asks."""
    told = (
        *_lost(found.incident.record),
        *_harms(found, times),
        *_affected(found),
        *_caused(found),
        *_noticed(found, times),
        *(fine := tuple(_fine(found, times))),
        *_fixed(found, follows=bool(fine)),
    )
    return told[:_MOST]


def harm_words(found: Assessment, times: Times) -> str:
    """Return what was lost, or how much harm there was, on one line; "" for nothing."""
    told = (*_lost(found.incident.record), *_harms(found, times))
    if not told:
        return ""
    words = (one.text for one in told[0].words if one.style != "small")
    return f"{told[0].value} {''.join(words)}"


def _lost(record: Record) -> Iterator[NumberCell]:
    """Yield what was lost for good, where somebody counted it with its unit."""
    for one in record.losses or ():
        # a longer story stands with what was lost
        is_name = len(one.what.split()) <= _NAME_WORDS
        if one.count is not None and (one.unit or is_name):
            what = f"{one.unit} lost" if one.unit else f"lost: {bare(one.what)}"
            yield NumberCell(f"{one.count:,}", w(what), "learned")
            return


def _harms(found: Assessment, times: Times) -> Iterator[NumberCell]:
    """Yield how much harm there was, or for how long."""
    if not found.harm:
        return
    harm = found.harm[0]
    series = next(it for it in found.incident.series if it.name == harm.series)
    if harm.kind == "state":
        yield from _state(found, series, times)
    elif harm.amount is not None and harm.usual is not None:
        waves = [one for one in found.blast.waves if one.series == series.name]
        yield _amount(harm, series, several=len(waves) > 1)


def _affected(found: Assessment) -> Iterator[NumberCell]:
    """Yield how many were affected, where nothing is measured."""
    said = found.incident.record.blast.blast_radius
    if said.affected is None or found.incident.measured:
        return
    of = ""
    if said.of:
        of = f" of {said.of:,} ({share_words(said.affected, said.of)})"
    words = f"{said.unit or 'users'}{of} affected"
    yield NumberCell(f"{said.affected:,}", w(words), "blast")


def _amount(harm: Harm, series: ImpactSeries, *, several: bool) -> NumberCell:
    bound = " at least" if harm.is_bound else ""
    if series.per is None:
        lasted = duration_words(harm.lasted or timedelta(0))
        usual = _usual(harm, level_words(harm.usual or 0.0, None, series.unit))
        least = ", at least" if harm.is_bound or harm.missing else ""
        words = f"{series.name} lay outside the usual band around {usual}{least}"
        return NumberCell(lasted, w(words), "impact")
    than = ""
    if harm.usual:
        usual = _usual(harm, level_words(harm.usual, series.per))
        than = f" {'fewer' if series.bad == 'low' else 'more'} than the usual {usual}"
    of = ""
    if harm.of:
        share = share_words(harm.amount or 0.0, harm.of)
        calm = ", calm between waves included" if several else ""
        of = f" ({share} of all {series.unit}{calm})"
    return NumberCell(
        amount_words(harm.amount or 0.0),
        w(f"{series.name}{than}{bound}{of}"),
        "impact",
    )


def _usual(harm: Harm, level: str) -> str:
    """Return what is usual: a share of the traffic, of the time of day, or a level."""
    if harm.usual_share is not None:
        return f"{share_words(harm.usual_share, 1)} of all"
    return "level at that time of day" if harm.usual_moves else level


def _state(
    found: Assessment, series: ImpactSeries, times: Times
) -> Iterator[NumberCell]:
    """Yield how long a state lasted in all, the further ones beside it."""
    harms = {one.series: one for one in found.harm}
    lasted = _lasted(harms[series.name], series, times)
    if lasted is None:
        return
    value, bound = lasted
    many = len(series.during)
    windows = f" in {number_words(many)} windows" if many > 1 else ""
    level = next(
        (it.level for it in found.incident.record.impact if it.name == series.name), ""
    )
    said = f": {clipped(level, 60)}" if level else ""
    words = f"{series.name}{windows}{_after(bound)}{said}"
    others = [it for it in found.incident.series if it.during and it is not series]
    notes = [_other(harms[it.name], it, times) for it in others[: NAMED - 1]]
    if len(others) >= NAMED:
        notes.append(f"{number_words(len(others) - NAMED + 1)} more")
    yield NumberCell(value, w(words, *(Span(it, "small") for it in notes)), "hours")


def _after(bound: str) -> str:
    return f", {bound}" if bound else ""


def _other(harm: Harm, series: ImpactSeries, times: Times) -> str:
    lasted = _lasted(harm, series, times)
    if lasted is None:
        return f"{series.name}: how long is not known"
    value, bound = lasted
    return f"{series.name}: {f'{bound} ' if bound else ''}{value}"


def _lasted(harm: Harm, series: ImpactSeries, times: Times) -> tuple[str, str] | None:
    """Return how long a state lasted in all and how surely, None where nobody knows."""
    spans = series.during
    if len(spans) == 1:
        return _value(elapsed(*spans[0], as_of=times.as_of))
    if harm.lasted is None:
        return None
    return duration_words(harm.lasted), total_bound(harm, series)


def _value(took: Elapsed) -> tuple[str, str] | None:
    """Return one value with its bound: "at least", "at most", "about"."""
    match took.kind:
        case "unknown":
            return None
        case "exact":
            value, bound = took.low, ""
        case "about":
            value, bound = took.stated, "at least about" if took.open else "about"
        case "at most":
            value, bound = took.high, "at most"
        case "at least":
            value, bound = took.low, "at least"
        case "between":
            if took.by_day and took.low is not None and took.low > timedelta(0):
                return elapsed_words(took), ""
            sure = took.low is not None and took.low > timedelta(0)
            value, bound = (took.low, "at least") if sure else (took.high, "at most")
    if value is None or value <= timedelta(0):
        return None
    if took.by_day and bound == "at most" and value <= _DAY:
        return None  # on the same day
    roughly = "roughly, " if took.is_about and bound != "about" else ""
    return duration_words(value, by_day=took.by_day), f"{roughly}{bound}"


def _caused(found: Assessment) -> Iterator[NumberCell]:
    """Yield the harm of a later wave that a change of ours caused."""
    first = found.response.first_change
    for wave in found.blast.waves[1:]:
        series = next(
            (it for it in found.incident.measured if it.name == wave.series), None
        )
        if not wave.caused or not wave.excess or series is None or series.per is None:
            continue
        action = found.incident.record.action(wave.follows)
        after = "after a change"
        if action is not None:
            aim = {"fix": "attempt to fix", "stabilize": "attempt to stabilize"}
            noun = aim.get(action.purpose, "action")
            if action == found.incident.record.fixing_action:
                noun = "fix"
            is_first = first is not None and first.id == action.id
            after = f"after {'the first' if is_first else 'the'} {noun}"
        is_other = series.name != found.incident.measured[0].name
        part = f"{series.name} on top" if is_other else "of them in a later wave"
        words = f"{part}, {after}"
        yield NumberCell(amount_words(wave.excess), w(words), "impact")
        return


def _noticed(found: Assessment, times: Times) -> Iterator[NumberCell]:
    """Yield how long it was until the first report on record."""
    detect = found.clocks.detect
    told = _value(detect.elapsed)
    if told is None:
        return
    value, bound = told
    by = found.incident.record.detected_by
    at = f", {times.at(detect.moment)}" if detect.moment.form == "exact" else ""
    sure = f"{bound} " if bound in {"at least", "at most"} else _before(bound)
    words = f"{sure}{_NOTICED[by]}{at}"
    yield NumberCell(value, w(words), "clocks")


def _fine(found: Assessment, times: Times) -> Iterator[NumberCell]:
    """Yield how long users were hit from then on, with how much later the cause was gone."""
    mitigate = found.clocks.mitigate
    counted = mitigate.since_detection.is_known
    told = _value(mitigate.since_detection if counted else mitigate.elapsed)
    if told is None:
        return
    value, bound = told
    since = "from the onset"
    if counted:
        since = _since(found)
    if mitigate.moment.form == "not yet":
        words = f"{_before(bound)}{since}: {still_hit_words(found)}"
        if times.as_of is not None:
            words += f" at {times.clock(times.as_of)}"
        yield NumberCell(value, w(words), "clocks")
        return
    words = f"{_before(bound)}{since} until {fine_words(found.clocks)}"
    if left := left_words(found.clocks):
        words += f" ({left})"
    if hit_again(found):
        again = " at first, and hit again later"
        words += again if begins_again(found) else " as said, while some harm went on"
    elif _calm_between(_waves_since(found, counted=counted)) and not any(
        one.missing for one in found.harm
    ):
        words += ", with calm between the waves"
    yield NumberCell(value, w(f"{words}{_cause_gone(found)}"), "clocks")


def _waves_since(found: Assessment, *, counted: bool) -> list[Wave]:
    """Return the waves that lasted in the stretch of which a number speaks."""
    noticed = found.clocks.detect.moment.latest if counted else None
    return [
        one
        for one in found.blast.waves
        if noticed is None or one.end is None or one.end > noticed
    ]


def _calm_between(waves: Sequence[Wave]) -> bool:
    """Whether for a tenth of the time, and as far as all are known, no wave lasted."""
    ordered = sorted(waves, key=lambda one: one.start)
    ended = [one.end for one in ordered[:-1] if one.end is not None]
    is_known = all(one.start_known for one in ordered)
    if not ordered or len(ended) < len(ordered) - 1 or not is_known:
        return False
    calm = sum(
        (
            max(later.start - max(ended[: at + 1]), timedelta(0))
            for at, later in enumerate(ordered[1:])
        ),
        timedelta(0),
    )
    last = ordered[-1].end or ordered[-1].start
    return calm * _TENTH > last - ordered[0].start


def _since(found: Assessment) -> str:
    """Return from when a response is counted: from the report named before."""
    if _value(found.clocks.detect.elapsed) is None:
        return (
            "from the first report" if _is_report(found) else "from when it was noticed"
        )
    return _THEN.get(found.incident.record.detected_by, "from then")


def _is_report(found: Assessment) -> bool:
    return found.incident.record.detected_by in {"customer", "employee"}


def _cause_gone(found: Assessment) -> str:
    """Return how much later the cause was gone, where that is no number of its own."""
    gap = gap_to_fix(found.clocks)
    told = _value(gap)
    if told is None or not list(_caused(found)) or _may_be_before(gap):
        return ""
    value, bound = told
    return f"; {the_cause(found.incident.record)} was gone {f'{bound} ' if bound else ''}{value} later"


def _may_be_before(gap: Elapsed) -> bool:
    """Whether nobody knows which of the two came first."""
    return gap.kind != "about" and (gap.low is None or gap.low < timedelta(0))


def _fixed(found: Assessment, *, follows: bool) -> Iterator[NumberCell]:
    """Yield how long after users were fine the cause was gone.

    It ``follows`` the number of how long it was until then.
    """
    fix: Clock = found.clocks.fix
    gap = gap_to_fix(found.clocks)
    told = _value(gap)
    if told is None or list(_caused(found)) or _may_be_before(gap):
        return
    value, bound = told
    cause = the_cause(found.incident.record)
    if fix.moment.form == "not yet":
        left = cause_left(found.incident.record)
        words = (
            f"{_before(bound)}since {fine_words(found.clocks)}: {left} is still there"
        )
    elif follows:
        words = f"{_before(bound)}from then until {cause} was gone"
    else:
        fine = fine_words(found.clocks)
        words = f"{_before(bound)}from when {fine} until {cause} was gone"
    yield NumberCell(value, w(words.strip()), "clocks")


def _before(bound: str) -> str:
    """Return a bound as it stands before "from" or "since": "at least, "."""
    return f"{bound}, " if bound else ""
