"""What do the data say beside the answer, and what stays where no form can be?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from incident_kit.errors import IncidentKitError, field_name
from incident_kit.forms.sheet import root_of
from incident_kit.forms.takes import takes_of
from incident_kit.page.blocks import Section
from incident_kit.page.tables import BlastMapBlock
from incident_kit.page.text_blocks import KeyList, Paragraph
from incident_kit.sections.registry import SECTIONS, build_section
from incident_kit.store.records import find_contradictions
from incident_kit.styled import unknown, w
from incident_kit.wording.findings import finding_words
from incident_kit.wording.inside import forms as say
from incident_kit.wording.phrases import cap
from incident_kit.wording.system_change import entry_reason
from incident_kit.wording.temporary_mitigation import effect_reason, effect_verdict

if TYPE_CHECKING:
    from incident_kit.forms.sheet import Sheet
    from incident_kit.forms.takes import Take
    from incident_kit.timing.assessment import Assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the data say about a form's question; ``notes`` say why, and what not.

    ``takes`` are the measured values that a press writes into their fields.
    """

    head: str = say.MEASURED
    verdict: str = ""
    measured: str = ""
    notes: tuple[str, ...] = ()
    takes: tuple[Take, ...] = ()


def evidence(sheet: Sheet, found: Assessment | IncidentKitError) -> Evidence:
    """Return what stands beside the answer while it is typed."""
    if isinstance(found, IncidentKitError):
        lines = tuple(str(problem) for problem in found.problems)
        return Evidence(measured=say.NO_EVIDENCE, notes=lines)
    shown = _shown(sheet, found)
    return replace(shown, takes=takes_of(sheet.form, found))


def _shown(sheet: Sheet, found: Assessment) -> Evidence:
    against = _against(sheet)
    form = sheet.form
    letter = "A" if form.name == "milestones" else form.letter
    letter = "T" if form.name == "options" else letter
    if letter:
        [finding] = [one for one in found.blast.findings if one.letter == letter]
        words = finding_words(found, finding)
        notes = tuple(cap(one) for one in (words.reason, words.doubt) if one)
        told = (*notes, *_earlier(sheet), *against)
        return Evidence(
            verdict=finding.verdict if form.letter else "",
            measured=words.measured,
            notes=told,
        )
    name = sheet.values.get(("id",), "")
    if form.name == "changes":
        for entry in found.blast.ledger.entries:
            if entry.id == name:
                why = cap(entry_reason(entry))
                return Evidence(verdict=entry.verdict, measured=why, notes=against)
    if form.name == "actions" and (effect := found.blast.headline_effect(name)):
        why = cap(effect_reason(effect.reason))
        return Evidence(verdict=effect_verdict(effect), measured=why, notes=against)
    return Evidence(notes=against)


def _earlier(sheet: Sheet) -> tuple[str, ...]:
    """Return what a letter's answers were before, each with its time."""
    letters = dict(sheet.stored.record.blast.letters)
    letter = letters.get(sheet.form.letter)
    if letter is None:
        return ()
    return tuple(
        f"Earlier{f' ({one.answered_at.text})' if one.answered_at.is_known else ''}: "
        f"“{one.answer.strip()}”"
        for one in letter.earlier
        if one.answer
    )


def _against(sheet: Sheet) -> tuple[str, ...]:
    """Return what the record says against itself in the fields of a form."""
    root = root_of(sheet.form, sheet.index)
    asked = {
        field_name((*root, *question.path)): question.ask
        for question in sheet.form.questions
    }
    return tuple(
        f"{asked[one.field]} {cap(one.what)}; {one.mend}."
        for one in find_contradictions(sheet.stored)
        if one.field in asked and not sheet.is_new
    )


def card(sheet: Sheet, found: Assessment | IncidentKitError) -> Section:
    """Return the part of a page that says what a form shows.

    It vanishes from a page that holds the section which says the same.
    """
    form = sheet.form
    name = form.name.replace("_", "-")
    if isinstance(found, IncidentKitError):
        return Section(
            id=name, heading=form.title, hint=str(found), unless=form.section
        )
    if form.name in SECTIONS:
        whole = build_section(form.name, found)
        return replace(whole, unless=form.section)
    if form.letter:
        blocks = build_section("blast_map", found).blocks
        maps = [block for block in blocks if isinstance(block, BlastMapBlock)]
        rows = tuple(
            row for one in maps for row in one.rows if row.letter == form.letter
        )
        shown = (BlastMapBlock(rows),) if rows else ()
        hint = say.not_answered(form.name)
        return Section(
            id=name, heading=form.title, blocks=shown, hint=hint, unless=form.section
        )
    if form.is_list:
        words = tuple((w(one), w("")) for one in sheet.labels)
    else:
        words = tuple(
            (w(question.ask), w(text or unknown()))
            for question in form.questions
            for text in [sheet.values[question.path].strip()]
        )
    keys = (
        (KeyList(words),) if words else (Paragraph(w(unknown(say.NOTHING_RECORDED))),)
    )
    return Section(id=name, heading=form.title, blocks=keys, unless=form.section)
