"""The logic of the forms: what is asked, what is saved, and that nothing is lost."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from incident_kit.forms import save as module
from incident_kit.forms.save import Clash, Refused, Saved, save
from incident_kit.forms.sheet import open_sheet
from incident_kit.store.home import find_home
from incident_kit.store.problems import known_fields
from incident_kit.store.reader import EventReader
from incident_kit.store.records import read_record
from incident_kit.store.strict import read_tree
from incident_kit.store.syntax import CONTROL
from incident_kit.wording.inside.catalogue import FORMS

SAMPLES = Path(__file__).parents[2] / "notebooks" / "incidents"
NOW = "2024-05-14 16:00"

RECORD = """\
schema: 1
id: INC-7
title: Search is down  # as users say
timezone: Europe/Berlin           # of every time below

detected_at: 2024-05-14 09:01     # the first ticket
blast:
  blast_radius: {answer: Everyone who searches, scope: everyone, answered_at: 2024-05-14 09:05, by: commander}
  # where
  location:
    answer: Search page           # as said
    affected: [/search]           # seen
    fine:
      - /billing                  # looked at
      - /admin
    answered_at: 2024-05-14 09:06
changes:
  - {id: web-4, at: 2024-05-14 08:49, kind: deploy, what: "Web 4"}
actions:
  # in order
  - id: flag
    for: stabilize
    kind: feature flag
    applied_at: {at: 2024-05-14 09:25, source: chat}
    what: Search off
  - {id: undo, for: fix, applied_at: [2024-05-14 10:00, 2024-05-14 10:05], what: "Web 3"}
