"""Records and series by the hundred, from a seed: what a test over "all records" reads.

Each seed is one incident as somebody could have written it: some fields, in some
form, with or without a measured series, actions, changes and places.  The same
seed gives the same folder.
"""

from __future__ import annotations

import csv
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from incident_kit.record.moments import MOMENTS

if TYPE_CHECKING:
    from pathlib import Path

_KINDS = [
    "feature flag",
    "rollback",
    "disable",
    "degrade",
    "block",
    "failover",
    "restart",
    "restore",
    "deploy",
    "config",
]
_EFFECTS = ["full", "partial", "none", "worse", "protective", "unknown"]
_WHAT = [
    "Cache emptied",
    "Queue drained",
    "Old version put back",
    "Panel hidden",
    "Requests limited",
    "Replica promoted",
    "Index built",
    "Job run by hand",
]
_PLACES = ["checkout", "search", "mail", "eu-1", "us-2", "/reports", "/billing"]


def write_generated(home: Path, seed: int) -> str:
    """Write one generated incident into a home; return its ID."""
    draw = random.Random(seed)
    start = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(
        minutes=draw.randrange(700_000)
    )
    onset = start + timedelta(minutes=draw.randrange(60, 600))
    end = onset + timedelta(minutes=draw.choice([6, 25, 70, 200, 600, 1600]))
    folder = home / f"GEN-{seed}"
    folder.mkdir(parents=True)
    record = _record(draw, folder.name, onset, end)
    _say_more(random.Random(-seed - 1), record, onset, end)
    if draw.random() < 0.7:
        record["impact"] = _impact(draw, folder, start, onset, end)
    if draw.random() < 0.2:
        record["by_place"] = _by_place(draw, folder, start, onset, end)
    if draw.random() < 0.3:
        text = " ".join(draw.choices(_WHAT, k=40))
        (folder / "narrative.md").write_text(f"{text}.\n", encoding="utf-8")
    text = yaml.safe_dump(record, sort_keys=False, allow_unicode=True, width=1000)
    (folder / "incident.yaml").write_text(text, encoding="utf-8")
    return folder.name


def _say_more(
    draw: random.Random, record: dict[str, Any], onset: datetime, end: datetime
) -> None:
    """Add what is said rarely, by a draw of its own: the rest stays as it was."""

    def some() -> bool:
        return draw.random() < 0.25

    def at() -> Any:
        return _time(draw, _within(draw, onset, end))

    blast = record.get("blast", {})
    for name in ("location", "temporary_mitigation"):
        if blast and name not in blast and some():
            blast[name] = {"asked": "no"}
    if "blast_radius" in blast and some():
        blast["blast_radius"] |= {"exposed": "1100", "customers": "12"}
    for action in record.get("actions", ()):
        if isinstance(action, dict) and some():
            action |= {"price": "Exports were off", "price_count": "340"}
    for field in ("went_well", "happened_before"):
        if some():
            record[field] = draw.choice(["none", [f"{draw.choice(_WHAT)}, in March"]])
    if some():
        kinds = ["update", "all clear", "all clear withdrawn", "status closed"]
        record["updates"] = [
            {"at": at(), "what": f"Note {n}", "to": "customers", "kind": kind}
            for n, kind in enumerate(draw.sample(kinds, 2))
        ]
    if some():
        record["mitigated_by"] = draw.choice(["itself", "unknown"])
    if some():
        record["causes"] = [{"what": f"Cause {n}", "fixed_at": at()} for n in range(2)]
    if some():
        record["related"] = ["INC-7", {"id": "INC-8", "why": "It looked alike"}]


def _time(draw: random.Random, at: datetime) -> Any:
    text = f"{at:%Y-%m-%d %H:%M}"
    later = f"{at + timedelta(minutes=draw.randrange(1, 30)):%Y-%m-%d %H:%M}"
    return draw.choices(
        [
            text,
            f"{at:%Y-%m-%d %H:%M:%S}",
            f"about {text}",
            f"by {text}",
            f"after {text}",
            [text, later],
            f"{at:%Y-%m-%d}",
            "not yet",
            "unknown",
            {"at": text, "source": "the chat", "note": "as remembered"},
        ],
        weights=[60, 6, 10, 3, 3, 5, 2, 2, 2, 4],
    )[0]


