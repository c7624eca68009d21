"""Malformed records and series: one line per problem, exit 2, nothing written.

Each case is an incident folder of its own; paths are as a user in the folder
above ``incidents`` sees them.
"""

import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from incident_kit.cli import main

HEAD = "id: X\ntitle: t\ntimezone: Europe/Berlin\n"
IMPACT = HEAD + "impact: [{name: n, unit: views, file: impact.csv, value: stale}]\n"
FILE = HEAD + "impact: [{name: n, unit: views, file: FILE, value: stale}]\n"
YAML = "incidents/X/incident.yaml:"
CSV = "incidents/X/impact.csv:"
LINE = re.compile(r"[^:\s]+(?::\d+(?::\d+)?)?: (?:[\w.\[\]\\-]+: )?[^;]+; .+\Z")


def parquet_cut_short():
    table = pa.table({"at": [1715670060, 1715670120], "stale": [1.0, 2.0]})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    return sink.getvalue().to_pybytes()[:-20]


def as_bytes(text):
    return text if isinstance(text, bytes) else text.encode()


def file(name):
    return FILE.replace("FILE", name)


RECORDS = {
    "a time the clocks skipped": (
        HEAD + "fixed_at: 2024-03-31 02:30\n",
        [
            YAML
            + "4:11: fixed_at: the clocks of Europe/Berlin never showed 2024-03-31 02:30; write 2024-03-31T01:30+01:00 or"
        ],
    ),
    "a time without a zone": (
        "id: X\ntitle: t\nfixed_at: 2024-05-14 09:01\n",
        [
            YAML
            + "3:11: fixed_at: '2024-05-14 09:01' has no offset and the record names no timezone; write 2024-05-14T09:01+01:00"
        ],
    ),
    "a field written twice": (
        HEAD + "title: u\n",
        [
            YAML
            + "4:1: title: title is written twice, first on line 2; keep one of them"
        ],
    ),
    "an unknown field": (
        HEAD + "fixd_at: 2024-05-14\n",
        [
            YAML
            + "4:1: fixd_at: unknown field; did you mean 'fixed_at'? or put it under extra:"
        ],
    ),
    "a field that turns the line around": (
        HEAD + "\u202efixed_at: 2024-05-14\n",
        [
            YAML
            + "4:1: \\u202efixed_at: unknown field; did you mean 'fixed_at'? or put it under extra:"
        ],
    ),
    "a text that a comma split": (
        HEAD + "trigger: {what: Cache, then job}\n",
        [
            YAML
            + "4:24: trigger.what: a comma split this text before 'then job'; put quotes around it"
        ],
    ),
    "a text that ' #' cut": (
        HEAD + "summary: Ticket #4711\n",
        [
            YAML
            + "4:17: summary: YAML cuts this at ' #'; put quotes around it, or two blanks before a comment"
        ],
    ),
    "an anchor": (
        HEAD + "summary: &a text\n",
        [YAML + "4:10: summary: the anchor &a; put quotes around it"],
    ),
    "an alias": (
        HEAD + "summary: *a\n",
        [YAML + "4:10: summary: the alias *a; put quotes around it"],
    ),
    "a tag": (
        HEAD + "summary: !!python/object:os.system x\n",
        [
            YAML
            + "4:10: summary: the tag tag:yaml.org,2002:python/object:os.system; put quotes around it"
        ],
    ),
    "a merge key": (
        HEAD + "trigger: {<<: x, what: y}\n",
        [YAML + "4:11: trigger: a merge key (<<); write the fields out"],
    ),
    "a second document": (
        HEAD + "---\nid: Y\n",
        [YAML + "4:1: a second document; one record per file"],
    ),
    "the ID of another folder": (
        HEAD.replace("X", "Y"),
        [YAML + "1:5: id: 'Y' in the folder 'X'; write id: X"],
    ),
    "nothing at all": (
        "",
        [YAML + "1:1: no fields in the file; begin with 'id: …' on a line of its own"],
    ),
    "a list instead of fields": (
        "- a\n",
        [YAML + "1:1: no map of fields; begin with 'id: …' on a line of its own"],
    ),
    "bytes that are not UTF-8": (
        HEAD.encode() + b"summary: caf\xe9\n",
        [YAML + "4:13: byte 0xe9 is not UTF-8; save the file as UTF-8"],
    ),
    "UTF-16": (
        HEAD.encode("utf-16"),
        [YAML + "1:1: byte 0xff is not UTF-8; save the file as UTF-8"],
    ),
    "a tab that indents": (
        HEAD + "trigger:\n\twhat: x\n",
        [YAML + "5:1: trigger: a tab where blanks must indent; use blanks"],
    ),
    "a quote never closed": (
        HEAD + 'summary: "text\n',
        [YAML + "4:10: summary: the quote opened here is never closed; close it"],
    ),
    "brackets nested too deep": (
        HEAD + "extra: " + "{a: " * 40 + "x" + "}" * 40 + "\n",
        [
            YAML
            + "4:68: extra.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a: nested deeper than 16 levels; write it flatter"
        ],
    ),
    "a suspect that names nothing": (
        HEAD + "blast: {system_change: {suspects: [gone]}}\n",
        [
            YAML
            + "4:36: blast.system_change.suspects[0]: 'gone' is not an id in this record; add what it names, or take it out"
        ],
    ),
    "an action that undoes itself": (
        HEAD + "actions: [{id: a, what: x, for: fix, undoes: a}]\n",
        [
            YAML
            + "4:46: actions[0].undoes: 'a' is not an id in this record; add what it names, or take it out"
        ],
    ),
    "a wave of no action": (
        HEAD + "waves: [{follows: a}]\n",
        [
            YAML
            + "4:19: waves[0].follows: 'a' is not an id in this record; add what it names"
        ],
    ),
    "a date that may be two days": (
        HEAD + "fixed_at: 03/04/2026 10:00\n",
        [
            YAML
            + "4:11: fixed_at: '03/04/2026 10:00' is not a time; write 2026-04-03 10:00 or 2026-03-04 10:00"
        ],
    ),
    "two problems in one file": (
        HEAD + "detected_by: alarm\nfixed_at: soon\n",
        [
            YAML
            + "4:14: detected_by: 'alarm' is not known here; did you mean 'alert'?",
            YAML + "5:11: fixed_at: 'soon' is not a time; write",
        ],
    ),
    "an absolute path": (
        file("/etc/passwd"),
        [
            YAML
            + "4:39: impact[0].file: '/etc/passwd' is not a relative path with '/'; put the file beside the record"
        ],
    ),
    "a path that leaves the folder": (
        file("../impact.csv"),
        [
            YAML
            + "4:39: impact[0].file: '../impact.csv' is a path that leaves the folder with '..'; put the file"
        ],
    ),
    "a URL": (
        file('"https://a.example/i.csv"'),
        [
            YAML
            + "4:39: impact[0].file: 'https://a.example/i.csv' is a URL or drive, not a file beside the record; put the file"
        ],
    ),
    "a folder as a file": (
        file("."),
        [YAML + "4:39: impact[0].file: '.' is no file name; put the file"],
    ),
    "a name too long for a file": (
        file("a" * 300),
        [
            YAML
            + f"4:39: impact[0].file: '{'a' * 79}\\u2026' is a name that no file can have; put the file"
        ],
    ),
    "a series that is not there": (
        IMPACT,
        [
            YAML
            + "4:39: impact[0].file: no such file impact.csv; put it there, or correct the name"
        ],
    ),
}