timeline: []                      # nothing yet
follow_ups: none                  # asked
"""


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "incidents" / "INC-7"
    folder.mkdir(parents=True)
    (folder / "incident.yaml").write_text(RECORD, encoding="utf-8")
    return find_home(tmp_path / "incidents")


def file_of(home):
    return home.path / "INC-7" / "incident.yaml"


def text_of(home):
    return file_of(home).read_text(encoding="utf-8")


def sheet(home, name, index=None):
    return open_sheet(FORMS[name], "INC-7", home, index=index)


def typed(opened, **values):
    return {**opened.values, **{(name.rstrip("_"),): v for name, v in values.items()}}


def saved(opened, **values):
    outcome = save(opened, typed(opened, **values), now=NOW)
    assert isinstance(outcome, Saved), outcome
    return outcome


def lines_changed(home):
    """Return the lines that went, and those that came."""
    old, new = RECORD.splitlines(), text_of(home).splitlines()
    return [one for one in old if one not in new], [
        one for one in new if one not in old
    ]


class TestQuestions:
    @pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
    def test_each_asks_about_a_field_that_the_record_has(self, form):
        known = known_fields(form.root)

        assert [q.path[0] for q in form.questions if q.path[0] not in known] == []

    @pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
    def test_each_asks_a_question_and_takes_prose_where_prose_is_wanted(self, form):
        kinds = {question.path: question.kind for question in form.questions}

        assert form.intro.split(" Write")[0].endswith("?")
        assert all(
            kinds.get((name,), "prose") == "prose" for name in ("answer", "what")
        )

    def test_there_is_one_for_every_letter_and_every_list(self):
        letters = "".join(form.letter for form in FORMS.values())

        assert letters == "BLAST"
        assert {
            "milestones",
            "changes",
            "actions",
            "hypotheses",
            "timeline",
            "follow_ups",
        } <= set(FORMS)


class TestWhatIsShown:
    def test_values_stand_as_they_were_written(self, home):
        assert sheet(home, "milestones").values["detected_at",] == "2024-05-14 09:01"
        assert sheet(home, "location").values["fine",] == "/billing\n/admin"
        assert sheet(home, "location").values["affected",] == "/search"
        assert (
            sheet(home, "actions", 1).values["applied_at",]
            == "[2024-05-14 10:00, 2024-05-14 10:05]"
        )
        assert sheet(home, "actions", 0).values["applied_at",] == "2024-05-14 09:25"

    def test_an_edit_by_hand_shows_when_it_is_opened_again(self, home):
        file_of(home).write_text(RECORD.replace("Search page", "Everywhere"))

        assert sheet(home, "location").values["answer",] == "Everywhere"

    def test_the_entries_of_a_list_are_named(self, home):
        assert sheet(home, "actions").labels == ("1  Search off", "2  Web 3")
        assert sheet(home, "follow_ups").labels == ()


class TestSave:
    def test_one_value_changes_and_nothing_else(self, home):
        saved(sheet(home, "milestones"), detected_at="about 2024-05-14 09:00")

        assert lines_changed(home) == (
            ["detected_at: 2024-05-14 09:01     # the first ticket"],
            ["detected_at: about 2024-05-14 09:00     # the first ticket"],
        )

    def test_nothing_typed_writes_nothing(self, home):
        opened = sheet(home, "location")
        before = file_of(home).stat().st_mtime_ns

        assert not saved(opened).is_written
        assert file_of(home).stat().st_mtime_ns == before

    def test_another_answer_is_stamped_and_the_former_stays_with_its_time(self, home):
        saved(sheet(home, "blast_radius"), answer="Half of them", scope="subset")
        letter = read_record("INC-7", home).record.blast.blast_radius

        assert (letter.answer, letter.scope, letter.answered_at.text) == (
            "Half of them",
            "subset",
            NOW,
        )
        [earlier] = letter.earlier
        assert (earlier.answer, earlier.scope, earlier.by) == (
            "Everyone who searches",
            "everyone",
            "commander",
        )
        assert earlier.answered_at.text == "2024-05-14 09:05"

    def test_a_third_answer_keeps_both(self, home):
        first = saved(sheet(home, "location"), answer="Two").sheet
        saved(first, answer="Three")
        earlier = read_record("INC-7", home).record.blast.location.earlier

        assert [one.answer for one in earlier] == ["Search page", "Two"]

    def test_a_first_answer_is_stamped_with_the_present_second_of_the_zone(self, home):
        opened = sheet(home, "anchor_time")
        save(opened, typed(opened, at="about 2024-05-14 08:50"))
        letter = read_record("INC-7", home).record.blast.anchor_time

        assert letter.earlier == ()
        assert letter.answered_at.form == "exact"
        assert letter.answered_at.text[-6:] in {"+01:00", "+02:00"}
        assert re.fullmatch(
            r"[-0-9]{10}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?[-+:0-9]{6}",
            letter.answered_at.text,
        )

    def test_a_place_added_to_an_answer_leaves_its_time(self, home):
        saved(sheet(home, "location"), fine="/billing\n/admin\n/export")

        gone, came = lines_changed(home)
        assert (gone, came) == ([], ["      - /export"])

    def test_a_time_given_by_hand_is_not_stamped_over(self, home):
        saved(sheet(home, "location"), answer="Two", answered_at="2024-05-14 09:30")

        letter = read_record("INC-7", home).record.blast.location
        assert letter.answered_at.text == "2024-05-14 09:30"

    def test_an_answer_taken_back_leaves_no_time_of_its_own(self, home):
        saved(sheet(home, "location"), answer="", affected="", fine="")
        letter = read_record("INC-7", home).record.blast.location

        assert not letter.is_answered
        assert not letter.answered_at.is_known
        assert letter.earlier[0].answer == "Search page"

    def test_an_emptied_time_is_unknown_and_keeps_its_comment(self, home):
        saved(sheet(home, "milestones"), detected_at="")

        assert "detected_at: unknown     # the first ticket\n" in text_of(home)

    def test_an_emptied_value_goes_with_its_name(self, home):
        saved(sheet(home, "blast_radius"), by=" ")

        assert "answered_at: 2024-05-14 09:05}" in text_of(home)

    def test_a_range_and_a_long_time_keep_their_form(self, home):
        saved(
            sheet(home, "actions", 0), applied_at="[2024-05-14 09:20, 2024-05-14 09:25]"
        )

        assert (
            "applied_at: {at: [2024-05-14 09:20, 2024-05-14 09:25], source: chat}"
            in text_of(home)
        )

    def test_a_new_entry_stands_at_the_end_and_gets_an_id(self, home):
        result = saved(sheet(home, "actions"), what="Search off", for_="both")
        actions = read_record("INC-7", home).record.actions

        assert result.sheet.index == 2
        assert (actions[2].id, actions[2].purpose) == ("search-off", "both")
        assert lines_changed(home)[0] == []

    @pytest.mark.parametrize("name", ["timeline", "follow_ups"])
    def test_an_empty_list_takes_its_first_entry_and_keeps_its_comment(
        self, home, name
    ):
        saved(sheet(home, name), what="First: #1")
        record = read_record("INC-7", home).record

        assert getattr(record, name)[0].what == "First: #1"
        assert "# nothing yet" in text_of(home)
        assert "# asked" in text_of(home)

    def test_an_option_makes_the_maps_it_stands_in(self, home):
        saved(sheet(home, "options"), what="Flag hides it", used="false")
        [option] = read_record("INC-7", home).record.blast.temporary_mitigation.options

        assert (option.what, option.used) == ("Flag hides it", False)


class TestMessages:
    @pytest.mark.parametrize(
        ("name", "index", "field", "text", "message"),
        [
            ("milestones", None, "fixed_at", "14/05/2024 10:00", "2024-05-14"),
            ("milestones", None, "detected_by", "nobody", "'nobody' is not known here"),
            (
                "blast_radius",
                None,
                "affected",
                "37 %",
                "'37 %' is a share; write how many that is, in digits",
            ),
            (
                "hypotheses",
                None,
                "confidence",
                "sure",
                "'sure' is not a share; write 90 % or 0.9",
            ),
            (
                "actions",
                1,
                "undoes",
                "flg",
                "'flg' is not an id in this record; did you mean 'flag'?",
            ),
            ("actions", 0, "what", "", "nothing is written here; write words"),
            (
                "location",
                None,
                "answer",
                "  ",
                "empty text; write words or take the line out",
            ),
            (
                "location",
                None,
                "answer",
                "a\x1bb",
                "character U+001B cannot stand in a record; delete it",
            ),
            ("system_change", None, "suspects", "web-5", "did you mean 'web-4'?"),
            (
                "timeline",
                None,
                "link",
                "javascript:1",
                "'javascript:1' is not a link; write https://…",
            ),
        ],
    )
    def test_stand_at_the_field_in_the_words_of_the_record(
        self, home, name, index, field, text, message
    ):
        opened = sheet(home, name, index)
        new = {"what": "It"} if opened.is_new and field != "what" else {}
        refused = save(opened, typed(opened, **new, **{field: text}), now=NOW)

        assert isinstance(refused, Refused)
        assert list(refused.at) == [(field,)]
        assert message in refused.at[field,]
        assert text_of(home) == RECORD

    @pytest.mark.parametrize(
        ("name", "values"),
        [
            ("milestones", {"mitigated_at": "2024-05-14 10:00"}),
            ("milestones", {"mitigated_at": "2024-05-14 10:00", "fixed_at": "not yet"}),
            ("location", {"answer": "Every page", "fine": "/billing"}),
            ("system_change", {"answer": "The deploy", "suspects": "web-4"}),
            ("timeline", {"what": "Second ticket"}),
        ],
    )
    def test_a_saved_form_reads_the_file_once_and_what_it_writes_once(
        self, home, monkeypatch, name, values
    ):
        opened, reads, read = sheet(home, name), [], EventReader.read
        monkeypatch.setattr(
            EventReader, "read", lambda one: reads.append(one.text) or read(one)
        )
        saved(opened, **values)

        assert reads == [RECORD, text_of(home)]

    def test_two_fields_are_told_at_once(self, home):
        opened = sheet(home, "milestones")
        refused = save(opened, typed(opened, fixed_at="soon", closed_at="later"))

        assert set(refused.at) == {("fixed_at",), ("closed_at",)}

    def test_what_an_edit_breaks_elsewhere_is_told_without_a_field(self, home):
        saved(sheet(home, "system_change"), suspects="web-4")
        opened = sheet(home, "changes", 0)
        refused = save(opened, typed(opened, id="web-5"))

        assert refused.at == {}
        assert refused.others[0].startswith(
            "blast.system_change.suspects[0]: 'web-4' is not an id"
        )

    def test_a_file_that_was_broken_meanwhile_is_told_and_left_alone(self, home):
        opened = sheet(home, "location")
        file_of(home).write_text(RECORD + "oops\n")
        refused = save(opened, typed(opened, answer="Two"))

        assert refused.others[0] == "nothing was saved: the file cannot be read now"
        assert "incident.yaml:" in refused.others[1]
        assert text_of(home).endswith("oops\n")

    def test_a_bundled_sample_is_not_written(self):
        home = find_home("samples")
        opened = open_sheet(FORMS["location"], "INC-001", home)
        before = opened.stored.path.read_bytes()

        assert save(opened, typed(opened, answer="x")).others == (
            "the bundled samples are read-only; make a copy first",
        )
        assert opened.stored.path.read_bytes() == before


class TestTwoForms:
    def test_on_other_fields_lose_nothing(self, home):
        one, two = sheet(home, "location"), sheet(home, "milestones")
        saved(one, answer="Two")
        result = saved(two, fixed_at="2024-05-14 11:00")

        # another form is not this one: nobody need be told of it
        assert not result.merged
        assert "answer: Two           # as said" in text_of(home)
        assert "fixed_at: 2024-05-14 11:00" in text_of(home)

    def test_on_the_same_form_merge_field_by_field(self, home):
        one, two = sheet(home, "actions", 0), sheet(home, "actions", 0)
        saved(one, effect="full")
        result = saved(two, note="By hand")

        assert result.merged
        action = read_record("INC-7", home).record.actions[0]

        assert (action.effect, action.note) == ("full", "By hand")

    def test_on_the_same_field_overwrite_nothing_and_offer_both(self, home):
        one, two = sheet(home, "location"), sheet(home, "location")
        saved(one, answer="Mine", by="support")
        before = text_of(home)
        clash = save(two, typed(two, answer="Theirs"), now=NOW)

        assert isinstance(clash, Clash)
        assert [(b.path, b.mine, b.theirs) for b in clash.both] == [
            (("answer",), "Theirs", "Mine")
        ]
        assert text_of(home) == before
        assert clash.typed["answer",] == "Theirs"
        assert clash.typed["by",] == "support"

    def test_a_decision_for_mine_keeps_theirs_as_earlier(self, home):
        one, two = sheet(home, "location"), sheet(home, "location")
        saved(one, answer="Mine", by="support")
        clash = save(two, typed(two, answer="Theirs"), now=NOW)
        save(clash.sheet, clash.typed, now=NOW)
        letter = read_record("INC-7", home).record.blast.location

        assert (letter.answer, letter.by) == ("Theirs", "support")
        assert [one.answer for one in letter.earlier] == ["Search page", "Mine"]

    def test_who_type_the_same_do_not_clash(self, home):
        one, two = sheet(home, "location"), sheet(home, "location")
        saved(one, answer="Two")

        assert not saved(two, answer="Two").is_written
        assert len(read_record("INC-7", home).record.blast.location.earlier) == 1

    def test_an_entry_is_found_again_by_its_id(self, home):
        """Somebody else put one before it, and said more of it."""
        opened = sheet(home, "actions", 1)
        look = "  # in order\n  - {id: look, for: investigate, what: Logs}\n"
        text = text_of(home).replace("  # in order\n", look)
        file_of(home).write_text(
            text.replace("{id: undo, ", "{id: undo, by: support, ")
        )
        result = saved(opened, effect="full")
        action = read_record("INC-7", home).record.actions[2]

        assert result.sheet.index == 2
        assert (action.id, action.by, action.effect) == ("undo", "support", "full")

    def test_an_entry_without_an_id_is_found_by_what_it_says(self, home):
        saved(sheet(home, "timeline"), what="Second")
        opened = sheet(home, "timeline", 0)
        first = 'timeline:                      # nothing yet\n  - {what: "First"}'
        file_of(home).write_text(
            text_of(home).replace("timeline:                      # nothing yet", first)
        )
        saved(opened, source="support")
        entries = read_record("INC-7", home).record.timeline

        assert [(one.what, one.source) for one in entries] == [
            ("First", None),
            ("Second", "support"),
        ]

    def test_an_entry_that_another_edited_is_the_same_while_its_neighbours_stay(
        self, home
    ):
        saved(sheet(home, "timeline"), what="One")
        saved(sheet(home, "timeline"), what="Two")
        opened = sheet(home, "timeline", 0)
        saved(sheet(home, "timeline", 0), at="2024-05-14 09:01")
        saved(opened, source="support")
        entry = read_record("INC-7", home).record.timeline[0]

        assert (entry.what, entry.at.text, entry.source) == (
            "One",
            "2024-05-14 09:01",
            "support",
        )

    def test_the_next_entry_is_never_taken_for_one_that_is_gone(self, home):
        saved(sheet(home, "timeline"), what="One")
        saved(sheet(home, "timeline"), what="Two")
        opened = sheet(home, "timeline", 0)
        file_of(home).write_text(
            "".join(
                one
                for one in text_of(home).splitlines(True)
                if '"One"' not in one and "One}" not in one
            )
        )
        clash = save(opened, typed(opened, source="support"))

        assert isinstance(clash, Clash)
        assert [one.what for one in read_record("INC-7", home).record.timeline] == [
            "Two"
        ]
        assert "support" not in text_of(home)

    def test_an_entry_that_is_gone_is_offered_and_not_written_over_another(self, home):
        opened = sheet(home, "actions", 0)
        text = text_of(home)
        begin, end = text.index("  - id: flag"), text.index("  - {id: undo")
        file_of(home).write_text(text[:begin] + text[end:])
        clash = save(opened, typed(opened, effect="full"))

        assert isinstance(clash, Clash)
        assert clash.sheet.is_new
        assert "full" not in text_of(home)

    def test_a_race_between_reading_and_writing_is_read_again(self, home, monkeypatch):
        """The lock guards the write; whoever comes second reads what the first wrote."""
        real, raced = module.replace_file, []

        def racing(path, data, *, expected):
            if not raced:
                raced.append(True)
                other = sheet(home, "milestones")
                saved(other, fixed_at="2024-05-14 11:00")
            return real(path, data, expected=expected)

        monkeypatch.setattr(module, "replace_file", racing)
        saved(sheet(home, "location"), answer="Two")

        assert "fixed_at: 2024-05-14 11:00" in text_of(home)
        assert "answer: Two" in text_of(home)


PROSE = [
    (form.name, index, question.path[0])
    for form in FORMS.values()
    for question in form.questions
    if question.kind == "prose"
    and (form.name, question.path) != ("questions", ("answer",))
    for index in ({"changes": [0], "actions": [0, 1]}.get(form.name, [None]))
]
ODD = st.text(st.sampled_from("ab1 #:,?!-'\"[]{}|>&*%@`\\\n\t\x85\u2028\ufeffé💥~<"))


class TestNoCharacterIsLost:
    @settings(
        max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(st.sampled_from(PROSE), ODD | st.text())
    @example(("location", None, "answer"), "none")
    @example(("blast_radius", None, "answer"), "a\r\nb\n\n")
    def test_what_is_typed_as_prose_reads_back_and_every_other_byte_stays(
        self, home, where, text
    ):
        name, index, field = where
        file_of(home).write_text(RECORD, encoding="utf-8")
        opened = sheet(home, name, index)
        outcome = save(opened, typed(opened, **{field: text}), now=NOW)
        if CONTROL.search(text) or not text.strip():
            assert isinstance(outcome, Refused) or text == ""
            return
        assert isinstance(outcome, Saved), outcome
        again = open_sheet(FORMS[name], "INC-7", home, index=outcome.sheet.index)

        assert again.values[field,] == text
        kept, now = (
            read_tree(RECORD, file="f").data,
            read_tree(text_of(home), file="f").data,
        )
        for data in (kept, now):
            forget(data, name, index, field)
        assert now == kept
        lines = iter(file_of(home).read_bytes().split(b"\n"))
        for line in lines_that_stay(name, index, field):
            assert line in lines


def lines_that_stay(name, index, field):
    """Return every line of the file but those that hold the edited value."""
    tree = read_tree(RECORD, file="f")
    form = FORMS[name]
    root = form.root if index is None else (*form.root, index)
    held = [(*root, field), (*root, "answered_at")]
    node = tree.node(root)
    if node is not None and (node.style == "flow" or node.kind == "text"):
        held.append(root)
    gone = {one.line for path in held if (one := tree.node(path)) is not None}
    lines = RECORD.encode().split(b"\n")
    return [line for number, line in enumerate(lines, 1) if number not in gone]


def forget(data, name, index, field):
    """Take out of the data what an edit of the field may change."""
    if index is not None:
        data[name][index].pop(field, None)
    elif FORMS[name].is_list:
        data.pop(name, None)
        data["blast"].get("temporary_mitigation", {}).pop("options", None)
    else:
        root = FORMS[name].root
        part = data
        for step in root:
            part = part.get(step, {})
        for one in (field, "earlier", "answered_at"):
            part.pop(one, None)
        if len(root) == 1 and not part:
            data.pop(root[0], None)
    data["blast"] = {k: v for k, v in data["blast"].items() if v}


def test_the_samples_open_in_every_form():
    home = find_home("samples")
    for folder in sorted(SAMPLES.iterdir()):
        if folder.is_dir():
            for form in FORMS.values():
                opened = open_sheet(form, folder.name, home)
                for index in range(len(opened.labels)):
                    assert open_sheet(form, folder.name, home, index=index).values


def test_saving_what_a_sample_says_writes_nothing(tmp_path):
    shutil.copytree(SAMPLES, tmp_path / "incidents")
    home = find_home(tmp_path / "incidents")
    for form in FORMS.values():
        opened = open_sheet(form, "INC-001", home)
        sheets = [
            open_sheet(form, "INC-001", home, index=n)
            for n in range(len(opened.labels))
        ]
        for one in sheets or [opened]:
            assert not save(one, dict(one.values)).is_written
