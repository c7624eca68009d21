"""The record: every kind of field, every refusal with its words, JSON Schema."""

import datetime as dt
import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from incident_kit.cli import main
from incident_kit.errors import RecordError
from incident_kit.instants.words import moment_words
from incident_kit.record.incident_record import json_schema
from incident_kit.store.records import parse_text

TOP = Path(__file__).parents[2]
EXAMPLE = TOP / "tests" / "data" / "incident-example.yaml"
TEMPLATE = TOP / "templates" / "incident.yaml"
SAMPLES = sorted((TOP / "notebooks" / "incidents").glob("*/incident.yaml"))
HEAD = "id: X\ntitle: t\ntimezone: Europe/Berlin\n"


def read(text, *, head=HEAD):
    return parse_text(head + text, file="incident.yaml", incident_id="X")[0]


def refusals(text, *, head=HEAD):
    with pytest.raises(RecordError) as caught:
        read(text, head=head)
    return str(caught.value).splitlines()


def refusal(text, *, head=HEAD):
    (line,) = refusals(text, head=head)
    return line


class TestActions:
    def test_an_action_begins_at_its_earliest_and_is_done_when_it_has_ended(self):
        (first, second) = read(
            "actions:\n"
            "  - {id: a, what: x, for: fix, applied_at: [2024-05-14 09:01, 2024-05-14 09:05]}\n"
            "  - {id: b, what: y, for: fix, applied_at: 2024-05-14 09:10, ended_at: 2024-05-14 09:30}\n"
        ).actions

        assert first.begun_at == dt.datetime(2024, 5, 14, 7, 1, tzinfo=dt.UTC)
        assert first.done_at == dt.datetime(2024, 5, 14, 7, 5, tzinfo=dt.UTC)
        assert second.done_at == dt.datetime(2024, 5, 14, 7, 30, tzinfo=dt.UTC)

    def test_what_is_not_yet_taken_back_is_not_undone(self):
        record = read(
            "changes: [{id: c, what: x}, {id: d, what: y, undoes: c}]\n"
            "actions:\n"
            "  - {id: a, what: x, for: fix}\n"
            "  - {id: b, what: y, for: fix}\n"
            "  - {id: e, what: z, for: fix, undoes: a}\n"
            "  - {id: f, what: z, for: fix, applied_at: not yet, undoes: b}\n"
        )

        assert record.undone == {"c", "a"}


class TestTexts:
    def test_stay_as_they_were_typed(self):
        """No `no` becomes False, no 10:05 becomes 605, no 007 becomes 7."""
        record = read("severity: no\nservices: [007, 10:05, 1e3]\n")

        assert record.severity == "no"
        assert record.services == ("007", "10:05", "1e3")

    def test_one_text_stands_for_a_list_of_one(self):
        assert read("services: search\n").services == ("search",)

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            (
                "severity:\n",
                "incident.yaml:4:10: severity: nothing is written here; write it or take the line out",
            ),
            (
                'severity: " "\n',
                "incident.yaml:4:11: severity: empty text; write words or take the line out",
            ),
            (
                "severity: [sev1]\n",
                "incident.yaml:4:11: severity: a list or map where words belong; put quotes around it",
            ),
            (
                "severity: {a: b}\n",
                "incident.yaml:4:11: severity: a list or map where words belong; put quotes around it",
            ),
            (
                "services: [{a: b}]\n",
                "incident.yaml:4:11: services: a list or map where words belong; put quotes around it",
            ),
            (
                "services:\n",
                "incident.yaml:4:10: services: nothing is written here; write it or take the line out",
            ),
            (
                "roles: lead\n",
                "incident.yaml:4:8: roles: text where a map of fields belongs; write a map of fields",
            ),
            (
                "roles: {lead: }\n",
                "incident.yaml:4:15: roles.lead: nothing is written here; write words or take the line out",
            ),
            (
                "extra: words\n",
                "incident.yaml:4:8: extra: text where a map of fields belongs; write a map of fields",
            ),
        ],
    )
    def test_that_are_none_are_refused(self, text, line):
        assert refusal(text) == line

    def test_that_are_required_are_asked_for(self):
        assert refusals("severity: sev1\n", head="") == [
            "incident.yaml:1:1: id: missing; add id: to the record",
            "incident.yaml:1:1: title: missing; add title: to the record",
        ]

    def test_extra_takes_any_shape_as_text(self):
        record = read("extra: {cost: 4711, who: [a, b], deep: {flag: no}}\n")

        assert record.extra == {
            "cost": "4711",
            "who": ("a", "b"),
            "deep": {"flag": "no"},
        }


