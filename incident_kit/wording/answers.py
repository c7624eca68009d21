"""What every reader asks first: who, why, can it come back, what changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from incident_kit.instants.words import joined
from incident_kit.instants.written import UNKNOWN
from incident_kit.styled import AnswerCell, Todo, Words, unknown, w
from incident_kit.wording.causes import still_there, the_cause
from incident_kit.wording.clocks import fine_words, left_words
from incident_kit.wording.phrases import (
    affected_words,
    bare,
    cap,
    clipped,
    number_words,
    plural,
    reach_words,
    share_words,
    whole_sentences,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import FollowUp
    from incident_kit.results.clocks import Clocks
    from incident_kit.results.findings import Wave
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times

# "700 projects", not "30-minute"
_COUNT = re.compile(r"(?<![\w-])\d[\d,.]*(?![\d-])")
IS_IT_OVER = "Is it over?"
_BACK = "Can it come back?"
_WHO, _WHY, CHANGES = "Who", "Why", "What changes"
_ASKED = {
    _WHO: "who was affected",
    _WHY: "why it happened",
    _BACK: "whether it can come back",
    CHANGES: "what changes",
}
_NO_FIX = "no time of a fix is recorded"
_LONGEST = 280
# so many promises stand on the first screen
_MOST = 5
_CAUSING = frozenset({"trigger", "latent"})
# a sentence that tells its reader to do something
_ASKS = re.compile(r"\b(?:please|you (?:must|need to|should|have to))\b", re.IGNORECASE)
_SENTENCES = re.compile(r"(?<=[.!?])\s+")


def answers(found: Assessment, times: Times) -> tuple[AnswerCell, ...]:
    """Return the answers there are to what every reader asks."""
    record = found.incident.record
    given = (
        who(record),
        why(record),
        _over(found, times),
        changes(record.follow_ups, times),
        _must_do(record),
    )
    return tuple(one for one in given if one is not None)


def missing(given: Sequence[AnswerCell], clocks: Clocks) -> str:
    """Return in one line what every reader asks and the record does not answer."""
    asked = {one.question for one in given}
    if IS_IT_OVER in asked:
        asked.add(_BACK)
    left = [] if clocks.onset.is_known else ["when it began"]
    if clocks.mitigate.moment.form == "unknown":
        left.append("when users were fine again")
    left += [words for question, words in _ASKED.items() if question not in asked]
    return (
        f"Not recorded: {joined(left, last='or' if len(left) == 2 else 'and')}."
        if left
        else ""
    )


def who(record: Record) -> AnswerCell | None:
    """Return who was affected, and how many of how many."""
    said = record.blast.blast_radius
    counted = affected_words(said)
    if said.affected is not None and said.of:
        counted += f" ({share_words(said.affected, said.of)})"
    if said.affected is not None and said.answer and says(said.answer, said.affected):
        counted = ""
    told = (said.answer and said.answer.strip(), counted, *reach_words(said))
    parts = [part for part in told if part]
    if not parts:
        return None
    whole = ". ".join(bare(part) for part in parts) + "."
    text, is_cut = whole_sentences(whole, _LONGEST)
    numbers = (said.affected, said.customers, said.exposed)
    is_counted = any(one is not None for one in numbers) or _COUNT.search(text)
    how_many = (
        ()
        if is_counted or said.scope == "everyone"
        else (unknown(" How many of them: not recorded."),)
    )
    return AnswerCell(question=_WHO, words=w(text, *_more(is_cut), *how_many))


def why(record: Record) -> AnswerCell | None:
    """Return what set it off and what had to be there, too."""
    told = [one.what for one in record.changes or () if one.role in _CAUSING]
    parts = [record.trigger.what] if record.trigger else told
    parts += record.contributing_factors or ()
    parts += [one.what for one in record.causes] if not parts else []
    if not parts:
        return None
    whole = " ".join(f"{cap(bare(part))}." for part in parts)
    text, is_cut = whole_sentences(whole, _LONGEST)
    return AnswerCell(question=_WHY, words=w(text, *_more(is_cut)))


def _more(is_cut: bool) -> Words:
    return w(unknown(" More below.")) if is_cut else ()


def _over(found: Assessment, times: Times) -> AnswerCell | None:
    """Return whether it can come back; first whether it is over, where it is not."""
    follow_ups = found.incident.record.follow_ups
    back = _could_return(follow_ups, times)
    if found.clocks.state == "over" and over_since(found, times):
        return AnswerCell(question=_BACK, words=w(back)) if back else None
    over = _is_it_over(found, times)
    if over:
        back = back.replace("It could:", "It could come back:")
    text = " ".join(part for part in (over, back) if part)
    return (
        AnswerCell(question=IS_IT_OVER if over else _BACK, words=w(text))
        if text
        else None
    )


def _is_it_over(found: Assessment, times: Times) -> str:
    clocks, record = found.clocks, found.incident.record
    fine, removed = fine_since(found, times), times.at(clocks.fix.moment)
    match clocks.state:
        case "over" | "mitigated, not fixed" | "mitigated, fix unknown" if not fine:
            was = f"{fine_words(clocks)} {times.at(clocks.mitigate.moment)}"
            again = "hit again" if clocks.share_left is None else "users were hit again"
            return f"Not known: {was}, then {again}; no end of that is recorded."
        case "unknown":
            if not clocks.fix.moment.is_known:
                return ""
            return f"{cap(the_cause(record))} was removed {removed}; when users were fine again is not recorded."
        case "mitigated, not fixed":
            return f"{_for_users(clocks)}; {still_there(record)}."
        case "mitigated, fix unknown":
            gone = still_there(record) if record.causes_left else _NO_FIX
            return f"{_for_users(clocks)}; {gone}."
        case "fixed, impact goes on":
            hit = "users are still hit"
            if not is_still_hit(found):
                hit = "users are not said to be fine again"
            return f"No: {the_cause(record)} is removed, and {hit}."
        case _:
            if clocks.as_of is None:
                return "No: it goes on."
            return f"No: {still_hit_words(found)} at {times.clock(clocks.as_of)}."


def is_still_hit(found: Assessment) -> bool:
    """Whether users were hit to the last, not only not said to be fine after a state."""
    waves = found.blast.waves
    is_shown = found.clocks.mitigate.how == "measured" or not waves
    return is_shown or any(one.end is None for one in waves)


def still_hit_words(found: Assessment) -> str:
    """Return what is known of users where nobody says that they are fine again."""
    if is_still_hit(found):
        return "users were still hit"
    return "users were not said to be fine again"


def _for_users(clocks: Clocks) -> str:
    left = left_words(clocks)
    return f"Mostly, for users: {left}" if left else "For users it is"


def over_since(found: Assessment, times: Times) -> str:
    """Return since when users are fine, of what is over since when the cause is gone, too."""
    fine, fix = fine_since(found, times), found.clocks.fix.moment
    if not fine or found.clocks.state != "over" or fix.latest is None:
        return fine
    ends = [one.end for one in found.blast.waves if one.end is not None]
    others = [found.clocks.mitigate.moment.latest, *ends]
    said = found.incident.record.mitigated_at
    if found.clocks.share_left and said.latest and said.latest > fix.latest:
        return since(times.when(said))
    is_last = all(one is None or one <= fix.latest for one in others)
    return since(times.when(fix)) if is_last else fine


def _must_do(record: Record) -> AnswerCell | None:
    """Return what the message asks of customers, in its own words."""
    message = record.customer.message if record.customer else None
    if not message:
        return None
    sentences = _SENTENCES.split(" ".join(message.split()))
    asked = [one for one in sentences if _ASKS.search(one)]
    if not asked:
        return None
    return AnswerCell(
        question="What customers must do", words=w(clipped(" ".join(asked), _LONGEST))
    )


def changes(
    promised: Sequence[FollowUp] | None, times: Times, question: str = CHANGES
) -> AnswerCell | None:
    """Return what was promised, what is done of it, by whom and when."""
    if promised is None:
        return None
    if not promised:
        return AnswerCell(
            question=question, words=w("Nothing was promised, as recorded.")
        )
    kept = [one for one in promised if one.state != "dropped"]
    ordered = sorted(kept, key=_due)
    states = [one.state for one in kept]
    note = (
        f"{states.count('done')} of {len(kept)} done" if "unknown" not in states else ""
    )
    rest = len(ordered) - _MOST
    more = w(unknown(f"{cap(number_words(rest))} more below.")) if rest > 0 else ()
    return AnswerCell(
        question=question,
        note=note if kept else "",
        todo=tuple(_todo(one, times) for one in ordered[:_MOST]),
        words=more if kept else w("What was promised is dropped."),
    )


def _due(one: FollowUp) -> tuple[bool, bool, float]:
    at = one.due.earliest
    return one.state != "done", at is None, at.timestamp() if at else 0.0


def _todo(one: FollowUp, times: Times) -> Todo:
    due = times.when(one.due) if one.due.is_known else "no date"
    detail = (
        "done" if one.state == "done" else ", ".join(filter(None, [one.owner, due]))
    )
    done = None if one.state == "unknown" else one.state == "done"
    return Todo(what=bare(one.what), detail=detail, done=done)


def says(text: str, count: int) -> bool:
    """Whether a text holds a count already, as people write it."""
    wordings = {f"{count:,}", str(count), f"{count / 1e6:g} million"}
    return any(
        re.search(rf"(?<![\d.,]){re.escape(one)}(?!\d)", text) for one in wordings
    )


def hit_again(found: Assessment) -> bool:
    """Whether users were hit again after they were said or measured to be fine."""
    return bool(_waves_after(found))


def _waves_after(found: Assessment) -> list[Wave]:
    """Return the waves in which users were hit after they were fine."""
    clock = found.clocks.mitigate
    fine = clock.moment.latest
    return [
        wave
        for wave in found.blast.waves
        if fine is not None and wave.start_known
        if wave.start > fine
        or (clock.how == wave.how == "said" and _outlasts(found, wave))
    ]


def _outlasts(found: Assessment, wave: Wave) -> bool:
    """Whether a wave is said to have ended after users were, whatever a day means."""
    fine = found.clocks.mitigate.moment.latest
    written = [end for one in found.incident.series for _, end in one.during]
    written += [one.end for one in found.incident.record.waves or ()]
    ends = [end.earliest for end in written if end.latest == wave.end]
    return fine is not None and any(end is not None and end > fine for end in ends)


def begins_again(found: Assessment) -> bool:
    """Whether one of them began after users were fine: else one only went on."""
    fine = found.clocks.mitigate.moment.latest
    return any(fine is not None and one.start > fine for one in _waves_after(found))


def fine_since(found: Assessment, times: Times) -> str:
    """Return since when users are fine; empty where nobody knows when a later wave ended."""
    incident, clock = found.incident, found.clocks.mitigate
    moment, later = clock.moment, _waves_after(found)
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
    """Return "since 15:02", "since some time between …", or "by 15:02" as it is."""
    if " to " in moment:
        return f"since some time between {moment.replace(' to ', ' and ', 1)}"
    return (
        moment if moment.startswith(("by ", "about ", "after ")) else f"since {moment}"
    )


def _could_return(follow_ups: Sequence[FollowUp] | None, times: Times) -> str:
    """Return what is known of prevention; a kind or state not written says nothing."""
    if follow_ups is None:
        return ""
    meant = [one for one in follow_ups if one.kind == "prevent"]
    states = [one.state for one in meant]
    owed = [one for one in meant if one.state in {"open", "in progress"}]
    if owed:
        due = owed[0].due if len(owed) == 1 else UNKNOWN
        by = f", due {times.when(due)}" if due.is_known else ""
        verb = "is" if len(owed) == 1 else "are"
        return (
            f"It could: {plural(len(owed), 'follow-up')} to prevent it {verb} open{by}."
        )
    if "unknown" in states or any(one.kind == "unknown" for one in follow_ups):
        return ""
    if not states:
        return ""
    ended = joined(sorted(set(states)), last="or")
    return f"What was planned to prevent it {'was' if ended == 'dropped' else 'is'} {ended}."
