"""What a customer reads: the same findings from the released part of a record.

Nothing here may sound as if it were unknown or had not been done: what is not
released is not spoken of.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from incident_kit.page.blocks import (
    Block,
    ClockStrip,
    Headline,
    KeyList,
    Prose,
    Section,
)
from incident_kit.page.logo import logo_address
from incident_kit.sections import doubts, head, letters, pictures
from incident_kit.styled import Words, w
from incident_kit.wording import answers
from incident_kit.wording.differences import both_sides
from incident_kit.wording.phrases import bare, clipped, reference_day, when
from incident_kit.wording.relief import relief_sentence
from incident_kit.wording.story import (
    harm_sentence,
    times_sentence,
    times_told,
)

if TYPE_CHECKING:
    from incident_kit.instants.written import Written
    from incident_kit.record.parts import Letter
    from incident_kit.timing.assessment import Assessment

_UNTITLED = "Incident report"
_QUESTIONS = {
    "L": "Where it showed",
    "A": "Since when",
    "S": "What had changed",
    "T": "What could ease it",
}
_STATES = {
    "ongoing": "ongoing",
    "over": "over",
    "fixed, impact goes on": "ongoing",
    "mitigated, not fixed": "mitigated",
    "mitigated, fix unknown": "mitigated",
}


def first_screen(found: Assessment) -> Section:
    """Return the head: what happened, to whom, is it over, what comes next."""
    cells = tuple(
        cell
        for cell in (*head.clock_cells(found), head.harm_cell(found))
        if cell is not None and cell.known
    )
    facts = tuple(
        row for row in (answers.who(found), _is_it_over(found), _next(found)) if row
    )
    blocks: list[Block] = [
        Headline(
            line=_line(found),
            title=clipped(found.incident.record.title) or _UNTITLED,
            words=_words(found),
            logo=logo_address(found.incident.logo),
        )
    ]
    blocks += (Prose(text) for text in (_message(found), _summary(found)) if text)
    if cells:
        blocks.append(ClockStrip(cells))
    if facts:
        blocks.append(KeyList(facts))
    return Section(id="head", blocks=tuple(blocks))


def _line(found: Assessment) -> tuple[str, ...]:
    record = found.incident.record
    parts = [record.id or (_UNTITLED if record.title else "")]
    if record.severity:
        parts.append(head.severity_words(record.severity))
    day = reference_day(found)
    if day is not None:
        parts.append(head.day_and_zone_words(found, day))
    parts.append(_STATES.get(found.clocks.state, ""))
    return tuple(parts)


def _words(found: Assessment) -> Words:
    """Return what can be computed from what is released."""
    first = harm_sentence(found) or times_sentence(found)
    second = relief_sentence(found, told=times_told(found))
    return (*first, *(w(" ") if first and second else ()), *second)


def _is_it_over(found: Assessment) -> tuple[Words, Words] | None:
    state, fine = found.clocks.state, answers.fine_since(found)
    if (state == "over" or state.startswith("mitigated")) and fine:
        word = "Yes" if state == "over" else "For users"
        return w("Is it over?"), w(f"{word}, {fine}.")
    if state in {"ongoing", "fixed, impact goes on"}:
        return w("Is it over?"), w("Not yet.")
    return None


def _next(found: Assessment) -> tuple[Words, Words] | None:
    promised = [
        f"{bare(one.what)}{_due(found, one.due)}"
        for one in found.incident.record.follow_ups or ()
        if one.state not in {"done", "dropped"}
    ]
    if not promised:
        return None
    more = f"; {len(promised) - 3} more below" if len(promised) > 3 else ""
    return w("What we do next"), w(f"{'; '.join(promised[:3])}{more}.")


def _due(found: Assessment, due: Written) -> str:
    return f" by {when(found, due)}" if due.is_known else ""


def _message(found: Assessment) -> str | None:
    customer = found.incident.record.customer
    return customer.message if customer else None


def _summary(found: Assessment) -> str | None:
    return found.incident.record.summary


def blast_map(found: Assessment) -> Section:
    """Return the answers that are released; who was affected stands in the head."""
    rows = tuple(
        (w(_QUESTIONS[name]), _answer(found, name, said))
        for name, said in found.incident.record.blast.letters
        if name in _QUESTIONS and said.is_answered
    )
    blocks = (KeyList(rows),) if rows else ()
    return Section(id="blast", heading="What we found", blocks=blocks)


def _answer(found: Assessment, name: str, said: Letter) -> Words:
    parts = [said.answer, letters.field_words(found, name)]
    return w(" ".join(f"{bare(part)}." for part in parts if part))


def impact(found: Assessment) -> Section:
    """Return the impact figure if impact is released."""
    if not found.harm:
        return Section(id="impact")
    return replace(pictures.impact(found), heading="Impact over time")


def clocks(found: Assessment) -> Section:
    """Return the clocks on one axis if none of them would read "unknown"."""
    timed = (found.clocks.detect, found.clocks.mitigate, found.clocks.fix)
    whole = found.clocks.onset.is_known and all(
        clock.moment.form != "unknown" for clock in timed
    )
    if not whole:
        return Section(id="clocks")
    return replace(pictures.clocks(found), heading="How long it took")


def sources(found: Assessment) -> Section:
    """Return the definitions behind the numbers, and the references that are released."""
    return doubts.sources(found, hidden=("Order of response",))


def questions(found: Assessment) -> Section:
    """Return the questions that are released with their answers, and explanations."""
    rows = tuple(
        (w(one.what), w(one.answer if one.answer not in {None, "unknown"} else "Open."))
        for one in found.incident.record.questions
    )
    rows += tuple(
        (
            w(f"{told.said} {told.against}"),
            w(" ".join(said.why for said in one.explanations)),
        )
        for one in found.differences
        if one.is_measured and one.is_explained
        for told in (both_sides(found, one),)
    )
    blocks = (KeyList(rows),) if rows else ()
    return Section(id="unknowns", heading="Open questions", blocks=blocks)
