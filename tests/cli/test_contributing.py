"""Who follows the last section of the README gets there: its table is carried out.

In a copy of the checkout the files that a row names are edited, each as little as can
be, and its commands are run.  A row that names a file too many or too few is red.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import added_evidence
import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NEEDED = ("incident_kit", "templates", "notebooks", "tests")
OWN_TESTS = (
    "tests/record/test_moments.py",
    "tests/sections/test_registry.py",
    "tests/store/test_evidence_kinds.py",
)
pytestmark = pytest.mark.skipif(
    shutil.which("make") is None, reason="no make on this machine"
)

BUILDER = '''\
"""The services that were hit, and the changes that reach each."""

from incident_kit.page.tables import Column, Row
from incident_kit.sections.parts import section, table
from incident_kit.wording.services import CAPTION, service_cells

_COLUMNS = (Column("service", "Service"), Column("changes", "Changes", small=True))


def services(record):
    """Return each service with the number of changes that reach it."""
    changes = record.changes or ()
    rows = [
        Row(service_cells(name, sum(name in one.reaches for one in changes)))
        for name in record.services
    ]
    blocks = [table("services", CAPTION, _COLUMNS, rows)] if rows else []
    return section("services", *blocks)
'''
SENTENCES = '''\
"""Services in words."""

from incident_kit.styled import w

CAPTION = "Services and the changes that reach them"


def service_cells(name, changes):
    """Return a service and its changes."""
    return w(name), w(f"{changes} of the changes")
'''
GUIDE = """\
    "services": Guide(
        "services-table",
        "Services",
        "Look for one that no change reaches.",
        "No service is recorded; add services.",
    ),
"""
ROW = """\
    TurningPoint(
        "escalated_at",
        "escalation",
        "The next team was called.",
        "When was the next team called?",
        not_before=("detected_at",),
        columns="escalated",
        clock="Escalate",
        counted_from="detected_at",
        until="the next team was called",
    ),
"""
FILLED = '        escalate=_own_start("escalated_at", record, as_of),\n'

# what a row of the README's table asks for, by the name that it gives to the place: a
# new file and its text, or each text that is put before which line
EDITS = {
    "a clock": {
        "record/moments.py": [(ROW, '    TurningPoint(\n        "declared_at"')],
        "record/incident_record.py": [
            ("    escalated_at: Moment = UNKNOWN\n", "    declared_at: Moment")
        ],
        "templates/incident.yaml": [("escalated_at: unknown\n", "declared_at: ")],
        "results/clocks.py": [("    escalate: Clock\n", "    first_relief: Clock")],
        "timing/clock.py": [(FILLED, "        first_relief=first,")],
    },
    "a section": {
        "sections/…": ("services.py", BUILDER),
        "wording/…": ("services.py", SENTENCES),
        "wording/guides.py": [(GUIDE, '    "actions": Guide(')],
        "sections/registry.py": [
            (
                '    Entry("services", lambda it, _: services.services(it.incident.record)),\n',
                '    _entry(\n        "actions"',
            ),
            ("    services,\n", "    worth,\n)\n"),
        ],
    },
    "an evidence kind": added_evidence.EDITS,
}
COMMANDS = {
    "a clock": ["make schema"],
    "a section": ["make templates"],
    "an evidence kind": ["make templates"],
}
# one of each kind every time, the others in make test-all
ALWAYS = {
    ("a clock", "results/clocks.py"),
    ("a section", "sections/registry.py"),
    ("an evidence kind", "incident.py"),
}
# what Python says of it where no test of ours does
CALLED = {"timing/assessment.py": "'Assessment' object has no attribute 'sessions'"}
CASES = [
    pytest.param(
        kind,
        left_out,
        marks=[] if (kind, left_out) in ALWAYS else [pytest.mark.slow],
    )
    for kind, edits in EDITS.items()
    for left_out in ("", *edits, *COMMANDS[kind])
]

RECORD = """\
id: INC-7
title: Search is down
timezone: UTC
services: [search, billing]
started_at: 2024-05-14 08:50
detected_at: 2024-05-14 09:01
mitigated_at: 2024-05-14 09:30
fixed_at: 2024-05-14 10:30
changes:
  - {id: web-4, at: 2024-05-14 08:49, kind: deploy, what: "Web 4", reaches: [search]}
customer: {release: [title, services, detected_at, mitigated_at, changes]}
"""
LOOK = """\
import json
from pathlib import Path

from customers import run_in_process

import incident_kit as ik
from incident_kit.review.preprocess import page_text

home = Path("incidents").resolve()
found = {
    profile: page_text(run_in_process("INC-7", home, profile=profile))
    for profile in ("internal", "customer")
}
found["clocks"] = ik.open("INC-7").clocks["stated"].astype(str).to_dict()
print(json.dumps(found))
"""


def named() -> dict[str, tuple[list[str], list[str]]]:
    """Return, by what is to be added, the places and the commands that the README names."""
    cell = r" ([^|\n]+) \|"
    rows = re.findall(rf"^\|{cell}{cell}{cell}$", README, re.MULTILINE)
    return {
        kind: (re.findall(r"`([\w/]+[/.][\w….]+)`", edit), re.findall("`(.*?)`", then))
        for kind, edit, then in rows
        if kind.startswith(("a ", "an "))
    }


def copied(folder: Path) -> Path:
    """Return a copy of what the package and its tests need."""
    for name in NEEDED:
        ignored = shutil.ignore_patterns("__pycache__", "data", "benchmarks")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in ("pyproject.toml", "Makefile"):
        shutil.copy(ROOT / name, folder)
    return folder


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command on the copy's own package."""
    path = os.pathsep.join([str(folder), str(folder / "tests")])
    environment = os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("INCIDENT_KIT_HOME", None)
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        text=True,
        capture_output=True,
        check=False,
    )


