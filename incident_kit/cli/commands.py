"""What each command calls and prints; what it returns is the exit code."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from incident_kit.errors import IncidentKitError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from incident_kit.review.build import Review
    from incident_kit.store.home import Home

Command = argparse.Namespace
DONE, FOUND, REFUSED, FAILED = 0, 1, 2, 3


def run_demo(options: Command) -> int:
    """Build the sample reviews."""
    from incident_kit.review.build import build_many
    from incident_kit.store.home import SAMPLES, find_home, list_ids

    home = find_home(SAMPLES)
    print(home)
    for review in build_many(list_ids(home), home=SAMPLES, out=options.out):
        print(f"wrote {_near(review.html)}")
    print("open one of them in a browser; each is one file that needs nothing else")
    return DONE


def _home(path: str | None = None) -> Home:
    """Return the incidents folder in use, and say which one it is."""
    from incident_kit.store.home import find_home

    home = find_home(path)
    print(home)
    return home


def run_new(options: Command) -> int:
    """Start a record."""
    from incident_kit.store.home import find_home
    from incident_kit.store.notes import new_incident

    home = find_home(options.home)
    if options.open:
        return _start_lab(options, home)
    path = new_incident(options.id, options.title, home=home, timezone=options.timezone)
    print(f"wrote {_near(path)}")
    print(f"next: fill it in, then incident-kit review {options.id}")
    return DONE


def run_lab(options: Command) -> int:
    """Start JupyterLab."""
    if options.triage and not options.id:
        options.parser.error("--triage needs an ID")
    home = _home()
    return _start_lab(options, home)


def _start_lab(options: Command, home: Home) -> int:
    """Make what is missing for the incident that is named, and start JupyterLab."""
    from incident_kit.lab.start import check_jupyterlab, start_lab
    from incident_kit.store.home import find_home
    from incident_kit.store.opening import open_workbook
    from incident_kit.store.workbooks import REVIEW, TRIAGE

    check_jupyterlab()
    if not options.id:
        return DONE if start_lab(home) == 0 else FAILED
    opening = open_workbook(
        options.id,
        home=home,
        template=TRIAGE if options.triage else REVIEW,
        title=options.title,
        timezone=options.timezone,
    )
    for path in opening.made:
        print(f"wrote {_near(path)}", flush=True)
    return DONE if start_lab(find_home(), opening.notebook) == 0 else FAILED


def run_drill(options: Command) -> int:
    """Begin a drill, or go on with it, and start JupyterLab."""
    from incident_kit.drill.starting import start_drill
    from incident_kit.lab.start import check_jupyterlab, start_lab
    from incident_kit.wording.inside.drill import begun, goes_on

    check_jupyterlab()
    home = _home(options.home)
    drill = start_drill(options.id, home=home, speed=options.speed, anew=options.anew)
    practice = drill.practice
    shown = _near(practice.folder)
    if drill.is_new:
        print(begun(options.id, shown), flush=True)
    else:
        at = practice.at(practice.state())
        print(goes_on(options.id, at, practice.incident.zone), flush=True)
    return DONE if start_lab(home, drill.notebook) == 0 else FAILED


def run_note(options: Command) -> int:
    """Append an entry or an action."""
    from incident_kit.store.notes import add_note

    home = _home(options.home)
    added = add_note(
        options.id,
        options.what,
        home=home,
        purpose=options.purpose,
        kind=options.kind,
        at=options.at,
        source=options.source,
    )
    print(f"{options.id} {added}")
    return DONE


def run_check(options: Command) -> int:
    """Say what is wrong with records."""
    from incident_kit.store import check_formats as shown
    from incident_kit.store.checks import check_incidents
    from incident_kit.store.home import find_home, list_ids

    home = find_home(options.home)
    ids = (() if options.all else options.ids) or list_ids(home)
    found = check_incidents(ids, home)
    if options.format == "json":
        checks = tuple(found)
        print(shown.as_json(checks, home))
        return shown.exit_code(checks)
    print(home)
    code = DONE
    for one in found:
        code = max(code, shown.exit_code([one]))
        if options.format == "github":
            for command in shown.as_github(one, home):
                print(command)
            continue
        for problem in (*one.errors, *one.warnings):
            print(problem, file=sys.stderr)
        if line := shown.as_text(one):
            print(line)
    return code


def run_list(options: Command) -> int:
    """List the incidents."""
    from incident_kit.store.home import list_ids
    from incident_kit.store.records import read_record

    home = _home(options.home)
    code = DONE
    for incident_id in list_ids(home):
        try:
            record = read_record(incident_id, home).record
        except IncidentKitError as error:
            print(error, file=sys.stderr)
            code = REFUSED
            continue
        severity = _line(record.severity or "severity unknown")
        print(f"{incident_id}  {severity}  {_line(record.title)}")
    return code


def run_review(options: Command) -> int:
    """Build reviews."""
    from incident_kit.review.build import build_many

    if bool(options.ids) == options.all:
        options.parser.error("name incidents, or write --all")
    home = _home(options.home)
    options.out = options.out or os.path.relpath(home.beside / "reviews")
    if options.all:
        return _review_all(options, home)
    _say_workbooks(options.ids, home, options)
    reviews = build_many(
        options.ids,
        home=options.home,
        out=options.out,
        profile=options.profile,
        as_of=options.as_of,
        template=options.template,
        also=options.also,
    )
    for review in reviews:
        _say_review(review)
    return DONE


def _say_workbooks(ids: Iterable[str], home: Home, options: Command) -> None:
    """Say whose review is run from a copy of the team's own."""
    from incident_kit.store.workbooks import find_workbook, shown_workbook

    if options.template != "postmortem":
        return
    for incident_id in dict.fromkeys(ids):
        own = find_workbook(incident_id, home)
        if own is not None:
            print(f"workbook: {shown_workbook(own)} ({incident_id})")


