"""The five minutes: what the clock says, what is written, and what stays of it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import pytest
from customers import readable

from incident_kit.errors import IncidentKitError
from incident_kit.forms.save import save
from incident_kit.forms.sheet import open_sheet
from incident_kit.record.values import ActionKind
from incident_kit.review.triage import open_triage
from incident_kit.store import notes
from incident_kit.store.home import find_home
from incident_kit.store.notes import add_note, new_incident
from incident_kit.store.opening import copy_sample
from incident_kit.store.records import parse_text, read_record
from incident_kit.triage.desk import Desk
from incident_kit.triage.log_panel import change_of
from incident_kit.wording.inside.catalogue import FORMS
from incident_kit.wording.inside.mitigations import MITIGATIONS
from incident_kit.wording.inside.triage import clock_face, to_ask, update_text

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
BARE = "schema: 1\nid: INC-7\ntitle: Search is down\ntimezone: Europe/Berlin\n"
HOSTILE = "<img src=x onerror=alert(1)>\n</span><script>alert(2)</script>"


def record(more=""):
    return parse_text(BARE + more, file="incident.yaml", incident_id="INC-7")[0]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
    new_incident("INC-7", "Search is down", home=find_home(), timezone="Europe/Berlin")
    return find_home()


@pytest.fixture
def desk(home):
    return Desk("INC-7", home)


def panel(name, desk):
    pytest.importorskip("ipywidgets")
    from incident_kit.triage.panels import PANELS

    made = PANELS[name](desk)
    desk.place(name, made)
    return made


def said(desk):
    return read_record("INC-7", desk.home).record


def listed(log):
    return log.timeline.widget.rows


def press(log, **content):
    """Press something in the list, as its front end tells it."""
    log.timeline.widget._handle_custom_msg(content, [])


def enter(line, text):
    """Type a text and press Enter, as a front end tells it."""
    line.input.value = text
    line.input._handle_custom_msg({"event": "submit"}, [])


class TestTheClock:
    def test_does_not_run_before_somebody_took_it_up(self):
        face = clock_face(record(), NOW)

        assert face.reading == "0:00"
        assert "Nobody has taken it up" in face.words

    @pytest.mark.parametrize("field", ["acknowledged_at", "declared_at", "detected_at"])
    def test_runs_from_what_is_known(self, field):
        """10:27 in Berlin is 09:27 UTC, three minutes ago."""
        face = clock_face(record(f"{field}: 2026-03-14 10:27\n"), NOW)

        assert face.reading == "3:00"
        assert "touch nothing" in face.words

    def test_five_minutes_without_relief_ask_for_it(self):
        at = record("acknowledged_at: 2026-03-14 10:25\n")

        assert "ease it now" not in clock_face(at, NOW - timedelta(seconds=1)).words
        assert "ease it now" in clock_face(at, NOW).words

    def test_knows_what_eased_it_and_what_was_only_changed(self):
        taken = "acknowledged_at: 2026-03-14 10:05\nactions:\n"
        fix = (
            "  - {id: a, for: fix, what: Retry patched, applied_at: 2026-03-14 10:12}\n"
        )
        flag = "  - {id: b, for: stabilize, what: Flag off, applied_at: 2026-03-14 10:20}\n"

        assert "Changed: Retry patched. Is there something that eases it" in (
            clock_face(record(taken + fix), NOW).words
        )
        assert (
            "Done to ease it: Flag off."
            in clock_face(record(taken + fix + flag), NOW).words
        )

    def test_a_look_at_a_log_is_no_change(self):
        more = (
            "acknowledged_at: 2026-03-14 10:05\nactions:\n"
            "  - {id: a, for: investigate, what: Heap dump, applied_at: 2026-03-14 10:12}\n"
        )
        assert "ease it now" in clock_face(record(more), NOW).words

    def test_counts_what_is_over_from_its_end(self):
        more = "acknowledged_at: 2026-03-14 10:05\nmitigated_at: 2026-03-14 10:20\n"
        face = clock_face(record(more), NOW)

        assert face.reading == "10:00"
        assert "since users are fine again (10:20)" in face.words

    def test_a_time_that_is_still_to_come_is_no_start(self):
        face = clock_face(record("acknowledged_at: 2026-03-14 11:00\n"), NOW)

        assert face.reading == "0:00"

    def test_long_ago_is_told_in_words(self):
        face = clock_face(record("acknowledged_at: 2026-03-12 10:30\n"), NOW)

        assert face.reading == "2 d"

    def test_beats_once_a_second_and_waits_for_nothing(self, desk):
        """A kernel that runs cells goes on running them."""
        ticks = []

        class Watch:
            def show(self, stored):
                pass

            def tick(self, now):
                ticks.append(now)

            def retire(self, words):
                pass

        async def work():
            desk.place("watch", Watch())
            desk.start()
            await asyncio.sleep(2.3)
            done = len(ticks)
            other = Desk("INC-7", desk.home)
            other.start()
            await asyncio.sleep(1.2)
            return done, len(ticks)

        done, after = asyncio.run(work())
        assert done == 4  # when it was placed, and at 0, 1 and 2 s
        assert after == done, "an older clock goes on beside the new one"


class TestTheDesk:
    def test_a_note_from_a_shell_shows_and_one_from_here_is_in_the_file(self, desk):
        log = panel("log", desk)
        command = [
            sys.executable,
            "-m",
            "incident_kit",
            "note",
            "INC-7",
            "flag off",
            "--for",
            "stabilize",
            "--kind",
            "feature flag",
        ]
        subprocess.run(command, check=True, capture_output=True, cwd=Path.cwd())
        desk.beat(datetime.now(UTC))
        enter(log.note, "It is quiet")

        [quiet, flag] = listed(log)
        assert (flag["what"], flag["kind"]) == ("flag off", "done to stabilize")
        assert "feature flag" in flag["note"]
        assert quiet["what"] == "It is quiet"
        assert log.note.input.value == ""
        assert [one.what for one in said(desk).timeline] == ["It is quiet"]

    def test_a_broken_file_is_told_and_what_was_shown_stays(self, desk):
        clock, log = panel("clock", desk), panel("log", desk)
        enter(log.note, "First ticket")
        path = read_record("INC-7", desk.home).path
        whole = path.read_text(encoding="utf-8")
        path.write_text(whole + "detected_at: 2024-05-14 09:01\n", encoding="utf-8")
        desk.beat(datetime.now(UTC))
        broken = clock.next.widget.value
        path.write_text(whole, encoding="utf-8")
        desk.beat(datetime.now(UTC))

        assert "detected_at" in broken
        assert [one["what"] for one in listed(log)] == ["First ticket"]
        assert "detected_at" not in clock.next.widget.value

    def test_a_folder_that_is_gone_for_a_moment_stops_no_clock(self, desk):
        log = panel("log", desk)
        folder = read_record("INC-7", desk.home).path.parent
        away = folder.rename(folder.with_name("away"))
        desk.beat(datetime.now(UTC))
        gone = desk.trouble
        away.rename(folder)
        add_note("INC-7", "back again", home=desk.home)
        desk.beat(datetime.now(UTC))

        assert gone
        assert [one["what"] for one in listed(log)] == ["back again"]
        assert desk.trouble == ""

    def test_what_the_disk_refuses_is_said(self, desk, monkeypatch):
        log = panel("log", desk)
        enter(log.note, "first")

        def full(*_, **__):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(notes, "replace_file", full)
        enter(log.note, "second")

        assert "Nothing was written" in log.status.widget.value
        assert "No space left on device" in log.status.widget.value
        assert "Noted at" not in log.status.widget.value

    def test_panels_of_an_incident_opened_before_take_no_more_input(self, desk):
        log = panel("log", desk)
        desk.start()
        with pytest.raises(IncidentKitError, match="NOPE"):
            open_triage("NOPE")

        assert "This belongs to INC-7" in log.status.widget.value
        assert log.note.input not in log.widget.children
        assert "INC-7" in panel("clock", desk).title

    def test_lines_stamped_in_the_same_moment_all_stand(self, desk):
        with ThreadPoolExecutor(4) as pool:
            lines = [f"line {n}" for n in range(12)]
            list(pool.map(lambda one: add_note("INC-7", one, home=desk.home), lines))

        assert sorted(one.what for one in said(desk).timeline) == sorted(lines)

    def test_what_is_hostile_is_shown_as_text(self, desk):
        add_note("INC-7", HOSTILE, home=desk.home)
        log, update = panel("log", desk), panel("update", desk)

        # the list sets text as text: what hides is shown, nothing is markup
        assert listed(log)[0]["what"] == HOSTILE
        assert update.text.made.startswith("Search is down")

    def test_a_sample_is_not_written_and_offers_a_copy(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
        desk = Desk("INC-002", find_home("samples"))
        clock, log = panel("clock", desk), panel("log", desk)
        enter(log.note, "Mine")
        refused = log.status.widget.value
        clock.copy.click()

        assert "read-only" in refused
        assert log.note.input.value == "Mine"
        assert (tmp_path / "incidents" / "INC-002" / "incident.yaml").is_file()


class TestTheStamps:
    """One press each, to the second."""

    def test_each_turn_is_written_as_it_happens_and_stands_on_its_button(self, desk):
        clock = panel("clock", desk)
        before = datetime.now(UTC).replace(microsecond=0)
        for name in ("noticed", "taken up", "fine", "removed", "all clear"):
            clock.stamps[name].click()
        record = said(desk)

        fields = ("detected_at", "acknowledged_at", "mitigated_at", "fixed_at")
        for field in fields:
            at = getattr(record, field)
            assert (at.form, at.stated >= before) == ("exact", True)
        assert [one.kind for one in record.updates] == ["all clear"]
        assert clock.stamps["fine"].disabled
        assert clock.stamps["fine"].description.startswith("✓ Users are fine again ")

    def test_what_comes_back_is_a_wave_until_users_are_fine_again(self, desk):
        clock = panel("clock", desk)
        hidden = clock.stamps["back"] in clock._press.children
        clock.stamps["fine"].click()
        first = said(desk).mitigated_at
        clock.stamps["back"].click()
        back = said(desk)
        clock.tick(datetime.now(UTC))
        words = clock.next.widget.value
        clock.stamps["fine"].click()
        after = said(desk)

        assert not hidden
        assert back.mitigated_at.form == "not yet"
        [wave] = back.waves
        assert (wave.start.is_known, wave.end.is_known) == (True, False)
        assert "since it came back" in words
        [line] = after.timeline
        assert (line.at.stated, line.what) == (first.stated, "Users fine again.")
        assert after.waves[0].end.stated == after.mitigated_at.stated

    def test_an_all_clear_that_proved_wrong_is_withdrawn_and_given_anew(self, desk):
        clock = panel("clock", desk)
        for name in ("all clear", "withdrawn", "all clear"):
            clock.stamps[name].click()

        assert [one.kind for one in said(desk).updates] == [
            "all clear",
            "all clear withdrawn",
            "all clear",
        ]

    def test_a_wrong_press_is_taken_back_unless_somebody_wrote_since(self, desk):
        clock = panel("clock", desk)
        whole = desk.read().tree.text
        clock.stamps["fine"].click()
        clock.back.click()
        back = desk.read().tree.text
        clock.stamps["fine"].click()
        pressed = clock._last
        add_note("INC-7", "quiet", home=desk.home)
        clock._last = pressed
        clock.back.click()

        assert back == whole
        assert "Nothing was written" in clock.status.widget.value
        assert said(desk).mitigated_at.is_known

    def test_severity_is_written_with_the_time_from_which_it_holds(self, desk):
        clock = panel("clock", desk)
        enter(clock.severity, "sev2")
        record = said(desk)

        assert record.severity == "sev2"
        assert record.timeline[0].what == "Severity: sev2."

    def test_what_an_action_did_is_asked_five_minutes_after_it(self, desk):
        clock, log = panel("clock", desk), panel("log", desk)
        enter(log.action, "Flag off")
        now = said(desk).actions[0].applied_at.stated
        clock.tick(now + timedelta(minutes=4))
        early = clock.effects in clock.body.children
        clock.tick(now + timedelta(minutes=5))
        asked = clock.question.widget.value
        partly = clock.effects.children[2]
        partly.click()

        assert not early
        assert "Flag off: did it help?" in asked
        assert said(desk).actions[0].effect == "partial"
        clock.tick(now + timedelta(minutes=6))
        assert clock.effects not in clock.body.children

    def test_who_cannot_tell_yet_is_asked_again_later(self, desk):
        clock, log = panel("clock", desk), panel("log", desk)
        enter(log.action, "Flag off")
        now = said(desk).actions[0].applied_at.stated + timedelta(minutes=5)
        clock.desk.home = replace(desk.home, now=lambda: now)
        clock.tick(now)
        clock.effects.children[-1].click()
        clock.tick(now + timedelta(minutes=4))
        quiet = clock.effects in clock.body.children
        clock.tick(now + timedelta(minutes=5))

        assert not quiet
        assert clock.effects in clock.body.children

    @pytest.mark.parametrize("more", ["effect: none", "applied_at: unknown"])
    def test_nothing_is_asked_of_what_was_said_or_has_no_time(self, more):
        at = "" if "applied" in more else ", applied_at: 2026-03-14 10:20"
        actions = f"actions:\n  - {{id: a, for: fix, what: A{at}, {more}}}\n"

        assert to_ask(record(actions), NOW) is None


class TestFiveQuestions:
    def answered(self, desk):
        panel_ = panel("five_questions", desk)
        return panel_, {one.sheet.form.letter: one for one in panel_.answers}

    def test_one_press_saves_all_that_was_answered_with_their_time(self, desk):
        questions, by = self.answered(desk)
        by["B"].fields["answer",].input.value = "Everyone who searches"
        by["B"].fields["of",].input.value = "1200"
        by["A"].fields["at",].short.click()
        questions.save.click()
        blast = said(desk).blast

        assert "Saved: B, A." in questions.status.widget.value
        assert blast.blast_radius.answer == "Everyone who searches"
        assert blast.blast_radius.of == 1200
        assert blast.blast_radius.answered_at.is_known
        assert blast.anchor_time.at.is_known
        assert not blast.location.answered_at.is_known

    def test_more_than_all_is_saved_and_told_at_once(self, desk):
        questions, by = self.answered(desk)
        by["B"].fields["affected",].input.value = "5"
        by["B"].fields["of",].input.value = "3"
        questions.save.click()
        shown = questions.evidence[0].widget

        assert said(desk).blast.blast_radius.affected == 5
        assert "affected: more than all 3" in shown.value
        by["B"].fields["of",].input.value = "30"
        questions.save.click()
        assert "more than all" not in shown.value

    def test_one_refused_answer_keeps_no_other_from_the_file(self, desk):
        questions, by = self.answered(desk)
        by["A"].fields["at",].input.value = "this morning"
        by["L"].fields["answer",].input.value = "Search page"
        edited = questions.status.widget.value
        questions.save.click()

        assert "Not saved yet: L, A." in edited
        assert "Saved: L." in questions.status.widget.value
        assert "A: Nothing was saved" in questions.status.widget.value
        assert "is not a time" in by["A"].fields["at",].note.widget.value
        assert by["A"].fields["at",].text == "this morning"

    def test_what_another_tab_answered_is_offered_and_nothing_typed_is_lost(self, desk):
        (_, one), (two_panel, two) = self.answered(desk), self.answered(desk)
        one["S"].fields["answer",].input.value = "A deploy at nine"
        two["S"].fields["answer",].input.value = "Nothing that we know"
        one["S"].save()
        desk.changed()
        two_panel.save.click()

        assert two["S"].fields["answer",].theirs == "A deploy at nine"
        assert two["S"].fields["answer",].text == "Nothing that we know"
        assert said(desk).blast.system_change.answer == "A deploy at nine"
        two["S"].fields["answer",].choice[-1].children[0].click()
        two_panel.save.click()
        assert said(desk).blast.system_change.answer == "Nothing that we know"
        assert said(desk).blast.system_change.earlier[0].answer == "A deploy at nine"

    def test_what_another_tab_answered_shows_where_nobody_typed(self, desk):
        _, by = self.answered(desk)
        by["B"].fields["answer",].input.value = "Mine, not saved"
        add = open_sheet(FORMS["location"], "INC-7", desk.home)
        save(add, {("answer",): "Search page"})
        desk.changed()

        assert by["L"].fields["answer",].text == "Search page"
        assert by["L"].fields["answer",].theirs is None
        assert by["B"].fields["answer",].text == "Mine, not saved"

    def test_the_data_stand_beside_the_answer(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
        desk = Desk("INC-001", copy_sample("INC-001", find_home("samples")))
        questions = panel("five_questions", desk)
        shown = dict(
            zip("BLAST", (one.widget.value for one in questions.evidence), strict=True)
        )

        assert "Between 02:00 (surely good until then) and 02:08" in shown["A"]
        assert "disagrees" in shown["A"]


class TestMitigations:
    def test_the_catalogue_uses_the_words_of_the_record(self):
        known = set(get_args(ActionKind))

        assert set(MITIGATIONS) < known
        assert all(
            text.endswith(".")
            for one in MITIGATIONS.values()
            for text in (one.does, one.needs, one.worked, one.beware)
        )

    def test_an_option_is_noted_and_then_used(self, desk):
        ease = panel("mitigations", desk)
        ease.kind.value = "rollback"
        ease.which.input.value = "Release 4.17"
        ease.known.click()
        option = said(desk).blast.temporary_mitigation.options[0]
        _head, row = ease.options.children
        line = row.children[0].value
        done = row.children[1]
        done.click()
        after = said(desk)

        assert (option.what, option.kind, option.used) == (
            "Release 4.17",
            "rollback",
            False,
        )
        assert option.known_at.is_known
        assert "rollback: Release 4.17: not used" in line
        [action] = after.actions
        assert (action.purpose, action.kind) == ("stabilize", "rollback")
        assert after.blast.temporary_mitigation.options[0].used is True
        worked = MITIGATIONS["rollback"].worked
        assert f"It worked when: i{worked[1:]}" in ease.status.widget.value

    def test_without_a_name_nothing_is_written(self, desk):
        ease = panel("mitigations", desk)
        ease.done.click()

        assert "Write which one" in ease.status.widget.value
        assert not said(desk).actions


class TestLogAndHypotheses:
    def test_leaving_a_line_stamps_nothing_and_enter_does(self, desk):
        log = panel("log", desk)
        log.action.input.value = "restarted one pod"
        left = said(desk).actions
        log.purpose.value = "investigate"
        log.action.input._handle_custom_msg({"event": "submit"}, [])
        [action] = said(desk).actions

        assert not left
        assert (action.what, action.purpose) == ("restarted one pod", "investigate")
        assert log.action.input.value == ""

    def test_enter_that_comes_before_its_text_stamps_the_text(self, desk):
        """JupyterLab tells of the key first, and of the text a moment later."""
        log = panel("log", desk)

        async def press():
            log.note.input._handle_custom_msg({"event": "submit"}, [])
            await asyncio.sleep(0.05)
            log.note.input.value = "Search answers again"
            log.note.input.value = "half a line that was only left"
            await asyncio.sleep(0.5)

        asyncio.run(press())
        assert [one.what for one in said(desk).timeline] == ["Search answers again"]

    def test_a_text_that_comes_with_its_key_is_stamped_and_answered(self, desk):
        """JupyterLab with our part in it empties the line itself."""
        log, told = panel("log", desk), []
        log.note.input.send = told.append
        log.note.input.value = "left in the kernel"
        for text in ("Quiet", "  ", "Loud"):
            stamp = {"event": "stamp", "text": text}
            log.note.input._handle_custom_msg(stamp, [])

        assert [one.what for one in said(desk).timeline] == ["Quiet", "Loud"]
        assert told == [{"event": "taken"}] * 2
        assert log.note.input.value == "left in the kernel"

    def test_a_text_that_is_not_taken_is_not_answered(self, desk):
        log, told = panel("log", desk), []
        log.note.input.send = told.append
        desk.read().path.write_text("schema: [", encoding="utf-8")
        log.note.input._handle_custom_msg({"event": "stamp", "text": "Quiet"}, [])

        assert told == []

    def test_the_list_stands_newest_first_and_what_has_no_time_first_of_all(self, desk):
        """What has no time yet is the next thing to be mended."""
        log = panel("log", desk)
        enter(log.note, "seen")
        enter(log.change, "Web 4.18 at 00:01")
        enter(log.change, "a flag")

        assert [one["what"] for one in listed(log)] == ["a flag", "seen", "Web 4.18"]
        assert "Click its time" in log.status.widget.value
        assert [one["when"] for one in listed(log)][::2] == ["no time", "00:01"]

    @pytest.mark.parametrize(
        ("typed", "what", "when"),
        [
            ("Web 4.18 at 18:35", "Web 4.18", "18:35"),
            ("Web 4.18, at 18:35:10", "Web 4.18", "18:35:10"),
            ("index job about 2026-03-13 02:00", "index job", "about 2026-03-13 02:00"),
            ("Web 4.18", "Web 4.18", ""),
            ("looked at 18", "looked at 18", ""),
            ("at 18:35", "at 18:35", ""),
        ],
    )
    def test_a_change_says_its_time_in_its_line(self, typed, what, when):
        assert change_of(typed) == (what, when)

    def test_a_line_is_corrected_taken_out_and_put_back_in_the_list(self, desk):
        log = panel("log", desk)
        enter(log.action, "Flag of")
        [line] = listed(log)
        press(log, event="correct", id=line["id"], side="what", text="Flag off")
        corrected = said(desk).actions
        press(log, event="remove", id=listed(log)[0]["id"])
        gone = said(desk).actions
        press(log, event="put back")

        assert [one.what for one in corrected] == ["Flag off"]
        assert not gone
        assert said(desk).actions == corrected

    @pytest.mark.parametrize("sure", ["60", "60 %", "0.6"])
    def test_sixty_is_sixty_percent(self, desk, sure):
        guess = panel("hypotheses", desk)
        guess.what.input.value = "The index job"
        enter(guess.sure, sure)

        assert said(desk).hypotheses[0].confidence == 0.6

    def test_a_guess_needs_to_say_how_sure_it_is(self, desk):
        guess = panel("hypotheses", desk)
        enter(guess.what, "The index job")
        unsure = guess.status.widget.value
        enter(guess.sure, "60 %")
        [one] = said(desk).hypotheses

        assert "how sure" in unsure
        assert (one.what, one.confidence) == ("The index job", 0.6)
        assert one.at.is_known
        assert (guess.what.input.value, guess.sure.input.value) == ("", "")
        assert "60 %  The index job" in guess.list.widget.value

    def test_a_confidence_that_is_none_is_refused_in_the_records_words(self, desk):
        guess = panel("hypotheses", desk)
        enter(guess.what, "The index job")
        enter(guess.sure, "very")

        assert "ik-problem" in guess.status.widget.value
        assert guess.sure.input.value == "very"
        assert not said(desk).hypotheses


def test_enter_on_an_empty_line_writes_nothing(desk):
    log = panel("log", desk)
    enter(log.note, "   ")
    enter(log.note, "")

    assert not said(desk).timeline
    assert "ik-problem" not in log.status.widget.value


class TestTheUpdate:
    def test_of_a_title_alone_makes_nothing_up(self):
        text = update_text(record(), now=NOW)

        assert text.splitlines() == [
            "Search is down (INC-7), 10:30 CET",
            "What we know: Nothing yet beyond that it is going on.",
            "What users see: We do not know yet who is affected.",
            "What we do next: We are still finding out.",
            "Next update: 11:00 CET.",
        ]

    def test_says_what_the_record_says(self):
        more = (
            "blast:\n"
            "  blast_radius: {answer: Search is empty for all, affected: 900, of: 1200, unit: tenants}\n"
            "  location: {answer: Search page, fine: [/billing]}\n"
            "  anchor_time: {answer: After nine, at: about 2026-03-14 09:50}\n"
            "  system_change: {answer: Index job}\n"
            "actions:\n  - {id: a, for: stabilize, what: Flag off, applied_at: 2026-03-14 10:20}\n"
            "  - {id: b, for: fix, what: New index, applied_at: 2026-03-14 10:25}\n"
        )
        text = update_text(
            record(more), now=NOW, next_step="Rebuild it", next_at="10:45"
        )

        assert text.splitlines()[1:] == [
            "What we know: It began about 09:50. Before it: Index job. Done at 10:20: Flag off. Done at 10:25: New index.",
            "What users see: Search is empty for all. That is 900 of 1,200 tenants. Search page. Not affected: /billing.",
            "What we do next: Rebuild it.",
            "Next update: 10:45.",
        ]

    @pytest.mark.parametrize(
        ("more", "step"),
        [
            (
                "blast: {temporary_mitigation: {answer: Turn ranking off}}\n",
                "Turn ranking off.",
            ),
            (
                (
                    "blast: {temporary_mitigation: {answer: Turn ranking off}}\nactions:\n"
                    "  - {id: a, for: stabilize, what: Ranking off, applied_at: 2026-03-14 10:20}\n"
                ),
                "We see whether it helps, and look for the cause.",
            ),
            (
                (
                    "blast: {temporary_mitigation: {answer: Turn it off, options: [\n"
                    "  {what: Ranking off, used: true}, {what: Old index, used: false}]}}\n"
                ),
                "We can still do this: Old index.",
            ),
            ("mitigated_at: 2026-03-14 10:20\n", "We look for the cause."),
            ("fixed_at: 2026-03-14 10:20\n", "The cause is removed; a review follows."),
        ],
    )
    def test_what_is_next_follows_from_how_far_it_is(self, more, step):
        assert f"What we do next: {step}" in update_text(record(more), now=NOW)

    def test_follows_the_record_and_a_press_takes_its_words_along(self, desk):
        update, log = panel("update", desk), panel("log", desk)
        enter(log.action, "Flag off")
        followed = update.text.made
        update.text._handle_custom_msg(
            {"event": "sent", "text": "In our own words"}, []
        )
        [sent] = said(desk).updates
        update.step.input.value = "Rebuild it"
        update.text._handle_custom_msg({"event": "settle"}, [])

        assert "Flag off." in followed
        assert (sent.what, sent.to) == ("In our own words", "stakeholders")
        assert "What we do next: Rebuild it." in update.text.made


class TestTheWayOn:
    def test_makes_the_review_once_and_links_to_it_from_where_the_notebook_is(
        self, desk, tmp_path, monkeypatch
    ):
        (tmp_path / "workbooks").mkdir()
        monkeypatch.chdir(tmp_path / "workbooks")
        on, shown = panel("go_on", desk), []
        on.below = SimpleNamespace(update=lambda data, **_: shown.append(data))
        on.press.click()
        made = on.status.widget.value
        on.press.click()

        assert (tmp_path / "workbooks" / "INC-7.ipynb").is_file()
        assert "Made it." in made
        assert "It is there already." in on.status.widget.value
        assert 'href="INC-7.ipynb"' in shown[0]["text/html"]

    def test_beside_a_named_folder_says_why_not(self, desk, tmp_path):
        named = find_home(str(desk.home.path))
        on = panel("go_on", Desk("INC-7", named))
        on.press.click()

        assert "a workbook is used only beside an incidents folder" in (
            on.status.widget.value
        )
        assert not (tmp_path / "workbooks").exists()


class TestThePage:
    def run(self, tmp_path, *parameters):
        tools = Path(sys.executable).parent
        template = Path(__file__).parents[2] / "templates" / "triage.ipynb"
        for command in (
            ["papermill", "--no-progress-bar", str(template), "out.ipynb", *parameters],
            [
                "jupyter-nbconvert",
                "--to",
                "html",
                "--template",
                "incident_report",
                "out.ipynb",
            ],
        ):
            subprocess.run(
                [tools / command[0], *command[1:]],
                check=True,
                cwd=tmp_path,
                capture_output=True,
            )
        return (tmp_path / "out.html").read_text(encoding="utf-8")

    @pytest.mark.notebook
    @pytest.mark.usefixtures("home")
    def test_of_a_title_alone_is_built_by_the_two_commands(self, tmp_path):
        page = self.run(tmp_path, "-r", "incident_id", "INC-7")

        assert "search is down" in readable(page)
        assert "widget" not in page
        assert "<script" not in page

    @pytest.mark.notebook
    def test_shows_what_was_answered_done_and_guessed(self, tmp_path):
        page = self.run(
            tmp_path, "-r", "incident_id", "INC-001", "-r", "home", "samples"
        )
        words = readable(page)

        assert "tenants on the 30-minute refresh" in words
        assert "cache fix taken back" in words
        assert "the cache serves old figures" in words
        assert "first ticket about old figures" in words
        assert "<script" not in page

    @pytest.mark.usefixtures("home")
    def test_no_widget_is_made_where_nobody_sits(self):
        code = (
            "import sys\nfrom incident_kit.review.triage import open_triage\n"
            "open_triage('INC-7').five_questions._ipython_display_()\n"
            "print('ipywidgets' in sys.modules)"
        )
        run = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        )

        assert run.stdout.splitlines()[-1] == "False"

    @pytest.mark.usefixtures("home")
    def test_an_unknown_incident_is_one_line(self):
        with pytest.raises(Exception, match="INC-8") as caught:
            open_triage("INC-8")
        assert len(str(caught.value).splitlines()) == 1