def insert(path: Path, text: str, before: str) -> None:
    """Put a text before the one place at which another stands."""
    old = path.read_text(encoding="utf-8")
    assert old.count(before) == 1, (
        f"{path.name} has changed: {before!r} is not there once"
    )
    path.write_text(old.replace(before, text + before), encoding="utf-8")


def edit(folder: Path, kind: str, place: str) -> None:
    """Carry out one edit."""
    edits = EDITS[kind][place]
    is_beside = place.startswith(("templates/", "tests/"))
    path = (folder if is_beside else folder / "incident_kit") / place
    if place.endswith("…"):
        name, text = edits
        path.with_name(name).write_text(text, encoding="utf-8")
        return
    for text, before in edits:
        insert(path, text, before)


def follow(folder: Path, kind: str, *, left_out: str = "") -> None:
    """Do in a copy what the row says, without one of its edits and commands."""
    places, commands = named()[kind]
    for place in places:
        if place != left_out:
            edit(folder, kind, place)
    ready = folder / "ready" / ".ready"
    ready.parent.mkdir()
    ready.touch()  # the environment is there: make is not to build one
    for command in commands:
        if command != left_out:
            tools = (f"VENV={ready.parent}", f"BIN={Path(sys.executable).parent}")
            done = run(folder, *command.split(), *tools)
            # what does not even import is told by the tests, too
            assert left_out or done.returncode == 0, done.stderr


def looked_at(
    folder: Path, more: str = "", files: dict[str, str] | None = None
) -> dict[str, dict[str, str] | str]:
    """Return the clocks of an incident, its page, and the customer's.

    ``more`` stands in its record, too, and ``files`` beside it.
    """
    record = folder / "incidents" / "INC-7" / "incident.yaml"
    record.parent.mkdir(parents=True)
    record.write_text(RECORD + more, encoding="utf-8")
    for name, text in (files or {}).items():
        record.with_name(name).write_text(text, encoding="utf-8")
    done = run(folder, sys.executable, "-c", LOOK)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("kind", EDITS)
def test_the_readme_names_the_files_that_are_needed_and_no_others(kind):
    places, commands = named()[kind]

    assert sorted(places) == sorted(EDITS[kind]), (
        "the row in the README and the edits here name other files"
    )
    assert commands == COMMANDS[kind]


def test_every_place_that_its_table_names_is_there():
    for places, _ in named().values():
        for place in places:
            path = place.removesuffix("…")
            assert (ROOT / path).exists() or (ROOT / "incident_kit" / path).exists()


def test_a_clock_that_follows_the_text_stands_in_the_frame_and_on_the_page(tmp_path):
    follow(copied(tmp_path), "a clock")
    found = looked_at(tmp_path, "escalated_at: 2024-05-14 09:11\n")

    assert found["clocks"]["time to escalate"] == "0 days 00:10:00"
    assert "Time to escalate: 10 min after detection (09:11)." in found["internal"]
    assert "from detection until the next team was called." in found["internal"]
    schema = tmp_path / "notebooks" / "incidents" / "incident.schema.json"
    assert "escalated_at" in schema.read_text(encoding="utf-8")


def test_a_section_that_follows_the_text_stands_on_the_page_and_customers_do_not_see_it(
    tmp_path,
):
    follow(copied(tmp_path), "a section")
    found = looked_at(tmp_path)
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", found["internal"])

    assert headings.index("Services") == headings.index("What changed") + 1
    assert "1 of the changes" in found["internal"]
    assert "Search is down" in found["customer"]
    assert "Services" not in found["customer"]


def test_an_evidence_kind_that_follows_the_text_is_read_found_drawn_and_an_input(
    tmp_path,
):
    follow(copied(tmp_path), "an evidence kind")
    found = looked_at(tmp_path, files={"sessions.csv": added_evidence.SAMPLE})
    inside = found["internal"]

    assert inside.count("Between 12 and 40 sessions were open.") >= 2
    assert "from nothing at the foot to the most at the top" in inside
    assert re.search(r"sessions\.csv</code>, 2 rows", inside)
    assert "sessions" not in found["customer"]


@pytest.mark.parametrize(("kind", "most"), [("a clock", 6), ("an evidence kind", 11)])
def test_what_is_added_takes_few_files(kind, most):
    assert len(EDITS[kind]) <= most


@pytest.mark.parametrize(("kind", "left_out"), CASES)
def test_what_is_left_out_turns_a_test_red_that_names_it(tmp_path, kind, left_out):
    follow(copied(tmp_path), kind, left_out=left_out)
    done = run(
        tmp_path,
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        *OWN_TESTS,
    )

    said = done.stdout + done.stderr
    assert (done.returncode != 0) == bool(left_out), said
    assert CALLED.get(left_out, left_out.removesuffix("/…")) in said