def _within(draw: random.Random, low: datetime, high: datetime) -> datetime:
    return low + timedelta(
        seconds=60 * draw.randrange(max(1, int((high - low).total_seconds() // 60)))
    )


def _record(
    draw: random.Random, name: str, onset: datetime, end: datetime
) -> dict[str, Any]:
    def some(share: float) -> bool:
        return draw.random() < share

    def at(low: datetime = onset, high: datetime = end) -> Any:
        return _time(draw, _within(draw, low, high))

    record: dict[str, Any] = {
        "schema": "1",
        "id": name,
        "title": f"{draw.choice(_WHAT)} too late",
        "timezone": draw.choice(["UTC", "Europe/Berlin", "America/New_York"]),
    }
    if some(0.7):
        record["severity"] = draw.choice(["sev1", "sev2", "sev3", "unknown"])
    if some(0.5):
        record["summary"] = "Some users waited. Others saw nothing at all."
    if some(0.6):
        record["services"] = draw.sample(_PLACES, 2)
    if some(0.8):
        record["detected_by"] = draw.choice(
            ["alert", "monitoring", "customer", "employee", "unknown"]
        )
    if some(0.4):
        record["roles"] = {"commander": "lead of reporting", "scribe": "Ada Lovelace"}
    record["review"] = draw.choice(["draft", "in review", "reviewed", "closed"])
    middle = onset + (end - onset) / 2
    points = [
        ("started_at", 0.5, onset, onset + timedelta(minutes=2)),
        ("detected_at", 0.8, onset, middle),
        ("acknowledged_at", 0.5, onset, middle),
        ("declared_at", 0.3, onset, middle),
        ("mitigated_at", 0.7, middle, end),
        ("fixed_at", 0.6, middle, end + timedelta(hours=3)),
        ("closed_at", 0.2, end, end + timedelta(days=1)),
    ]
    known = {field for field, *_ in points}
    points += [(field, 0.3, onset, middle) for field in MOMENTS if field not in known]
    for field, share, low, high in points:
        if some(share):
            record[field] = _time(draw, _within(draw, low, high))
    changes = [
        {
            "id": f"change-{n}",
            "what": f"{draw.choice(_WHAT)}, change {n}",
            "at": at(onset - timedelta(hours=40), end),
            "kind": draw.choice(["deploy", "config", "job", "infra"]),
            "reaches": draw.sample(_PLACES, draw.randrange(1, 3)),
        }
        for n in range(draw.choice([0, 0, 1, 3, 6]))
    ]
    for one in changes:
        if some(0.2):
            one |= {"every": "30 min", "outcome": draw.choice(["failed", "fine"])}
        if some(0.2):
            one["role"] = draw.choice(["trigger", "latent", "contributing", "innocent"])
        if some(0.2):
            one |= {"source": "deploy log", "note": "looked at twice"}
    if changes or some(0.2):
        record["changes"] = changes or "none"
    actions: list[dict[str, Any]] = []
    for n in range(draw.choice([0, 1, 2, 3, 5])):
        one = {
            "id": f"action-{n}",
            "for": draw.choice(
                ["stabilize", "stabilize", "fix", "both", "investigate"]
            ),
            "kind": draw.choice(_KINDS),
            "applied_at": at(),
            "what": f"{draw.choice(_WHAT)}, action {n}",
        }
        if some(0.7):
            one["effect"] = draw.choice(_EFFECTS)
        if some(0.2):
            one["ended_at"] = at(middle, end)
        if some(0.25):
            one["removes_cause"] = draw.choice(["true", "false"])
        if actions and some(0.2):
            one["undoes"] = draw.choice(
                [
                    *(other["id"] for other in actions),
                    *(other["id"] for other in changes),
                ]
            )
        if some(0.2):
            one["by"] = "commander"
        actions.append(one)
    if actions or some(0.1):
        record["actions"] = actions or "none"
    record["blast"] = blast = {}
    if some(0.6):
        blast["blast_radius"] = {
            "answer": "Some of them.",
            "scope": draw.choice(["everyone", "subset", "feature", "unknown"]),
            "answered_at": at(),
        }
        if some(0.6):
            blast["blast_radius"] |= {
                "affected": "41",
                "of": "1200",
                "unit": "customers",
            }
        if some(0.3):
            blast["blast_radius"]["earlier"] = [
                {"answer": "Everyone.", "scope": "everyone", "answered_at": at()}
            ]
    if some(0.5):
        blast["location"] = {
            "answer": "The checkout.",
            "affected": draw.sample(_PLACES, 2),
            "fine": ["/admin"],
            "answered_at": at(),
        }
    if some(0.5):
        blast["anchor_time"] = {
            "answer": "This morning.",
            "at": at(),
            "answered_at": at(),
        }
    if some(0.4):
        blast["system_change"] = {"answer": "The last deploy.", "answered_at": at()} | (
            {"suspects": [changes[0]["id"]]} if changes else {}
        )
    if some(0.4):
        blast["temporary_mitigation"] = {
            "answered_at": at(),
            "options": draw.choice(
                [
                    "none",
                    [
                        {
                            "what": "Flag hides the panel",
                            "kind": "feature flag",
                            "known_at": at(),
                            "used": draw.choice(["true", "false"]),
                        }
                    ],
                ]
            ),
        }
    if not blast:
        del record["blast"]
    if some(0.4):
        record["hypotheses"] = [
            {
                "what": f"Guess {n}",
                "at": at(),
                "confidence": f"{draw.randrange(10, 100)} %",
                "verdict": draw.choice(["right", "wrong", "partly", "open"]),
            }
            for n in range(draw.randrange(1, 4))
        ]
    if some(0.5):
        record["timeline"] = [
            {
                "at": at(),
                "what": f"Entry {n} of the log",
                "source": draw.choice(["support", "chat"]),
            }
            for n in range(draw.randrange(1, 12))
        ]
    if some(0.5):
        record["trigger"] = {"kind": "deploy", "what": "A record that nobody expected."}
    for field in ("contributing_factors", "surprises", "lucky", "difficulties"):
        if some(0.4):
            record[field] = draw.choice(
                ["none", [f"{draw.choice(_WHAT)}, and nobody knew."]]
            )
    if some(0.4):
        record["follow_ups"] = [
            {
                "what": f"Promise {n}",
                "kind": draw.choice(
                    ["prevent", "detect", "mitigate", "process", "unknown"]
                ),
                "owner": "reporting team",
                "due": f"{end + timedelta(days=14):%Y-%m-%d}",
                "state": draw.choice(["open", "done", "in progress", "dropped"]),
            }
            for n in range(draw.randrange(1, 4))
        ]
    if some(0.2):
        record["losses"] = [{"what": "Orders lost", "count": "512", "unit": "orders"}]
    if some(0.2):
        record["waves"] = [
            {"start": at(), "end": at(middle, end), "what": "It came back"}
            | ({"follows": actions[0]["id"]} if actions else {})
        ]
    if some(0.3):
        record["questions"] = [{"what": "Since when?", "owner": "data platform"}]
    if some(0.2):
        record["references"] = [
            {"what": "Status page", "link": "https://status.example/1"}
        ]
    if some(0.2):
        record["extra"] = {"cost_centre": "4711"}
    if some(0.5):
        record["customer"] = {
            "release": draw.sample(
                [
                    "title",
                    "summary",
                    "impact",
                    "detected_at",
                    "mitigated_at",
                    "fixed_at",
                    "actions",
                    "timeline",
                    "follow_ups",
                    "blast",
                    "changes",
                ],
                5,
            ),
            "message": "We are sorry.",
        }
    return record


def _impact(
    draw: random.Random, folder: Path, start: datetime, onset: datetime, end: datetime
) -> list[dict[str, Any]]:
    if draw.random() < 0.15:
        return [
            {
                "name": "API down",
                "unit": "state",
                "during": [[f"{onset:%Y-%m-%dT%H:%MZ}", f"{end:%Y-%m-%dT%H:%MZ}"]],
            }
        ]
    noise = np.random.default_rng(draw.randrange(10**9))
    step = draw.choice([1, 1, 5])
    count = min(
        3000, int((end - start + timedelta(hours=2)).total_seconds() // 60 // step)
    )
    views = noise.poisson(draw.choice([8, 60, 900]), count)
    share = np.full(count, 0.01)
    again = onset + (end - onset) * 0.7
    for n in range(count):
        at = start + timedelta(minutes=n * step)
        if onset <= at < end:
            share[n] = draw.choice([0.3, 0.31, 0.32])
        if draw.random() < 0.5 and again - (end - onset) * 0.2 < at < again:
            share[n] = 0.012
    bad = noise.binomial(views, share)
    with (folder / "impact.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["at", "views", "stale", "served"])
        for n in range(count):
            hole = draw.random() < 0.005
            rows.writerow(
                [
                    f"{start + timedelta(minutes=n * step):%Y-%m-%dT%H:%M:%SZ}",
                    views[n],
                    "" if hole else bad[n],
                    views[n] - bad[n],
                ]
            )
    first = {
        "name": "stale views",
        "unit": "views",
        "per": "minute",
        "file": "impact.csv",
        "time": "at",
        "value": "stale",
        "bad": "high",
    }
    if draw.random() < 0.6:
        first["of"] = "views"
    second = {
        "name": "views served",
        "unit": "views",
        "per": "minute",
        "file": "impact.csv",
        "time": "at",
        "value": "served",
        "bad": "low",
    }
    return [first, second] if draw.random() < 0.3 else [first]


def _by_place(
    draw: random.Random, folder: Path, start: datetime, onset: datetime, end: datetime
) -> dict[str, Any]:
    noise = np.random.default_rng(draw.randrange(10**9))
    names = draw.sample(_PLACES, 4)
    with (folder / "places.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["at", *names])
        for n in range(0, min(1500, int((end - start).total_seconds() // 60) + 60), 2):
            at = start + timedelta(minutes=n)
            levels = [
                40 if onset <= at < end and place == names[0] else 6 for place in names
            ]
            rows.writerow([f"{at:%Y-%m-%dT%H:%M:%SZ}", *noise.poisson(levels)])
    return {
        "file": "places.csv",
        "unit": "errors",
        "per": "minute",
        "time": "at",
        "bad": "high",
    }


def write_partly_recovered(home: Path, seed: int) -> str:
    """Write an incident of which much was left after relief; return its ID.

    Seed by seed the cause is removed later, not yet, or at no known time, and users
    are said to be fine at the relief, at the end, or not at all.
    """
    draw = random.Random(seed)
    folder = home / f"PART-{seed}"
    folder.mkdir(parents=True)
    onset, relief, gone, last = 90, 150, 210, 270
    start = datetime(2024, 5, 14, 7, tzinfo=UTC)
    worst, left = draw.choice([(300, 45), (90, 18), (600, 130)])
    is_fixed = draw.random() < 0.6
    noise = np.random.default_rng(seed)
    levels = np.full(last, 10)
    levels[onset:relief] += worst
    levels[relief : gone if is_fixed else last] += left
    with (folder / "impact.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["at", "bad"])
        for n, count in enumerate(noise.poisson(levels)):
            at = start + timedelta(minutes=n)
            rows.writerow([f"{at:%Y-%m-%dT%H:%M:%SZ}", count])

    def at(minute: int) -> str:
        return f"{start + timedelta(minutes=minute):%Y-%m-%d %H:%M}"

    record: dict[str, Any] = {
        "schema": "1",
        "id": folder.name,
        "title": f"{draw.choice(_WHAT)} too late",
        "timezone": "UTC",
        "detected_at": at(onset + 10),
        "fixed_at": at(gone) if is_fixed else draw.choice(["not yet", "unknown"]),
        "impact": [
            {
                "name": "failed requests",
                "unit": "requests",
                "per": "minute",
                "file": "impact.csv",
                "time": "at",
                "value": "bad",
                "bad": "high",
            }
        ],
        "actions": [
            {
                "id": "action-0",
                "for": "stabilize",
                "kind": "disable",
                "applied_at": at(relief),
                "what": "Half of it switched off",
            }
        ],
        "customer": {
            "release": [
                "title",
                "impact",
                "detected_at",
                "mitigated_at",
                "fixed_at",
                "actions",
                "timeline",
            ]
        },
    }
    said = draw.choice([None, relief, gone + 5])
    if said is not None or not is_fixed:
        record["mitigated_at"] = at(said or gone + 5)
    text = yaml.safe_dump(record, sort_keys=False, allow_unicode=True)
    (folder / "incident.yaml").write_text(text, encoding="utf-8")
    return folder.name