class TestFields:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            (
                "fixd_at: 2024-05-14\n",
                "incident.yaml:4:1: fixd_at: unknown field; did you mean 'fixed_at'? or put it under extra:",
            ),
            (
                "cost: 4711\n",
                "incident.yaml:4:1: cost: unknown field; did you mean 'closed_at'? or put it under extra:",
            ),
            (
                "blast: {location: {fin: [a]}}\n",
                "incident.yaml:4:20: blast.location.fin: unknown field; did you mean 'fine'?",
            ),
            (
                "timeline:\n  - {what: x, sorce: y}\n",
                "incident.yaml:5:15: timeline[0].sorce: unknown field; did you mean 'source'?",
            ),
            (
                "trigger: {what: x, zzz: y}\n",
                "incident.yaml:4:20: trigger.zzz: unknown field; write one of what, kind",
            ),
        ],
    )
    def test_an_unknown_one_is_refused_with_the_nearest(self, text, line):
        assert refusal(text) == line

    def test_the_purpose_of_an_action_is_called_for(self):
        record = read("actions:\n  - {id: a, what: x, for: both}\n")

        assert record.actions[0].purpose == "both"

    def test_the_name_in_the_code_is_no_field(self):
        assert refusals("actions:\n  - {id: a, what: x, purpose: fix}\n") == [
            "incident.yaml:5:5: actions[0].for: missing; add for: to actions[0]",
            "incident.yaml:5:22: actions[0].purpose: unknown field; write one of id, what, for, kind, applied_at, ended_at, effect, effects, removes_cause, price, price_count, price_unit, undoes, by, source, note",
        ]

    @pytest.mark.parametrize(
        "name",
        [
            "severity",
            "summary",
            "trigger",
            "changes",
            "lucky",
            "timezone",
            "fixed_at",
            "blast",
            "impact",
        ],
    )
    def test_one_without_a_value_is_neither_none_nor_absent(self, name):
        lines = refusals(f"{name}:\n", head="id: X\ntitle: t\n")

        assert lines == [
            f"incident.yaml:3:{len(name) + 2}: {name}: nothing is written here; write it or take the line out"
        ]

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            (
                "actions: rollback\n",
                "incident.yaml:4:10: actions: text where a list belongs; write a list",
            ),
            (
                "actions: {a: b}\n",
                "incident.yaml:4:10: actions: a map where a list belongs; write a list",
            ),
            (
                "actions: [undo]\n",
                "incident.yaml:4:11: actions[0]: text where a map of fields belongs; write a map of fields",
            ),
            (
                "timeline:\n",
                "incident.yaml:4:10: timeline: nothing is written here; write it or take the line out",
            ),
            (
                "trigger: a deploy\n",
                "incident.yaml:4:10: trigger: text where a map of fields belongs; write a map of fields",
            ),
            (
                "blast: [a]\n",
                "incident.yaml:4:8: blast: a list where a map of fields belongs; write a map of fields",
            ),
        ],
    )
    def test_a_wrong_shape_is_named(self, text, line):
        assert refusal(text) == line

    @pytest.mark.parametrize(
        ("text", "shown"), [("0", "'0'"), ("2", "'2'"), ("1.0", "'1.0'")]
    )
    def test_another_version_of_the_format_is_refused(self, text, shown):
        assert refusal(f"schema: {text}\n") == (
            f"incident.yaml:4:9: schema: schema {shown} is not the version this kit reads; write schema: 1"
        )


