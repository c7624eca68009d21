"""The clocks in words: what ended each, what they show together, how to read them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd

from incident_kit.instants.elapsed import elapsed
from incident_kit.instants.words import duration_words, elapsed_words, joined
from incident_kit.series import levels
from incident_kit.timing.clock import clocks
from incident_kit.timing.relief import held_until_fixed
from incident_kit.wording.causes import the_cause
from incident_kit.wording.marks import fine_name
from incident_kit.wording.phrases import cap, fraction_words, share_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from incident_kit.incident import Incident
    from incident_kit.instants.elapsed import Elapsed
    from incident_kit.record.incident_record import Record
    from incident_kit.results.clocks import Clock, Clocks
    from incident_kit.results.findings import Wave
    from incident_kit.timing.assessment import Assessment

MOSTLY_WAS = "impact was mostly gone"
_ARTICLES = {"alert": "an alert", "customer": "a customer", "employee": "an employee"}


def occasion(clock: Clock, record: Record) -> str:
    """Return what ended a clock: the action that did, or who noticed it."""
    if clock.name == "Detect":
        by = record.detected_by
        return "" if by == "unknown" else f"by {_ARTICLES.get(by, by)}"
    action = record.action(clock.action)
    return "" if action is None else action.what


def clock_table(
    incidents: Iterable[Incident], *, as_of: datetime | None = None
) -> pd.DataFrame:
    """Return the clocks as words with their doubt: a column per incident.

    All count from onset; the rows *after detection* count the part that a response
    owns.  What is not known says so.
    """
    columns = {}
    for incident in incidents:
        found = clocks(incident, as_of=as_of)
        relief, mitigate, fix = found.first_relief, found.mitigate, found.fix
        columns[incident.record.id] = {
            "time to detect": elapsed_words(found.detect.elapsed),
            "time to first relief": elapsed_words(relief.elapsed),
            "time to mitigate": elapsed_words(mitigate.elapsed),
            "time to fix": elapsed_words(fix.elapsed),
            "first relief, after detection": elapsed_words(relief.since_detection),
            "mitigated, after detection": elapsed_words(mitigate.since_detection),
            "fixed, after detection": elapsed_words(fix.since_detection),
        }
    return pd.DataFrame(columns)


def gap_to_fix(clocks: Clocks) -> Elapsed:
    """Return how long after users were fine the cause was removed."""
    return elapsed(clocks.mitigate.moment, clocks.fix.moment, as_of=clocks.as_of)


def fine_words(clocks: Clocks) -> str:
    """Return what the clock of mitigation ends with: that much was left where it was."""
    return "users were fine" if clocks.share_left is None else MOSTLY_WAS


def left_words(clocks: Clocks) -> str:
    """Return how much of the worst was left, "" for little."""
    left = clocks.share_left
    return "" if left is None else f"{share_words(left, 1.0)} of the worst was left"


def is_relief_said(clocks: Clocks, incident: Incident) -> bool:
    """Whether a series measures, and yet that an action helped is only said."""
    return clocks.first_relief.how == "said" and bool(incident.measured)


def relief_name(clocks: Clocks, incident: Incident) -> str:
    """Return what the clock of first relief is called: by whom it is known."""
    return f"first relief{' as said' if is_relief_said(clocks, incident) else ''}"


def clocks_heading(found: Assessment) -> str:
    """Return what the clocks show: a second wave, or what came first, relief or fix."""
    clocks = found.clocks
    if _came_back(clocks, found.blast.waves):
        return "Relief came, then a second wave"
    between = gap_to_fix(clocks)
    gap = between.low if between.kind == "exact" else None
    cause = the_cause(found.incident.record)
    if gap is None or _is_doubted(found):
        return "The clocks on one axis"
    if gap > timedelta(0) and clocks.share_left is not None:
        return f"{cap(MOSTLY_WAS)} {duration_words(gap)} before {cause} was"
    if gap > timedelta(0):
        return f"Users were fine {duration_words(gap)} before {cause} was gone"
    if gap < timedelta(0) and came_back_after_fix(clocks, found.blast.waves):
        return "A wave came after the fix"
    if gap < timedelta(0):
        return f"Impact outlived the fix by {duration_words(gap)}"
    if clocks.order == "same action":
        return "The fix was the mitigation"
    return f"{cap(fine_words(clocks))} when {cause} was gone"


def _came_back(clocks: Clocks, waves: Sequence[Wave]) -> bool:
    relief = clocks.first_relief.moment.latest
    if len(waves) < 2 or relief is None:
        return False
    return waves[1].start_known and waves[1].start > relief


def gap_words(found: Assessment) -> str:
    """Return what lies between mitigate and fix, "" where nobody can tell."""
    clocks = found.clocks
    if _is_doubted(found):
        return ""
    gap = gap_to_fix(clocks)
    low = gap.stated if gap.kind == "about" else gap.low
    high = gap.high if gap.kind in {"exact", "between"} else low
    if low is None or high is None:
        return ""
    if min(low, high) > timedelta(0):
        if _is_workaround(found):
            return f"{elapsed_words(gap)} on the workaround"
        return f"{fine_words(clocks)} {elapsed_words(gap)} before the fix"
    if max(low, high) < timedelta(0) and gap.kind != "at least":
        if came_back_after_fix(clocks, found.blast.waves):
            return "a wave came after the fix"
        return f"impact outlived the fix by {duration_words(min(-low, -high))}"
    return ""


def _is_doubted(found: Assessment) -> bool:
    """Whether the record says that users were fine, and that they were not yet."""
    if found.clocks.mitigate.how == "measured":
        return False
    return any(
        (one.kind, one.path) == ("record", ("mitigated_at",))
        for one in found.differences
    )


def _is_workaround(found: Assessment) -> bool:
    """Whether what made users fine was one to stabilize that held until the fix.

    What takes something back is none, nor what no series shows to have helped where
    some measure.
    """
    record = found.incident.record
    action = record.action(found.clocks.mitigate.action)
    if action is None or action.removes_cause or action.undoes:
        return False
    effects = found.blast.effects_of(action.id)
    is_known = not effects or any(one.has_helped for one in effects)
    is_held = held_until_fixed(action, record)
    return action.purpose == "stabilize" and is_known and is_held


def came_back_after_fix(clocks: Clocks, waves: Sequence[Wave]) -> bool:
    """Whether a later wave began once the cause was removed."""
    fixed = clocks.fix.moment.latest
    return fixed is not None and any(one.start >= fixed for one in waves[1:])


def clocks_lead(found: Assessment) -> str:
    """Return what the clocks count from, and how long each ran after detection."""
    clocks = found.clocks
    if not clocks.onset.is_known:
        return "The onset is unknown, so the clocks start at detection."
    own = [one.name.lower() for one in clocks.own_start]
    every = f"All clocks but {joined(own)}" if own else "All clocks"
    low, high = clocks.onset.low, clocks.onset.high
    if clocks.onset_how != "measured":
        text = f"{every} start at the stated onset."
    elif low is None:
        text = f"{every} start at the first bad sample, the onset at the latest."
    else:
        width = duration_words(high - low) if high else ""
        text = f"{every} start at the measured onset, {width} wide; that is why each has a width."
    record = found.incident.record
    fix = f"the fix of {the_cause(record)}" if record.causes_left else "the fix"
    timed = {fine_name(clocks): clocks.mitigate, fix: clocks.fix}
    if clocks.first_relief.action:
        name = relief_name(clocks, found.incident)
        timed = {name: clocks.first_relief} | timed
    since = [
        f"{name} {elapsed_words(clock.since_detection)}"
        for name, clock in timed.items()
        if clock.since_detection.is_known and clock.moment.form != "not yet"
    ]
    return f"{text} Counted from detection: {joined(since)}." if since else text


def clocks_caption(clocks: Clocks) -> Iterator[str]:
    """Yield how to read the bars: only what is drawn."""
    timed = (clocks.detect, clocks.mitigate, clocks.fix)
    kinds = {clock.elapsed.kind for clock in timed}
    recovery = clocks.recovery
    measured = recovery is not None and recovery.at is not None
    if "between" in kinds:
        yield "The ticks at a bar’s end span its uncertainty."
    if "at most" in kinds:
        yield "A dashed bar is an upper bound: it took no longer."
    if "at least" in kinds:
        yield "An open end means “at least”."
    if measured:
        low = fraction_words(levels.LOW_SHARE)
        yield f"Users count as fine again from when impact stays at or below {low} of its highest excess, and what fades has ended."
    told = measured or kinds & {"between", "at most", "at least"}
    if not told and clocks.detect.moment.is_known:
        yield "The part after detection is the part a response owns."
