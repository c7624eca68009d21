"""Numbers and names as people type them, and what is saved beside a refused one."""

from __future__ import annotations

import pytest

from incident_kit.forms.edits import data_of
from incident_kit.forms.sheet import open_sheet
from incident_kit.store.home import find_home
from incident_kit.store.opening import copy_sample
from incident_kit.store.records import read_record
from incident_kit.wording.inside.catalogue import FORMS


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
    return copy_sample("INC-001", find_home("samples"))


def answers(home, name):
    module = pytest.importorskip("incident_kit.forms.answers")
    look = pytest.importorskip("incident_kit.forms.said").Look()
    sheet = open_sheet(FORMS[name], "INC-001", home)
    return module.Answers(sheet, look, edited=lambda: None)


def note(field):
    return field.note.widget.value


class TestACount:
    @pytest.mark.parametrize(
        "text",
        ["1200", "1 200", "1,200", "1\u00a0200", "1\u202f200", "1\u2009200", " 1 200 "],
    )
    def test_is_read_in_groups_of_three(self, text):
        assert data_of(FORMS["losses"].question(("count",)), text) == "1200"

    def test_may_have_more_than_one_group(self):
        count = FORMS["losses"].question(("count",))

        assert data_of(count, "12,345,678") == "12345678"

    @pytest.mark.parametrize(
        "text", ["1,2", "1.200", "1,20", "12 00", "1,200 300", "30%"]
    )
    def test_that_may_mean_something_else_stays_as_it_was_typed(self, text):
        assert data_of(FORMS["losses"].question(("count",)), text) == text

    def test_is_not_made_of_a_share_or_a_sentence(self):
        assert (
            data_of(FORMS["hypotheses"].question(("confidence",)), "1,200") == "1,200"
        )
        assert data_of(FORMS["losses"].question(("unit",)), "1,200") == "1,200"


class TestNames:
    def test_typed_on_one_line_are_told_apart_by_commas(self):
        services = FORMS["summary"].question(("services",))

        assert data_of(services, "billing, login") == ["billing", "login"]
        assert data_of(services, "none") == "none"

    def test_on_lines_of_their_own_keep_their_commas(self):
        places = FORMS["location"].question(("affected",))

        assert data_of(places, "Berlin, Mitte\nParis") == ["Berlin, Mitte", "Paris"]

    def test_are_no_sentences(self):
        luck = FORMS["learned"].question(("lucky",))

        assert data_of(luck, "Late, but in time") == ["Late, but in time"]


class TestARefusedAnswer:
    def test_leaves_the_others_to_be_saved_and_stays_as_it_was_typed(self, home):
        form = answers(home, "blast_radius")
        form.fields["answer",].text = "All who read reports"
        form.fields["affected",].text = "30%"
        told = form.save()

        said = read_record("INC-001", home).record.blast.blast_radius
        assert told.words == "Saved the rest; not saved: How many?"
        assert said.answer == "All who read reports"
        assert said.affected is None
        assert form.fields["affected",].text == "30%"
        assert "how many that is, in digits" in note(form.fields["affected",])
        assert form.is_edited

    def test_is_saved_once_it_is_right(self, home):
        form = answers(home, "blast_radius")
        form.fields["answer",].text = "All who read reports"
        form.fields["affected",].text = "30%"
        form.save()
        form.fields["affected",].text = "38"

        assert form.save().words.startswith("Saved at")
        said = read_record("INC-001", home).record.blast.blast_radius
        assert (said.answer, said.affected) == ("All who read reports", 38)
        assert len(said.earlier) == 2  # the sample has one

    def test_alone_saves_nothing(self, home):
        form = answers(home, "blast_radius")
        form.fields["affected",].text = "30%"
        told = form.save()

        assert told.saved is None
        assert told.words == "Nothing was saved: see the answers with a message."

    def test_of_a_new_entry_keeps_all_of_it_from_being_written(self, home):
        form = answers(home, "losses")
        form.fields["what",].text = "Orders"
        form.fields["count",].text = "a few"
        told = form.save()

        assert told.saved is None
        assert "is not a count" in note(form.fields["count",])
