"""The clocks on one axis: their heading, what they count from, how to read them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.instants.words import duration_words, elapsed_words, joined
from incident_kit.series import levels
from incident_kit.wording.phrases import fraction_words, gap_to_fix, relief_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_kit.results.clocks import Clocks
    from incident_kit.results.findings import Wave
    from incident_kit.timing.assessment import Assessment


def clocks_heading(found: Assessment) -> str:
    """Return what the clocks show: a second wave, or what came first, relief or fix."""
    clocks = found.clocks
    if _came_back(clocks, found.blast.waves):
        return "Relief came, then a second wave"
    between = gap_to_fix(clocks)
    gap = between.low if between.kind == "exact" else None
    if gap is None:
        return "The clocks on one axis"
    if gap > timedelta(0):
        return f"Trust was restored {duration_words(gap)} before the system"
    if gap < timedelta(0):
        return f"Impact outlived the fix by {duration_words(gap)}"
    if clocks.order == "same action":
        return "The fix was the mitigation"
    return "Users were fine when the cause was gone"


def _came_back(clocks: Clocks, waves: Sequence[Wave]) -> bool:
    relief = clocks.first_relief.moment.latest
    if len(waves) < 2 or relief is None:
        return False
    return waves[1].start_known and waves[1].start > relief


def gap_words(clocks: Clocks) -> str:
    """Return what lies between mitigate and fix, "" where nobody can tell."""
    gap = gap_to_fix(clocks)
    low = gap.stated if gap.kind == "about" else gap.low
    high = gap.high if gap.kind in {"exact", "between"} else low
    if low is None or high is None:
        return ""
    if min(low, high) > timedelta(0):
        return f"{elapsed_words(gap)} on the workaround"
    if max(low, high) < timedelta(0) and gap.kind != "at least":
        return f"impact outlived the fix by {duration_words(min(-low, -high))}"
    return ""


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
    timed = {
        relief_name(clocks, found.incident): clocks.first_relief,
        "users fine again": clocks.mitigate,
        "the fix": clocks.fix,
    }
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
        yield f"Users count as fine again from when impact stays at or below {low} of its highest excess."
    told = measured or kinds & {"between", "at most", "at least"}
    if not told and clocks.detect.moment.is_known:
        yield "The part after detection is the part a response owns."