SERIES = {
    "a short row": (
        "at,stale\n2024-05-14 09:01,1\n2024-05-14 09:02\n2024-05-14 09:03,1\n",
        [CSV + "3: 1 cells where the header has 2; write every cell"],
    ),
    "a long row": (
        "at,stale\n2024-05-14 09:01,1,2\n",
        [
            CSV
            + "2: 3 cells where the header has 2; quote cells that hold the delimiter"
        ],
    ),
    "a decimal comma between commas": (
        'at,stale\n2024-05-14 09:01,"1,5"\n',
        [CSV + "2: stale: '1,5' has separators; write the number plainly"],
    ),
    "a word for a number": (
        "at,stale\n2024-05-14 09:01,many\n",
        [
            CSV
            + "2: stale: 'many' is not a number; write a number, or leave the cell empty"
        ],
    ),
    "a number beyond all measure": (
        "at,stale\n2024-05-14 09:01,1e200\n",
        [CSV + "2: stale: 1e200 is too large; leave it empty if unknown"],
    ),
    "a date that may be two days": (
        "at,stale\n03/04/2026 10:00,1\n",
        [
            CSV
            + "2: at: '03/04/2026 10:00' may be two days; write 2026-04-03 10:00 or 2026-03-04 10:00"
        ],
    ),
    "a time the clocks skipped": (
        "at,stale\n2024-03-31 02:30,1\n",
        [
            CSV
            + "2: at: the clocks of Europe/Berlin never showed 2024-03-31 02:30; write"
        ],
    ),
    "a time the clocks showed twice": (
        "at,stale\n2024-10-27 02:30,1\n",
        [
            CSV
            + "2: at: the clocks of Europe/Berlin showed twice 2024-10-27 02:30; write"
        ],
    ),
    "epoch times of 12 digits": (
        "at,stale\n171567006000,1\n",
        [
            CSV
            + "2: at: an epoch time of 12 digits; write 10 digits (seconds), 13, 16 or 19"
        ],
    ),
    "mixed units of epoch times": (
        "at,stale\n1715670060,1\n1715670120000,1\n",
        [
            CSV
            + "3: at: an epoch time of 13 digits where the file began with 10; use one unit"
        ],
    ),
    "the same time twice": (
        "at,stale\n2024-05-14 09:01,1\n2024-05-14 09:01,1\n",
        [CSV + "3: at: the same time as line 2; keep one of the two rows"],
    ),
    "the same instant in two offsets": (
        "at,stale\n2024-05-14T09:01+02:00,1\n2024-05-14T07:01Z,1\n",
        [CSV + "3: at: the same time as line 2; keep one of the two rows"],
    ),
    "times out of order": (
        "at,stale\n2024-05-14 09:02,1\n2024-05-14 09:01,1\n",
        [CSV + "3: at: an earlier time than line 2; sort the file by time"],
    ),
    "no header": (
        "2024-05-14 09:01,1\n2024-05-14 09:02,1\n",
        [
            YAML
            + "4:10: impact[0].time: no column 'at' in impact.csv; its columns are 2024-05-14 09:01, 1",
            YAML
            + "4:58: impact[0].value: no column 'stale' in impact.csv; its columns are 2024-05-14 09:01, 1",
        ],
    ),
    "a column by another name": (
        "at,stail\n2024-05-14 09:01,1\n",
        [
            YAML
            + "4:58: impact[0].value: no column 'stale' in impact.csv; did you mean 'stail'? its columns are at, stail"
        ],
    ),
    "two columns of one name": (
        "at,stale,stale\n2024-05-14 09:01,1,2\n",
        [CSV + " two columns named 'stale'; rename one of them"],
    ),
    "a header that steers the terminal": (
        "at,\x1b[2Jstale\n2024-05-14 09:01,1\n",
        [
            YAML
            + "4:58: impact[0].value: no column 'stale' in impact.csv; did you mean '\\x1b[2Jstale'? its columns are at, \\x1b[2Jstale"
        ],
    ),
    "a file cut short": (
        "at,stale\n2024-05-14 09:01,1\n2024-05-14 09:0",
        [
            CSV
            + "3: the file was cut short: 1 cells where the header has 2; restore the whole file"
        ],
    ),
    "an empty file": (
        "",
        [CSV + " an empty file; restore the whole file from where it was exported"],
    ),
    "a header alone": (
        "at,stale\n",
        [CSV + " no rows under the header; export the samples again"],
    ),
    "bytes that are not UTF-8": (
        b"at,stale\n2024-05-14 09:01,\xe9\n",
        [CSV + "2:18: byte 0xe9 is not UTF-8; save as UTF-8"],
    ),
    "Parquet cut short": (
        parquet_cut_short(),
        [CSV + " the file was cut short or is not Parquet; restore the whole file"],
    ),
    "two problems in one file": (
        "at,stale\nnow,1\n2024-05-14 09:02,x\n",
        [
            CSV + "2: at: 'now' is not an ISO time",
            CSV + "3: stale: 'x' is not a number",
        ],
    ),
}


