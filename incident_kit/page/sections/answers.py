"""What a manager asks first: who was affected, is it over, who owes what by when."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from incident_kit.instants.words import clock_words
from incident_kit.page.blocks import Words, unknown, w
from incident_kit.page.sections.phrases import (
    at_words,
    bare,
    cap,
    clipped,
    joined,
    number_words,
    plural,
    reference_day,
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
        counted = f"{said.affected:,}{of} {said.unit or 'users'}"
    if said.affected is not None and said.answer and _says(said.answer, said.affected):
        counted = ""
    parts = [part for part in (said.answer and said.answer.strip(), counted) if part]
    if not parts:
        return None
    text = clipped(". ".join(bare(part) for part in parts) + ".")
    return w("Who was affected"), w(text)


def _says(text: str, count: int) -> bool:
    """Whether a text holds a count already, as people write it."""
    wordings = {f"{count:,}", str(count), f"{count / 1e6:g} million"}
    return any(
        re.search(rf"(?<![\d.,]){re.escape(one)}(?!\d)", text) for one in wordings
    )


def _is_it_over(found: Assessment) -> Answer | None:
    clocks = found.clocks
    again = _could_return(found)
    match clocks.state:
        case "unknown":
            if not clocks.fix.moment.is_known:
                return None
            removed = at_words(found, clocks.fix.moment)
            text = f"The cause was removed {removed}; when users were fine again is not recorded."
        case "over":
            fine = since(when(found, clocks.mitigate.moment))
            removed = at_words(found, clocks.fix.moment)
            text = f"Yes: users fine {fine}, the cause removed {removed}."
            if at_words(found, clocks.mitigate.moment) == removed:
                text = f"Yes: users fine and the cause removed {removed}."
        case "mitigated, not fixed":
            text = f"For users, {since(when(found, clocks.mitigate.moment))}; the cause is still there."
        case "mitigated, fix unknown":
            text = f"For users, {since(when(found, clocks.mitigate.moment))}; no time of a fix is recorded."
        case "fixed, impact goes on":
            text = "No: the cause is removed, and users are still hit."
        case _:
            day = reference_day(found)
            zone = found.incident.zone
            at = clock_words(clocks.as_of, zone, day=day) if clocks.as_of else ""
            text = f"No: users were still hit at {at}." if at else "No: it goes on."
    return w("Is it over?"), w(f"{text}{again}")


def since(moment: str) -> str:
    """Return "since 15:02", or "by 15:02" as it is."""
    return (
        moment if moment.startswith(("by ", "about ", "after ")) else f"since {moment}"
    )


def _could_return(found: Assessment) -> str:
    follow_ups = found.incident.record.follow_ups
    if follow_ups is None:
        return ""
    open_ones = [
        one
        for one in follow_ups
        if one.kind == "prevent" and one.state not in {"done", "dropped"}
    ]
    if not any(one.kind == "prevent" for one in follow_ups):
        return " Nothing is planned to prevent it."
    if not open_ones:
        return " What was planned to prevent it is done."
    return f" It could come back: {plural(len(open_ones), 'follow-up')} to prevent it {'is' if len(open_ones) == 1 else 'are'} open."


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
