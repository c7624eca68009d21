"""The commands: what they print, write and refuse, and how little they load."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from incident_kit.cli import main
from incident_kit.store.records import parse_text
from incident_kit.version import __version__

COMMANDS = (
    "demo",
    "new",
    "lab",
    "drill",
    "note",
    "check",
    "list",
    "review",
    "import",
    "schema",
    "template",
)
RECORD = """\
# yaml-language-server: $schema=../incident.schema.json
id: INC-1
title:   Search is down     # as told
timezone: Europe/Berlin
actions:                          # in order
  - {id: flag-off, for: stabilize, what: "Flag off"}
# the end
"""
STAMP = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?\+0[12]:00"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Work in an empty folder, with nothing set that names another."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
    return tmp_path


@pytest.fixture
def record(here):
    path = here / "incidents" / "INC-1" / "incident.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(RECORD)
    return path


def read(path, incident_id="INC-1"):
    text = path.read_bytes()
    return parse_text(text, file=path.name, incident_id=incident_id)[0]


def files():
    """Return what was written below the working directory, without locks."""
    paths = (path for path in Path.cwd().rglob("*") if path.is_file())
    return {
        path.relative_to(Path.cwd()).as_posix()
        for path in paths
        if path.suffix != ".lock"
    }


def refused(capsys, *arguments):
    assert main(arguments) == 2
    line = capsys.readouterr().err
    assert line.endswith("\n")
    assert line.count("\n") == 1
    return line.rstrip()


class TestHelp:
    @pytest.mark.parametrize("command", COMMANDS)
    def test_each_command_has_one_with_an_example(self, command, capsys, monkeypatch):
        monkeypatch.setenv("COLUMNS", "80")
        with pytest.raises(SystemExit) as caught:
            main([command, "--help"])

        text = capsys.readouterr().out
        assert caught.value.code == 0
        assert f"\nexample: incident-kit {command}" in text
        assert max(map(len, text.splitlines())) <= 80

    def test_it_lists_every_command(self, capsys):
        with pytest.raises(SystemExit):
            main(["--help"])

        found = re.findall(r"(?m)^    ([a-z]+) ", capsys.readouterr().out)
        assert tuple(found) == COMMANDS

    @pytest.mark.parametrize(
        "arguments", [[], ["revew", "INC-1"], ["review"], ["check", "--hme", "x"]]
    )
    def test_wrong_usage_is_2(self, arguments, capsys):
        with pytest.raises(SystemExit) as caught:
            main(arguments)

        assert caught.value.code == 2
        assert capsys.readouterr().err.startswith("usage: incident-kit")

    def test_the_version_is_told(self, capsys):
        with pytest.raises(SystemExit):
            main(["--version"])

        assert capsys.readouterr().out == f"incident-kit {__version__}\n"

    def test_the_package_runs_as_a_module(self):
        run = python("-m", "incident_kit", "--version")

        assert run.stdout == f"incident-kit {__version__}\n"

    def test_jupyter_finds_it_as_incident(self):
        scripts = {one.name: one.value for one in entry_points(group="console_scripts")}

        assert scripts["jupyter-incident"] == "incident_kit.cli:main"
        assert scripts["incident-kit"] == "incident_kit.cli:main"


class TestNew:
    def test_makes_an_incidents_folder_here_when_there_are_only_samples(self, capsys):
        assert (
            main(["new", "INC-7", "Search is down", "--timezone", "Europe/Berlin"]) == 0
        )

        record = read(Path("incidents/INC-7/incident.yaml"), "INC-7")
        assert (record.title, str(record.timezone)) == (
            "Search is down",
            "Europe/Berlin",
        )
        assert capsys.readouterr().out == (
            "wrote incidents/INC-7/incident.yaml\n"
            "next: fill it in, then incident-kit review INC-7\n"
        )

    def test_writes_the_schema_where_the_first_line_points(self):
        main(["new", "INC-7"])

        folder = Path("incidents/INC-7")
        first = (folder / "incident.yaml").read_text().splitlines()[0]
        schema = folder / first.partition("$schema=")[2]
        assert (
            json.loads(schema.read_text())["title"] == "Incident Kit record, version 1"
        )

    def test_leaves_a_schema_that_is_there(self):
        Path("incidents").mkdir()
        Path("incidents/incident.schema.json").write_text("ours")

        assert main(["new", "INC-7"]) == 0
        assert Path("incidents/incident.schema.json").read_text() == "ours"

    def test_keeps_the_comments_of_the_template(self):
        main(["new", "INC-7"])

        text = Path("incidents/INC-7/incident.yaml").read_text()
        assert "# blast:\n#   blast_radius:\n" in text

    @pytest.mark.parametrize("taken", ["INC-1", "inc-1", "Inc-1"])
    def test_refuses_an_id_that_is_taken_in_any_case(self, taken, record, capsys):
        assert refused(capsys, "new", taken) == (
            f"INC-1 is there already; edit it, or choose another ID than {taken}"
        )
        assert record.read_text() == RECORD

    @pytest.mark.parametrize(
        ("arguments", "line"),
        [
            (["../x"], "'../x' is no incident ID; use letters"),
            (["con"], "'con' is no incident ID: Windows keeps this name"),
            ([""], "no incident ID; name one: INC-001"),
            (["A", ""], "incident.yaml:4:8: title: empty text; write words"),
            (["A", "a\x07b"], "incident.yaml: title: character U+0007 cannot stand"),
            (["A", "--timezone", "CET"], "no time zone 'CET'; write UTC or a name"),
            (["A", "--home", "gone"], "no folder 'gone'; name an incidents folder"),
        ],
    )
    def test_writes_nothing_when_it_refuses(self, arguments, line, here, capsys):
        assert refused(capsys, "new", *arguments).startswith(line)
        assert list(here.iterdir()) == []

    @pytest.mark.parametrize(
        "title", ["a: b #c", "no", "- x", "'", '"', "é, ü", "{}", "2024"]
    )
    def test_any_title_comes_back_as_it_was_typed(self, title):
        main(["new", "INC-7", "--", title])

        assert read(Path("incidents/INC-7/incident.yaml"), "INC-7").title == title


class TestNote:
    def test_appends_an_entry_stamped_in_the_zone_of_the_record(self, record, capsys):
        assert main(["note", "INC-1", "Support is calling", "--source", "support"]) == 0

        added = set(record.read_text().splitlines()) - set(RECORD.splitlines())
        assert any(
            re.fullmatch(
                rf'  - {{at: {STAMP}, what: "Support is calling", source: support}}',
                line,
            )
            for line in added
        )
        assert re.fullmatch(
            rf"incidents: incidents \(here\)\nINC-1 timeline: {STAMP}\n",
            capsys.readouterr().out,
        )

    def test_appends_an_action_with_a_purpose(self, record):
        main(
            [
                "note",
                "INC-1",
                "Report off",
                "--for",
                "stabilize",
                "--kind",
                "feature flag",
            ]
        )

        action = read(record).actions[-1]
        assert (action.id, action.what) == ("report-off", "Report off")
        assert (action.purpose, action.kind) == ("stabilize", "feature flag")
        assert action.applied_at.form == "exact"

    def test_leaves_every_other_byte_as_it_was(self, record):
        main(
            ["note", "INC-1", "Report off", "--for", "fix", "--at", "2024-05-14 09:05"]
        )

        line = '  - {id: report-off, for: fix, applied_at: 2024-05-14 09:05, what: "Report off"}\n'
        assert record.read_text() == RECORD.replace("# the end\n", line + "# the end\n")

    def test_makes_the_id_unique(self, record):
        for _ in range(2):
            main(["note", "INC-1", "Flag off!", "--for", "fix"])

        ids = [action.id for action in read(record).actions]
        assert ids == ["flag-off", "flag-off-2", "flag-off-3"]

    def test_makes_an_id_of_words_without_latin_letters(self, record):
        main(["note", "INC-1", "ελληνικά", "--for", "fix"])

        assert read(record).actions[-1].id == "action"

    @pytest.mark.parametrize(
        ("at", "form"),
        [
            ("about 2024-05-14 09:05", "about"),
            ("by 2024-05-14 09:05", "by"),
            ("unknown", "unknown"),
            ("[2024-05-14 09:05, 2024-05-14 09:10]", "range"),
        ],
    )
    def test_takes_any_form_of_time(self, at, form, record):
        main(["note", "INC-1", "Report off", "--for", "fix", "--at", at])

        assert read(record).actions[-1].applied_at.form == form

    @pytest.mark.parametrize(
        "what", ["a: b, c #d", "'", '"', "yes", "{x}", "line\nbreak"]
    )
    def test_any_words_come_back_as_they_were_typed(self, what, record):
        main(["note", "INC-1", "--", what])

        assert read(record).timeline[-1].what == what

    @pytest.mark.parametrize(
        ("arguments", "line"),
        [
            (
                ["--for", "fix", "--kind", "rolback"],
                "--kind: 'rolback' is not known here; did you mean 'rollback'?",
            ),
            (["--for", "fixx"], "--for: 'fixx' is not known here; did you mean 'fix'?"),
            (
                ["--for", ""],
                "--for: '' is not known here; write one of stabilize, fix, both, investigate",
            ),
            (
                ["--kind", "rollback"],
                "--kind: a kind without a purpose; add --for stabilize, fix, both or investigate",
            ),
            (["--at", "09:05"], "--at: '09:05' is not a time; write 2024-05-14 09:01"),
            (["--at", ""], "--at: '' is not a time; write 2024-05-14 09:01"),
            (
                ["--at", "2024-03-31 02:30"],
                "--at: the clocks of Europe/Berlin never showed 2024-03-31 02:30",
            ),
            (
                ["--for", "fix", "--at", "[2024-05-14 09:05, soon]"],
                "--at: 'soon' is not a time",
            ),
            (["--source", ""], "--source: empty text; write words"),
            (
                ["--at", "2190-01-01 10:00"],
                "--at: 2190-01-01 10:00 has not come yet; write a time that has passed",
            ),
            (
                ["--for", "fix", "--at", "about 2190-01-01 10:00"],
                "--at: about 2190-01-01 10:00 has not come yet; write",
            ),
            (
                ["--at", "after 2190-01-01"],
                "--at: after 2190-01-01 has not come yet; write",
            ),
        ],
    )
    def test_writes_nothing_when_it_refuses(self, arguments, line, record, capsys):
        assert refused(capsys, "note", "INC-1", "x", *arguments).startswith(line)
        assert record.read_text() == RECORD

    def test_empty_words_are_refused_as_such(self, record, capsys):
        assert refused(capsys, "note", "INC-1", "").startswith("WHAT: empty text;")
        assert record.read_text() == RECORD

    def test_several_wrong_options_are_told_at_once(self, record, capsys):
        code = main(["note", "INC-1", "x", "--for", "stabilise", "--kind", "rolback"])

        assert code == 2
        assert capsys.readouterr().err.splitlines() == [
            "--for: 'stabilise' is not known here; did you mean 'stabilize'?",
            "--kind: 'rolback' is not known here; did you mean 'rollback'?",
        ]
        assert record.read_text() == RECORD

    @pytest.mark.parametrize("seconds", [-86400, 30])
    def test_takes_a_time_that_has_come_or_comes_within_a_minute(self, seconds, record):
        at = (datetime.now(UTC) + timedelta(seconds=seconds)).strftime("%FT%TZ")

        assert main(["note", "INC-1", "x", "--at", at]) == 0
        assert read(record).timeline[-1].at.text == at

    def test_takes_today_and_what_is_planned(self, record):
        today = f"{datetime.now(UTC):%F}"

        assert main(["note", "INC-1", "x", "--at", f"by {today}"]) == 0
        assert main(["note", "INC-1", "x", "--for", "fix", "--at", "not yet"]) == 0
        assert read(record).actions[-1].applied_at.form == "not yet"

    def test_refuses_the_samples(self, capsys):
        assert refused(capsys, "note", "INC-001", "x") == (
            "the bundled samples are read-only; run incident-kit new ID first"
        )

    @pytest.mark.usefixtures("record")
    def test_refuses_an_unknown_id(self, capsys):
        assert refused(capsys, "note", "INC-2", "x") == (
            "no incident 'INC-2' in incidents; there are: INC-1"
        )

    def test_refuses_a_record_that_is_broken_already(self, record, capsys):
        record.write_text(RECORD + "fixd_at: 2024\n")

        assert "fixd_at: unknown field" in refused(capsys, "note", "INC-1", "x")
        assert record.read_text() == RECORD + "fixd_at: 2024\n"


class TestListAndCheck:
    @pytest.mark.usefixtures("record")
    def test_list_prints_a_line_for_each(self, capsys):
        assert main(["list"]) == 0

        assert capsys.readouterr().out == (
            "incidents: incidents (here)\nINC-1  severity unknown  Search is down\n"
        )

    def test_list_shows_no_sign_that_steers_a_terminal(self, record, capsys):
        record.write_text(
            RECORD.replace("Search", '"a\u202eb').replace(
                "down     # as told", 'd\\nx"'
            )
            + "severity: \u202esev\n"
        )

        assert main(["list"]) == 0
        assert "\u202e" not in capsys.readouterr().out

    def test_list_tells_of_a_broken_record_and_goes_on(self, record, capsys):
        other = record.parents[1] / "INC-0" / "incident.yaml"
        other.parent.mkdir()
        other.write_text("id: INC-0\n")

        assert main(["list"]) == 2
        out, err = capsys.readouterr()
        assert err.startswith("incidents/INC-0/incident.yaml:1:1: title: missing")
        assert "INC-1  severity unknown" in out

    @pytest.mark.usefixtures("record")
    def test_check_without_ids_takes_all(self, capsys):
        assert main(["check"]) == 0
        assert capsys.readouterr().out == "incidents: incidents (here)\nINC-1: ok\n"

    @pytest.mark.usefixtures("record")
    def test_check_refuses_an_unknown_id(self, capsys):
        assert refused(capsys, "check", "INC-9") == (
            "no incident 'INC-9' in incidents; there are: INC-1"
        )

    def test_the_samples_are_without_a_fault(self, capsys):
        assert main(["check", "--home", "samples"]) == 0

        out, err = capsys.readouterr()
        assert err == ""
        assert out.count(": ok\n") == 6

    @pytest.mark.parametrize("command", ["list", "check"])
    @pytest.mark.usefixtures("record")
    def test_they_say_which_folder(self, command, capsys):
        main([command, "--home", "incidents"])

        assert capsys.readouterr().out.startswith("incidents: incidents (named)\n")

    @pytest.mark.usefixtures("record")
    def test_the_review_refuses_before_it_runs_and_says_which_folder(self, capsys):
        assert main(["review", "INC-1", "INC-9"]) == 2

        out, err = capsys.readouterr()
        assert out == "incidents: incidents (here)\n"
        assert err == "no incident 'INC-9' in incidents; there are: INC-1\n"
        assert files() == {"incidents/INC-1/incident.yaml"}

    @pytest.mark.parametrize(
        ("arguments", "line"),
        [
            (["--profile", "public"], "public"),
            (
                ["--template", "gone.ipynb"],
                "no template 'gone.ipynb'; write postmortem, or a path to a notebook",
            ),
        ],
    )
    @pytest.mark.usefixtures("record")
    def test_the_review_refuses_what_it_does_not_know(self, arguments, line, capsys):
        assert line in refused(capsys, "review", "INC-1", *arguments)
        assert files() == {"incidents/INC-1/incident.yaml"}

    @pytest.mark.parametrize(
        ("as_of", "line"),
        [
            (
                "2020-01-01 10:00",
                "as_of: 2020-01-01 10:00 is before the last entry (2024-05-15 11:00); how things stood earlier is not kept: leave it out, or write a later time, or now",
            ),
            ("soon", "as_of: 'soon' is not a time; write now, or 2024-05-14 15:00"),
        ],
    )
    def test_the_review_refuses_an_as_of_before_any_kernel_starts(
        self, as_of, line, record, capsys, monkeypatch
    ):
        record.write_text(RECORD + "closed_at: 2024-05-15 11:00\n")
        monkeypatch.setattr("incident_kit.review.build.execute", None)

        assert refused(capsys, "review", "INC-1", "--as-of", as_of) == line
        assert files() == {"incidents/INC-1/incident.yaml"}

    def test_the_review_refuses_now_when_an_entry_is_still_to_come(
        self, record, capsys
    ):
        record.write_text(RECORD + "closed_at: 2190-05-15 11:00\n")

        assert refused(capsys, "review", "INC-1", "--as-of", "now") == (
            "as_of: now is before the last entry (2190-05-15 11:00); "
            "correct the time of that entry"
        )


class TestPlainOutput:
    @pytest.mark.parametrize("name", ["postmortem", "triage", "incident"])
    @pytest.mark.usefixtures("record")
    def test_template_prints_a_path_and_nothing_else(self, name, capsys):
        assert main(["template", name]) == 0

        path = Path(capsys.readouterr().out.removesuffix("\n"))
        assert path.is_file()
        assert path.stem == name

    @pytest.mark.usefixtures("record")
    def test_schema_prints_json_and_nothing_else(self, capsys):
        assert main(["schema"]) == 0
        assert json.loads(capsys.readouterr().out)["title"].startswith("Incident Kit")


def python(*arguments):
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=True
    )


def loaded(code):
    """Return the top packages that a fresh Python has loaded after ``code``."""
    end = "\nimport sys; print(*{name.partition('.')[0] for name in sys.modules})"
    return set(python("-c", code + end).stdout.splitlines()[-1].split())


HEAVY = {"matplotlib", "ipywidgets", "papermill", "nbconvert", "duckdb"}


class TestStart:
    def test_the_package_and_its_help_load_nothing_heavy(self):
        code = (
            "import incident_kit, incident_kit.cli\n"
            "try: incident_kit.cli.main(['--help'])\n"
            "except SystemExit: pass"
        )

        assert not loaded(code) & (
            HEAVY | {"pandas", "numpy", "pydantic", "yaml", "pyarrow"}
        )

    @pytest.mark.parametrize(
        "arguments",
        [
            ["new", "INC-7"],
            ["note", "INC-1", "x"],
            ["list"],
            ["schema"],
            ["template", "incident"],
        ],
    )
    @pytest.mark.usefixtures("record")
    def test_what_is_typed_at_night_loads_no_pandas(self, arguments):
        code = f"from incident_kit.cli import main; assert main({arguments}) == 0"

        assert not loaded(code) & (HEAVY | {"pandas", "pyarrow"})

    @pytest.mark.usefixtures("record")
    def test_check_loads_nothing_that_draws(self):
        code = "from incident_kit.cli import main; main(['check'])"

        assert not loaded(code) & HEAVY

    def test_forms_load_no_widgets_before_one_is_shown(self):
        code = (
            "from incident_kit.forms.opened import open_forms\n"
            "open_forms('INC-001', home='samples').location"
        )

        assert "ipywidgets" not in loaded(code)

    def test_the_layers_below_figures_load_nothing_that_draws(self):
        code = "import incident_kit.timing.assessment, incident_kit.store.folder"

        assert not loaded(code) & HEAVY


def test_a_folder_that_cannot_be_made_is_one_line(here, capsys):
    (here / "incidents").write_text("a file", encoding="utf-8")

    assert "incidents" in refused(capsys, "new", "INC-7")


class TestAReaderThatGoes:
    """As behind ``| head``: what a shell reports of any such program, and no noise."""

    @pytest.mark.parametrize("lines", [1, 3000])
    def test_ends_with_141_and_without_a_word_of_that(self, here, lines):
        for number in range(3):
            folder = here / "incidents" / f"INC-{number}"
            folder.mkdir(parents=True)
            unknown = "".join(f"unknown_{'x' * 60}_{one}: 1\n" for one in range(lines))
            (folder / "incident.yaml").write_text(f"id: INC-{number}\n{unknown}")
        code = (
            "import sys, os, time; os.read(0, 1) ; from incident_kit.cli import main; "
            "sys.exit(main(['check', '--all']))"
        )
        with subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as run:
            run.stdout.close()  # before it has written a line
            run.stdin.write(b"x")
            run.stdin.close()
            noise = run.stderr.read()

        # the problems themselves go to stderr, which is still read
        assert run.returncode == 141
        assert all(line.startswith(b"incidents/") for line in noise.splitlines())
