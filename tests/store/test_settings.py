"""The team's settings: read strictly, told in lines, carried to every page."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_kit.cli import main
from incident_kit.errors import IncidentKitError, PageRefused, SettingsError
from incident_kit.page.logo import logo_address
from incident_kit.page.text_blocks import plain_words
from incident_kit.record.settings import Settings
from incident_kit.sections.registry import build_section
from incident_kit.store.folder import read_incident
from incident_kit.store.home import find_home
from incident_kit.store.settings import read_house
from incident_kit.timing.assessment import assess

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
RECORD = """\
schema: 1
id: INC-1
title: Search is down
timezone: Europe/Berlin
severity: sev2
services: [search]
detected_at: 2024-05-14 09:01
mitigated_at: 2024-05-14 10:00
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
    path = tmp_path / "incidents"
    (path / "INC-1").mkdir(parents=True)
    (path / "INC-1" / "incident.yaml").write_text(RECORD)
    return path


def house(folder, text):
    (folder / "kit.toml").write_text(text)
    return read_house(find_home(folder))


def refused(folder, text):
    with pytest.raises(SettingsError) as caught:
        house(folder, text)
    return [str(problem) for problem in caught.value.problems]


class TestReading:
    def test_without_a_file_nothing_is_asked_of_anybody(self, folder):
        found = read_house(find_home(folder))

        assert found.settings == Settings()
        assert found.inputs == ()
        assert main(["check"]) == 0

    def test_every_setting_is_read(self, folder):
        (folder / "logo.png").write_bytes(PNG)
        found = house(
            folder,
            'title = "The house"\nseverities = ["sev1", "sev2"]\nservices = ["search"]\n'
            'required = ["severity", "blast.blast_radius"]\n'
            'display_zone = "Asia/Kolkata"\nlogo = "logo.png"\n',
        )

        assert found.settings.severities == ("sev1", "sev2")
        assert found.settings.required == ("severity", "blast.blast_radius")
        assert found.settings.display_zone.key == "Asia/Kolkata"
        assert found.logo.mime == "image/png"
        assert [one.name for one in found.inputs] == ["kit.toml", "logo.png"]

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            (
                'severitys = ["a"]\n',
                "1:1: severitys: unknown setting; did you mean 'severities'?",
            ),
            (
                '\n  severities = "sev1"\n',
                '2:3: severities: a text where a list belongs; write ["…", "…"]',
            ),
            (
                "services = [1]\n",
                '1:1: services: a number where text belongs; write "…"',
            ),
            (
                'required = ["title",\n "fixed"]\n',
                "2:2: required: 'fixed' is no field of a record; did you mean 'fixed_at'?",
            ),
            (
                'display_zone = "CET"\n',
                "1:16: display_zone: no time zone 'CET'; write UTC or a name such as Europe/Berlin",
            ),
            (
                'severities = ["a", "a"]\n',
                "1:15: severities: 'a' stands there twice; keep one of them",
            ),
            (
                "title = true\n",
                '1:1: title: true or false where text belongs; write "…"',
            ),
            (
                "title = 2024-05-14\n",
                '1:1: title: a date where text belongs; write "…"',
            ),
            (
                'title = "  "\n',
                "1:1: title: empty text; write words or take the line out",
            ),
            (
                "[services]\nsearch = 1\n",
                '1:1: services: a table where a list belongs; write ["…", "…"]',
            ),
            (
                'title = "a\n',
                '1:11: illegal character \'\\n\'; write key = "text", or key = ["text", "text"]',
            ),
            (
                'logo = "../secret.png"\n',
                "1:8: logo: '../secret.png' is a path that leaves the folder with '..'; put the file into this folder and name it: logo = \"logo.svg\"",
            ),
            (
                'logo = "/etc/passwd"\n',
                "1:8: logo: '/etc/passwd' is not a relative path with '/'; put the file into this folder and name it: logo = \"logo.svg\"",
            ),
            (
                'logo = "https://example.com/a.png"\n',
                "1:8: logo: 'https://example.com/a.png' is a URL or drive, not a file beside the record; put the file into this folder and name it: logo = \"logo.svg\"",
            ),
            (
                'logo = "none.png"\n',
                "1:8: logo: no such file 'none.png'; put the file into this folder and name it: logo = \"logo.svg\"",
            ),
        ],
    )
    def test_a_wrong_one_is_told_with_its_line_and_mend(self, folder, text, line):
        assert refused(folder, text) == [f"incidents/kit.toml:{line}"]

    def test_all_problems_are_told_at_once_in_the_order_of_the_lines(self, folder):
        lines = refused(folder, 'tilte = "x"\nservices = 3\nzone = "UTC"\n')

        assert [line.split(":")[1] for line in lines] == ["1", "2", "3"]

    @pytest.mark.parametrize("name", ["kit.toml", "Index.html"])
    def test_no_incident_can_take_the_place_of_a_file_of_ours(self, folder, name):
        assert main(["new", name, "Down"]) == 2
        assert not (folder / name).exists()

    def test_a_broken_file_is_exit_2_for_check_and_review(self, folder, capsys):
        (folder / "kit.toml").write_text("services = 3\n")
        for command in (["check"], ["review", "INC-1"], ["review", "--all"]):
            assert main(command) == 2
            assert capsys.readouterr().err.count("kit.toml:1:1: services") == 1
        assert not Path("reviews").exists()

    @given(st.binary(max_size=60))
    def test_whatever_stands_there_only_our_error_comes(self, tmp_path_factory, data):
        folder = tmp_path_factory.mktemp("home")
        (folder / "kit.toml").write_bytes(data)
        try:
            read_house(find_home(folder))
        except IncidentKitError as error:
            assert all("kit.toml" in str(one) for one in error.problems)


