"""The index of reviews: one offline page, grouped, found by the browser's find."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from incident_kit.page.audit import audit, machine_marks
from incident_kit.page.logo import logo_address
from incident_kit.page.markup import render_page
from incident_kit.wording import index as told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from incident_kit.errors import Problem
    from incident_kit.incident import Logo
    from incident_kit.record.settings import Settings
    from incident_kit.wording.listing import Listed, Owed

PAGE = "review.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
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


Known = tuple[IndexEntry, "Listed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthGroup:
    """Entries under one heading, which can be jumped to."""

    anchor: str
    heading: str
    short: str
    entries: tuple[IndexEntry, ...]
    with_year: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedRow:
    """An open follow-up beside its incident; the first of one has an anchor."""

    owed: Owed
    entry: IndexEntry
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """Reviews that lie here, while their record is not in the folder in use."""

    incident_ids: tuple[str, ...] = ()
    folder: str = ""


def index_html(
    entries: Sequence[IndexEntry],
    *,
    settings: Settings,
    today: date,
    logo: Logo | None = None,
    others: Others | None = None,
) -> str:
    """Return the whole page, audited; the same entries on a day give the same bytes.

    Raises
    ------
    PageRefused
        If the page would load, run or leak something.
    """
    known = [(one, one.facts) for one in entries if one.facts is not None]
    still = _ordered((one for one in known if one[1].is_open), settings)
    months = _months([one for one in known if not one[1].is_open], settings)
    top = MonthGroup(
        anchor="open",
        heading=told.OPEN,
        short=told.OPEN,
        entries=still,
        with_year=True,
    )
    years: dict[str, list[MonthGroup]] = defaultdict(list)
    for one in months:
        years[one.anchor[1:5] if one.anchor != "undated" else ""].append(one)
    text = render_page(
        "index.html.j2",
        "index.css",
        title=settings.title or told.TITLE,
        line=told.TITLE if settings.title else "",
        logo=logo_address(logo),
        counts=told.counts([facts for _, facts in known], settings.severities, today),
        today=today,
        groups=[*([top] if still else []), *months],
        still=bool(still),
        years=list(years.items()),
        broken=tuple(one for one in entries if one.problems),
        owed=_owed_rows(known),
        nothing=told.NOTHING,
        reading=told.READING,
        others=told.others_line(others.incident_ids, others.folder) if others else "",
    )
    pages = {one.href for one in entries if one.has_page}
    audit(text, secrets=machine_marks(), pages=pages)
    return text


def _ordered(known: Iterable[Known], settings: Settings) -> tuple[IndexEntry, ...]:
    """Return the latest first, within a day the worst first, then by ID."""
    worst = sorted(
        known, key=lambda one: (settings.rank(one[1].severity), one[0].incident_id)
    )
    latest = sorted(worst, key=lambda one: one[1].date, reverse=True)
    return tuple(entry for entry, _ in latest)


def _months(known: Sequence[Known], settings: Settings) -> list[MonthGroup]:
    by_month: dict[str, list[Known]] = defaultdict(list)
    for one in known:
        by_month[one[1].date[:7]].append(one)
    groups = []
    # a year without a month stands behind its months, no day at all at the end
    for month in sorted(by_month, reverse=True):
        heading, short = told.month_heading(month)
        groups.append(
            MonthGroup(
                anchor=f"m{month}" if month else "undated",
                heading=heading,
                short=short,
                entries=_ordered(by_month[month], settings),
            )
        )
    return groups


def _owed_rows(known: Sequence[Known]) -> list[OwedRow]:
    pairs = sorted(
        ((owed, one) for one, facts in known for owed in facts.owed),
        key=lambda pair: (pair[0].sort, pair[1].incident_id),
    )
    rows: list[OwedRow] = []
    seen: set[str] = set()
    for owed, one in pairs:
        anchor = "" if one.incident_id in seen else f"owed-{one.incident_id}"
        seen.add(one.incident_id)
        rows.append(OwedRow(owed=owed, entry=one, anchor=anchor))
    return rows
