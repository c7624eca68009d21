"""Older incidents come in by CSV: nothing lost, nothing guessed, nothing overwritten."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incident_kit.cli import main
from incident_kit.errors import IncidentKitError
from incident_kit.sources.cells import EMPTY
from incident_kit.sources.columns import FIELDS, map_columns, normal
from incident_kit.sources.incidents_csv import plan_import, write_import
from incident_kit.store.home import find_home, list_ids
from incident_kit.store.records import read_record
from incident_kit.store.strict import read_tree

HEADER = "id,title,detected_at\n"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
    (tmp_path / "incidents").mkdir()
    return tmp_path


def written(text, name="incidents.csv"):
    path = Path(name)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def plan(text, **options):
    return plan_import(written(text), home=find_home("incidents"), **options)


def reasons(text, **options):
    return [str(one) for one in plan(text, **options).problems]


def made(text, **options):
    """Import for real; return the data of each record as the strict reader has it."""
    home = find_home("incidents")
    write_import(plan(text, **options), home)
    return {
        name: read_record(name, home).tree.data | {"schema": None}
        for name in list_ids(home)
    }


def files():
    return sorted(
        path.as_posix()
        for path in Path("incidents").rglob("*")
        if path.is_file() and path.suffix != ".lock"
    )


class TestTheDryRun:
    def test_it_says_what_would_be_made_and_writes_nothing(self, capsys):
        written(HEADER + "A-1,Down,2024-05-14T09:01Z\nA-2,,2024-05-14T09:01Z\n")
        assert main(["import", "incidents.csv"]) == 2

        out, err = capsys.readouterr()
        assert "  'detected_at' -> detected_at" in out
        assert "would make A-1 Down" in out
        assert "2 rows = 1 record to make + 1 row refused" in out
        assert "add --write" in out
        assert err == "incidents.csv:3: title: no title; write what users saw\n"
        assert files() == []

    def test_with_write_it_makes_what_it_said(self, capsys):
        written(HEADER + "A-1,Down,2024-05-14T09:01Z\n")
        assert main(["import", "incidents.csv", "--write"]) == 0

        assert "1 row = 1 record made + 0 rows refused" in capsys.readouterr().out
        assert files() == [
            "incidents/A-1/incident.yaml",
            "incidents/incident.schema.json",
        ]
        assert main(["check"]) == 0

    def test_only_the_samples_there_makes_a_folder_of_ones_own(self, here):
        (here / "incidents").rmdir()
        written(HEADER + "A-1,Down,2024-05-14T09:01Z\n")

        assert main(["import", "incidents.csv"]) == 0
        assert not (here / "incidents").exists()
        assert main(["import", "incidents.csv", "--write"]) == 0
        assert (here / "incidents" / "A-1" / "incident.yaml").is_file()


class TestColumns:
    @pytest.mark.parametrize("field", FIELDS)
    def test_a_field_is_known_by_its_own_name(self, field):
        names = (
            ["id", "title", field] if field not in {"id", "title"} else ["id", "title"]
        )
        found = map_columns(names, {}, file="x", makes_ids=False)

        assert found.fields[names.index(field)] == field

    @pytest.mark.parametrize(
        ("name", "field"),
        [
            ("Detected At (UTC)", "detected_at"),
            ("ImpactStartedAt", "started_at"),
            ("Affected Services", "services"),
            ("Labels", "tags"),
            ("SEV", "severity"),
            ("Resolved", "mitigated_at"),
            ("Created", "declared_at"),
            ("opened_at", "declared_at"),
            ("Postmortem owner", ""),
            ("Duration (min)", ""),
        ],
    )
    def test_names_of_trackers_are_understood(self, name, field):
        found = map_columns(["Key", "Name", name], {}, file="x", makes_ids=False)

        assert found.fields == ("id", "title", field)

    def test_an_exact_name_beats_another_tools(self):
        names = ["id", "title", "mitigated_at", "resolved"]
        found = map_columns(names, {}, file="x", makes_ids=False)

        assert found.fields == ("id", "title", "mitigated_at", "")

    def test_two_for_one_field_are_asked_about(self):
        [line] = refusal("id,title,detected,first_alert_at\n")

        assert line == (
            "incidents.csv:1: detected_at: 'detected' and 'first_alert_at' may both be it; "
            'say which: --map "detected=detected_at"'
        )

    def test_a_mapped_column_leaves_the_other_out(self):
        found = plan(
            "id,title,detected,first_alert_at\nA,B,2024-05-14,2024-05-13\n",
            maps=["detected=detected_at"],
            timezone="UTC",
        )

        assert found.columns.fields == ("id", "title", "detected_at", "")

    def test_no_column_for_the_id_says_how_to_name_one(self):
        [line] = refusal("Vorfall,title\nA,B\n")

        assert line == (
            "incidents.csv:1: id: no such column; "
            'name it: --map "Vorfall=id", or ask for new ones: --make-ids INC'
        )

    @pytest.mark.parametrize(
        ("map_", "what"),
        [
            ("Titel=title", "no column 'Titel'; did you mean 'title'?"),
            ("title", "'title' maps nothing"),
            (
                "title=titel",
                "'titel' is no field that a column can fill; did you mean 'title'?",
            ),
            ("title=blast", "'blast' is no field that a column can fill"),
        ],
    )
    def test_a_wrong_map_is_told(self, map_, what):
        [line] = refusal(HEADER + "A,B,\n", maps=[map_])

        assert what in line

    def test_what_is_asked_for_goes_to_extra_and_the_rest_stays_out(self):
        text = "id,title,Who: paid?,<<,Rank\nA,B,= 1 + 1,# x,9\nC,D,,,\n"
        records = made(text, maps=["Who: paid?=extra", "<<=extra"])

        assert records["A"]["extra"] == {"Who: paid?": "= 1 + 1", "<<": "# x"}
        assert "extra" not in records["C"]

    @pytest.mark.parametrize(
        ("header", "fields"),
        [
            (
                "Summary,Issue key,Issue id,Issue Type,Status,Priority,Resolution,Created,Updated,Resolved,Description",
                {
                    "Summary": "title",
                    "Issue key": "id",
                    "Priority": "severity",
                    "Created": "declared_at",
                    "Resolved": "mitigated_at",
                    "Description": "summary",
                },
            ),
            (
                "Number,Opened,Short description,Caller,Priority,Impact,Urgency,State,Closed,Description",
                {
                    "Number": "id",
                    "Opened": "declared_at",
                    "Short description": "title",
                    "Priority": "severity",
                    "Closed": "closed_at",
                    "Description": "summary",
                },
            ),
            (
                "incident_number,description,service_id,service_name,created_on,resolved_on,urgency",
                {
                    "incident_number": "id",
                    "description": "title",
                    "service_name": "services",
                    "created_on": "declared_at",
                    "resolved_on": "mitigated_at",
                    "urgency": "severity",
                },
            ),
        ],
        ids=["Jira", "ServiceNow", "PagerDuty"],
    )
    def test_a_trackers_own_export_needs_no_map(self, header, fields):
        names = header.split(",")
        found = map_columns(names, {}, file="x", makes_ids=False)

        told = dict(zip(found.names, found.fields, strict=True))
        assert {name: field for name, field in told.items() if field} == fields

    def test_repeated_columns_of_a_list_are_one_list(self):
        records = made("id,title,Labels,Labels,Labels\nA,B,web,,payments\n")

        assert records["A"]["tags"] == ["web", "payments"]

    @pytest.mark.parametrize(
        "cell",
        [
            "{'id': 'S1', 'summary': 'User Database'}",
            '[{"id": "S1", "name": "User Database"}]',
            '["User Database"]',
        ],
    )
    def test_an_object_of_an_api_is_read_as_its_name(self, cell):
        quoted = cell.replace('"', '""')
        records = made(f'id,title,service\nA,B,"{quoted}"\n')

        assert records["A"]["services"] == ["User Database"]

    def test_ids_are_made_only_when_asked_and_are_the_same_each_time(self):
        text = "title\n" + "x\n" * 12
        assert refusal(text)
        assert list(made(text, make_ids="OLD"))[:2] == ["OLD-01", "OLD-02"]

        assert len(plan(text, make_ids="OLD").refused) == 12


def refusal(text, **options):
    with pytest.raises(IncidentKitError) as caught:
        plan(text, **options)
    return [str(one) for one in caught.value.problems]


class TestRows:
    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (
                "A,B,03/04/2026",
                "2: detected_at: '03/04/2026' is not a time; write 2026-04-03 or 2026-03-04, or say --dates day-first or month-first",
            ),
            (
                "A,B,2024-05-14 09:01",
                "2: detected_at: '2024-05-14 09:01' has no offset and the record names no timezone; add --timezone Europe/Berlin, say, or write the offset",
            ),
            (
                "A,B,1715677260",
                "2: detected_at: '1715677260' is not a time; write it as a time: 2024-05-14T09:01Z",
            ),
            (
                "A,B,none",
                "2: detected_at: 'none' is not a time; leave the cell empty where nobody knows",
            ),
            (
                "A,B",
                "2: 2 cells where the header has 3; write every cell, also the empty ones",
            ),
            (
                "A,B,,D",
                "2: 4 cells where the header has 3; quote cells that hold the delimiter",
            ),
            (",B,", "2: id: no ID; write one"),
            (",,", "2: id: an empty row; take the row out"),
            (
                "../A,B,",
                "2: id: '../A' is no incident ID; use letters, digits, '.', '_' and '-', such as INC-001",
            ),
            (
                "con,B,",
                "2: id: 'con' is no incident ID: Windows keeps this name for a device; use letters, digits, '.', '_' and '-', such as INC-001",
            ),
            (
                "A,B\x07,",
                "2: title: character U+0007 cannot stand in a record; delete it",
            ),
        ],
    )
    def test_a_refused_row_says_where_what_and_how_to_mend_it(self, row, reason):
        assert reasons(HEADER + row + "\n") == [f"incidents.csv:{reason}"]

    def test_all_problems_of_a_row_are_told_under_the_files_own_names(self):
        lines = reasons(
            "Key;Name;Detection Source;Resolved;TZ\nA;B;pager;13.1.2024;CET\n"
        )

        assert [line.split(": ")[1] for line in lines] == [
            "TZ",
            "Detection Source",
            "Resolved",
        ]

    @pytest.mark.parametrize("taken", ["INC-1", "inc-1"])
    def test_what_is_there_in_any_case_is_never_overwritten(self, here, taken):
        folder = here / "incidents" / taken
        folder.mkdir()
        (folder / "incident.yaml").write_text("mine")

        [line] = reasons(HEADER + "INC-1,B,\n")
        assert line.startswith(f"incidents.csv:2: id: '{taken}' is there already; ")
        assert line.endswith("take the row out; nothing is overwritten")
        assert (folder / "incident.yaml").read_text() == "mine"

    def test_an_id_twice_in_the_file_is_refused_where_it_comes_again(self):
        text = HEADER + 'INC-1,"two\nlines",\ninc-1,B,\n'

        assert reasons(text) == [
            "incidents.csv:4: id: 'inc-1' stands on line 2, too; give each incident its own"
        ]

    def test_what_appears_between_plan_and_write_is_refused_too(self, here):
        found = plan(HEADER + "A,B,\nC,D,\n")
        (here / "incidents" / "A").mkdir()
        done = write_import(found, find_home("incidents"))

        assert [one.incident_id for one in done.records] == ["C"]
        assert "A is there already" in str(done.problems[0])
        assert done.rows == len(done.records) + len(done.refused)

    def test_empty_cells_are_left_out(self):
        records = made(
            "id,title,started_at,fixed_at,services,note,summary\nA,B, ,,  , , \n"
        )

        assert records["A"] == {"schema": None, "id": "A", "title": "B"}

    def test_words_for_nothing_are_left_out_and_counted(self, capsys):
        text = (
            "id,title,fixed_at,services,note,summary\n"
            "A,B,N/A,n/a,NULL,\u2013\nC,D,none yet,none,-,none\n"
        )
        records = made(text, maps=["note=extra"])

        assert records["A"] == {"schema": None, "id": "A", "title": "B"}
        assert records["C"] == {
            "schema": None,
            "id": "C",
            "title": "D",
            "services": ["none"],
            "summary": "none",
        }
        assert main(["import", "incidents.csv", "--map", "note=extra"]) == 2
        assert (
            "read as empty: n/a (2), null (1), none yet (1), - (1), \u2013 (1)\n"
            in capsys.readouterr().out
        )

    def test_a_date_of_two_readings_comes_in_once_the_order_is_said(self, capsys):
        written(HEADER + "A,B,01/05/2023 9:00 AM\n")
        asked = ["import", "incidents.csv", "--timezone", "Europe/Berlin"]
        assert main(asked) == 2
        assert main([*asked, "--dates", "day-first", "--write"]) == 0

        assert (
            "rewritten: 1 time, the first '01/05/2023 9:00 AM' as 2023-05-01 09:00\n"
            in capsys.readouterr().out
        )
        tree = read_record("A", find_home("incidents")).tree
        assert tree.data["detected_at"] == "2023-05-01 09:00"

    def test_lists_are_split_and_words_fitted(self):
        records = made(
            "id;title;services;tags;detected_by;fixed_at\n"
            "A;B;search, billing;x|y;Alert;2024-05-14 09:01 UTC\n"
        )

        assert records["A"]["services"] == ["search", "billing"]
        assert records["A"]["tags"] == ["x", "y"]
        assert records["A"]["detected_by"] == "alert"
        assert records["A"]["fixed_at"] == "2024-05-14 09:01Z"

    def test_a_rows_own_zone_beats_the_option(self):
        records = made(
            "id,title,timezone,fixed_at\nA,B,Asia/Tokyo,2024-05-14 09:01\nC,D,,not yet\n",
            timezone="Europe/Berlin",
        )

        assert records["A"]["timezone"] == "Asia/Tokyo"
        assert records["C"] == {
            "schema": None,
            "id": "C",
            "title": "D",
            "timezone": "Europe/Berlin",
            "fixed_at": "not yet",
        }


class TestTheFile:
    @pytest.mark.parametrize(
        ("data", "what"),
        [
            (b"", "an empty file"),
            (
                "id,title\nA,Käse\n".encode("cp1252"),
                "byte 0xe4 is not UTF-8; save as UTF-8",
            ),
            ("id,title\nA,B\n".encode("utf-16"), "not UTF-8"),
            (b"id,title\nA,B\0\n", "NUL byte"),
            (b'id,title\nA,"B\n', "broken quotes"),
            (b"id,title,title\nA,B,C\n", "two columns named 'title'"),
        ],
    )
    def test_one_that_cannot_be_trusted_is_refused_whole(self, data, what):
        [line] = refusal(data)

        assert line.startswith("incidents.csv")
        assert what in line

    def test_a_missing_one_is_named(self, capsys):
        assert main(["import", "none.csv"]) == 2
        assert capsys.readouterr().err.startswith("none.csv: No such file or directory")

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_delimiter_mark_and_line_ends_are_told_apart(self, delimiter, mark, end):
        rows = [["Incident ID", "Name", "Note, or; so"], ["A", "B, b; b", "x"]]
        text = mark + end.join(
            delimiter.join(f'"{cell}"' for cell in row) for row in rows
        )

        assert made(text + end)["A"]["title"] == "B, b; b"

    def test_a_file_that_was_cut_loses_only_the_cut_row_and_says_so(self):
        found = plan("id,title,note\nA,B,C\nD,E")

        assert len(found.records) == 1
        assert "the file was cut short" in str(found.problems[0])

    def test_an_export_of_814_lines_comes_in_whole(self):
        rows = [
            f"{n},Incident with search,2024-05-14T09:01Z,{n % 7},a|b"
            for n in range(813)
        ]
        found = plan(
            "\n".join(["id,name,downtime_start,n_updates,components", *rows, ""])
        )

        assert (found.rows, len(found.records), found.problems) == (813, 813, ())


# --- any file ------------------------------------------------------------------

cells = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
    st.sampled_from(
        [
            "",
            " ",
            "null",
            "-",
            "~",
            "true",
            "no",
            "10:05",
            "# x",
            "a # b",
            "- a",
            "[a, b]",
            "{a: b}",
            "'",
            '"',
            "a: b",
            "*a",
            "&a",
            "!a",
            "|",
            ">",
            "%",
            "@",
            "`",
            "unknown",
            "none",
            "0x1f",
            "2024-05-14",
            "1e3",
            "a\r\nb",
            "  a",
            "a  ",
            "\u2028",
            "\ufeff",
            "\x85",
            "\x07",
            "\U0001f600",
        ]
    ),
)
times = st.sampled_from(
    [
        "",
        "2024-05-14 09:01",
        "about 2024-05-14 09:01",
        "by 2024-05-14",
        "2024",
        "not yet",
        "unknown",
        "03/04/2026",
        "x",
        "2024-03-31 02:30",
        "[2024-05-14, 2024-05-15]",
    ]
)
ids = st.sampled_from(
    ["A-1", "a-1", "B.2", "0012", "1e3", "no", "../x", "", "C_3", "yes"]
)


@st.composite
def tables(draw):
    own = draw(st.lists(cells.filter(lambda text: text.strip()), max_size=3))
    names = ["id", "title", "fixed_at", "services", "summary"]
    names += [name for name in dict.fromkeys(own) if name.strip() not in names]
    rows = draw(
        st.lists(
            st.tuples(ids, cells, times, cells, cells, *[cells] * (len(names) - 5)),
            max_size=5,
        )
    )
    return names, rows


def squeezed(text):
    """Return a list's text without what separates its parts."""
    return "".join(sign for sign in text if sign not in ",;|" and not sign.isspace())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables(), st.sampled_from([",", ";", "\t"]))