def _say_review(review: Review) -> None:
    for path in (review.html, *review.also):
        print(f"wrote {_near(path)}")
    for path in review.removed:
        print(f"removed {_near(path)}, of an earlier build")
    for line in review.left_out:
        print(line, file=sys.stderr)


def _review_all(options: Command, home: Home) -> int:
    from pathlib import Path

    from incident_kit.review.many import build_all
    from incident_kit.store.home import list_ids

    ids = list_ids(home)
    _say_workbooks(ids, home, options)
    outcomes = build_all(
        ids,
        home=options.home,
        out=options.out,
        profile=options.profile,
        as_of=options.as_of,
        template=options.template,
        also=options.also,
    )
    code = DONE
    for one in outcomes:
        if one.review is not None:
            _say_review(one.review)
        for problem in one.problems:
            print(problem, file=sys.stderr)
            code = max(code, FAILED if one.has_failed else REFUSED)
    if (index := Path(options.out) / "index.html").is_file():
        print(f"all of them: {_near(index)}")
    return code


def run_import(options: Command) -> int:
    """Make thin records of the rows of a CSV."""
    from pathlib import Path

    from incident_kit.sources.incidents_csv import plan_import, write_import

    home = _home(options.home)
    plan = plan_import(
        Path(options.file),
        home=home,
        maps=options.map,
        timezone=options.timezone,
        make_ids=options.make_ids,
        dates=options.dates,
    )
    done = write_import(plan, home) if options.write else plan
    for line in done.lines():
        print(_line(line) if line.strip() == line else f"  {_line(line)}")
    for problem in done.problems:
        print(problem, file=sys.stderr)
    return REFUSED if done.refused else DONE


def run_schema(options: Command) -> int:
    """Print a JSON Schema."""
    if options.of == "review":
        from incident_kit.export.review_json import review_schema_text

        print(review_schema_text(), end="")
        return DONE
    from incident_kit.store.notes import schema_text

    print(schema_text(), end="")
    return DONE


def run_template(options: Command) -> int:
    """Print where a template stands, copy it, or compare a copy."""
    from incident_kit.store.bundled import bundled_path

    is_record = options.name == "incident"
    if is_record and (options.copy or options.diff):
        options.parser.error("a record is no notebook: incident-kit new ID makes one")
    path = bundled_path(f"templates/{options.name}{'.yaml' if is_record else '.ipynb'}")
    if options.copy:
        return _copy_template(options)
    if options.diff:
        return _diff_template(path, options)
    print(path)
    return DONE


def _copy_template(options: Command) -> int:
    from incident_kit.store.workbooks import copy_template

    home = _home()
    print(f"wrote {_near(copy_template(options.copy, home, options.name))}")
    return DONE


def _diff_template(path: Path, options: Command) -> int:
    from incident_kit.review.template_diff import compare_template
    from incident_kit.store.workbooks import named_copy, shown_workbook

    copy = named_copy(options.diff, options.name)
    diff = compare_template(path, copy, shown=shown_workbook(copy))
    print(*diff.lines, sep="\n")
    return FOUND if diff.is_behind else DONE


def _near(path: object) -> str:
    from pathlib import Path

    whole = Path(str(path))
    try:
        return whole.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(whole)


def _line(text: str) -> str:
    """Return text from a record as one safe line of a terminal."""
    from incident_kit.page.text import clean_text

    return " ".join(clean_text(text).split())
