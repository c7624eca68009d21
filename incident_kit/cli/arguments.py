"""What may be written behind ``incident-kit``: commands, arguments, options."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from incident_kit.cli import commands
from incident_kit.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from incident_kit.cli.commands import Command

    Add = Callable[[str, Callable[[Command], int], str, str], argparse.ArgumentParser]


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="incident-kit",
        description="The review of a production incident, computed from evidence.",
        epilog="example: incident-kit demo",
    )
    parser.add_argument(
        "--version", action="version", version=f"incident-kit {__version__}"
    )
    listed = parser.add_subparsers(dest="command", required=True, metavar="command")

    def add(
        name: str, run: Callable[[Command], int], text: str, example: str
    ) -> argparse.ArgumentParser:
        command = listed.add_parser(
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

    demo = add(
        "demo",
        commands.run_demo,
        "build the sample reviews and say where they are",
        "demo",
    )
    demo.add_argument(
        "--out", default="reviews", metavar="FOLDER", help="where reviews go (reviews)"
    )
    _add_starting_commands(add, with_home)
    note = add(
        "note",
        commands.run_note,
        "stamp and append an entry, or an action with --for",
        'note INC-7 "report off" --for stabilize --kind "feature flag"',
    )
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
        "check",
        commands.run_check,
        "say what is wrong with records, one line each",
        "check INC-7",
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
    with_home(
        add("list", commands.run_list, "list the incidents of the folder", "list")
    )
    review = add(
        "review",
        commands.run_review,
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
        "gets a ' before it), both for inside only; several with commas",
    )
    review.add_argument(
        "--as-of",
        default="",
        metavar="TIME",
        help="'not yet' counts up to this time; default the last entry; "
        "now for a live incident",
    )
    review.add_argument(
        "--out",
        metavar="FOLDER",
        help="where reviews go (reviews beside incidents; of a named folder: here)",
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
        commands.run_schema,
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
    template = add(
        "template",
        commands.run_template,
        "print where a template stands",
        "template postmortem",
    )
    template.add_argument("name", choices=("postmortem", "triage", "incident"))
    template.set_defaults(parser=template)
    template.add_argument(
        "--copy", metavar="ID", help="make the team's own copy: workbooks/ID.ipynb"
    )
    template.add_argument(
        "--diff",
        metavar="ID",
        help="compare this kit's template with a copy: an ID, or a path to it",
    )
    return parser


def _add_starting_commands(
    add: Add, with_home: Callable[[argparse.ArgumentParser], None]
) -> None:
    """Add the commands that an incident begins with."""
    new = add(
        "new",
        commands.run_new,
        "start the record of an incident",
        'new INC-7 "Search is down" --timezone Europe/Berlin',
    )
    new.add_argument("id", metavar="ID")
    new.add_argument("title", nargs="?", default="Untitled incident", metavar="TITLE")
    new.add_argument(
        "--timezone", default="UTC", metavar="ZONE", help="of its times (UTC)"
    )
    new.add_argument(
        "--open", action="store_true", help="and open its triage in JupyterLab"
    )
    new.set_defaults(triage=True)
    with_home(new)
    lab = add(
        "lab",
        commands.run_lab,
        "start JupyterLab, at the review of an incident",
        "lab INC-7 --triage",
    )
    lab.set_defaults(parser=lab, title=None, timezone="UTC")
    lab.add_argument("id", nargs="?", metavar="ID", help="else the launcher")
    lab.add_argument("--triage", action="store_true", help="at its triage")
    drill = add(
        "drill",
        commands.run_drill,
        "practise on a past incident, replayed in JupyterLab",
        "drill INC-002 --speed 30",
    )
    drill.add_argument("id", metavar="ID")
    drill.add_argument(
        "--speed",
        type=float,
        metavar="TIMES",
        help="how many times as fast as it was (12: a minute in 5 s)",
    )
    drill.add_argument(
        "--anew",
        action="store_true",
        help="begin anew: what was written in the one that was left is removed",
    )
    with_home(drill)


def _add_house_commands(
    add: Add, with_home: Callable[[argparse.ArgumentParser], None]
) -> None:
    """Add the commands for what a team brings along: older records and tables."""
    importing = add(
        "import",
        commands.run_import,
        "make a thin record of each row of a CSV",
        "import incidents.csv --timezone Europe/Berlin",
    )
    importing.add_argument("file", metavar="FILE")
    importing.add_argument(
        "--write", action="store_true", help="make them; else only say what would be"
    )
    importing.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        help='which column is which field: "Created=declared_at", or =extra',
    )
    importing.add_argument(
        "--timezone", metavar="ZONE", help="of times without an offset: Europe/Berlin"
    )
    importing.add_argument(
        "--dates",
        choices=("day-first", "month-first"),
        help="how 01/05/2023 is meant; else it is refused, since it may be two days",
    )
    importing.add_argument(
        "--make-ids", metavar="PREFIX", help="for rows without an ID: INC makes INC-001"
    )
    with_home(importing)