class TestWords:
    @pytest.mark.parametrize(
        ("text", "mend"),
        [
            (
                "detected_by: alarm\n",
                "detected_by: 'alarm' is not known here; did you mean 'alert'?",
            ),
            (
                "detected_by: us\n",
                "detected_by: 'us' is not known here; write one of alert, monitoring, customer, employee, unknown",
            ),
            (
                "review: Draft\n",
                "review: 'Draft' is not known here; did you mean 'draft'?",
            ),
            (
                "blast: {blast_radius: {scope: all}}\n",
                "blast.blast_radius.scope: 'all' is not known here; write one of everyone, subset, feature, unknown",
            ),
            (
                "changes: [{id: a, what: x, role: inocent}]\n",
                "changes[0].role: 'inocent' is not known here; did you mean 'innocent'?",
            ),
            (
                "losses: [{what: x, count: many}]\n",
                "losses[0].count: 'many' is not a count; write digits only, such as 175342",
            ),
            (
                "actions: [{id: a, what: x, for: fix, kind: rolback}]\n",
                "actions[0].kind: 'rolback' is not known here; did you mean 'rollback'?",
            ),
            (
                "actions: [{id: a, what: x, for: stabilise}]\n",
                "actions[0].for: 'stabilise' is not known here; did you mean 'stabilize'?",
            ),
            (
                "actions: [{id: a, what: x, for: fix, effect: partly}]\n",
                "actions[0].effect: 'partly' is not known here; did you mean 'partial'?",
            ),
            (
                "impact: [{name: n, unit: u, file: f, value: v, bad: up}]\n",
                "impact[0].bad: 'up' is not known here; write one of high, low, either",
            ),
            (
                "impact: [{name: n, unit: u, file: f, value: v, per: min}]\n",
                "impact[0].per: 'min' is not known here; did you mean 'minute', or a span such as 15 min?",
            ),
            (
                "hypotheses: [{what: x, verdict: true}]\n",
                "hypotheses[0].verdict: 'true' is not known here; write one of right, wrong, partly, open, unknown",
            ),
            (
                "follow_ups: [{what: x, kind: prevention}]\n",
                "follow_ups[0].kind: 'prevention' is not known here; did you mean 'prevent'?",
            ),
            (
                "follow_ups: [{what: x, state: [open]}]\n",
                "follow_ups[0].state: \"['open']\" is not known here; did you mean 'open'?",
            ),
        ],
    )
    def test_that_are_not_known_are_refused_with_the_nearest(self, text, mend):
        assert mend in refusal(text)

    def test_a_change_may_be_of_any_kind(self):
        assert (
            read("changes: [{id: a, what: x, kind: feed}]\n").changes[0].kind == "feed"
        )


class TestNumbers:
    @pytest.mark.parametrize(
        "count", ["1,000", '"1 000"', "37.5", "-1", "many", "1e3", "9999999999999999"]
    )
    def test_a_count_is_digits_only(self, count):
        shown = repr(count.strip('"'))
        text = f"blast:\n  blast_radius:\n    affected: {count}\n"

        assert refusal(text) == (
            f"incident.yaml:6:15: blast.blast_radius.affected: {shown} is not a count; "
            "write digits only, such as 175342"
        )

    def test_counts_are_read(self):
        said = read("blast: {blast_radius: {affected: 0, of: 175342}}\n").blast

        assert (said.blast_radius.affected, said.blast_radius.of) == (0, 175342)

    @pytest.mark.parametrize(
        ("share", "value"),
        [
            ("90 %", 0.9),
            ("90%", 0.9),
            ("0.9", 0.9),
            ("1", 1.0),
            ("0", 0.0),
            ("0.5 %", 0.005),
        ],
    )
    def test_a_share_is_percent_or_a_fraction(self, share, value):
        record = read(f"hypotheses: [{{what: x, confidence: {share}}}]\n")

        assert record.hypotheses[0].confidence == pytest.approx(value)

    @pytest.mark.parametrize("share", ["90", "101 %", "1.5", "-0.1", "high", "0.9 %%"])
    def test_what_may_be_two_shares_is_refused(self, share):
        line = refusal(f"hypotheses: [{{what: x, confidence: {share}}}]\n")

        assert line.endswith(f"confidence: '{share}' is not a share; write 90 % or 0.9")

    @pytest.mark.parametrize(
        ("word", "value"),
        [
            ("true", True),
            ("yes", True),
            ("false", False),
            ("no", False),
            ("unknown", None),
        ],
    )
    def test_a_flag_is_yes_no_or_unknown(self, word, value):
        record = read(
            f"actions: [{{id: a, what: x, for: fix, removes_cause: {word}}}]\n"
        )

        assert record.actions[0].removes_cause is value

    def test_another_flag_is_refused(self):
        line = refusal("actions: [{id: a, what: x, for: fix, removes_cause: maybe}]\n")

        assert line.endswith(
            "removes_cause: 'maybe' is neither true nor false; write true or false"
        )