def test_rows_are_made_or_refused_and_every_cell_is_kept(table, delimiter):
    names, rows = table
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([names, *rows])
    others = dict.fromkeys(name.strip() for name in names[5:])
    maps = [f"{name}=extra" for name in others if name]
    try:
        found = plan(file.getvalue(), maps=maps, timezone="Europe/Berlin")
    except IncidentKitError as error:
        assert all(str(one).startswith("incidents.csv") for one in error.problems)
        return
    by_line = {one.line: one for one in found.records}
    line = 2 + sum(
        name.count("\n") + name.count("\r") - name.count("\r\n") for name in names
    )

    assert found.rows == len(rows) == len(found.records) + len(found.refused)
    assert all(problems for _, problems in found.refused)
    assert len({one.incident_id.casefold() for one in found.records}) == len(
        found.records
    )
    for row in rows:
        if (one := by_line.get(line)) is not None:
            data = read_tree(one.text, file="x").data
            kept = data | data.get("extra", {})
            for name, cell in zip(found.columns.names, row, strict=True):
                if cell.strip().casefold() in {"", *EMPTY}:
                    assert name not in kept
                elif name == "services" and cell.strip()[0] not in "[{":
                    assert squeezed("".join(kept.get(name, []))) == squeezed(cell)
                elif name in {"id", "fixed_at"}:
                    assert kept[name] == cell.strip()
                elif name != "services":
                    assert kept[name] == cell
        text = "".join(row)
        line += 1 + text.count("\n") + text.count("\r") - text.count("\r\n")


def test_names_are_compared_without_case_blanks_and_units():
    assert normal("  Detected  At (UTC) ") == normal("detectedAt") == "detected_at"