@pytest.fixture
def put(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)

    def _put(record, **files):
        folder = tmp_path / "incidents" / "X"
        folder.mkdir(parents=True)
        for name, content in {"incident.yaml": record, **files}.items():
            (folder / name).write_bytes(as_bytes(content))
        return snapshot()

    return _put


def snapshot():
    """Return every path below the working directory with its bytes and mtime."""
    return {
        path: (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in Path.cwd().rglob("*")
    }


def assert_refused(code, err, expected, before):
    lines = err.splitlines()
    assert code == 2
    assert len(lines) == len(expected)
    for line, start in zip(lines, expected, strict=True):
        assert line.startswith(start)
        assert LINE.match(line)
    assert "Traceback" not in err
    assert snapshot() == before


@pytest.mark.parametrize("name", RECORDS)
def test_a_malformed_record_is_refused(name, put, capsys):
    record, expected = RECORDS[name]
    before = put(record)

    code = main(["check", "X"])
    assert_refused(code, capsys.readouterr().err, expected, before)


@pytest.mark.parametrize("name", SERIES)
def test_a_malformed_series_is_refused(name, put, capsys):
    series, expected = SERIES[name]
    before = put(IMPACT, **{"impact.csv": series})

    code = main(["check", "X"])
    assert_refused(code, capsys.readouterr().err, expected, before)


@pytest.mark.parametrize(
    "name",
    [name for name, (text, _) in RECORDS.items() if b"impact" not in as_bytes(text)],
)
def test_no_review_is_begun_on_a_malformed_record(name, put, capsys):
    record, expected = RECORDS[name]
    before = put(record)

    code = main(["review", "X"])
    assert_refused(code, capsys.readouterr().err, expected, before)


@pytest.mark.parametrize(
    ("command", "name"),
    [("check", "a tag"), ("review", "two problems in one file"), ("check", "a URL")],
)
def test_the_command_itself_prints_the_lines_and_ends_with_2(command, name, put):
    record, expected = RECORDS[name]
    before = put(record)

    run = subprocess.run(
        [sys.executable, "-m", "incident_kit", command, "X"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert_refused(run.returncode, run.stderr, expected, before)


def test_mixed_offsets_are_one_time_line(put, capsys):
    """09:01+02:00 is 07:01 UTC, a minute before 07:02 UTC: nothing is wrong."""
    text = "at,stale\n2024-05-14T09:01+02:00,1\n2024-05-14T07:02Z,1\n"
    put(IMPACT, **{"impact.csv": text})

    assert main(["check"]) == 0
    assert capsys.readouterr().err == ""


def test_problems_of_several_files_come_at_once(put, capsys):
    record = HEAD + (
        "impact:\n"
        "  - {name: a, unit: views, file: a.csv, value: v}\n"
        "  - {name: b, unit: views, file: ../b.csv, value: v}\n"
    )
    put(record)

    assert main(["check"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith(
        YAML + "5:34: impact[0].file: no such file a.csv; put it"
    )
    assert lines[1].startswith(YAML + "6:34: impact[1].file: '../b.csv' is a path")


def test_each_wrong_column_is_told_at_its_own_line_of_the_record(put, capsys):
    record = HEAD + (
        "impact:\n"
        "  - name: failed\n"
        "    unit: views\n"
        "    file: impact.csv\n"
        "    time: when\n"
        "    value: faild\n"
        "    of: wievs\n"
        "  - {name: b, unit: views, file: impact.csv, time: when, value: failed}\n"
    )
    put(record, **{"impact.csv": "at,views,failed,views\n2024-05-14 09:01,9,1,9\n"})

    assert main(["check"]) == 2
    columns = "its columns are at, views, failed, views"
    assert capsys.readouterr().err.splitlines() == [
        f"{YAML}8:11: impact[0].time: no column 'when' in impact.csv; {columns}",
        f"{YAML}9:12: impact[0].value: no column 'faild' in impact.csv; did you mean 'failed'? {columns}",
        f"{YAML}10:9: impact[0].of: no column 'wievs' in impact.csv; did you mean 'views'? {columns}",
        f"{YAML}11:52: impact[1].time: no column 'when' in impact.csv; {columns}",
    ]


def test_a_wrong_column_of_a_parquet_file_is_told_at_the_line_of_the_record(
    put, capsys
):
    put(HEAD + "impact: [{name: n, unit: views, file: i.parquet, value: stale}]\n")
    table = pa.table({"at": [1715670060], "stales": [1.0]})
    pq.write_table(table, "incidents/X/i.parquet")

    assert main(["check"]) == 2
    assert capsys.readouterr().err == (
        f"{YAML}4:57: impact[0].value: no column 'stale' in i.parquet; "
        "did you mean 'stales'? its columns are at, stales\n"
    )


@pytest.mark.parametrize(
    ("per", "code"), [("per: minute, ", 2), ("", 0)], ids=["counts", "a level"]
)
def test_a_part_larger_than_all_is_refused_where_both_are_counts(
    put, capsys, per, code
):
    record = IMPACT.replace("unit: views, ", f"unit: views, {per}of: all, ")
    put(record, **{"impact.csv": "at,stale,all\n2024-05-14 09:01,70,10\n"})

    assert main(["check", "X"]) == code
    told = capsys.readouterr().err
    assert told == (
        f"{CSV}2: stale: 70 of 10 in all; correct one of the two: of names the column of all\n"
        if code
        else ""
    )


def test_a_missing_file_names_the_one_that_was_meant(put, capsys):
    put(IMPACT, **{"impct.csv": "at,stale\n2024-05-14 09:01,1\n"})

    assert main(["check"]) == 2
    assert capsys.readouterr().err == (
        f"{YAML}4:39: impact[0].file: no such file impact.csv; "
        "did you mean 'impct.csv'?\n"
    )


def test_one_bad_record_does_not_hide_the_next(put, capsys, tmp_path):
    put(HEAD + "detected_by: alarm\n")
    (tmp_path / "incidents" / "Y").mkdir()
    (tmp_path / "incidents" / "Y" / "incident.yaml").write_text("id: Y\ntitle: t\n")

    assert main(["check"]) == 2
    out, err = capsys.readouterr()
    assert err.count("\n") == 1
    assert "Y: ok" in out


CONTRADICTIONS = {
    "mitigated after it was closed": (
        "mitigated_at: 2024-05-14 12:00\nclosed_at: 2024-05-14 11:00\n",
        "5:12: closed_at: before mitigated_at; correct one of the two",
    ),
    "fixed before it began": (
        "started_at: 2024-05-14 12:00\nfixed_at: by 2024-05-14 11:00\n",
        "5:11: fixed_at: before started_at; correct one of the two",
    ),
    "closed before it began": (
        "started_at: 2024-05-14 12:00\nclosed_at: 2024-05-14 11:00\n",
        "5:12: closed_at: before started_at; correct one of the two",
    ),
    "declared before it was detected": (
        "detected_at: 2024-05-14 12:00\ndeclared_at: 2024-05-14 11:00\n",
        "5:14: declared_at: before detected_at; correct one of the two",
    ),
    "noticed after the fix": (
        "detected_at: 2024-05-14 12:00\nfixed_at: 2024-05-14 11:00\n",
        "4:14: detected_at: after fixed_at, so noticed after it was over; correct one of the two",
    ),
    "not fixed, though the cause was removed": (
        "fixed_at: not yet\nactions:\n  - {id: a, what: x, for: fix, applied_at: about 2024-05-14 12:00, removes_cause: true}\n",
        "4:11: fixed_at: has not happened, while 'a' was applied and removes the cause; write when, or correct removes_cause",
    ),
    "eased twice before it began, told once": (
        (
            "started_at: 2024-05-14 12:00\nactions:\n  - {id: a, what: x, for: stabilize, applied_at: 2024-05-14 11:00}\n"
            "  - {id: b, what: y, for: stabilize, applied_at: 2024-05-14 11:10}\n"
        ),
        "6:50: actions[0].applied_at: before started_at, when there was no harm to ease; correct one of the two",
    ),
    "intervals that overlap": (
        "impact:\n  - {name: n, unit: state, during: [[2024-05-14 11:00, 2024-05-14 12:00], [2024-05-14 11:59, 2024-05-14 13:00]]}\n",
        "5:75: impact[0].during[1]: overlaps the one before; merge them",
    ),
    "an interval that overlaps one further up": (
        "impact:\n  - {name: n, unit: state, during: [[2024-05-14 11:00, not yet], [2024-05-13 11:00, 2024-05-13 12:00], [2024-05-14 12:00, not yet]]}\n",
        "5:104: impact[0].during[2]: overlaps during[0]; merge them",
    ),
    "acknowledged before it was detected": (
        "detected_at: after 2024-05-14 12:00\nacknowledged_at: 2024-05-14 11:00\n",
        "5:18: acknowledged_at: before detected_at; correct one of the two",
    ),
    "an action that ended before it began": (
        "actions:\n  - {id: a, what: x, for: fix, applied_at: 2024-05-14 12:00, ended_at: 2024-05-13}\n",
        "5:72: actions[0].ended_at: before it began; correct one of the two",
    ),
    "a change that ended before it began": (
        "changes:\n  - {id: a, what: x, at: 2024-05-14 12:00, ended_at: 2024-05-13}\n",
        "5:54: changes[0].ended_at: before it began; correct one of the two",
    ),
    "a wave that ended before it began": (
        "waves:\n  - {start: 2024-05-14 12:00, end: 2024-05-13}\n",
        "5:36: waves[0].end: before it began; correct one of the two",
    ),
    "more affected than there are": (
        "blast: {blast_radius: {affected: 40, of: 37}}\n",
        "4:34: blast.blast_radius.affected: more than all 37; correct one of the two",
    ),
}


class TestContradictions:
    @pytest.mark.parametrize("name", CONTRADICTIONS)
    def test_are_told_and_the_record_can_still_be_built(self, name, put, capsys):
        text, line = CONTRADICTIONS[name]
        put(HEAD + text)

        assert main(["check", "X"]) == 1
        out, err = capsys.readouterr()
        assert err == f"{YAML}{line}\n"
        assert "X: can be built, with doubts" in out

    @pytest.mark.parametrize(
        "text",
        [
            "mitigated_at: about 2024-05-14 12:00\nclosed_at: 2024-05-14 11:00\n",
            "mitigated_at: 2024-05-14\nclosed_at: 2024-05-14 11:00\n",
            "mitigated_at: not yet\nclosed_at: 2024-05-14 11:00\n",
            "started_at: 2024-05-14 12:00\ndetected_at: 2024-05-14 11:00\n",
            "mitigated_at: 2024-05-14 11:00\nacknowledged_at: 2024-05-14 12:00\n",
            "detected_at: 2024-05-14\nfixed_at: 2024-05-14 11:00\n",
            "fixed_at: not yet\nactions: [{id: a, what: x, for: fix, applied_at: not yet, removes_cause: true}]\n",
            "fixed_at: not yet\nactions: [{id: a, what: x, for: fix, applied_at: 2024-05-14 12:00, removes_cause: true}, {id: b, what: y, for: fix, applied_at: 2024-05-14 13:00, undoes: a}]\n",
            "started_at: about 2024-05-14 12:00\nactions: [{id: a, what: x, for: stabilize, applied_at: 2024-05-14 11:00}]\n",
            "started_at: 2024-05-14 12:00\nactions: [{id: a, what: x, for: stabilize, effect: protective, applied_at: 2024-05-14 11:00}]\n",
            "started_at: 2024-05-14 12:00\nactions: [{id: a, what: x, for: investigate, applied_at: 2024-05-14 11:00}]\n",
            "impact: [{name: n, unit: state, during: [[2024-05-14 11:00, 2024-05-14 12:00], [2024-05-14 12:00, not yet]]}]\n",
            "impact: [{name: n, unit: state, during: [[2024-05-14, 2024-05-14], [2024-05-14 12:00, 2024-05-14 13:00]]}]\n",
        ],
    )
    def test_are_only_what_no_reading_allows(self, text, put):
        put(HEAD + text)

        assert main(["check", "X"]) == 0


def test_what_yaml_would_cut_and_what_the_schema_refuses_come_at_once(tmp_path, capsys):
    """A misread line is told once, by what was misread."""
    folder = tmp_path / "incidents" / "X"
    folder.mkdir(parents=True)
    text = "id: X\ntitle: Ticket #4711 closed\nstarted_at: 2024-05-14 09:00\nfixd_at: not yet\n"
    (folder / "incident.yaml").write_text(text, encoding="utf-8")

    assert main(["check", "X", "--home", str(tmp_path / "incidents")]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[1] for line in lines] == ["title", "started_at", "fixd_at"]