class TestLinksAndZones:
    @pytest.mark.parametrize("link", ["https://a.b/c?d=e", "mailto:a@b.example"])
    def test_links_to_tickets_are_read(self, link):
        record = read(f'references: [{{what: x, link: "{link}"}}]\n')

        assert record.references[0].link == link

    @pytest.mark.parametrize(
        "link",
        [
            "javascript:alert(1)",
            "REP-311",
            "file:///etc/passwd",
            "https://",
            "https://a b",
        ],
    )
    def test_what_is_no_link_is_refused(self, link):
        line = refusal(f'references: [{{what: x, link: "{link}"}}]\n')

        assert line.endswith(f"link: {link!r} is not a link; write https://…")

    @pytest.mark.parametrize(
        "zone", ["CET", "Berlin", "Europe/Berln", "../etc/passwd", "+02:00"]
    )
    def test_a_zone_is_an_iana_name(self, zone):
        line = refusal("", head=f"id: X\ntitle: t\ntimezone: {zone}\n")

        assert line == (
            f"incident.yaml:3:11: timezone: no time zone {zone!r}; "
            "write UTC or a name such as Europe/Berlin"
        )

    def test_a_wrong_zone_is_one_problem_however_many_times_it_is_for(self):
        head = "id: X\ntitle: t\ntimezone: CET\n"

        assert len(refusals("fixed_at: 2024-05-14 09:01\n", head=head)) == 1


class TestTimes:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("2024-05-14 09:01", "09:01"),
            ("about 2024-05-14 09:01", "about 09:01"),
            ("by 2024-05-14 09:01", "by 09:01"),
            ("2024-05", "May 2024"),
            ("[2024-05-14 09:01, 2024-05-14 09:05]", "09:01 to 09:05"),
            ("not yet", "not yet"),
            ("unknown", "unknown"),
            ("{at: 2024-05-14 09:01, source: log, note: n}", "09:01"),
        ],
    )
    def test_every_form_is_read(self, text, words):
        record = read(f"fixed_at: {text}\n")

        assert moment_words(record.fixed_at, record.zone) == words

    def test_a_line_left_out_is_unknown(self):
        assert read("").fixed_at.form == "unknown"

    def test_the_long_form_keeps_its_source(self):
        record = read("fixed_at: {at: 2024-05-14 09:01, source: log, note: n}\n")

        assert (record.fixed_at.source, record.fixed_at.note) == ("log", "n")

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            (
                "",
                "incident.yaml:4:10: fixed_at: nothing is written here; write it or take the line out",
            ),
            (
                " soon",
                "incident.yaml:4:11: fixed_at: 'soon' is not a time; write 2024-05-14 09:01, about …",
            ),
            (" never", "incident.yaml:4:11: fixed_at: 'never' is not a time"),
            (" 09:01", "incident.yaml:4:11: fixed_at: '09:01' is not a time"),
            (
                " 03/04/2026 10:00",
                "incident.yaml:4:11: fixed_at: '03/04/2026 10:00' is not a time; write 2026-04-03 10:00 or 2026-03-04 10:00",
            ),
            (
                " 2024-03-31 02:30",
                "incident.yaml:4:11: fixed_at: the clocks of Europe/Berlin never showed 2024-03-31 02:30; write 2024-03-31T01:30+01:00 or 2024-03-31T03:30+02:00",
            ),
            (
                " 2024-10-27 02:30",
                "incident.yaml:4:11: fixed_at: the clocks of Europe/Berlin showed twice 2024-10-27 02:30; write 2024-10-27T02:30+02:00 or 2024-10-27T02:30+01:00",
            ),
            (
                " [2024-05-14 09:05, 2024-05-14 09:01]",
                "incident.yaml:4:11: fixed_at: [2024-05-14 09:05, 2024-05-14 09:01] ends before it begins; write [earliest, latest]",
            ),
            (
                " [2024-05-14 09:05]",
                "incident.yaml:4:11: fixed_at: a range of 1 times; write [earliest, latest]",
            ),
            (
                " [about 2024-05-14 09:05, unknown]",
                "incident.yaml:4:11: fixed_at: [about 2024-05-14 09:05, unknown] has an end that is no plain time",
            ),
            (
                " 0024-05-14 09:01",
                "incident.yaml:4:11: fixed_at: '0024-05-14 09:01' lies outside 1970 to 2199; correct the year",
            ),
            (
                " 0001-01-01 00:10",
                "incident.yaml:4:11: fixed_at: '0001-01-01 00:10' lies outside 1970 to 2199; correct the year",
            ),
            (
                " by 2204",
                "incident.yaml:4:11: fixed_at: '2204' lies outside 1970 to 2199; correct the year",
            ),
            (
                " about 2024-05-14",
                "incident.yaml:4:11: fixed_at: 'about 2024-05-14' names no hour; write 2024-05-14 (that day) or a range",
            ),
            (
                " {when: 2024-05-14}",
                "incident.yaml:4:11: fixed_at: unknown field 'when' in a time; a long time has at, source and note",
            ),
            (" {note: x}", "incident.yaml:4:11: fixed_at: a long time without at"),
        ],
    )
    def test_every_refusal_says_how_to_write_it(self, text, line):
        assert refusal(f"fixed_at:{text}\n").startswith(line)

    def test_without_a_zone_an_offset_is_asked_for(self):
        assert refusal("fixed_at: 2026-03-14 10:40\n", head="id: X\ntitle: t\n") == (
            "incident.yaml:3:11: fixed_at: '2026-03-14 10:40' has no offset and the record names "
            "no timezone; write 2026-03-14T10:40+01:00, or timezone: Europe/Berlin in the record"
        )

    def test_an_interval_runs_forward(self):
        line = refusal(
            "impact: [{name: n, unit: state, during: [[2024-05-14 10:00, 2024-05-14 09:00]]}]\n"
        )

        assert line.endswith("during[0]: ends before it begins; write [from, to]")

    def test_an_interval_has_two_ends(self):
        line = refusal("impact: [{name: n, unit: state, during: [2024-05-14]}]\n")

        assert line.endswith("during[0]: not a span; write [from, to]")


