"""Make the minute-level impact of INC-001 and INC-002 to fit their stories.

Run ``python tests/make_samples.py`` to write both files again; a test checks
that they are what this file makes.  The numbers are invented, and the records
say so; no system was measured.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

HOME = Path(__file__).parents[1] / "notebooks" / "incidents"
BERLIN = ZoneInfo("Europe/Berlin")
Share = Callable[[datetime], float]


def minutes(start: str, end: str) -> list[datetime]:
    """Return every minute of Berlin wall time from start to end, inclusive."""
    first, last = (datetime.fromisoformat(text) for text in (start, end))
    count = int((last - first).total_seconds() // 60) + 1
    return [(first + timedelta(minutes=n)).replace(tzinfo=BERLIN) for n in range(count)]


def at(day: int, clock: str) -> datetime:
    """Return a wall time in Berlin of the May of either story's year."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2000, 5, day, hour, minute)


def wall(instant: datetime) -> datetime:
    """Return the wall time without its year, to compare with :func:`at`."""
    return instant.replace(tzinfo=None, year=2000)


def office_traffic(instant: datetime, *, night: float, noon: float) -> float:
    """Return usual views per minute: low at night, high in office hours."""
    hour = instant.hour + instant.minute / 60
    day = 1 / (1 + np.exp(-(hour - 8.0) * 1.4)) * 1 / (1 + np.exp((hour - 18.5) * 1.1))
    return night + (noon - night) * float(day)


def inc_001_stale(now: datetime) -> float:
    """Return the share of views with old figures."""
    if now < at(14, "02:01") or now >= at(14, "15:18"):
        return 0.0
    if at(14, "09:47") <= now < at(14, "10:07"):
        return 0.19
    if now >= at(14, "15:02"):
        return 0.04
    return 0.42


def inc_001_failed(now: datetime) -> float:
    """Return the share of page loads that fail after the cache fix."""
    return 0.24 if at(14, "10:07") <= now < at(14, "14:27") else 0.0


def make_inc_001() -> str:
    """Return impact.csv of INC-001: stale views and failed loads."""
    generator = np.random.default_rng(20240514)
    rows = ["at,views,stale,loads,failed"]
    for instant in minutes("2024-05-13 08:00", "2024-05-14 17:00"):
        now = wall(instant)
        usual = office_traffic(instant, night=46, noon=330)
        views, loads = (int(generator.poisson(usual * k)) for k in (1.0, 1.3))
        stale = int(generator.binomial(views, inc_001_stale(now)))
        failed = int(generator.binomial(loads, inc_001_failed(now) + 0.001))
        if at(14, "02:00") < now < at(14, "02:08"):
            continue  # the story's collector was restarted with the job
        rows.append(
            f"{instant.isoformat(timespec='minutes')},{views},{stale},{loads},{failed}"
        )
    return "\n".join(rows) + "\n"


def inc_002_wrong(now: datetime) -> float:
    """Return the share of report views with wrong totals."""
    if now < at(19, "22:10"):
        return 0.0
    if now < at(20, "10:15"):
        return 0.29
    return 0.06 if now < at(20, "10:16") else 0.0


def make_inc_002() -> str:
    """Return impact.csv of INC-002: wrong totals in one report."""
    generator = np.random.default_rng(20250520)
    rows = ["at,views,wrong"]
    for instant in minutes("2025-05-18 08:00", "2025-05-20 12:00"):
        now = wall(instant)
        usual = office_traffic(instant, night=21, noon=115)
        views = int(generator.poisson(usual))
        wrong = int(generator.binomial(views, inc_002_wrong(now)))
        if at(19, "22:05") < now < at(19, "22:35"):
            continue  # nothing was collected during the nightly maintenance
        rows.append(f"{instant.isoformat(timespec='minutes')},{views},{wrong}")
    return "\n".join(rows) + "\n"


def every_five_minutes(
    start: str, end: str, seed: int, shares: dict[str, Callable[[datetime], float]]
) -> str:
    """Return places.csv: bad views per five minutes, a column for each place.

    Every place has its own usual few: a retry, a mistyped filter.
    """
    generator = np.random.default_rng(seed)
    rows = [",".join(("at", *shares))]
    for instant in minutes(start, end)[::5]:
        usual = 5 * office_traffic(instant, night=12, noon=80)
        cells = [
            str(generator.binomial(int(usual), 0.004 + share(wall(instant))))
            for share in shares.values()
        ]
        rows.append(",".join((instant.isoformat(timespec="minutes"), *cells)))
    return "\n".join(rows) + "\n"


def nowhere(_: datetime) -> float:
    """Return the share of bad views at a place that was not touched."""
    return 0.0


def make_inc_001_places() -> str:
    """Return places.csv of INC-001: one page of four shows old figures."""
    shares = {
        "/reports": inc_001_stale,
        "/billing": nowhere,
        "/export": nowhere,
        "/admin": nowhere,
        "search": nowhere,
    }
    return every_five_minutes("2024-05-13 08:00", "2024-05-14 17:00", 20240515, shares)


def make_inc_002_places() -> str:
    """Return places.csv of INC-002: one report of four has wrong totals."""
    shares = {
        "Monthly totals": inc_002_wrong,
        "Daily totals": nowhere,
        "Invoices": nowhere,
        "Exports": nowhere,
    }
    return every_five_minutes("2025-05-18 08:00", "2025-05-20 12:00", 20250521, shares)


SAMPLES = {
    "INC-001/impact.csv": make_inc_001,
    "INC-001/places.csv": make_inc_001_places,
    "INC-002/impact.csv": make_inc_002,
    "INC-002/places.csv": make_inc_002_places,
}

if __name__ == "__main__":
    for name, make in SAMPLES.items():
        (HOME / name).write_text(make(), encoding="utf-8")