class TestTheLogo:
    def test_a_link_is_refused(self, folder, tmp_path):
        (tmp_path / "outside.png").write_bytes(PNG)
        (folder / "logo.png").symlink_to(tmp_path / "outside.png")

        [line] = refused(folder, 'logo = "logo.png"\n')
        assert "a link, not the file itself" in line

    def test_a_settings_file_that_is_a_link_is_refused(self, folder, tmp_path):
        (tmp_path / "kit.toml").write_text("")
        (folder / "kit.toml").symlink_to(tmp_path / "kit.toml")

        with pytest.raises(SettingsError, match="a link"):
            read_house(find_home(folder))

    @pytest.mark.parametrize(
        ("data", "what"),
        [
            (b"GIF89a...", "neither PNG, JPEG nor SVG"),
            (b"\x89PNG\r\n\x1a\n" + bytes(200_000), "larger than 200 kB"),
        ],
    )
    def test_another_or_a_huge_picture_is_refused(self, folder, data, what):
        (folder / "logo.png").write_bytes(data)

        [line] = refused(folder, 'logo = "logo.png"\n')
        assert what in line

    @pytest.mark.parametrize(
        "inside",
        [
            "<script>1</script>",
            '<image href="https://example.com/x.png"/>',
            '<g onload="x()"/>',
            "<style>@import 'x'</style>",
            "<foreignObject><iframe/></foreignObject>",
        ],
    )
    def test_a_drawing_that_would_run_or_load_something_is_on_no_page(
        self, folder, inside
    ):
        (folder / "logo.svg").write_text(SVG.replace("</svg>", f"{inside}</svg>"))
        (folder / "kit.toml").write_text('logo = "logo.svg"\n')
        incident = read_incident("INC-1", home=folder)

        with pytest.raises(PageRefused, match=r"logo\.svg: a picture"):
            build_section("first_screen", assess(incident))

    def test_it_stands_in_the_head_of_the_page(self, folder):
        (folder / "logo.svg").write_text(SVG)
        (folder / "kit.toml").write_text('logo = "logo.svg"\n')
        found = assess(read_incident("INC-1", home=folder))

        head = build_section("first_screen", found).blocks[0]
        assert base64.b64decode(head.logo.partition(",")[2]).decode() == SVG
        assert (
            head.logo
            in build_section("first_screen", found)._repr_mimebundle_()["text/html"]
        )
        assert logo_address(None) == ""

    def test_settings_and_logo_are_inputs_of_the_page(self, folder):
        (folder / "logo.svg").write_text(SVG)
        (folder / "kit.toml").write_text('logo = "logo.svg"\n')
        found = assess(read_incident("INC-1", home=folder))

        names = [
            words[0].text for words in build_section("sources", found).blocks[-1].inputs
        ]
        assert names == ["incident.yaml", "kit.toml", "logo.svg"]


