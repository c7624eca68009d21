"""The index of reviews: one offline page, grouped, found by the browser's find."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from incident_kit.page.audit import audit, machine_marks
from incident_kit.page.logo import logo_address
from incident_kit.page.markup import render_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.errors import Problem
    from incident_kit.incident import Logo
    from incident_kit.page.listing import Listed, Owed
    from incident_kit.record.settings import Settings

PAGE = "review.html"
_OTHERS = 12  # that are named
TITLE = "Incident reviews"
_MONTHS = (
    "",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the index; without facts only its problem is known.

    ``has_page`` says whether there is a page to link to, ``note`` what is to be
    known about that page.
    """

    incident_id: str
    facts: Listed | None = None
    has_page: bool = True
    note: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def href(self) -> str:
        """Its page, as seen from the index; "" when there is none."""
        return f"{self.incident_id}/{PAGE}" if self.has_page else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Entries under one heading, which can be jumped to."""

    anchor: str
    heading: str
    short: str
    entries: tuple[Entry, ...]
    with_year: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedRow:
    """An open follow-up beside its incident; the first of one has an anchor."""

    owed: Owed
    entry: Entry
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """Reviews that lie here, while their record is not in the folder in use."""

    incident_ids: tuple[str, ...] = ()
    folder: str = ""

    @property
    def line(self) -> str:
        """One quiet line that names them; "" where there is none."""
        if not self.incident_ids:
            return ""
        number, more = len(self.incident_ids), len(self.incident_ids) - _OTHERS
        who = "other review lies" if number == 1 else "other reviews lie"
        named = ", ".join(self.incident_ids[:_OTHERS])
        rest = f" … and {more} more" if more > 0 else ""
        return (
            f"{number} {who} here whose record is not in {self.folder}: {named}{rest}"
        )


def index_html(
    entries: Sequence[Entry],
    *,
    settings: Settings,
    logo: Logo | None = None,
    others: Others | None = None,
) -> str:
    """Return the whole page, audited; the same entries give the same bytes.

    Raises
    ------
    PageRefused
        If the page would load, run or leak something.
    """
    told = [one for one in entries if one.facts is not None]
    broken = tuple(one for one in entries if one.problems)
    open_ones = _ordered((one for one in told if _facts(one).is_open), settings)
    still = Group(
        anchor="open",
        heading="Still open",
        short="Still open",
        entries=open_ones,
        with_year=True,
    )
    months = _months([one for one in told if not _facts(one).is_open], settings)
    owed = _owed_rows(told)
    title = settings.title or TITLE
    text = render_page(
        "index.html.j2",
        "index.css",
        title=title,
        line=TITLE if settings.title else "",
        logo=logo_address(logo),
        counts=_counts(told, owed, settings),
        groups=[*([still] if open_ones else []), *months],
        still=bool(open_ones),
        years=_years(months),
        broken=broken,
        owed=owed,
        others=others.line if others else "",
    )
    audit(
        text,
        secrets=machine_marks(),
        pages={one.href for one in entries if one.has_page},
    )
    return text


def _facts(entry: Entry) -> Listed:
    assert entry.facts is not None  # noqa: S101  # only those with facts are asked
    return entry.facts


def _ordered(entries: object, settings: Settings) -> tuple[Entry, ...]:
    """Return the latest first, within a day the worst first, then by ID."""
    listed = sorted(entries, key=attrgetter("incident_id"))  # type: ignore[call-overload]  # any iterable of entries
    listed.sort(key=lambda one: settings.rank(_facts(one).severity))
    listed.sort(key=lambda one: _facts(one).date, reverse=True)
    return tuple(listed)


def _months(entries: Sequence[Entry], settings: Settings) -> list[Group]:
    by_month: dict[str, list[Entry]] = defaultdict(list)
    for one in entries:
        by_month[_facts(one).date[:7]].append(one)
    groups = []
    # a year without a month stands behind its months, no day at all at the end
    for month in sorted(by_month, reverse=True):
        year, _, number = month.partition("-")
        name = _MONTHS[int(number)] if number else "month unknown"
        heading = f"{name} {year}" if number else f"{year}, {name}"
        short = name[:3] if number else name
        if not year:
            heading = short = "Day unknown"
        groups.append(
            Group(
                anchor=f"m{month}" if year else "undated",
                heading=heading,
                short=short,
                entries=_ordered(by_month[month], settings),
            )
        )
    return groups


def _years(months: Sequence[Group]) -> list[tuple[str, list[Group]]]:
    years: dict[str, list[Group]] = defaultdict(list)
    for one in months:
        years[one.anchor[1:5] if one.anchor != "undated" else ""].append(one)
    return list(years.items())


def _owed_rows(entries: Sequence[Entry]) -> list[OwedRow]:
    pairs = sorted(
        ((owed, one) for one in entries for owed in _facts(one).owed),
        key=lambda pair: (pair[0].sort, pair[1].incident_id),
    )
    rows: list[OwedRow] = []
    seen: set[str] = set()
    for owed, one in pairs:
        anchor = "" if one.incident_id in seen else f"owed-{one.incident_id}"
        seen.add(one.incident_id)
        rows.append(OwedRow(owed=owed, entry=one, anchor=anchor))
    return rows


def _counts(
    entries: Sequence[Entry], owed: Sequence[OwedRow], settings: Settings
) -> list[str]:
    """Return the numbers of the first line, those of severities in the team's order."""
    told = [_counted(len(entries), "review", "reviews")]
    still = sum(_facts(one).is_open for one in entries)
    told.append(f"{still} still open" if still else "none still open")
    told.append(
        f"{_counted(len(owed), 'follow-up', 'follow-ups')} open"
        if owed
        else "no follow-up open"
    )
    severities = [_facts(one).severity for one in entries]
    told += [
        f"{severities.count(name):,} {name}"
        for name in settings.severities
        if name in severities
    ]
    return told


def _counted(number: int, noun: str, nouns: str) -> str:
    return f"{number:,} {noun if number == 1 else nouns}"
