"""What a manager asks first: who was affected, is it over, who owes what by when."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from incident_kit.instants.words import joined
from incident_kit.styled import Words, unknown, w
from incident_kit.wording.phrases import (
    affected_words,
    bare,
    cap,
    clipped,
    number_words,
    open_ones,
    plural,
    share_words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.incident import Incident
    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import FollowUp
    from incident_kit.results.clocks import Clocks
    from incident_kit.results.findings import Wave
    from incident_kit.wording.times import Times

Answer = tuple[Words, Words]
IS_IT_OVER = "Is it over?"
_QUESTIONS = ("who was affected", "whether it is over", "who owes what by when")


def answers(
    incident: Incident, clocks: Clocks, waves: Sequence[Wave], times: Times
) -> tuple[Answer, ...]:
    """Return the answers there are, then in one line what is not recorded."""
    follow_ups = incident.record.follow_ups
    fine = fine_since(incident, clocks, waves, times)
    over = _is_it_over(clocks, fine, times)
    given = (
        who(incident.record),
        (w(IS_IT_OVER), w(f"{over}{_could_return(follow_ups)}")) if over else None,
        _owed(follow_ups, times),
    )
    return tuple(row for row in (*given, _not_recorded(given)) if row)


def _not_recorded(given: Sequence[Answer | None]) -> Answer | None:
    """Return what a manager asks and the record does not answer, in one line."""
    pairs = zip(_QUESTIONS, given, strict=True)
    missing = [question for question, answer in pairs if answer is None]
    if not missing:
        return None
    return w(unknown("Not recorded")), w(unknown(f"{cap(joined(missing))}."))


def who(record: Record) -> Answer | None:
    """Return who was affected, and how many of how many."""
    said = record.blast.blast_radius
    counted = affected_words(said)
    if said.affected is not None and said.of:
        counted += f" ({share_words(said.affected, said.of)})"
    if said.affected is not None and said.answer and says(said.answer, said.affected):
        counted = ""
    parts = [part for part in (said.answer and said.answer.strip(), counted) if part]
    if not parts:
        return None
    text = clipped(". ".join(bare(part) for part in parts) + ".")
    return w("Who was affected"), w(text)


def says(text: str, count: int) -> bool:
    """Whether a text holds a count already, as people write it."""
    wordings = {f"{count:,}", str(count), f"{count / 1e6:g} million"}
    return any(
        re.search(rf"(?<![\d.,]){re.escape(one)}(?!\d)", text) for one in wordings
    )


def _is_it_over(clocks: Clocks, fine: str, times: Times) -> str:
    removed = times.at(clocks.fix.moment)
    match clocks.state:
        case "over" | "mitigated, not fixed" | "mitigated, fix unknown" if not fine:
            was = times.at(clocks.mitigate.moment)
            return f"Not known: users were fine {was}, then hit again; no end of that is recorded."
        case "unknown":
            if not clocks.fix.moment.is_known:
                return ""
            return f"The cause was removed {removed}; when users were fine again is not recorded."
        case "over":
            if fine == since(times.when(clocks.fix.moment)):
                return f"Yes: users fine and the cause removed {removed}."
            return f"Yes: users fine {fine}, the cause removed {removed}."
        case "mitigated, not fixed":
            return f"For users, {fine}; the cause is still there."
        case "mitigated, fix unknown":
            return f"For users, {fine}; no time of a fix is recorded."
        case "fixed, impact goes on":
            return "No: the cause is removed, and users are still hit."
        case _:
            if clocks.as_of is None:
                return "No: it goes on."
            return f"No: users were still hit at {times.clock(clocks.as_of)}."


def fine_since(
    incident: Incident, clocks: Clocks, waves: Sequence[Wave], times: Times
) -> str:
    """Return since when users are fine; empty where nobody knows when a later wave ended."""
    clock = clocks.mitigate
    moment, fine = clock.moment, clock.moment.latest
    later = [
        wave
        for wave in waves
        if fine is not None and wave.start_known
        if wave.start > fine
        or (
            clock.how == wave.how == "said" and wave.end is not None and wave.end > fine
        )
    ]
    if not later:
        return since(times.when(moment))
    ends = [wave.end for wave in later if wave.end is not None]
    if len(ends) < len(later):
        return ""
    last = max(ends)
    # as it was written, where somebody did: "about 14:20"
    written = [end for one in incident.series for _, end in one.during]
    written += [one.end for one in incident.record.waves or ()]
    said = (times.when(end) for end in written if end.latest == last)
    text = next(said, times.clock(last))
    return f"{since(text)} ({clock.how}: {times.when(moment)})"


def since(moment: str) -> str:
    """Return "since 15:02", or "by 15:02" as it is."""
    return (
        moment if moment.startswith(("by ", "about ", "after ")) else f"since {moment}"
    )


def _could_return(follow_ups: Sequence[FollowUp] | None) -> str:
    """Return what is known of prevention; a kind or state not written says nothing."""
    if follow_ups is None:
        return ""
    states = [one.state for one in follow_ups if one.kind == "prevent"]
    count = sum(state in {"open", "in progress"} for state in states)
    if count:
        return f" It could come back: {plural(count, 'follow-up')} to prevent it {'is' if count == 1 else 'are'} open."
    if "unknown" in states or any(one.kind == "unknown" for one in follow_ups):
        return ""
    if not states:
        return " No follow-up to prevent it is recorded."
    ended = joined(sorted(set(states)), last="or")
    return f" What was planned to prevent it {'was' if ended == 'dropped' else 'is'} {ended}."


def _owed(promised: Sequence[FollowUp] | None, times: Times) -> Answer | None:
    """Return who owes what by when; None where nobody recorded a promise."""
    if promised is None:
        return None
    owed = sorted(
        open_ones(promised),
        key=lambda one: (one.due.earliest is None, one.due.earliest or 0),
    )
    if not owed:
        done = plural(len(promised), "follow-up")
        none = (
            f"Nothing: {done} recorded, none open." if promised else "Asked: nothing."
        )
        return w("Who owes what"), w(none)
    texts = []
    for one in owed[:3]:
        owner = one.owner or "nobody yet"
        due = f" by {times.when(one.due)}" if one.due.is_known else ", no date"
        texts.append(f"{owner}: {bare(one.what)}{due}")
    if len(owed) > 3:
        texts.append(f"{number_words(len(owed) - 3)} more below")
    return w("Who owes what"), w("; ".join(texts) + ".")
