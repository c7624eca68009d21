"""A pasted table: which rows it becomes, what is refused, how it is taken back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from incident_kit.errors import IncidentKitError
from incident_kit.forms.pasted import add_rows, read_pasted
from incident_kit.store.home import find_home
from incident_kit.store.opening import copy_sample
from incident_kit.store.records import parse_text, read_record
from incident_kit.wording.inside.catalogue import FORMS

RECORD = """\
schema: 1
id: INC-7
title: Search is down
timezone: Europe/Berlin
detected_at: 2026-03-14 08:50
timeline:
  - {at: 2026-03-14 09:01, what: First call}
"""
NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def read(text, name="timeline", record=RECORD, **more):
    found, _ = parse_text(record, file="incident.yaml", incident_id="INC-7")
    return read_pasted(text, FORMS[name], found, now=NOW, **more)


def values(pasted):
    assert (pasted.problem, pasted.wrong) == ("", ())
    return [one.values for one in pasted.rows]


def problems(pasted):
    return [(one.line, one.problem) for one in pasted.wrong]


ROWS = [
    {"at": "2026-03-14 09:55", "what": "Second call", "source": "support"},
    {"at": "2026-03-14 10:05", "what": "Web 4 taken back", "source": "chat"},
]


class TestATable:
    @pytest.mark.parametrize(
        "text",
        [
            (
                "at\twhat\tsource\n2026-03-14 09:55\tSecond call\tsupport\n"
                "2026-03-14 10:05\tWeb 4 taken back\tchat\n"
            ),
            (
                "When,Event,Source\n2026-03-14 09:55,Second call,support\n\n"
                "2026-03-14 10:05,Web 4 taken back,chat"
            ),
            (
                "Timestamp;Summary;From\n2026-03-14T09:55;Second call;support\n"
                "14.03.2026 10:05;Web 4 taken back;chat"
            ),
            (
                "| Time | What | Source |\n|:--|---|---|\n"
                "| 2026-03-14 09:55 | Second call | support |\n"
                "| 2026-03-14 10:05 | Web 4 taken back | chat |"
            ),
            (
                "Date\tTime\tDescription\tSource\n2026-03-14\t09:55\tSecond call\tsupport\n"
                "14 March 2026\t10:05\tWeb 4 taken back\tchat"
            ),
            "what,source,at\nSecond call,support,09:55\nWeb 4 taken back,chat,10:05",
        ],
    )
    def test_is_read_however_its_cells_are_apart_and_its_columns_called(self, text):
        told = [dict(one) for one in values(read(text))]
        for one in told:
            one["at"] = one["at"].replace("T", " ")

        assert told == ROWS

    def test_without_a_head_has_two_columns_of_which_one_is_the_time(self):
        assert values(read("09:55; Second call, again\n10:05; Web 4 taken back")) == [
            {"at": "2026-03-14 09:55", "what": "Second call, again"},
            {"at": "2026-03-14 10:05", "what": "Web 4 taken back"},
        ]

    def test_without_a_head_and_with_more_columns_is_asked_for_their_names(self):
        pasted = read("09:55\tdeploy\tWeb 4", "changes")

        assert pasted.problem.startswith("3 columns without names; name them")
        assert pasted.new == ()

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "Nothing is pasted yet."),
            ("just words, and more of them", "no table: no time"),
            ("at,source\n09:55,support", "no column is called what"),
        ],
    )
    def test_that_is_none_says_what_to_write(self, text, words):
        assert words in read(text).problem

    def test_keeps_a_break_and_a_sign_inside_quotes(self):
        text = 'at,what\n09:55,"Second call, ""again""\nand again"'

        assert values(read(text))[0]["what"] == 'Second call, "again"\nand again'

    def test_has_a_pipe_in_a_cell_where_it_is_escaped(self):
        text = "| at | what |\n|---|---|\n| 09:55 | a \\| b |"

        assert values(read(text))[0]["what"] == "a | b"

    def test_names_the_columns_that_no_field_takes(self):
        assert read("at,what,weather\n09:55,x,rain").left_out == ("weather",)
        assert read("at,what,kind\n09:55,x,deploy").left_out == ("kind",)
        assert read("at,what,kind\n09:55,x,deploy", "changes").left_out == ()

    def test_tells_each_row_that_cannot_be_read(self):
        text = "at,what\n09:55,Called, twice\nsoon,x\n10:00,\n10:05,good"

        pasted = read(text)

        assert [line for line, _ in problems(pasted)] == [2, 3, 4]
        told = dict(problems(pasted))
        assert told[2].startswith("3 cells where the first line has 2; put quotes")
        assert "'soon'" in told[3]
        assert told[4].startswith("no words for what happened")

    def test_marks_what_the_record_or_a_row_above_says_already(self):
        pasted = read("at,what\n09:01,First call\n09:55,x\n2026-03-14 09:55,x")

        assert [one.is_there for one in pasted.rows] == [True, False, True]
        assert len(pasted.new) == 1


class TestTimes:
    def test_with_day_and_month_in_no_clear_order_are_asked_for(self):
        text = "at,what\n03/04/2026 10:55,x\n"
        pasted = read(text)

        assert pasted.asks_order
        assert problems(pasted) == [
            (
                2,
                (
                    "03/04/2026 10:55 can be 2026-04-03 10:55 or 2026-03-04 10:55; "
                    "say which comes first below"
                ),
            )
        ]
        for order, at in (
            ("day-first", "2026-04-03 10:55"),
            ("month-first", "2026-03-04 10:55"),
        ):
            assert values(read(text, order=order)) == [{"at": at, "what": "x"}]

    def test_tell_their_order_by_one_day_above_twelve(self):
        pasted = read("at,what\n03/04/2026 10:55,x\n13/04/2026 10:55,y")

        assert not pasted.asks_order
        assert [one["at"] for one in values(pasted)] == [
            "2026-04-03 10:55",
            "2026-04-13 10:55",
        ]

    def test_of_a_head_that_says_utc_are_written_so(self):
        pasted = read("Time (UTC),what\n2026-03-14 07:55,x\n07:56,y\n08:00+01:00,z")

        assert [one.values.get("at") for one in pasted.rows[:2]] == [
            "2026-03-14 07:55Z",
            "2026-03-14 07:56Z",
        ]

    def test_of_a_head_that_names_another_zone_are_refused(self):
        assert "said to be PST" in read("Time (PST),what\n07:55,x").problem
        assert read("Time (Europe/Berlin),what\n07:55,x").problem == ""

    def test_that_a_clock_change_makes_two_are_refused_with_their_row(self):
        pasted = read("at,what\n2025-10-26 02:30,x")

        assert [line for line, _ in problems(pasted)] == [2]

    def test_of_seconds_since_1970_are_told_how_to_write_them(self):
        pasted = read("at,what\n1773478500,x")

        assert "write it as a time: 2026-03-14" in problems(pasted)[0][1]

    def test_may_be_unknown(self):
        assert values(read("at,what\n,x\nunknown,y")) == [
            {"what": "x"},
            {"at": "unknown", "what": "y"},
        ]

    def test_without_a_day_in_an_incident_of_several_are_asked_for_it(self):
        long = RECORD + "mitigated_at: 2026-03-14 09:30\nfixed_at: 2026-03-14 10:00\n"
        long = long.replace("detected_at: 2026-03-14", "detected_at: 2026-03-11")
        pasted = read("at,what\n09:15,x", record=long)

        assert "nobody can tell the day of 09:15" in problems(pasted)[0][1]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
    return copy_sample("INC-001", find_home("samples"))


def record_of(home):
    return read_record("INC-001", home).record


def of_file(home, text, name):
    return read_pasted(text, FORMS[name], record_of(home), now=home.now())


class TestWhatIsWritten:
    def test_is_every_row_in_its_order(self, home):
        before = record_of(home).timeline
        text = "at,what,source\n2024-05-14 10:55,One: #1,chat\n10:56,Two,chat"
        assert add_rows(of_file(home, text, "timeline"), "INC-001", home).rows == 2

        after = record_of(home).timeline
        assert after[: len(before)] == before
        assert [(one.at.text, one.what, one.source) for one in after[-2:]] == [
            ("2024-05-14 10:55", "One: #1", "chat"),
            ("2024-05-14 10:56", "Two", "chat"),
        ]

    def test_gives_each_change_an_id_of_its_own(self, home):
        text = "at,what,kind\n2024-05-14 01:55,Web 4,deploy\n01:56,Web 4,deploy"
        add_rows(of_file(home, text, "changes"), "INC-001", home)

        *_, one, two = record_of(home).changes
        assert (one.id, two.id) == ("web-4", "web-4-2")
        assert one.kind == "deploy"

    def test_is_nothing_where_one_row_is_refused_by_the_record(self, home):
        file = home.path / "INC-001" / "incident.yaml"
        before = file.read_bytes()
        taken = record_of(home).changes[0].id
        text = f"at,what,id\n01:55,Web 4,web-four\n01:56,Web 5,{taken}"

        with pytest.raises(IncidentKitError, match=r"Row 3: .*" + taken):
            add_rows(of_file(home, text, "changes"), "INC-001", home)
        assert file.read_bytes() == before

    def test_of_five_hundred_rows_is_written_at_once(self, home):
        rows = "".join(
            f"2024-05-14 {9 + one // 60:02}:{one % 60:02},Row {one}\n"
            for one in range(500)
        )
        add_rows(of_file(home, f"at,what\n{rows}", "timeline"), "INC-001", home)

        assert record_of(home).timeline[-1].what == "Row 499"


def view(home, name="timeline"):
    module = pytest.importorskip("incident_kit.forms.paste_view")
    changed = []
    made = module.PasteView(
        FORMS[name], "INC-001", home, changed=lambda: changed.append(1)
    )
    return made, changed


def html(lines):
    return lines.widget.value


class TestTheView:
    def test_shows_the_rows_then_writes_them_then_takes_them_back(self, home):
        file = home.path / "INC-001" / "incident.yaml"
        before = file.read_bytes()
        form, changed = view(home)
        form.text.value = "at,what\n10:55,<b>One</b>\n10:56,Two\n"
        form.read.click()

        assert "2024-05-14 10:55 · &lt;b&gt;One&lt;/b&gt;" in html(form.rows)
        assert form.add.description == "Add 2 rows"
        assert file.read_bytes() == before
        form.add.click()

        assert "Added 2 rows." in html(form.status)
        assert [one.what for one in record_of(home).timeline[-2:]] == [
            "<b>One</b>",
            "Two",
        ]
        form.back.click()
        assert file.read_bytes() == before
        assert len(changed) == 2

    def test_offers_no_press_while_a_row_is_wrong(self, home):
        form, _ = view(home)
        form.text.value = "at,what\n10:55,One\nsoon,Two\n"
        form.read.click()

        assert form.add not in form._foot.children
        assert "Row 3:" in html(form.rows)
        assert "one row is to be mended" in html(form.status)
        form.text.value = "at,what\n10:55,One\n"
        assert html(form.rows) == ""
        form.read.click()
        assert form.add in form._foot.children

    def test_asks_for_the_order_of_day_and_month_only_where_it_matters(self, home):
        form, _ = view(home)
        form.text.value = "at,what\n10:55,One"
        form.read.click()
        assert form.order not in form.widget.children

        form.text.value = "at,what\n05/06/2024 10:55,One"
        form.read.click()
        assert form.order in form.widget.children
        form.order.value = "day-first"
        assert "2024-06-05 10:55" in html(form.rows)
        assert form.add in form._foot.children

    def test_takes_nothing_back_once_somebody_else_wrote(self, home):
        form, _ = view(home)
        form.text.value = "at,what\n10:55,One"
        form.read.click()
        form.add.click()
        file = home.path / "INC-001" / "incident.yaml"
        file.write_text(file.read_text("utf-8") + "# more\n", encoding="utf-8")
        form.back.click()

        assert "The record was changed since" in html(form.status)
        assert record_of(home).timeline[-1].what == "One"

    def test_writes_nothing_into_a_sample(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        form, _ = view(find_home("samples"))

        assert form.text.disabled
        assert form.read.disabled