class TestWhatTheTeamAgreedOn:
    SETTINGS = (
        'severities = ["sev1", "sev2"]\nservices = ["search", "billing"]\n'
        'required = ["severity", "fixed_at", "follow_ups", "blast.blast_radius"]\n'
    )

    def check(self, folder, capsys, record):
        (folder / "kit.toml").write_text(self.SETTINGS)
        (folder / "INC-1" / "incident.yaml").write_text(record)
        code = main(["check", "INC-1"])
        return code, capsys.readouterr().err.splitlines()

    def test_a_foreign_name_is_a_doubt_that_names_the_nearest(self, folder, capsys):
        record = RECORD.replace("sev2", "sev-2").replace("[search]", "[search, biling]")
        code, lines = self.check(folder, capsys, record)

        where = "incidents/INC-1/incident.yaml"
        mend = "the team's severities; did you mean"
        other = "the team's services; did you mean"
        assert code == 1
        assert lines == [
            f"{where}:5:11: severity: 'sev-2' is not among {mend} 'sev2'?",
            f"{where}:6:20: services[1]: 'biling' is not among {other} 'billing'?",
        ]

    def test_unknown_is_always_allowed(self, folder, capsys):
        code, lines = self.check(folder, capsys, RECORD.replace("sev2", "unknown"))

        assert (code, lines) == (0, [])

    @pytest.mark.parametrize("state", ["reviewed", "closed"])
    def test_a_finished_record_must_have_what_is_required(self, folder, capsys, state):
        record = RECORD + f"review: {state}\nfixed_at: unknown\n"
        code, lines = self.check(folder, capsys, record)

        assert code == 1
        assert [line.split(": ")[1] for line in lines] == [
            "follow_ups",
            "blast.blast_radius",
            "fixed_at",
        ]
        assert all(f"missing in a {state} record" in line for line in lines)

    def test_none_is_an_answer_and_so_is_not_yet(self, folder, capsys):
        record = RECORD + (
            "review: reviewed\nfixed_at: not yet\nfollow_ups: none\n"
            "blast: {blast_radius: {scope: everyone}}\n"
        )

        assert self.check(folder, capsys, record) == (0, [])

    @pytest.mark.parametrize("state", ["draft", "in review"])
    def test_a_draft_may_lack_anything(self, folder, capsys, state):
        assert self.check(folder, capsys, RECORD + f"review: {state}\n") == (0, [])

    def test_a_new_record_is_no_doubt(self, folder):
        (folder / "kit.toml").write_text(self.SETTINGS)

        assert main(["new", "INC-2", "Mail is slow"]) == 0
        assert main(["check", "INC-2"]) == 0


class TestTheDisplayZone:
    def line(self, folder, zone, record=RECORD):
        (folder / "kit.toml").write_text(f'display_zone = "{zone}"\n')
        (folder / "INC-1" / "incident.yaml").write_text(record)
        found = assess(read_incident("INC-1", home=folder))
        head, hours = (build_section(name, found) for name in ("first_screen", "hours"))
        texts = [row.when[0].text for row in hours.blocks[1].rows]
        return plain_words(head.blocks[0].line[2]), texts

    def test_every_time_prints_in_it(self, folder):
        line, texts = self.line(folder, "Asia/Kolkata")

        assert line == "Tuesday 14 May 2024, Kolkata time (UTC+5:30)"
        assert any(text.startswith("13:30") for text in texts)

    @pytest.mark.parametrize(
        "zone", ["UTC", "Pacific/Honolulu", "Pacific/Auckland", "Europe/Berlin"]
    )
    def test_a_day_stays_the_day_that_somebody_wrote(self, folder, zone):
        record = RECORD.replace("2024-05-14 10:00", "2024-05-20").replace(
            "2024-05-14 09:01", "2024-05-14"
        )
        line, texts = self.line(folder, zone, record)

        assert line.startswith("Tuesday 14 May 2024, ")
        assert any("20 May" in text for text in texts)

    @pytest.mark.parametrize("zone", ["UTC", "Pacific/Honolulu", "Pacific/Auckland"])
    def test_so_do_months_and_ranges_of_days(self, folder, zone):
        record = RECORD.replace("2024-05-14 10:00", "[2024-05-20, 2024-05-21]") + (
            "fixed_at: 2024-06\n"
        )
        _, texts = self.line(folder, zone, record)

        assert any("20 May to 21 May" in text for text in texts)
        assert any("June 2024" in text for text in texts)


