"""What is typed on one sheet, and what becomes of it when it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incident_kit.errors import IncidentKitError
from incident_kit.forms.days import with_day
from incident_kit.forms.edits import changed
from incident_kit.forms.fields import Field
from incident_kit.forms.save import Refused, Saved, save
from incident_kit.store.notes import now_text
from incident_kit.wording.inside import forms as say

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from incident_kit.errors import Path
    from incident_kit.forms.said import Look
    from incident_kit.forms.save import Clash
    from incident_kit.forms.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Told:
    """What a form says after a press of Save: a sentence, and a line per problem.

    ``saved`` is None where nothing was written or to be written; ``is_whole`` says
    that no answer was left out of what was.
    """

    words: str
    lines: tuple[str, ...] = ()
    saved: Saved | None = None
    is_whole: bool = True


class Answers:
    """The fields of one sheet: they show the file, and hand over what is typed.

    ``edited`` is told whenever somebody has typed something else; ``asked`` says
    which of the form's questions have a field, all by default.
    """

    def __init__(
        self,
        sheet: Sheet,
        look: Look,
        *,
        edited: Callable[[], None],
        asked: Collection[Path] | None = None,
    ) -> None:
        self.sheet = sheet
        self.fields = {
            one.path: Field(one, look, self._stamp)
            for one in sheet.form.questions
            if asked is None or one.path in asked
        }
        self._edited = edited
        self._is_showing = False
        self.show(sheet)
        for field in self.fields.values():
            field.input.observe(self._on_edit, "value")

    @property
    def typed(self) -> dict[Path, str]:
        """What stands in the fields at present."""
        return {path: field.text for path, field in self.fields.items()}

    @property
    def is_edited(self) -> bool:
        """Whether something stands there that the file did not say."""
        return bool(changed(self.sheet.form, self.sheet.values, self.typed))

    @property
    def is_undecided(self) -> bool:
        """Whether two versions stand at a field, and none was chosen."""
        return any(field.theirs is not None for field in self.fields.values())

    def show(self, sheet: Sheet, typed: Mapping[Path, str] | None = None) -> None:
        """Show a sheet, with what was typed on it where that is more."""
        self.sheet = sheet
        self._is_showing = True
        for path, field in self.fields.items():
            field.withdraw()
            field.text = (typed or sheet.values).get(path, sheet.values[path])
            locked = path in sheet.locked
            field.lock(is_locked=sheet.is_read_only or locked)
            field.message(say.LOCKED if locked else "")
        self._is_showing = False

    def meet(self, sheet: Sheet) -> None:
        """Show what the file says by now; beside words that somebody typed, offer it."""
        form, before, typed = sheet.form, self.sheet.values, self.typed
        self.sheet = sheet
        news = changed(form, before, sheet.values)
        mine = changed(form, before, typed)
        self._is_showing = True
        for path in self.fields.keys() & changed(form, typed, news):
            if path in mine or self.fields[path].theirs is not None:
                self.fields[path].offer(sheet.values[path])
            else:
                self.fields[path].text = sheet.values[path]
        self._is_showing = False

    def save(self) -> Told:
        """Write what was typed, or show at its field what keeps it from that."""
        for field in self.fields.values():
            field.message("")
        if self.is_undecided:
            return Told(say.UNDECIDED)
        self._complete_times()
        typed = self.typed
        try:
            outcome = save(self.sheet, typed)
            if isinstance(outcome, Refused) and self._has_rest(outcome):
                return self._save_rest(outcome, typed)
        except IncidentKitError as error:
            return Told(say.NOT_SAVED, tuple(map(str, error.problems)))
        if isinstance(outcome, Saved):
            self.show(outcome.sheet)
            return Told(_words(outcome), saved=outcome)
        if isinstance(outcome, Refused):
            return Told(say.SEE_ANSWERS, self._show_refused(outcome))
        return self._on_clash(outcome)

    def _has_rest(self, refused: Refused) -> bool:
        """Return whether something can be saved beside the refused answers."""
        sheet = self.sheet
        if sheet.is_new or sheet.form.names_file or refused.others:
            return False
        # an answer without its time, or with that of the former one, is another answer
        if sheet.form.letter and ("at",) in refused.at:
            return False
        own = changed(sheet.form, sheet.values, self.typed)
        return bool(own.keys() - refused.at.keys())

    def _save_rest(self, refused: Refused, typed: dict[Path, str]) -> Told:
        """Write what is not refused; what is stays as it was typed."""
        rest = {path: text for path, text in typed.items() if path not in refused.at}
        outcome = save(self.sheet, rest)
        if not (isinstance(outcome, Saved) and outcome.is_written):
            return Told(say.SEE_ANSWERS, self._show_refused(refused))
        kept = {path: text for path, text in typed.items() if path in refused.at}
        self.show(outcome.sheet, {**outcome.sheet.values, **kept})
        others = self._show_refused(refused)
        asks = [self.sheet.form.question(path).ask for path in kept]
        return Told(say.saved_rest(asks), others, saved=outcome, is_whole=False)

    def _show_refused(self, refused: Refused) -> tuple[str, ...]:
        """Show each message at its field; return those that have none."""
        others = list(refused.others)
        for path, words in refused.at.items():
            if path in self.fields:
                self.fields[path].message(words)
            else:
                others.append(f"{self.sheet.form.question(path).ask} {words}")
        return tuple(others)

    def _complete_times(self) -> None:
        """Write the incident's day to a bare "18:20"."""
        record = self.sheet.stored.record
        now = self.sheet.home.now().astimezone(record.zone)
        for field in self.fields.values():
            if field.question.kind == "time":
                field.text = with_day(field.text, record, now)

    def _on_clash(self, clash: Clash) -> Told:
        self.show(clash.sheet, clash.typed)
        if clash.sheet.is_new:
            return Told(say.TAKEN_OUT)
        for one in clash.both:
            self.fields[one.path].offer(one.theirs)
        return Told(say.BOTH)

    def _on_edit(self, _: object) -> None:
        if not self._is_showing:
            self._edited()

    def _stamp(self) -> str:
        return now_text(self.sheet.home.now(), self.sheet.stored.record.zone)


def _is_named(saved: Saved) -> bool:
    """Return whether it is a new entry, which is told by its label."""
    sheet = saved.sheet
    return saved.was_new and bool(sheet.labels) and not sheet.form.is_chosen


def _words(saved: Saved) -> str:
    if not saved.is_written:
        return say.SAME
    at = saved.sheet.home.now().astimezone(saved.sheet.stored.record.zone)
    label = saved.sheet.labels[-1] if _is_named(saved) else ""
    return say.saved(f"{at:%H:%M}", label, merged=bool(saved.merged))
