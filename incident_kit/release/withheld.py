"""What a customer's copy must not hold: every value that is not released.

The copy is computed from released values alone, so nothing should be found.
Looking all the same catches what people wrote: a released title may hold the
very name that another field keeps inside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from incident_kit.errors import field_name
from incident_kit.record.values import VOCABULARY
from incident_kit.release.allowed import NARRATIVE, names_of, release_of
from incident_kit.release.reading import Text, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from incident_kit.errors import Path
    from incident_kit.record.contradictions import Fault
    from incident_kit.record.incident_record import Record
    from incident_kit.release.allowed import Release

SHORTEST = 4
_ALONG = frozenset(["schema", "private"])
# A place of one plain word may be a customer's name: it counts as a name.
_PLACES = frozenset(["affected", "fine"])
_PLAIN = re.compile(r"[a-z]+")
# Several lower-case words, as kinds, measures and IDs have them, are no name.
_PLAIN_WORDS = re.compile(r"[a-z]+(?:[ _-][a-z]+)*")
_DATED = re.compile(r"(?:about |by |after )?\d{4}-\d{2}")
# A share or a duration alone tells nothing: the page computes many of its own.
_MEASURE = re.compile(r"[\d.,]+ ?(?:%|ms|s|sec|min|minutes?|h|hours?|d|days?)")
_NUMBER = re.compile(r"\d{4,15}|\d{1,3}(?:,\d{3})+")
_WORD = re.compile(r"[^\W_]+")
_SENTENCE = 3  # words from which on a line of prose tells something by itself


@dataclass(frozen=True, slots=True)
class Withheld:
    """A value that stays inside, and the field that holds it.

    ``is_plain`` is lower-case words that name nobody and no place: "reporting",
    "failed page loads".  A text that the team released may use them.
    """

    value: str
    field: str
    is_plain: bool = False

    def stands_in(self, text: Text) -> bool:
        """Return whether a text holds it, in whatever case and with whatever gaps.

        Plain words, numbers and times count as a whole only.
        """
        if _NUMBER.fullmatch(self.value):
            return _as_number(self.value).search(text.folded) is not None
        folded = fold(self.value)
        if self.is_plain or _DATED.match(self.value):
            whole = rf"(?<![\w:-]){re.escape(folded)}(?![\w:-])"
            return folded in text.folded and re.search(whole, text.folded) is not None
        if folded in text.folded:
            return True
        words = _WORD.findall(folded)
        squeezed = "".join(words)
        is_sign = len(words) == 1 and folded != squeezed  # /export is no word
        if len(squeezed) < SHORTEST or is_sign or squeezed not in text.squeezed:
            return False
        gaps = " ?".join(map(re.escape, squeezed))
        return re.search(rf"(?<= ){gaps}(?= )", text.words) is not None


def withheld_values(
    data: Mapping[str, Any], record: Record, *, narrative: str = ""
) -> tuple[Withheld, ...]:
    """Return what must not stand in a customer's copy, four signs or longer.

    ``data`` is the record as it was read, all scalars text.  A value that is
    also released elsewhere is not withheld.
    """
    release = release_of(record)
    kept = {fold(one) for _, one in _released_texts(data, release)}
    kept |= {fold(role) for role in record.roles}  # printed instead of people
    # one text for all, so that a plain word is looked for once
    public = Text("\n".join(kept))
    found: dict[str, Withheld] = {}
    for path, text in _withheld_texts(data, release, narrative):
        for value in _forms(text):
            one = Withheld(value, field_name(path), _is_plain(path, value))
            free = value in VOCABULARY or fold(value) in kept
            free = free or (one.is_plain and one.stands_in(public))
            if not free:
                found.setdefault(fold(value), one)
    return tuple(found.values())


def leaks(data: Mapping[str, Any], record: Record) -> Iterator[Fault]:
    """Yield each released text that holds what another field keeps inside."""
    release = release_of(record)
    values = [one for one in withheld_values(data, record) if not _is_time(one.value)]
    for path, text in _released_texts(data, release):
        reading = Text(text)
        held = next((one for one in values if one.stands_in(reading)), None)
        if held is not None:
            shown = held.value if len(held.value) <= 60 else f"{held.value[:59]}…"
            yield (
                path,
                f"released, and holds {shown!r}, which {held.field} keeps inside",
                "release that field as well, or write this in other words",
            )


def _released_texts(
    data: Mapping[str, Any], release: Release
) -> Iterator[tuple[Path, str]]:
    for path, text in _leaves(data, ()):
        if path[0] == "customer":
            if path[1] == "message":
                yield path, release.clean(text)
        elif path[0] not in _ALONG and release.allows(path):
            yield path, release.clean(text)


def _withheld_texts(
    data: Mapping[str, Any], release: Release, narrative: str
) -> Iterator[tuple[Path, str]]:
    for path, text in _leaves(data, ()):
        if path[0] in _ALONG or path[:2] in {
            ("customer", "release"),
            ("customer", "links"),
        }:
            continue
        if path[0] == "customer" or release.allows(path):
            continue  # its links are looked for as links, wherever they stand
        yield path, text
        if path[0] == "roles":
            yield from ((path, name) for name in names_of(text)[1:])
    if narrative and not release.allows((NARRATIVE,)):
        yield (NARRATIVE,), narrative


def _leaves(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(one, (*path, str(key)))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _leaves(one, (*path, index))
    elif isinstance(value, str):
        yield path, value


def _forms(text: str) -> Iterator[str]:
    """Yield a value as the page may print it: whole, by line, with commas."""
    whole = " ".join(text.split()).rstrip(".")
    lines = [" ".join(line.split()).rstrip(".") for line in text.splitlines()]
    told = [line for line in lines if len(line.split()) >= _SENTENCE]
    forms = [whole, *(told if len(lines) > 1 else ())]
    if whole.isascii() and whole.isdigit() and len(whole) <= 15:
        forms.append(f"{int(whole):,}")
    for form in dict.fromkeys(forms):
        if len(form) >= SHORTEST and not _MEASURE.fullmatch(form):
            yield form


def _is_plain(path: Path, value: str) -> bool:
    if path[0] == "roles" or _PLAIN_WORDS.fullmatch(value) is None:
        return False
    return not (_PLACES & set(path) and _PLAIN.fullmatch(value))


def _as_number(value: str) -> re.Pattern[str]:
    """Return the pattern of a number with whatever sign between its thousands."""
    digits = value.replace(",", "")
    head = len(digits) % 3 or 3
    groups = [digits[:head], *re.findall("...", digits[head:])]
    number = "[.,'’ ]?".join(groups)
    return re.compile(rf"(?<!\d)(?<!\d[.,'’ ]){number}(?!\d|[.,'’ ]\d)")


def _is_time(value: str) -> bool:
    return _DATED.match(value) is not None
