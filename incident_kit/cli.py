"""The command: ``incident-kit`` and ``jupyter incident``; no logic here."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from incident_kit import __version__
from incident_kit.errors import IncidentKitError, RunFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Command = argparse.Namespace
DONE, FOUND, REFUSED, FAILED = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 done, 1 problems found, 2 refused, 3 failed."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except RunFailed as error:
        print(error, file=sys.stderr)
        return FAILED
    except IncidentKitError as error:
        print(error, file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        sys.stderr.close()
        return FAILED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(
            f"{where}{error.strerror or error}; mend it and run again", file=sys.stderr
        )
        return REFUSED


def _demo(options: Command) -> int:
    from incident_kit.review.build import build_many  # noqa: PLC0415
    from incident_kit.store.home import SAMPLES, find_home, list_ids  # noqa: PLC0415

    home = find_home(SAMPLES)
    print(home)
    for review in build_many(list_ids(home), home=SAMPLES, out=options.out):
        print(f"wrote {_near(review.html)}")
    print("open one of them in a browser; each is one file that needs nothing else")
    return DONE


def _new(options: Command) -> int:
    from incident_kit.store.home import find_home  # noqa: PLC0415
    from incident_kit.store.notes import new_incident  # noqa: PLC0415

    home = find_home(options.home)
    path = new_incident(options.id, options.title, home=home, timezone=options.timezone)
    print(f"wrote {_near(path)}")
    print(f"next: fill it in, then incident-kit review {options.id}")
    return DONE


def _note(options: Command) -> int:
    from incident_kit.store.home import find_home  # noqa: PLC0415
    from incident_kit.store.notes import add_note  # noqa: PLC0415

    home = find_home(options.home)
    print(home)
    added = add_note(
        options.id, options.what, home=home, purpose=options.purpose,
        kind=options.kind, at=options.at, source=options.source,
    )  # fmt: skip
    print(f"{options.id} {added}")
    return DONE


def _check(options: Command) -> int:
    from incident_kit.store import check_formats as shown  # noqa: PLC0415
    from incident_kit.store.checks import check_incidents  # noqa: PLC0415
    from incident_kit.store.home import find_home, list_ids  # noqa: PLC0415

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


def _list(options: Command) -> int:
    from incident_kit.store.home import find_home, list_ids  # noqa: PLC0415
    from incident_kit.store.records import read_record  # noqa: PLC0415

    home = find_home(options.home)
    print(home)
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


def _review(options: Command) -> int:
    from incident_kit.review.build import build_many  # noqa: PLC0415
    from incident_kit.store.home import find_home  # noqa: PLC0415
    from incident_kit.store.workbooks import (  # noqa: PLC0415
        find_workbook,
        shown_workbook,
    )

    if bool(options.ids) == options.all:
        options.parser.error("name incidents, or write --all")
    if options.all:
        return _review_all(options)
    home = find_home(options.home)
    print(home)
    for incident_id in dict.fromkeys(options.ids):
        own = find_workbook(incident_id, home)
        if own is not None and options.template == "postmortem":
            print(f"workbook: {shown_workbook(own)} ({incident_id})")
    reviews = build_many(
        options.ids, home=options.home, out=options.out, profile=options.profile,
        as_of=options.as_of, template=options.template, also=options.also,
    )  # fmt: skip
    for review in reviews:
        for path in (review.html, *review.also):
            print(f"wrote {_near(path)}")
        for path in review.removed:
            print(f"removed {_near(path)}, of an earlier build")
    return DONE


def _review_all(options: Command) -> int:
    from pathlib import Path  # noqa: PLC0415

    from incident_kit.review.many import build_all  # noqa: PLC0415
    from incident_kit.store.home import find_home, list_ids  # noqa: PLC0415

    home = find_home(options.home)
    print(home)
    outcomes = build_all(
        list_ids(home), home=options.home, out=options.out, profile=options.profile,
        as_of=options.as_of, template=options.template, also=options.also,
    )  # fmt: skip
    code = DONE
    for one in outcomes:
        if one.review is not None:
            print(f"wrote {_near(one.review.html)}")
        for problem in one.problems:
            print(problem, file=sys.stderr)
            code = max(code, FAILED if one.has_failed else REFUSED)
    if (index := Path(options.out) / "index.html").is_file():
        print(f"all of them: {_near(index)}")
    return code


def _import(options: Command) -> int:
    from pathlib import Path  # noqa: PLC0415

    from incident_kit.store.home import find_home  # noqa: PLC0415
    from incident_kit.store.imports.incidents_csv import (  # noqa: PLC0415
        plan_import,
        write_import,
    )

    home = find_home(options.home)
    print(home)
    plan = plan_import(
        Path(options.file), home=home, maps=options.map, timezone=options.timezone,
        make_ids=options.make_ids,
    )  # fmt: skip
    done = write_import(plan, home) if options.write else plan
    for line in done.lines():
        print(_line(line) if line.strip() == line else f"  {_line(line)}")
    for problem in done.problems:
        print(problem, file=sys.stderr)
    return REFUSED if done.refused else DONE


def _migrate(options: Command) -> int:
    from incident_kit.store.home import find_home  # noqa: PLC0415
    from incident_kit.store.migrate.migration import (  # noqa: PLC0415
        plan_migration,
        write_migration,
    )

    home = find_home(options.home)
    print(home)
    for plan in [plan_migration(incident_id, home) for incident_id in options.ids]:
        if not plan.has_something_to_do:
            print(f"{plan.incident_id}: nothing to do")
        elif options.write:
            write_migration(plan, home)
            print(f"{plan.incident_id}: migrated")
        else:
            print(*plan.lines(), sep="\n")
            print(f"{plan.incident_id}: nothing is written yet; add --write")
    return DONE


def _schema(options: Command) -> int:
    if options.of == "review":
        from incident_kit.export.review_json import review_schema_text  # noqa: PLC0415

        print(review_schema_text(), end="")
        return DONE
    from incident_kit.store.notes import schema_text  # noqa: PLC0415

    print(schema_text(), end="")
    return DONE


def _template(options: Command) -> int:
    from incident_kit.store.bundled import bundled_path  # noqa: PLC0415

    names = {"postmortem": "postmortem.ipynb", "incident": "incident.yaml"}
    path = bundled_path(f"templates/{names[options.name]}")
    if options.copy:
        return _copy_template(options)
    if options.diff:
        return _diff_template(path, options)
    print(path)
    return DONE


def _copy_template(options: Command) -> int:
    from incident_kit.store.home import find_home  # noqa: PLC0415
    from incident_kit.store.workbooks import copy_template  # noqa: PLC0415

    home = find_home()
    print(home)
    print(f"wrote {_near(copy_template(options.copy, home))}")
    return DONE


def _diff_template(path: Path, options: Command) -> int:
    from incident_kit.review.template_diff import compare_template  # noqa: PLC0415
    from incident_kit.store.workbooks import named_copy, shown_workbook  # noqa: PLC0415

    copy = named_copy(options.diff)
    diff = compare_template(path, copy, shown=shown_workbook(copy))
    print(*diff.lines, sep="\n")
    return FOUND if diff.is_behind else DONE


def _near(path: object) -> str:
    from pathlib import Path  # noqa: PLC0415

    whole = Path(str(path))
    try:
        return whole.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(whole)


def _line(text: str) -> str:
    """Return text from a record as one safe line of a terminal."""
    from incident_kit.page.text import clean_text  # noqa: PLC0415

    return " ".join(clean_text(text).split())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="incident-kit",
        description="The review of a production incident, computed from evidence.",
        epilog="example: incident-kit demo",
    )
    parser.add_argument(
        "--version", action="version", version=f"incident-kit {__version__}"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")

    def add(
        name: str, run: Callable[[Command], int], text: str, example: str
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(
            name,
            help=text,
            description=f"{text}.",
            epilog=f"example: incident-kit {example}",
        )
        command.set_defaults(run=run)
        return command

    def with_home(command: argparse.ArgumentParser) -> None:
        command.add_argument(
            "--home",
            metavar="FOLDER",
            help="the incidents folder; else found by itself",
        )

    demo = add("demo", _demo, "build the sample reviews and say where they are", "demo")
    demo.add_argument(
        "--out", default="reviews", metavar="FOLDER", help="where reviews go (reviews)"
    )
    new = add("new", _new, "start the record of an incident",
              'new INC-7 "Search is down" --timezone Europe/Berlin')  # fmt: skip
    new.add_argument("id", metavar="ID")
    new.add_argument("title", nargs="?", default="Untitled incident", metavar="TITLE")
    new.add_argument(
        "--timezone", default="UTC", metavar="ZONE", help="of its times (UTC)"
    )
    with_home(new)
    note = add("note", _note, "stamp and append an entry, or an action with --for",
               'note INC-7 "report off" --for stabilize --kind "feature flag"')  # fmt: skip
    note.add_argument("id", metavar="ID")
    note.add_argument("what", metavar="WHAT")
    note.add_argument(
        "--for",
        dest="purpose",
        metavar="PURPOSE",
        help="stabilize, fix, both or investigate: makes it an action",
    )
    note.add_argument(
        "--kind",
        metavar="KIND",
        help="of the action: feature flag, rollback, restart …",
    )
    note.add_argument("--at", metavar="TIME", help="when, if not now: 2024-05-14 09:01")
    note.add_argument("--source", metavar="SOURCE", help="where it is known from")
    with_home(note)
    check = add(
        "check", _check, "say what is wrong with records, one line each", "check INC-7"
    )
    check.add_argument("ids", nargs="*", metavar="ID")
    check.add_argument("--all", action="store_true", help="all, as without an ID")
    check.add_argument(
        "--format",
        choices=("text", "json", "github"),
        default="text",
        help="for people (text), programs or a build server",
    )
    with_home(check)
    with_home(add("list", _list, "list the incidents of the folder", "list"))
    review = add(
        "review",
        _review,
        "build the review page of incidents",
        "review INC-001 --out reviews",
    )
    review.set_defaults(parser=review)
    review.add_argument("ids", nargs="*", metavar="ID")
    review.add_argument("--all", action="store_true", help="all, two or more at a time")
    review.add_argument(
        "--also",
        action="append",
        default=[],
        metavar="FORM",
        help="beside the page, made from the same run: md, pdf, json (record, findings "
        "and clocks) or csv (follow-ups for a spreadsheet: a cell like a formula "
        "gets a ' before it); several with commas",
    )
    review.add_argument(
        "--as-of",
        default="",
        metavar="TIME",
        help="'not yet' counts up to this time; default the last entry; "
        "now for a live incident",
    )
    review.add_argument(
        "--out", default="reviews", metavar="FOLDER", help="where reviews go (reviews)"
    )
    review.add_argument(
        "--profile",
        default="internal",
        metavar="PROFILE",
        help="who it is for: internal or customer",
    )
    review.add_argument(
        "--template",
        default="postmortem",
        metavar="NAME",
        help="postmortem, or a notebook of yours",
    )
    with_home(review)
    _add_house_commands(add, with_home)
    schema = add(
        "schema",
        _schema,
        "print the JSON Schema of a record",
        "schema > incident.schema.json",
    )
    schema.add_argument(
        "of",
        nargs="?",
        choices=("record", "review"),
        default="record",
        help="record, or review: of the JSON that review --also json writes",
    )
    template = add("template", _template, "print where a template stands",
                   'template postmortem')  # fmt: skip
    template.add_argument("name", choices=("postmortem", "incident"))
    template.add_argument(
        "--copy", metavar="ID", help="make the team's own copy: workbooks/ID.ipynb"
    )
    template.add_argument(
        "--diff",
        metavar="ID",
        help="compare this kit's template with a copy: an ID, or a path to it",
    )
    return parser


def _add_house_commands(
    add: Callable[[str, Callable[[Command], int], str, str], argparse.ArgumentParser],
    with_home: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Add the commands for what a team brings along: older records and tables."""
    importing = add("import", _import, "make a thin record of each row of a CSV",
                    "import incidents.csv --timezone Europe/Berlin")  # fmt: skip
    importing.add_argument("file", metavar="FILE")
    importing.add_argument(
        "--write", action="store_true", help="make them; else only say what would be"
    )
    importing.add_argument(
        "--map", action="append", default=[], metavar="COLUMN=FIELD",
        help='which column is which field: "Created=declared_at", or =extra',
    )  # fmt: skip
    importing.add_argument(
        "--timezone", metavar="ZONE", help="of times without an offset: Europe/Berlin"
    )
    importing.add_argument(
        "--make-ids", metavar="PREFIX", help="for rows without an ID: INC makes INC-001"
    )
    with_home(importing)
    migrate = add("migrate", _migrate, "bring records of an older schema: to this one",
                  "migrate INC-7 --write")  # fmt: skip
    migrate.add_argument("ids", nargs="+", metavar="ID")
    migrate.add_argument(
        "--write", action="store_true", help="write them; else only show what changes"
    )
    with_home(migrate)