class TestNoneAndAbsent:
    @pytest.mark.parametrize(
        "name",
        [
            "changes",
            "actions",
            "waves",
            "losses",
            "follow_ups",
            "contributing_factors",
            "surprises",
            "lucky",
            "difficulties",
        ],
    )
    def test_none_was_asked_and_an_absent_line_was_not(self, name):
        assert getattr(read(f"{name}: none\n"), name) == ()
        assert getattr(read(""), name) is None

    def test_options_to_ease_it_may_be_none_too(self):
        asked = read("blast: {temporary_mitigation: {options: none}}\n").blast

        assert asked.temporary_mitigation.options == ()
        assert read("").blast.temporary_mitigation.options is None


class TestImpact:
    @pytest.mark.parametrize(
        ("more", "line"),
        [
            ("", "impact[0]: needs either file (a series) or during (intervals)"),
            (
                ", file: a.csv, value: v, during: [[2024-05-14, 2024-05-15]]",
                "impact[0]: needs either file (a series) or during (intervals)",
            ),
            (
                ", file: a.csv",
                "impact[0]: names a file and no value; write value: its column",
            ),
        ],
    )
    def test_is_a_file_or_intervals(self, more, line):
        assert refusal(f"impact: [{{name: n, unit: u{more}}}]\n").endswith(line)


class TestReferences:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            (
                "actions: [{id: a, what: x, for: fix, undoes: a}]\n",
                "actions[0].undoes: 'a' is not an id in this record; add what it names, or take it out",
            ),
            (
                "actions: [{id: a, what: x, for: fix}, {id: b, what: y, for: fix, undoes: zz}]\n",
                "actions[1].undoes: 'zz' is not an id in this record; write one of a",
            ),
            (
                "changes: [{id: web-1, what: x}]\nblast: {system_change: {suspects: [web1]}}\n",
                "blast.system_change.suspects[0]: 'web1' is not an id in this record; did you mean 'web-1'?",
            ),
            (
                "waves: [{follows: a}]\n",
                "waves[0].follows: 'a' is not an id in this record; add what it names, or take it out",
            ),
            (
                "changes: [{id: a, what: x}]\nactions: [{id: a, what: x, for: fix}]\n",
                "actions[0].id: 'a' is used twice; give each its own",
            ),
        ],
    )
    def test_a_broken_one_is_named(self, text, line):
        assert refusal(text).endswith(line)


