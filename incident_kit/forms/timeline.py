"""Everything that happened as lines that can be corrected, added and taken out.

What is edited is the record itself, through the form of each line's kind; nothing is
kept beside it but the last press, so that it can be taken back.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from incident_kit.errors import Conflict, IncidentKitError
from incident_kit.forms.days import with_day
from incident_kit.forms.save import Clash, Refused, Saved, save, take_out
from incident_kit.forms.sheet import sheet_of
from incident_kit.instants.words import moment_words
from incident_kit.page.text import clean_text
from incident_kit.record.entries import Entry, entries, order
from incident_kit.record.moments import DATES, MOMENTS
from incident_kit.store.notes import put_back
from incident_kit.store.records import StoredRecord, read_record
from incident_kit.wording.inside import timeline as told
from incident_kit.wording.inside.catalogue import FORMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from incident_kit.errors import Path
    from incident_kit.forms.save import Outcome
    from incident_kit.forms.sheet import Sheet
    from incident_kit.instants.written import Written
    from incident_kit.record.incident_record import Record
    from incident_kit.store.home import Home
    from incident_kit.wording.inside.questions import Form

Side = Literal["when", "what"]

# what a new line can be beside an action, which is told by what it was for
_LISTS = {"note": (FORMS["timeline"], "at"), "change": (FORMS["changes"], "at")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: ``when`` and ``what`` as people read them, ``at`` and ``text`` as written.

    ``name`` is the ID that the record gives it; ``edits`` are the sides that can be corrected in it; one without any is changed
    elsewhere, and is not taken out here.
    """

    id: str
    name: str
    when: str
    at: str
    kind: str
    what: str
    text: str
    edits: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a press: words, or a problem at the side that it is about.

    ``id`` is the line that it left, if one.
    """

    words: str = ""
    problem: str = ""
    side: Side = "what"
    id: str = ""


@dataclass(slots=True)
class Timeline:
    """The lines of one incident, as its file has them when it was read last."""

    incident_id: str
    home: Home
    stored: StoredRecord = field(init=False)
    last: Saved | None = None
    """The last press, if it can still be taken back."""

    def __post_init__(self) -> None:
        self.stored = read_record(self.incident_id, self.home)

    def lines(self) -> list[Line]:
        """Return every line in the order of *Hour by hour*."""
        record = self.stored.record
        found = sorted(_named(record).items(), key=lambda one: order(one[1].moment))
        return [_line(name, one, record) for name, one in found]

    def correct(self, name: str, side: Side, typed: str) -> Answered:
        """Write another time or text into a line."""
        entry = self._entry(name)
        if entry is None:
            return Answered(problem=told.GONE, side=side)
        path: Path = (entry.field if side == "when" else "what",)
        typed = self._dated(typed) if side == "when" else typed
        outcome = _tried(lambda: save(self._sheet(entry), {path: typed}))
        return self._answer(outcome, told.saved, entry.root, entry.field, side)

    def add(self, kind: str, at: str, what: str) -> Answered:
        """Add a line: something that was seen, done or changed."""
        form, time = _LISTS.get(kind, (FORMS["actions"], "applied_at"))
        typed: dict[Path, str] = {(time,): self._dated(at), ("what",): what}
        if kind not in _LISTS:
            typed["for",] = kind
        sheet = sheet_of(form, self.stored, self.home, index=None)
        outcome = _tried(lambda: save(sheet, typed))
        return self._answer(outcome, told.added, form.root, time, "what")

    def remove(self, name: str) -> Answered:
        """Take a line out; a milestone is not recorded any more then."""
        entry = self._entry(name)
        if entry is None:
            return Answered(problem=told.GONE)
        sheet = self._sheet(entry)
        gone: dict[Path, str] = {(entry.field,): ""}
        is_listed = sheet.form.is_list
        outcome = _tried(lambda: take_out(sheet) if is_listed else save(sheet, gone))
        words = told.taken_out(_when(entry.moment, self.stored.record), _words(entry))
        return self._answer(outcome, lambda *_: words, entry.root, entry.field, "what")

    def put_back(self) -> Answered:
        """Take the last press back, unless somebody has written since."""
        last, self.last = self.last, None
        if last is None or last.before is None:
            return Answered(problem=told.TOO_LATE)
        try:
            put_back(last.before, written=last.sheet.stored.digest)
        except Conflict:
            return Answered(problem=told.TOO_LATE)
        self.stored = read_record(self.incident_id, self.home)
        return Answered(words=told.PUT_BACK)

    def _dated(self, typed: str) -> str:
        record = self.stored.record
        return with_day(typed, record, self.home.now().astimezone(record.zone))

    def _entry(self, name: str) -> Entry | None:
        return _named(self.stored.record).get(name)

    def _sheet(self, entry: Entry) -> Sheet:
        form, index = _form_of(entry)
        return sheet_of(form, self.stored, self.home, index=index)

    def _answer(
        self,
        outcome: Outcome | IncidentKitError,
        words: Callable[[str, str], str],
        root: Path,
        time: str,
        side: Side,
    ) -> Answered:
        """Say what became of a press, and read the record that it left."""
        match outcome:
            case IncidentKitError():
                return Answered(problem=_lines(map(str, outcome.problems)), side=side)
            case Refused(at=at, others=others):
                wrong: Side = "when" if (time,) in at else side
                return Answered(problem=_lines((*at.values(), *others)), side=wrong)
            case Clash(sheet=sheet):
                self.stored = sheet.stored
                return Answered(problem=told.CHANGED_MEANWHILE, side=side)
        self.stored = outcome.sheet.stored
        if outcome.before is not None:
            self.last = outcome
        if outcome.was_new and outcome.sheet.index is not None:
            root = (*root, outcome.sheet.index)
        record = self.stored.record
        for name, one in _named(record).items():
            if (one.root, one.field) == (root, time):
                return Answered(words(_when(one.moment, record), _words(one)), id=name)
        return Answered(words("", ""))


def _tried(press: Callable[[], Outcome]) -> Outcome | IncidentKitError:
    try:
        return press()
    except IncidentKitError as error:
        return error


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(parts)


def _named(record: Record) -> dict[str, Entry]:
    """Return every line by a name that it keeps while it says the same.

    Its place in the file is none: somebody may take a line out before it.
    """
    named: dict[str, Entry] = {}
    for one in entries(record):
        said = one.name or str(zlib.crc32(f"{one.moment.text}\n{one.what}".encode()))
        first = name = f"{one.entry}/{said}"
        number = 2
        while name in named:
            name, number = f"{first}/{number}", number + 1
        named[name] = one
    return named


def _form_of(one: Entry) -> tuple[Form, int | None]:
    """Return the form that asks about a line, and which entry of its list."""
    match one.root:
        case ():
            return FORMS["milestones"], None
        case (str(name), int(index)):
            return FORMS[name], index
        case (_, str(letter), *_):
            return FORMS[letter], None
    raise AssertionError(one.root)


def _line(name: str, one: Entry, record: Record) -> Line:
    edits: tuple[Side, ...] = ("when", "what")
    if one.entry == "milestone":
        edits = ("when",)
    elif one.entry == "answer":
        edits = ()
    return Line(
        id=name,
        name=one.name,
        when=_when(one.moment, record),
        at=one.moment.text if one.moment.is_known else "",
        kind=told.kind_of(one.entry, one.root, record),
        what=clean_text(_words(one)),
        text=one.what,
        edits=edits,
    )


def _words(one: Entry) -> str:
    """Return what happened; a milestone as *Hour by hour* tells it."""
    return MOMENTS[one.field].told if one.entry == "milestone" else one.what


def _when(moment: Written, record: Record) -> str:
    """Return a time; with its day where that is not the incident's."""
    if not moment.is_known:
        return told.NO_TIME
    dated = (getattr(record, field).earliest for field in DATES)
    day = next((at for at in dated if at is not None), None)
    return moment_words(moment, record.zone, day=day)
