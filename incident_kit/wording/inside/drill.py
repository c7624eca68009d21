"""Practice: the replay's buttons, what it says, and the words of its debrief."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.instants.words import clock_words, day_words, duration_words, joined
from incident_kit.wording.findings import QUESTIONS
from incident_kit.wording.phrases import bare, number_words, short

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta
    from zoneinfo import ZoneInfo

    from incident_kit.results.findings import Letter

TEAM = "the team then"
TEMPLATE = (
    "# Incident drill\n\n"
    "A past incident, replayed as it was known minute by minute. Work on it as if it were "
    "going on: understand first, stabilize next, fix last. What you write stands in a "
    "practice record of its own; at the end a debrief shows what you asked before your "
    "first change, and what the data had by then."
)

REPLAY = (
    "Replay",
    "All times here are the incident's. Its data follow what the team did, not what you do.",
)
START, PAUSE = "Start the clock", "Pause"
FASTER, SLOWER = "Faster", "Slower"
SKIP, END = "Skip to what comes next", "End the drill"
ENDED = "The drill has ended; the debrief stands at the end of the notebook."
TRY_REPLAY = "Run this cell to start the replay."
TRY_DEBRIEF = "The debrief comes when the drill has ended."
NOT_RELEASED = "Nothing new was released:"

DEBRIEF = "Debrief"
CAPTION = (
    "The five questions: what you wrote, what the data had then, what the review says"
)
HEADS = ("Question", "You", "What the data had", "The review of it all")
NOT_ANSWERED = "Not answered."
NOT_YET = "The data could not tell yet."
NO_OPTION = "No option is on record by then."
NOTE = (
    "The data are those of the incident: they follow what the team did. Whether an "
    "action of yours would have helped, nothing here can tell."
)


def practice(incident_id: str) -> str:
    """Return what a notebook says of the folder that it works in."""
    return f"a drill: the record of {incident_id} stays as it is"


def title(incident_id: str) -> str:
    """Return the title of a practice's record; the drilled one's may say too much."""
    return f"Drill of {incident_id}"


def done(what: str) -> str:
    """Return that work of the team was finished."""
    return f"Finished: {what}"


def reading(now: datetime, zone: ZoneInfo, speed: float, *, is_running: bool) -> str:
    """Return what time it is in the incident, and how fast that goes."""
    local = now.astimezone(zone)
    pace = f"{speed:g} times as fast as it was" if is_running else "stands still"
    return f"{local:%H:%M:%S} {local:%Z}, {day_words(now, zone)}; {pace}"


def begun(incident_id: str, shown: str) -> str:
    """Return that a drill was made."""
    return f"began the drill of {incident_id} in {shown}"


def goes_on(incident_id: str, at: datetime, zone: ZoneInfo) -> str:
    """Return where a drill that was left stands, and how to begin it anew."""
    return (
        f"goes on with the drill that was left at {clock_words(at, zone)}; "
        f"anew: incident-kit drill {incident_id} --anew"
    )


def letters(asked: Sequence[Letter]) -> str:
    """Return how many of the five questions these are, and which."""
    if not asked:
        return "none of the five questions"
    if len(asked) == len(QUESTIONS):
        return "all five questions"
    names = joined([QUESTIONS[one].lower() for one in asked])
    return f"{number_words(len(asked))} of the five questions: {names}"


def lead(asked: Sequence[Letter], change: tuple[str, str] | None) -> str:
    """Return what was answered before the first change, given with its time."""
    if change is None:
        return f"You changed nothing in production. You answered {letters(asked)}."
    at, what = change
    return (
        f"Before your first change (“{bare(short(what))}”, {at}) you had answered "
        f"{letters(asked)}."
    )


def relief(mine: str, theirs: str) -> str:
    """Return when the first action to ease it came: yours, and the team's."""
    yours = (
        f"Your first action to ease it came {mine}"
        if mine
        else "You did nothing that was to ease it"
    )
    team = (
        f"the team's came {theirs}" if theirs else "of the team's the time is not known"
    )
    return f"{yours}; {team}."


def after_noticed(at: str, waited: timedelta | None) -> str:
    """Return when an action came, and how long after it was noticed."""
    if waited is None:
        return f"at {at}"
    if waited.total_seconds() < 0:
        return f"at {at}, before it was noticed"
    return f"at {at}, {duration_words(waited)} after it was noticed"


def answered(at: str, *, is_before: bool | None) -> str:
    """Return when a question was answered, seen from the first change."""
    side = {True: ", before your first change", False: ", after your first change"}
    when = f"at {at}" if at else "it is not known when"
    return f"{when}{side.get(is_before, '')}" if is_before is not None else when


def looked_at(at: str, *, series: str = "", day: str = "") -> str:
    """Return at which minute the data were looked at, and whose onset on which day."""
    return f"at {at}; {series}, {day}" if series else f"at {at}"


def known_options(options: Sequence[str]) -> str:
    """Return which ways to ease it the team knew by then."""
    return f"The team knew by then: {joined(options)}."


def team_said(at: str, what: str) -> str:
    """Return what the team answered, and when."""
    return f"The team{f' at {at}' if at else ''}: {what}"
