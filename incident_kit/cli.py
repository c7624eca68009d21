"""The command: ``incident-kit`` and ``jupyter incident``; no logic here."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from incident_kit import __version__
from incident_kit.errors import IncidentKitError, RunFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
    from incident_kit.store.folder import load_incident  # noqa: PLC0415
    from incident_kit.store.home import find_home, list_ids  # noqa: PLC0415
    from incident_kit.store.records import (  # noqa: PLC0415
        find_contradictions,
        read_record,
    )

    home = find_home(options.home)
    print(home)
    code = DONE
    for incident_id in options.ids or list_ids(home):
        try:
            stored = read_record(incident_id, home)
            load_incident(stored, home)
        except IncidentKitError as error:
            print(error, file=sys.stderr)
            code = REFUSED
            continue
        found = find_contradictions(stored)
        for problem in found:
            print(problem, file=sys.stderr)
        code = max(code, FOUND if found else DONE)
        print(f"{incident_id}: {'can be built, with doubts' if found else 'ok'}")
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

    print(find_home(options.home))
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
    print(bundled_path(f"templates/{names[options.name]}"))
    return DONE


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
    with_home(check)
    with_home(add("list", _list, "list the incidents of the folder", "list"))
    review = add(
        "review",
        _review,
        "build the review page of incidents",
        "review INC-001 --out reviews",
    )
    review.add_argument("ids", nargs="+", metavar="ID")
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
    return parser
