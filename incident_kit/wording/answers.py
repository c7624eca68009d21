"""What a manager asks first: who was affected, is it over, who owes what by when."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from incident_kit.instants.words import clock_words, joined
from incident_kit.styled import Words, unknown, w
from incident_kit.wording.phrases import (
    at_words,
    bare,
    cap,
    clipped,
    number_words,
    plural,
    reference_day,
    share_words,
    when,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.timing.assessment import Assessment

Answer = tuple[Words, Words]


def answers(found: Assessment) -> tuple[Answer, ...]:
    """Return the answers there are, then in one line what is not recorded."""
    given = (who(found), _is_it_over(found), _owed(found))
    return tuple(row for row in (*given, _not_recorded(given)) if row)


_QUESTIONS = ("who was affected", "whether it is over", "who owes what by when")


def _not_recorded(
    given: Sequence[Answer | None],
) -> Answer | None:
    """Return what a manager asks and the record does not answer, in one line."""
    open_ones = [
        question
        for question, answer in zip(_QUESTIONS, given, strict=True)
        if answer is None
    ]
    if not open_ones:
        return None
    return w(unknown("Not recorded")), w(unknown(f"{cap(joined(open_ones))}."))


def who(found: Assessment) -> Answer | None:
    """Return who was affected, and how many of how many."""
    said = found.incident.record.blast.blast_radius
    counted = ""
    if said.affected is not None:
        of = f" of {said.of:,}" if said.of is not None else ""
        share = f" ({share_words(said.affected, said.of)})" if said.of else ""
        counted = f"{said.affected:,}{of} {said.unit or 'users'}{share}"
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


def _is_it_over(found: Assessment) -> Answer | None:
    clocks = found.clocks
    again = _could_return(found)
    fine = fine_since(found)
    match clocks.state:
        case "over" | "mitigated, not fixed" | "mitigated, fix unknown" if not fine:
            was = at_words(found, clocks.mitigate.moment)
            text = f"Not known: users were fine {was}, then hit again; no end of that is recorded."
        case "unknown":
            if not clocks.fix.moment.is_known:
                return None
            removed = at_words(found, clocks.fix.moment)
            text = f"The cause was removed {removed}; when users were fine again is not recorded."
        case "over":
            removed = at_words(found, clocks.fix.moment)
            text = f"Yes: users fine {fine}, the cause removed {removed}."
            if fine == since(when(found, clocks.fix.moment)):
                text = f"Yes: users fine and the cause removed {removed}."
        case "mitigated, not fixed":
            text = f"For users, {fine}; the cause is still there."
        case "mitigated, fix unknown":
            text = f"For users, {fine}; no time of a fix is recorded."
        case "fixed, impact goes on":
            text = "No: the cause is removed, and users are still hit."
        case _:
            day = reference_day(found)
            zone = found.incident.zone
            at = clock_words(clocks.as_of, zone, day=day) if clocks.as_of else ""
            text = f"No: users were still hit at {at}." if at else "No: it goes on."
    return w("Is it over?"), w(f"{text}{again}")


def fine_since(found: Assessment) -> str:
    """Return since when users are fine; empty where nobody knows when a later wave ended."""
    clock = found.clocks.mitigate
    moment, fine = clock.moment, clock.moment.latest
    later = [
        wave
        for wave in found.blast.waves
        if fine is not None and wave.start_known
        if wave.start > fine
        or (
            clock.how == wave.how == "said" and wave.end is not None and wave.end > fine
        )
    ]
    if not later:
        return since(when(found, moment))
    ends = [wave.end for wave in later if wave.end is not None]
    if len(ends) < len(later):
        return ""
    last = max(ends)
    # as it was written, where somebody did: "about 14:20"
    record, series = found.incident.record, found.incident.series
    written = [end for one in series for _, end in one.during]
    written += [one.end for one in record.waves or ()]
    text = clock_words(last, found.incident.zone, day=reference_day(found))
    text = next((when(found, end) for end in written if end.latest == last), text)
    return f"{since(text)} ({clock.how}: {when(found, moment)})"


def since(moment: str) -> str:
    """Return "since 15:02", or "by 15:02" as it is."""
    return (
        moment if moment.startswith(("by ", "about ", "after ")) else f"since {moment}"
    )


def _could_return(found: Assessment) -> str:
    """Return what is known of prevention; a kind or state not written says nothing."""
    follow_ups = found.incident.record.follow_ups
    if follow_ups is None:
        return ""
    states = [one.state for one in follow_ups if one.kind == "prevent"]
    count = sum(state in {"open", "in progress"} for state in states)
    if count:
        return f" It could come back: {plural(count, 'follow-up')} to prevent it {'is' if count == 1 else 'are'} open."
    if "unknown" in states or any(one.kind == "unknown" for one in follow_ups):
        return ""
    if not states:
        return " Nothing is planned to prevent it."
    ended = joined(sorted(set(states)), last="or")
    return f" What was planned to prevent it {'was' if ended == 'dropped' else 'is'} {ended}."


def _owed(found: Assessment) -> Answer | None:
    """Return who owes what by when; None where nobody recorded a promise."""
    promised = found.incident.record.follow_ups
    if promised is None:
        return None
    open_ones = [one for one in promised if one.state not in {"done", "dropped"}]
    if not open_ones:
        done = plural(len(promised), "follow-up")
        none = (
            f"Nothing: {done} recorded, none open." if promised else "Asked: nothing."
        )
        return w("Who owes what"), w(none)
    open_ones.sort(key=lambda one: (one.due.earliest is None, one.due.earliest or 0))
    texts = []
    for one in open_ones[:3]:
        owner = one.owner or "nobody yet"
        due = f" by {when(found, one.due)}" if one.due.is_known else ", no date"
        texts.append(f"{owner}: {bare(one.what)}{due}")
    if len(open_ones) > 3:
        texts.append(f"{number_words(len(open_ones) - 3)} more below")
    return w("Who owes what"), w("; ".join(texts) + ".")