class TestAllAtOnce:
    def test_every_problem_of_a_file_in_the_order_of_its_lines(self):
        text = (
            "id: Y\ntitle: t\nseverity:\nstarted_at: soon\n"
            "actions:\n  - {id: a, what: x, for: fixx}\ndetected_by: alarm\n"
        )

        places = [line.split(" ")[:2] for line in refusals(text, head="")]
        assert places == [
            ["incident.yaml:1:5:", "id:"],
            ["incident.yaml:3:10:", "severity:"],
            ["incident.yaml:4:13:", "started_at:"],
            ["incident.yaml:6:27:", "actions[0].for:"],
            ["incident.yaml:7:14:", "detected_by:"],
        ]

    def test_broken_references_come_in_the_order_of_their_lines_too(self):
        text = "waves: [{follows: a}]\nactions: [{id: b, what: x, for: fix, undoes: c}]\nid: Y\n"

        lines = refusals(text, head="title: t\n")
        assert [line.split(":")[1] for line in lines] == ["2", "3", "4"]


class TestJsonSchema:
    @staticmethod
    def errors(data):
        schema = json_schema()
        jsonschema.Draft202012Validator.check_schema(schema)
        return list(jsonschema.Draft202012Validator(schema).iter_errors(as_json(data)))

    def test_the_command_prints_it(self, capsys):
        assert main(["schema"]) == 0

        assert json.loads(capsys.readouterr().out) == json_schema()

    @pytest.mark.parametrize("path", [EXAMPLE, TEMPLATE, *SAMPLES], ids=str)
    def test_takes_our_records_as_an_editor_types_them(self, path):
        assert self.errors(yaml.safe_load(path.read_text(encoding="utf-8"))) == []

    @pytest.mark.parametrize(
        "name", ["changes", "actions", "waves", "losses", "follow_ups", "lucky"]
    )
    def test_takes_none_where_the_reader_does(self, name):
        assert self.errors({"id": "X", "title": "t", name: "none"}) == []

    def test_takes_no_options_where_the_reader_does(self):
        said = {"temporary_mitigation": {"options": "none"}}

        assert self.errors({"id": "X", "title": "t", "blast": said}) == []

    @pytest.mark.parametrize(
        "wrong",
        [
            {"fixd_at": "2024"},
            {"detected_by": "alarm"},
            {"changes": "nothing"},
            {"actions": [{"id": "a", "what": "x", "purpose": "fix"}]},
            {"schema": 2},
            {"changes": None},
            {"severity": None},
            {"blast": {"blast_radius": {"affected": -1}}},
        ],
    )
    def test_refuses_what_the_reader_refuses(self, wrong):
        assert self.errors({"id": "X", "title": "t"} | wrong)

    @pytest.mark.parametrize("path", [EXAMPLE, TEMPLATE, *SAMPLES], ids=str)
    def test_the_first_line_says_where_it_stands(self, path):
        first = path.read_text(encoding="utf-8").splitlines()[0]

        assert first == "# yaml-language-server: $schema=../incident.schema.json"


def as_json(value):
    """Dates as text: an editor reads YAML 1.2, which has none."""
    if isinstance(value, dict):
        return {key: as_json(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_json(part) for part in value]
    return str(value) if isinstance(value, dt.date) else value


class TestTemplate:
    def test_is_a_record_as_it_is(self):
        text = TEMPLATE.read_bytes()

        assert parse_text(text, file="t", incident_id="INC-0")[0].changes is None

    def test_is_a_record_with_every_comment_taken_off(self):
        """Lines of prose keep theirs: only fields and what stands under them."""
        text = TEMPLATE.read_text(encoding="utf-8")
        bare = re.sub(r"(?m)^# (?=[a-z_]+:|  )", "", text)

        record = parse_text(bare, file="t", incident_id="INC-0")[0]
        missing = {name for name, value in record if value in (None, (), {})}
        assert missing == {
            "tags",
            "waves",
            "happened_before",
            "references",
            "extra",
            "lucky",
            "difficulties",
        }


def test_the_example_says_what_it_says():
    record, _ = parse_text(
        EXAMPLE.read_bytes(), file="incident.yaml", incident_id="INC-001"
    )

    assert [action.id for action in record.actions] == [
        "cache-fix",
        "cache-undo",
        "rerun",
        "job-fix",
    ]
    assert record.actions[2].applied_at.form == "range"
    assert record.hypotheses[0].confidence == pytest.approx(0.9)
    assert record.lucky == ()
    assert record.difficulties is None
