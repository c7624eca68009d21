"""Everything that happened as one list: each line corrected, added, taken out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incident_kit.forms.findings import assessed
from incident_kit.forms.sheet import open_sheet
from incident_kit.forms.takes import takes_of
from incident_kit.forms.timeline import Timeline
from incident_kit.record.entries import entries
from incident_kit.store.home import find_home
from incident_kit.store.notes import add_note, new_incident
from incident_kit.store.opening import copy_sample
from incident_kit.store.records import read_record
from incident_kit.wording.inside.catalogue import FORMS


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
    return copy_sample("INC-001", find_home("samples"))


@pytest.fixture
def timeline(home):
    return Timeline("INC-001", home)


def said(home):
    return read_record("INC-001", home).record


def line(timeline, words):
    return next(one for one in timeline.lines() if words in one.what)


class TestTheList:
    def test_holds_all_that_was_written_in_the_order_of_time(self, home, timeline):
        shown = timeline.lines()
        at = [one.moment.earliest for one in entries(said(home))]

        assert len(shown) == len(at)
        assert len({one.id for one in shown}) == len(shown)
        assert shown[0].what == "Cache lifetime 5 min to 24 h"
        assert [one.when for one in shown if one.kind == "milestone"][:3] == [
            "09:01",
            "09:06",
            "09:12",
        ]

    def test_an_answer_is_read_there_and_changed_in_its_own_form(self, timeline):
        answers = [one for one in timeline.lines() if one.kind == "answer"]

        assert answers
        assert not any(one.edits for one in answers)

    @pytest.mark.parametrize(
        ("words", "side", "typed", "field", "wanted"),
        [
            ("First ticket", "when", "9:05", "at", "2024-05-14 09:05"),
            ("First ticket", "what", "First two tickets", "what", "First two tickets"),
            (
                "Cache fix taken back",
                "when",
                "by 14:30",
                "applied_at",
                "by 2024-05-14 14:30",
            ),
        ],
    )
    def test_a_side_is_corrected_and_nothing_else_changes(
        self, home, timeline, words, side, typed, field, wanted
    ):
        before = timeline.stored.tree
        answered = timeline.correct(line(timeline, words).id, side, typed)
        [changed] = [
            (new, path)
            for path, new in leaves(timeline.stored.tree.data)
            if (path, new) not in dict_of(before.data)
        ]

        assert not answered.problem
        assert changed[0] == wanted
        assert changed[1][-1] == field

    def test_a_milestone_that_is_taken_out_is_not_recorded(self, home, timeline):
        timeline.remove("milestone/declared_at")
        gone = said(home).declared_at
        timeline.put_back()

        assert not gone.is_known
        assert said(home).declared_at.is_known

    def test_a_line_between_two_gets_the_day_of_the_incident(self, home, timeline):
        answered = timeline.add("investigate", "12:51", "Read the job log")
        action = said(home).actions[-1]

        assert (action.what, action.purpose) == ("Read the job log", "investigate")
        assert action.applied_at.text == "2024-05-14 12:51"
        assert answered.words == "Added: 12:51 Read the job log"
        assert line(timeline, "Read the job log").id == answered.id

    @pytest.mark.parametrize(
        ("side", "typed", "problem"),
        [("when", "26:00", "is not a time"), ("what", " ", "write words")],
    )
    def test_what_cannot_be_written_is_told_at_its_side(
        self, home, timeline, side, typed, problem
    ):
        whole = timeline.stored.tree.text
        answered = timeline.correct(line(timeline, "First ticket").id, side, typed)

        assert (answered.side, problem in answered.problem) == (side, True)
        assert read_record("INC-001", home).tree.text == whole

    def test_another_line_that_was_taken_out_meanwhile_moves_no_correction(
        self, home, timeline
    ):
        """The file's places shift; the line that was meant does not."""
        other = Timeline("INC-001", home)
        meant = timeline.lines()[-1].id
        second = [one for one in timeline.lines() if one.id.startswith("note/")]
        other.remove(second[0].id)
        timeline.stored = read_record("INC-001", home)
        answered = timeline.correct(second[1].id, "what", "Corrected words")

        assert not answered.problem
        texts = [one.what for one in said(home).timeline]
        assert "Corrected words" in texts
        assert second[1].text not in texts
        assert meant

    def test_two_who_correct_the_same_line_lose_no_word(self, home, timeline):
        other = Timeline("INC-001", home)
        meant = line(timeline, "First ticket").id
        other.correct(meant, "what", "First ticket of support")
        answered = timeline.correct(meant, "what", "A first ticket")

        assert "Somebody else" in answered.problem
        assert "First ticket of support" in [one.what for one in said(home).timeline]

    def test_a_press_is_not_taken_back_once_somebody_wrote(self, home, timeline):
        timeline.remove(line(timeline, "First ticket").id)
        add_note("INC-001", "quiet", home=home)
        answered = timeline.put_back()

        assert "changed since" in answered.problem
        assert "quiet" in [one.what for one in said(home).timeline]


def leaves(data, path=()):
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, (*path, key))
    elif isinstance(data, list):
        for key, value in enumerate(data):
            yield from leaves(value, (*path, key))
    else:
        yield path, data


def dict_of(data):
    return dict(leaves(data)).items()


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30
)


class TestWhateverIsTyped:
    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        presses=st.lists(
            st.tuples(
                st.sampled_from(["correct", "add", "remove", "put back"]), WORDS, WORDS
            ),
            max_size=6,
        )
    )
    def test_the_record_stays_one_and_an_answer_comes(self, tmp_path, presses):
        folder = tmp_path / "incidents"
        if not (folder / "INC-7").exists():
            new_incident(
                "INC-7", "Search", home=replace(find_home("samples"), here=tmp_path)
            )
        home = find_home(str(folder))
        timeline = Timeline("INC-7", home)
        for press, at, what in presses:
            names = [one.id for one in timeline.lines() if one.edits] or ["note/1"]
            match press:
                case "correct":
                    answered = timeline.correct(names[0], "what", what)
                case "add":
                    answered = timeline.add("note", at, what)
                case "remove":
                    answered = timeline.remove(names[-1])
                case _:
                    answered = timeline.put_back()

            assert answered.words or answered.problem
            assert read_record("INC-7", home).record.id == "INC-7"


class TestOnePressTakes:
    def test_what_the_series_shows_as_the_record_writes_it(self, home):
        found = assessed(read_record("INC-001", home), home)
        onset, *_ = takes_of(FORMS["anchor_time"], found)
        sheet = open_sheet(FORMS["anchor_time"], "INC-001", home)
        [started, fine] = takes_of(FORMS["milestones"], found)

        assert onset.words == "02:00 to 02:08"
        assert onset.text == "[2024-05-14T02:00+02:00, 2024-05-14T02:08+02:00]"
        assert started.text == onset.text
        assert fine.path == ("mitigated_at",)
        assert onset.path in sheet.values

    def test_nothing_where_nothing_is_measured(self, home):
        new_incident("INC-7", "Search", home=home)
        found = assessed(read_record("INC-7", home), home)

        assert not any(takes_of(form, found) for form in FORMS.values())

    def test_places_and_changes_by_their_names(self, home):
        found = assessed(read_record("INC-001", home), home)
        [affected, fine] = takes_of(FORMS["location"], found)
        [suspect] = takes_of(FORMS["system_change"], found)

        assert affected.text == "/reports"
        assert "/billing" in fine.text.split("\n")
        assert suspect.text == "refresh"
