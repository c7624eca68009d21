"""What each number means: definitions, with the numbers that computations use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.blast import around, decline, excess_rate, location
from incident_kit.record.moments import MOMENTS
from incident_kit.series import levels, surprise, usual
from incident_kit.timing import avoidable
from incident_kit.wording.phrases import fraction_words, number_words

if TYPE_CHECKING:
    from incident_kit.record.moments import TurningPoint
    from incident_kit.timing.assessment import Assessment

CLOCKS = "Time to detect, mitigate, fix"
ORDER = "Order of response"


def definitions() -> dict[str, str]:
    """Return every definition by its name, in the order of the page."""
    low = fraction_words(levels.LOW_SHARE)
    often, rarely = (fraction_words(one) for one in (location.OFTEN, location.RARELY))
    alone, paged = (
        number_words(round(100 * one))
        for one in (surprise.CHANCE, surprise.PAGED_CHANCE)
    )
    apart = number_words(around.APART)
    credit = round(around.CREDIT.total_seconds() / 60)
    sure = interval_words()
    minutes = number_words(round(avoidable.AFTER_DETECTION.total_seconds() / 60))
    return {
        "Onset": f"the last surely good to the first clearly bad sample around the move that exceeds most what the series did before; a healthy series shows such a move at most {alone} times in a hundred; {paged} times where a page says when to look (simulated counts with a daily course). Of several series the first counts; without a series the stated start.",
        "Usual level": f"what up to {max(usual.LEVEL_WINDOWS)} samples just before the onset show: as large a share of the traffic where that is known, else the course of earlier days where there are some and it has one, else their median. With traffic a sample is judged per traffic: a quiet night is no recovery. The band is {number_words(round(levels.OUTSIDE_SIGMAS))} scaled median deviations wide, at least {levels.FLOOR_SHARE * 100:.0f} % of the largest excess.",
        CLOCKS: f"from onset to the first report, to users fine again by whatever means, to the cause removed. Where a series shows it, fine again is when impact (per traffic, where that is known) stays at or below {low} of its highest excess, and what fades little by little has ended.",
        **{
            name: f"from {MOMENTS[one.counted_from].event} until {one.until}."
            for name, one in _own_start().items()
        },
        "First relief": "onset to the first action that helped and was not taken back while the cause was there, or to when impact began to fall where that was later; one that was counts where it was measured to help, no wave followed it, and impact stayed away.",
        "Affected place": f"more than {often} of its samples lie beyond everything it showed while it was good; at most {rarely} is normal. Its share is of what all places have more than usual.",
        "Impact": "the area over what is usual at each sample, in the series’ own unit; stretches without samples are not filled in and make it “at least”.",
        "Wave": f"impact that rises again after a calm (usual, or at most {low} of its level lately) that its own pauses do not explain, or in another series after an action; “caused by” only when undoing what came before ended the wave, or that is stated worse and impact was measured to rise with it.",
        "Effect of an action": f"how much of the impact per traffic (or per the usual day) went away, from up to {excess_rate.WINDOW} samples before and after, cut at the next action; the {sure} interval allows for impact that was easing already. Actions under {apart} samples apart cannot be told apart, unless {number_words(excess_rate.MIN_SAMPLES)} samples and {credit} minutes lie between them; nor can what ended a burst where others before it ended by themselves.",
        "Averted": f"what would have been added had the impact just before the mitigation gone on until the fix: flat, with the traffic or as on a usual day, or decaying as it may have decayed; a {sure} interval over all of these and the scatter of the samples, rounded to two digits.",
        "Avoidable": f"the impact from when an option became known, or {minutes} minutes after detection, until it was used, or that wave ended; an upper end, because what it would have done then is not measured.",
        "Impact by phase": "from the first bad sample until detected, acknowledged, the first change to production, mitigated, then to the later of fix and impact’s end; the parts add up to the impact, and what is left after a wave’s end is the residual level; percents add up to 100 by the largest remainder.",
        ORDER: "a sequence of events, not a person.",
    }


def interval_words() -> str:
    """Return how sure an interval is: "95 %"."""
    return f"{(1 - 2 * decline.LOW) * 100:.0f} %"


def _own_start() -> dict[str, TurningPoint]:
    """Return what ends each clock that does not count from onset, by its name."""
    return {
        f"Time to {one.clock.lower()}": one for one in MOMENTS.values() if one.clock
    }


def definitions_for(found: Assessment) -> dict[str, str]:
    """Return the definitions behind the numbers that a page of it shows."""
    clocks = found.clocks
    timed = (clocks.detect, clocks.mitigate, clocks.fix)
    measured, acted = found.incident.measured, found.incident.record.actions
    shown: dict[str, object] = {
        "Averted": found.averted.counterfactuals,
        "Avoidable": found.avoidable,
        "Impact by phase": found.phases,
        "Affected place": found.blast.places,
        "Wave": measured or len(found.blast.waves) > 1,
    }
    told_own = [one.name for one in clocks.own_start]
    shown |= {name: one.clock in told_own for name, one in _own_start().items()}
    shown |= dict.fromkeys(("Usual level", "Impact", "Effect of an action"), measured)
    shown |= dict.fromkeys(("First relief", ORDER), acted)
    told = any(one.elapsed.is_known or one.since_detection.is_known for one in timed)
    dated = any(one.moment.is_known for one in timed)
    shown |= dict.fromkeys(("Onset", CLOCKS), told and dated)
    return {
        name: words for name, words in definitions().items() if shown.get(name, True)
    }