class TestFormats:
    @pytest.fixture(autouse=True)
    def three(self, folder):
        (folder / "kit.toml").write_text('severities = ["sev1"]\n')
        for name, text in (
            ("INC-2", RECORD.replace("INC-1", "INC-2").replace("sev2", "sev1")),
            ("INC-3", RECORD.replace("INC-1", "INC-3") + 'fixx: "50 %: a, b"\n'),
        ):
            (folder / name).mkdir()
            (folder / name / "incident.yaml").write_text(text)
        return folder

    def test_json_is_one_object_with_every_problem(self, capsys):
        assert main(["check", "--all", "--format", "json"]) == 2

        out, err = capsys.readouterr()
        told = json.loads(out)
        assert err == ""
        assert told["status"] == "refused"
        assert [(one["id"], one["status"]) for one in told["incidents"]] == [
            ("INC-1", "doubts"),
            ("INC-2", "ok"),
            ("INC-3", "refused"),
        ]
        [problem] = told["incidents"][0]["problems"]
        assert problem == {
            "severity": "warning",
            "file": "incidents/INC-1/incident.yaml",
            "line": 5,
            "column": 11,
            "field": "severity",
            "what": "'sev2' is not among the team's severities",
            "mend": "did you mean 'sev1'?",
        }
        assert told["incidents"][2]["problems"][0]["severity"] == "error"

    def test_a_broken_settings_file_stands_beside_the_incidents(self, three, capsys):
        (three / "kit.toml").write_text("x = 1\n")
        assert main(["check", "INC-2", "--format", "json"]) == 2

        told = json.loads(capsys.readouterr().out)
        assert told["problems"][0]["file"] == "incidents/kit.toml"
        assert told["incidents"][0]["status"] == "ok"

    def test_github_gets_a_command_per_problem(self, capsys):
        assert main(["check", "--all", "--format", "github"]) == 2

        lines = capsys.readouterr().out.splitlines()[1:]
        assert lines[0] == (
            "::warning file=incidents/INC-1/incident.yaml,line=5,col=11,"
            "title=INC-1%3A severity::'sev2' is not among the team's severities; "
            "did you mean 'sev1'?"
        )
        assert lines[1].startswith(
            "::error file=incidents/INC-3/incident.yaml,line=9,col=1,title=INC-3%3A fixx::"
        )
        assert len(lines) == 2

    def test_github_paths_lead_from_here_to_a_folder_elsewhere(
        self, three, capsys, monkeypatch
    ):
        (three.parent / "inner").mkdir()
        monkeypatch.chdir(three.parent / "inner")
        main(["check", "INC-1", "--home", str(three), "--format", "github"])

        assert "file=../incidents/INC-1/incident.yaml," in capsys.readouterr().out

    @pytest.mark.parametrize("sign", ["%", "%0A", ":", ",", "\n", "::error::"])
    def test_a_hostile_text_stays_inside_its_command(self, folder, capsys, sign):
        record = RECORD.replace("sev2", json.dumps(f"a{sign}b"))
        (folder / "kit.toml").write_text('severities = ["sev1"]\n')
        (folder / "INC-1" / "incident.yaml").write_text(record)
        assert main(["check", "INC-1", "--format", "github"]) == 1

        [line] = capsys.readouterr().out.splitlines()[1:]
        command = re.fullmatch(r"::warning ((?:[a-z]+=[^,:\n]+,?)+)::(.+)", line)
        names = [part.partition("=")[0] for part in command[1].split(",")]
        assert names == ["file", "line", "col", "title"]
        assert unquote(command[2]).startswith(repr(f"a{sign}b"))

    def test_codes_are_those_of_plain_text(self):
        for how in ("text", "json", "github"):
            assert main(["check", "INC-2", "--format", how]) == 0
            assert main(["check", "INC-1", "--format", how]) == 1
            assert main(["check", "INC-3", "--format", how]) == 2
